"""What a finding or a refusal repeats of a file can be shown without harm."""

import pytest

from planner.findings import Finding, Refusal, Severity, legible

CLEARS_THE_SCREEN = "\x1b[2J"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"raksha{CLEARS_THE_SCREEN}k", "raksha\\x1b[2Jk"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("half \ud800 a sign", "half \\ud800 a sign"),
        ("a\0b\x7f\x9b\u2028c", "a\\x00b\\x7f\\x9b\\u2028c"),
        ("साइबर मितान, क्\u200dष, 😀", "साइबर मितान, क्\u200dष, 😀"),  # joiners belong to Hindi
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
    ],
)
def test_signs_that_act_on_a_screen_are_spelt_out(text, shown):
    assert legible(text) == shown
    finding = Finding("X", Severity.INFO, text, text, text, text)
    told = (finding.subject, finding.where, finding.message, finding.remedy)
    assert told == (shown,) * 4
    refusal = Refusal(text)
    assert refusal.message == str(refusal) == shown
    shown.encode()
