"""What `mitan audit pack` and `mitan audit verify` answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from planner.findings import Check, ExitCode
from planner.report.answers import checks_answer
from planner.report.document import Document, Table
from planner.report.manifest import Manifest
from planner.report.pack import Pack

UNSEALED = (
    "No seal was given (--seal DIGEST, from paper): whoever rewrote the files so that they fit "
    "each other, and the list with them, is not found."
)


def pack_answer(packed: Pack, folder: Path) -> Document:
    """What is in the pack, and what to write on paper."""
    manifest = packed.manifest
    rows = [(name, len(content)) for name, content in sorted(packed.files.items())]
    return Document(
        {
            "folder": str(folder),
            "seal": packed.seal,
            "head": manifest.chain.digest,
            "files": dict(rows),
            "manifest": manifest.as_dict(),
        },
        (Table("Evidence pack", ("file", "bytes"), rows),),
        (
            packed.verdict_line,
            f"Written: {folder}, {len(rows)} files. Check it with: mitan audit verify {folder}",
            f"Write on paper the seal: {packed.seal}",
        ),
    )


def verify_answer(
    checks: Sequence[Check], seal: str, manifest: Manifest | None, *, sealed: bool
) -> Document:
    """Every check, and what a person can compare with what he has on paper.

    `sealed` says that the seal was held against one from outside of the pack.
    """
    answer = checks_answer("Checks", checks)
    failed = any(check.exit_code is not ExitCode.FINE for check in checks)
    word = "The evidence pack does NOT hold" if failed else "The evidence pack holds"
    return replace(
        answer,
        data={
            "holds": not failed,
            "seal": seal,
            "sealed": sealed,
            "manifest": None if manifest is None else manifest.as_dict(),
            **answer.data,
        },
        lines=(
            f"{word}: {answer.lines[0]}",
            f"Its seal is {seal}",
            *(() if sealed or failed else (UNSEALED,)),
        ),
    )
