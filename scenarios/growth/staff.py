"""Staff: who was found and trained on the first days of a campaign, where that is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from planner.snapshot import Ints


@dataclass(frozen=True, eq=False)
class Staff:
    """L levels of people, leaders from the top down, then rakshaks, on the first k days.

    Only those who are with the campaign still.
    """

    trained: Ints  # L x k, at the end of each day
    found: Ints  # L, at the end of the last of these days, trained or not

    @property
    def days(self) -> int:
        """k."""
        return int(self.trained.shape[1])
