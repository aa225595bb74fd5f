"""Today: the day it is in India, whatever the clock of the machine is set to."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

INDIA = timezone(timedelta(hours=5, minutes=30))


def today() -> date:
    """The day it is in India now."""
    return datetime.now(INDIA).date()
