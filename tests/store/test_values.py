"""Texts of the store become numbers; what Mitan did not write is refused and named."""

from datetime import date

import numpy as np
import pytest

from planner.findings import Refusal
from planner.snapshot import NONE, Role
from planner.store.values import all_there, day_of, minute_of, phones_of, role_of

IDS = np.array(["A", "B", "C"])


def test_days_times_roles_and_phones():
    assert day_of("2020-09-08") == date(2020, 9, 8).toordinal()
    assert day_of("") == NONE
    assert (minute_of("00:00"), minute_of("10:31"), minute_of("23:59")) == (0, 631, 1439)
    assert minute_of("") == NONE
    assert role_of("rakshak") == Role.RAKSHAK
    assert phones_of(("9000000001", "", "ten")).tolist() == [9000000001, NONE, NONE]


@pytest.mark.parametrize(
    ("read", "text", "told"),
    [
        (day_of, "08.09.2020", "as the day, where a date such as 2020-09-08"),
        (minute_of, "25:00", "as the time of a pledge, where a time such as 10:31"),
        (role_of, "chief", "as the role of a person, where"),
    ],
)
def test_what_mitan_did_not_write(read, text, told):
    with pytest.raises(Refusal) as caught:
        read(text)
    assert f"{text!r} {told}" in caught.value.message
    assert "changed by another program" in caught.value.message


def test_a_long_text_is_cut():
    with pytest.raises(Refusal) as caught:
        day_of("x" * 50)
    assert f"holds {'x' * 40!r} as" in caught.value.message


def test_where_each_id_stands():
    assert all_there(np.array(["C", "A", "C"]), IDS, "pin").tolist() == [2, 0, 2]


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        (["X"], "1 id(s) that are not there: X. "),
        (["X", "A", "X"], "1 id(s) that are not there: X. "),
        (list("QRSTU"), "5 id(s) that are not there: Q, R, S, T, U. "),
        (list("QRSTUV"), "6 id(s) that are not there: Q, R, S, T, U .... "),
    ],
)
def test_ids_that_are_not_there(lost, told):
    with pytest.raises(Refusal) as caught:
        all_there(np.array(lost), IDS, "pin")
    assert f"The table pin of the store names {told}" in caught.value.message
