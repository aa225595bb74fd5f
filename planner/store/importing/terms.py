"""Terms: what an import goes by, beside the sheet itself."""

from __future__ import annotations

from dataclasses import dataclass

from planner.policy import Policy
from planner.store.importing.categories import CategoryMap


@dataclass(frozen=True)
class Terms:
    """The policy, and what was asked for.

    `mapping` is for areas; `replace` for enrolments: what a mitan has with rakshaks other than
    the sheet's is taken out. With `place` enrolments that name no rakshak get the nearest one.
    With `skip_bad` bad rows, and those that depend on them, are left out.
    """

    policy: Policy
    mapping: CategoryMap
    skip_bad: bool
    replace: bool
    place: bool = False
