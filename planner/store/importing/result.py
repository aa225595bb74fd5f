"""Result: what an import read, wrote and found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.findings import ExitCode, Finding, Refusal
from planner.store.importing.replaced import Replaced


@dataclass(frozen=True)
class ImportResult:
    """Counts of rows: read = new + changed + unchanged + rejected. Blank rows, and rows that
    only repeat another, are not counted. `left_out` says where the rejected rows stand.
    `removed` are not rows of the sheet: enrolments that the store had and --replace takes out.
    `replaced` is what the store had in cells of the changed rows.

    Where nothing was written, because of faults, rows that are not rejected count as unchanged
    only if they stand in the store as they are; the others count nowhere.
    """

    kind: str
    file: str
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    removed: int = 0
    replaced: tuple[Replaced, ...] = ()
    findings: tuple[Finding, ...] = ()
    left_out: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def written(self) -> int:
        """Rows that were written, or in a dry run would be."""
        return self.new + self.changed

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON shows it."""
        return {
            "kind": self.kind,
            "file": self.file,
            "dry_run": self.dry_run,
            "read": self.read,
            "written": self.written,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "removed": self.removed,
            "replaced": [one.as_dict() for one in self.replaced],
            "left_out": list(self.left_out),
            "findings": [finding.as_dict() for finding in self.findings],
        }


class ImportRefusal(Refusal):
    """Nothing was imported; `result` has the counts, and the findings say why."""

    def __init__(
        self, message: str, result: ImportResult, findings: Sequence[Finding] | None = None
    ) -> None:
        told = result.findings if findings is None else findings
        super().__init__(message, exit_code=ExitCode.REJECTED, findings=told)
        self.result = result
