"""Consent: how an answer tells of people who have not agreed to be called, and were left out."""

from __future__ import annotations


def silent_line(silent: int, what: str) -> tuple[str, ...]:
    """One line about them, or none where there is nobody."""
    if not silent:
        return ()
    people = "1 person" if silent == 1 else f"{silent:,} people"
    return (f"Without consent to be called: {people}. {what} (docs/privacy.md)",)
