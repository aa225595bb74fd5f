"""Typesetting: the one door to typst. Data go in as JSON texts, PDF files come out.

Only this module is loaded by the processes that set many files side by side.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from planner.findings import Refusal
from planner.stages import Stage, stage
from planner.stopping import apart

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).parent
LOOK, PARTS, SHEETS = "roster-look.typ", "roster-parts.typ", "roster.typ"
FEW = 4  # files that one process sets by itself
FILES_OF_A_PROCESS = 6  # typst keeps what it has set, some 40 MB a file: then a new process begins
MOST_PROCESSES = 2  # more would take more memory than a small machine has


def require_typst() -> None:
    """Raise Refusal where the extra `pdf` is not installed."""
    try:
        import typst  # noqa: F401
    except ImportError:
        raise Refusal(
            "PDF files need typst, which is not installed. Install it with: pip install "
            "'mitan[pdf]'. The HTML files print the same sheets without it."
        ) from None


@stage(Stage.TYPESET)
def set_pdf(common: str, team: str) -> bytes:
    """The PDF of a team's sheets; no date and no font of this machine goes into it.

    `common` is what stands on every sheet and `team` all the rest: JSON as roster.typ reads it.
    """
    return _set(SHEETS, all=common, team=team, parts=_parts(common))


def set_many(common: str, teams: Iterable[str], count: int) -> Iterator[bytes]:
    """The PDFs of `count` teams, in order; many of them are set by processes side by side."""
    if count <= FEW:
        yield from (set_pdf(common, team) for team in teams)
        return
    workers = min(MOST_PROCESSES, os.cpu_count() or 1)
    spawn = multiprocessing.get_context("spawn")  # the same on every system
    pool = ProcessPoolExecutor(workers, mp_context=spawn, max_tasks_per_child=FILES_OF_A_PROCESS)
    left, running = iter(teams), deque[Future[bytes]]()

    def submit(team: str) -> None:
        with apart():  # Ctrl-C is for this process, which ends the others
            running.append(pool.submit(set_pdf, common, team))

    try:
        for team in islice(left, 2 * workers):
            submit(team)
        while running:
            with stage(Stage.TYPESET):
                done = running.popleft().result()
            for team in islice(left, 1):
                submit(team)
            yield done
    finally:
        with suppress(OSError):
            pool.shutdown(wait=True, cancel_futures=True)


@lru_cache(maxsize=1)
def _parts(common: str) -> str:
    """The PDF of what stands on every front, as JSON: a list of its bytes."""
    return json.dumps(list(_set(PARTS, all=common)))


def _set(source: str, **inputs: str) -> bytes:
    made = _compiler().compile(_source(source), format="pdf", sys_inputs=inputs, pdf_tags=False)
    assert isinstance(made, bytes)
    return made


@cache
def _source(name: str) -> bytes:
    return b"".join((HERE / file).read_bytes() for file in (LOOK, name))


@cache
def _compiler() -> typst.Compiler:
    import fontpkg_noto_sans_devanagari as package
    import typst

    folder = str(package.ROOT / "files")
    return typst.Compiler(font_paths=typst.Fonts(include_system_fonts=False, font_paths=[folder]))
