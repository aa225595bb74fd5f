"""INT008, INT010, INT011, INT016 to INT018: the history is whole, and all is as it tells."""

from __future__ import annotations

from collections.abc import Iterator

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped
from planner.audit.rule import Fault, of_plan, rule, some
from planner.chain import TABLES, first_break, read_details


@rule(
    "INT008",
    title="the history is unbroken",
    why="Each entry carries the digest of the one before it: a break means that something was "
    "changed, removed or put in afterwards.",
    remedy="restore the store from the last backup in which this rule passes, and find out who "
    "wrote to it; trust no entry from here on",
    needs=[needs.history],
)
def history_broken(evidence: Evidence) -> Iterator[Fault]:
    """The first entry that does not follow from the one before it."""
    number = first_break(evidence.chain)
    if number is not None:
        message = "does not follow from the entry before it, or is not as it was written"
        yield Fault(f"entry {number}", "history", message)
    else:
        _refuse_to_pass_nothing(evidence)


def _refuse_to_pass_nothing(evidence: Evidence) -> None:
    """An unbroken beginning of nothing proves nothing."""
    if evidence.plan is None and needs.people(evidence) and needs.areas(evidence):
        raise Skipped("the campaign is empty")


@rule(
    "INT010",
    title="the plan is as it was when it was kept",
    why="A plan is an answer for good. Rows changed afterwards in the store would send people "
    "elsewhere than was decided.",
    remedy="do not use this plan; plan again (mitan assign), and find out who wrote to the store",
)
def plan_rewritten(evidence: Evidence) -> Iterator[Fault]:
    """The digest of the plan as it is in the store is not the one that the history tells of.

    It is told of whenever it comes into force, each time with its digest.
    """
    plan = evidence.the_plan
    told = [digest for number, digest in _told(evidence) if number == evidence.plan_number]
    if not told:
        untold = "the history does not tell of this plan, see INT011"
        raise Skipped(needs.history(evidence) or untold)
    for digest in dict.fromkeys(told):
        if digest != plan.digest:
            message = f"was kept as {digest[:12]}; worked out from what the store holds it is "
            yield of_plan(evidence, message + plan.digest[:12])


@rule(
    "INT011",
    title="the store holds the plans that the history tells of, and no other",
    why="A plan taken out, put in or numbered anew behind the history's back was never decided.",
    remedy="restore the store from the last backup in which this rule passes, and find out who "
    "wrote to it; use only plans that this rule does not name",
)
def plans_differ(evidence: Evidence) -> Iterator[Fault]:
    """Plans told of and not kept, kept under another digest, or kept and never told of; and a plan
    that says it replaces one that the store does not hold, or not as it was.
    """
    if not evidence.chain and not evidence.kept:
        raise Skipped("no history yet")
    told, kept = _told(evidence), dict(evidence.kept)
    if evidence.plan_number is not None:
        kept.setdefault(evidence.plan_number, evidence.the_plan.digest)  # it came from the store
    if not told and not kept:
        raise Skipped("no plan yet")
    for number, digest in dict.fromkeys(told):
        if number not in kept:
            message = "the history tells of this plan, but it is not in the store"
            yield Fault(f"plan {number}", "history", message)
        elif kept[number] != digest:
            message = f"was kept as {digest[:12]}; the store has it as {kept[number][:12]}"
            yield Fault(f"plan {number}", "history", message)
    for number in sorted(kept.keys() - {number for number, _ in told}):
        message = "is in the store, but the history does not tell of it"
        yield Fault(f"plan {number}", "history", message)
    plan, before = evidence.plan, evidence.replaced
    if plan is not None and plan.replaces and (before is None or before.digest != plan.replaces):
        message = f"says that it replaces {plan.replaces[:12]}, but the store holds no such plan"
        yield of_plan(evidence, message)


@rule(
    "INT016",
    title="the same question gives the same plan again",
    why="A plan that cannot be made again was not made by what it names: somebody chose it.",
    remedy="plan again (mitan assign) with the seed that the plan names, and use that one",
)
def not_repeated(evidence: Evidence) -> Iterator[Fault]:
    """The plan solved again, with the seed that it names, is another one (`--rerun`)."""
    plan, _ = evidence.comparable
    again = evidence.rerun
    if plan.replaces:
        raise Skipped("the plan keeps what it can of another one: it is not made anew")
    if again is None:
        raise Skipped("solving again was not asked for (mitan audit --rerun)")
    if again.digest != plan.digest:
        then, now = plan.versions, again.versions
        other = sorted(name for name in then if then[name] != now.get(name))
        message = f"has the digest {plan.digest[:12]}; solved again it is {again.digest[:12]}"
        yield of_plan(evidence, message + (f" ({some(other)} changed since)" if other else ""))


@rule(
    "INT017",
    title="the history goes on from what was written down",
    why="Entries cut off at the end leave no trace in the chain itself: only a digest that was "
    "written down on paper shows it.",
    remedy="restore the store from the last backup that holds this entry, and find out who wrote "
    "to it",
)
def head_lost(evidence: Evidence) -> Iterator[Fault]:
    """The digest given by hand (`--head`), or the beginning of one, is that of no entry."""
    wanted = evidence.head.strip().lower()
    if not wanted:
        raise Skipped("no digest of the history was given by hand (mitan audit --head DIGEST)")
    if not any(entry.digest.startswith(wanted) for entry in evidence.chain):
        message = f"has no entry with the digest {wanted[:12]}, among {len(evidence.chain)}"
        yield Fault("history", "history", message)
    else:
        _refuse_to_pass_nothing(evidence)


@rule(
    "INT018",
    title="the tables are as Mitan left them",
    why="Rows that another program changes in the store have passed no check and stand in no "
    "history: nobody answers for them.",
    remedy="find out who wrote to the store; restore the last backup in which this rule passes, or "
    "import the sheets into a fresh store (mitan init)",
    needs=[needs.history],
)
def tables_changed(evidence: Evidence) -> Iterator[Fault]:
    """The tables are not those of which the history told last."""
    read = ((entry.number, read_details(entry.details)) for entry in evidence.chain)
    told = [(number, details[TABLES]) for number, details in read if TABLES in details]
    if not told:
        raise Skipped("the history tells nothing of the tables yet; the next import or change does")
    number, digest = told[-1]
    if digest == evidence.tables and not evidence.tables_changed:
        _refuse_to_pass_nothing(evidence)
    else:
        for what in evidence.tables_changed or ("checksums",):
            message = f"are not what they were after entry {number}: another program wrote to them"
            yield Fault(what, "history", message)


def _told(evidence: Evidence) -> list[tuple[int, str]]:
    """Number and digest of each plan that the history tells of, as often as it does.

    Entries that are not as Mitan writes them are passed over: they break the chain (INT008).
    """
    told = []
    for entry in evidence.chain:
        if entry.action == "plan":
            details = read_details(entry.details)
            number, digest = details.get("plan"), details.get("digest")
            if isinstance(number, int) and isinstance(digest, str):
                told.append((number, digest))
    return told


RULES = (
    history_broken,
    plan_rewritten,
    plans_differ,
    not_repeated,
    head_lost,
    tables_changed,
)
