"""Report told: what a report says of a plan, with the words, shared by the parts of its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from planner.report.audit_report import AuditReport
from planner.report.document import Document
from planner.report.page import element, table
from planner.report.progress_answer import progress_answer
from planner.report.report_shown import Shown
from planner.report.workload import workload
from planner.reporting import Reported
from planner.snapshot import Ids

MOST_ROWS = 200  # of a table whose rows a command lists in full


@dataclass(frozen=True, eq=False)
class Told:
    """What is told, in which language, and what has been worked out of it for several parts."""

    shown: Shown
    audit: AuditReport

    @property
    def reported(self) -> Reported:
        """What was read."""
        return self.shown.reported

    @cached_property
    def fair(self) -> dict[str, Any] | None:
        """The workload of the rakshaks who are shown; None where nothing can be asked."""
        assigned = self.reported.assigned
        if assigned is None:
            return None
        return workload(assigned, np.isin(assigned.problem.rakshaks, self.shown_ids))

    @cached_property
    def shown_ids(self) -> Ids:
        """The ids of the rakshaks and the leaders who are shown."""
        ids = self.reported.snapshot.people.ids
        found: Ids = np.concatenate([ids[self.shown.rakshaks], ids[self.shown.leaders]])
        return found

    def say(self, phrase: str, **values: object) -> str:
        """A phrase in the report's language."""
        return self.shown.words.say(phrase, **values)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
        """A table whose columns are named by phrases; None is nothing."""
        cells = (["" if cell is None else cell for cell in row] for row in rows)
        names = [self.say(column) for column in columns]
        return table(names, cells, lang=self.shown.words.main)

    @property
    def balance(self) -> str:
        """How evenly the work is shared, in one line."""
        fair = self.fair
        if fair is None or not fair["rakshaks"]:
            return self.say("balance none")
        return self.say(
            "balance value",
            share=f"{fair['in_band']:.1%}",
            rakshaks=fair["rakshaks"],
            mean=f"{fair['mean']:.1f}",
            least=fair["least"]["visits"],
            most=fair["most"]["visits"],
        )

    def unit(self, code: object, ours: set[str], missing: str) -> str:
        """A leader or a zone; one outside of the scope is not named."""
        if code is None:
            return self.say(missing)
        return str(code) if code in ours else self.say("elsewhere")

    @property
    def zone_codes(self) -> list[str]:
        """The codes of the zones that are named."""
        return [self.reported.snapshot.zones[k] for k in self.shown.zones.tolist()]

    def more(self, count: int) -> Iterator[str]:
        """A line about rows that a table has no room for, if there are any."""
        if count > 0:
            yield element("p", self.say("more rows", count=count), "quiet")

    @cached_property
    def done(self) -> Document | None:
        """What `mitan progress` answers; None where nothing was reported."""
        tracked = self.reported.tracked
        return None if tracked is None else progress_answer(tracked, self.shown.words.main)
