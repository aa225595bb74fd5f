"""Export: parts of the campaign made into workbooks, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.files import name_of_file
from planner.findings import Refusal
from planner.policy import Policy
from planner.report.workbook import workbook
from planner.stages import Stage, stage
from planner.store import history
from planner.store.database import Store
from planner.store.workbooks.content import content
from planner.store.workbooks.layout import style
from planner.store.workbooks.mark import generation, written
from planner.store.workbooks.scope import Scope, ground, members, teams, without_leader

ACTION = "phones exported"  # in the history
SUFFIX = ".xlsx"


@dataclass(frozen=True)
class Made:
    """A workbook: the name of a file for it, whose part it is, its rows by sheet, its bytes."""

    name: str
    scope: Scope
    counts: Mapping[str, int]
    silent: int  # people in it who have not agreed to be called
    content: bytes


def scopes_of_all(store: Store) -> tuple[tuple[Scope, ...], int]:
    """A scope for every leader's own team, and how many rakshaks are in none.

    Raises Refusal where there is no team.
    """
    with store.reading() as connection:
        known = ground(connection)
    found = teams(known)
    if not found:
        raise Refusal("No rakshak reports to a leader. Next: mitan tree build")
    return found, without_leader(known)


def make_workbooks(
    store: Store, policy: Policy, scopes: Sequence[Scope], lang: str, reason: str | None = None
) -> Iterator[Made]:
    """The workbooks of these scopes, all of one moment, in their order.

    Phones are masked, unless a `reason` is given, which is written down first. Raises Refusal
    where there is no such leader or zone.
    """
    if reason is not None:
        with store.writing() as connection:
            known = ground(connection)
            for scope in scopes:  # who is not there is refused before anything is written down
                members(connection, known, scope)
            parts = [{"kind": str(scope.kind), "of": scope.of} for scope in scopes]
            history.append(connection, ACTION, {"reason": reason, "parts": parts})
    names: set[str] = set()
    with store.reading() as connection:
        known, now, day = ground(connection), generation(connection), history.now()[:10]
        look = style(policy, lang, phones=reason is not None)
        for scope in scopes:
            with stage(Stage.WORKBOOKS):
                part = content(connection, known, scope, policy.privacy)
                ready = written(part, now, look)
                name = _file_name(scope.of, names)
                inside = workbook(ready, policy, day)
                made = Made(name, scope, ready.mark.counts, part.silent, inside)
            yield made


def _file_name(of: str, taken: set[str]) -> str:
    """A name that every system takes, and no other workbook has."""
    plain = name_of_file(of).strip("-") or "part"
    name, more = plain, 2
    while name.casefold() in taken:
        name, more = f"{plain}-{more}", more + 1
    taken.add(name.casefold())
    return name + SUFFIX
