"""Named: from the ids that a person wrote to people of a draft, or to the reasons why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from planner.findings import ExitCode, Finding, Refusal, Severity, meant, meant_by_each
from planner.hierarchy.draft import Draft
from planner.snapshot import Flags, Ints, Role

CODES = {
    "TRE001": "people for whom no leader has room",
    "TRE002": "an id that nobody has",
    "TRE003": "somebody who is not active",
    "TRE004": "somebody of a role that cannot stand, lead or be promoted there",
    "TRE005": "a leader who would stand under somebody below him",
    "TRE006": "a mitan whom two rakshaks have",
    "TRE007": "a leader with more people than the span allows, or fewer than it asks for",
    "TRE008": "rakshaks above their quota",
    "TRE009": "mitans for whom no rakshak has a free slot",
    "TRE010": "a number of leaders that cannot be",
}


def fault(code: str, subject: str, where: str, message: str, remedy: str) -> Finding:
    """A finding that keeps a change from being made."""
    return Finding(code, Severity.ERROR, subject, where, message, remedy)


def refuse(faults: Sequence[Finding], *, impossible: bool = False) -> Refusal:
    """The refusal of a change for these reasons; `impossible` where it was asked for rightly."""
    return Refusal(
        f"The tree was not changed: {len(faults)} thing(s) stand against it.",
        exit_code=ExitCode.IMPOSSIBLE if impossible else ExitCode.REJECTED,
        findings=faults,
    )


def find(draft: Draft, ids: Sequence[str]) -> Ints:
    """Indices of these people, each once, in the order given.

    Raises Refusal, with a finding for each, where ids are nobody's or their people have left.
    """
    wanted = list(dict.fromkeys(ids))
    at = np.minimum(np.searchsorted(draft.ids, wanted), len(draft.ids) - 1)
    known = draft.ids[at] == wanted if len(draft.ids) else np.zeros(len(wanted), dtype=bool)
    unknown = [one for one, there in zip(wanted, known, strict=True) if not there]
    faults = [
        fault("TRE002", one, "campaign", f"there is no person {one} in this campaign", remedy)
        for one, remedy in meant_by_each(unknown, draft.ids[draft.role != Role.MITAN].tolist())
    ]
    found: Ints = at[known]
    faults += [
        fault(
            "TRE003",
            str(draft.ids[one]),
            draft.where(one),
            f"this {role_of(draft, one)} is not active",
            "choose somebody else, or import his whole row (mitan tree export people.csv) with "
            "active = 1",
        )
        for one in found[~draft.active[found]].tolist()
    ]
    if faults:
        raise refuse(faults)
    return found


def may_lead(draft: Draft, named: Sequence[set[str]]) -> Flags:
    """Of each person whether he may be chosen to lead: a leader or rakshak among those named.

    A set of one word is an organisation's name, if there is such a one; others are sets of ids.
    Where none is given everybody active may. Raises Refusal, with a finding for each, where
    ids are nobody's or of people who have left, or there is no such organisation.
    """
    able = draft.serving(Role.RAKSHAK) | draft.serving(Role.LEADER)
    if not named:
        return able
    organisations = draft.before.organisations
    among = np.zeros_like(able)
    for words in named:
        word = next(iter(words))
        if len(words) == 1 and word in organisations:
            among |= draft.before.people.organisation == organisations.index(word)
        elif len(words) == 1 and word not in draft.ids:
            known = ", ".join(organisations) or "none is known"
            message = f"{word} is neither an organisation here ({known}) nor the id of a person"
            remedy = meant(word, [*organisations, *draft.ids[able].tolist()])
            raise refuse([fault("TRE002", word, "campaign", message, remedy)])
        else:
            among[find(draft, sorted(words))] = True
    return able & among


def role_of(draft: Draft, person: int) -> str:
    """leader, rakshak or mitan."""
    return Role(int(draft.role[person])).name.lower()


def with_two(draft: Draft, who: Ints) -> Iterator[Finding]:
    """A finding for each of these mitans whom two rakshaks have."""
    rows = np.isin(draft.mitan, who)
    mitans, count = np.unique(draft.mitan[rows], return_counts=True)
    for one in mitans[count > 1].tolist():
        both = draft.ids[np.sort(draft.rakshak[draft.mitan == one])].tolist()
        yield fault(
            "TRE006",
            str(draft.ids[one]),
            draft.where(one),
            f"this mitan was enrolled by {' and by '.join(both)}; which of them is right?",
            "correct the sheet and import it with `mitan import enrolments FILE --replace`",
        )
