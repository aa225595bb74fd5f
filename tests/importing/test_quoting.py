from __future__ import annotations

import pytest

from planner.store.importing.quoting import called, may_be_repeated, quoted


@pytest.mark.parametrize(
    "text",
    ["R44", "SYN-R-00014", "KOTA-R-17", "-1", "201", "08-09-20", "8 Sep 2020", "22.07° N", "रक्षक7"],
)
def test_ids_numbers_and_dates_are_repeated(text):
    assert quoted(text) == repr(text)
    assert called(text) == f" {text!r}"


@pytest.mark.parametrize(
    "text",
    [
        "Ram",
        "Ram Yadav",
        "राम वर्मा",
        "1. Ram Yadav",
        "Ram Yadav 2",
        "",
        "boss",
        "सुनीता देवी वार्ड 5",
        "राम 7",
        "Raj Das 7",
    ],
)
def test_what_may_be_a_name_is_not(text):
    assert not may_be_repeated(text)
    assert (quoted(text, "somebody"), called(text)) == ("somebody", "")


@pytest.mark.parametrize(
    "text", ["9876543210", "+91 98765 43210", "9.876543210", "1234 5678 9012", "2543210"]
)
def test_phones_and_numbers_of_documents_are_not(text):
    assert not may_be_repeated(text)


def test_long_ones_are_cut():
    assert quoted("7" + "x" * 60) == repr("7" + "x" * 39 + "…")
