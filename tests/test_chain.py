"""The chain of history entries: any change behind its end shows."""

from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.chain import START, canonical, entry_digest, first_break, next_entry

AT = "2020-09-08T03:30:00Z"


def chain(length):
    def add(entries, k):
        last = entries[-1] if entries else None
        return [*entries, next_entry(last, AT, "import", {"rows": k})]

    return reduce(add, range(length), [])


def test_canonical_text_is_one_for_one_value():
    assert canonical({"b": 1, "a": "पेंड्रा"}) == '{"a":"पेंड्रा","b":1}'
    assert canonical({"a": "पेंड्रा", "b": 1}) == canonical({"b": 1, "a": "पेंड्रा"})
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))


def test_digest_is_sha256_of_the_canonical_list():
    # printf '[1,"2020-09-08T03:30:00Z","import","{\\"rows\\":2}",""]' | sha256sum
    digest = "9985aa7b0d54a536f8247d827c9ce6e440f2ba75ee2bb27611a8474f0a0af90c"
    assert entry_digest(1, AT, "import", '{"rows":2}', START) == digest
    first, second = chain(2)
    assert (first.number, first.previous) == (1, START)
    assert (second.number, second.previous) == (2, first.digest)


def test_whole_chains_have_no_break():
    assert first_break([]) is None
    assert all(first_break(chain(length)) is None for length in range(1, 6))


def test_a_missing_start_and_a_gap_show():
    entries = chain(5)
    assert first_break(entries[1:]) == 2
    assert first_break(entries[:2] + entries[3:]) == 4


@given(
    at=st.integers(0, 5),
    field=st.sampled_from(["at", "action", "details", "previous", "digest"]),
    text=st.text(max_size=8),
)
def test_any_changed_field_shows_at_its_entry(at, field, text):
    entries = chain(6)
    entries[at] = replace(entries[at], **{field: getattr(entries[at], field) + "!" + text})
    assert first_break(entries) == at + 1


@given(at=st.integers(0, 4))
def test_a_change_with_its_own_digest_mended_shows_at_the_next_entry(at):
    entries = chain(6)
    old = entries[at]
    digest = entry_digest(old.number, old.at, "nothing", old.details, old.previous)
    entries[at] = replace(old, action="nothing", digest=digest)
    assert first_break(entries) == at + 2


@given(order=st.permutations(range(5)))
def test_only_the_right_order_holds(order):
    entries = chain(5)
    broken = first_break([entries[k] for k in order])
    assert (broken is None) == (list(order) == sorted(order))
