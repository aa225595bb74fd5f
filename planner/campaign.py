"""The whole road on one store: begin a campaign, assign its areas, judge it. One call a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from planner.assignment.solve import solve
from planner.audit.evidence import Evidence
from planner.audit.judge import Verdict, judge
from planner.files import write_new
from planner.findings import ExitCode, Refusal
from planner.plan import Plan
from planner.policy import USUAL_POLICY, Policy, load
from planner.problem import Problem
from planner.snapshot import Ints, Snapshot
from planner.statement import state_problem
from planner.store import history, plans, reading, sums
from planner.store.database import Store, create_store


@dataclass(frozen=True)
class Begun:
    """A campaign that can be worked with. `policy_written` is False where there was one."""

    target: str
    policy_file: Path
    policy_written: bool


@dataclass(frozen=True)
class Assigned:
    """A plan of record with the question it answers. `new` is False where it was kept before."""

    number: int
    new: bool
    plan: Plan
    problem: Problem
    snapshot: Snapshot

    @property
    def load(self) -> Ints:
        """Visits of each of the problem's rakshaks."""
        rows = self.plan.pairs(self.problem.rakshaks, self.problem.areas)
        return rows.by_rakshak(len(self.problem.rakshaks))


def begin(
    target: str, policy_file: Path, page: str | None = None, *, encrypted: bool = False
) -> Begun:
    """Make the store (or take the one that is there) and put a campaign.toml to be edited by it.

    `encrypted` asks for a key where none is given. `page` is what the file is to say, the usual
    policy where None. One that is there is kept. Raises Refusal where it is wrong, or says
    something else than a `page` that was asked for; and where the store cannot be made.
    """
    there = policy_file.exists()
    if there:
        load(policy_file)
        if page is not None and policy_file.read_bytes() != page.encode():
            raise Refusal(
                f"{policy_file} is there already and was kept as it was: the preset was not "
                "applied. Move that file away and say it again, or put the preset's values in "
                "by hand (mitan scenarios PRESET lists them)."
            )
    with create_store(target, encrypted=encrypted) as store:
        printable = store.target
    if not there:
        content = USUAL_POLICY.read_bytes() if page is None else page.encode()
        write_new(policy_file, content)  # refused where another begins it at the same time
    return Begun(printable, policy_file, not there)


def assign_areas(
    store: Store, policy: Policy, *, seed: int, progress: Callable[[str], None]
) -> Assigned:
    """Give areas to rakshaks and keep the answer as a plan.

    The store is read once and is free for others while the solver works. Raises Refusal where
    there is nothing to plan for or the wishes contradict each other; and where somebody else
    meanwhile put another plan in force, or changed what was asked: then nothing was written.
    """
    with store.reading() as connection:
        last, in_force = history.last_digest(connection), plans.in_force(connection)
        snapshot = reading.snapshot(connection, mitans=False)
    problem = state_problem(snapshot, policy)
    plan = solve(problem, policy.search, seed=seed, progress=progress)
    with store.writing() as connection:
        if history.last_digest(connection) != last:
            _require_unchanged(connection, policy, problem, plan, in_force)
        number, new = plans.save_plan(connection, plan, policy, problem)
        _, plan = plans.load_plan(connection, number)  # answer with what is kept
    return Assigned(number, new, plan, problem, snapshot)


def _require_unchanged(
    connection: Connection, policy: Policy, problem: Problem, plan: Plan, in_force: int | None
) -> None:
    """Make sure that nobody has asked or answered otherwise since. Raises Refusal (STORE)."""
    now = plans.in_force(connection)
    if now not in (None, in_force) and plans.load_plan(connection, now)[1].digest != plan.digest:
        raise Refusal(
            f"Somebody else put plan {now} in force meanwhile. Nothing was written; look at it "
            "(mitan plans), then try again.",
            exit_code=ExitCode.STORE,
        )
    if state_problem(reading.snapshot(connection, mitans=False), policy).digest != problem.digest:
        raise Refusal(
            "Somebody else changed meanwhile what the plan is made for. Nothing was written; try "
            "again.",
            exit_code=ExitCode.STORE,
        )


@dataclass(frozen=True)
class Asked:
    """What an audit is to look at: plan `number` (the one in force where None), and which rules.

    `select` and `ignore` are those of `judge`. With `rerun` the plan is solved again to be
    compared; `head` is the digest of a history entry that somebody wrote down, if any.
    """

    number: int | None = None
    select: Sequence[str] | None = None
    ignore: Mapping[str, str] = field(default_factory=dict)
    rerun: bool = False
    head: str = ""


def judge_campaign(
    store: Store, policy: Policy, asked: Asked, progress: Callable[[str], None] = lambda text: None
) -> tuple[Verdict, Evidence]:
    """Judge the campaign as it stands, and its plan.

    Returns the verdict and all that was looked at for it.
    Raises Refusal where there is no such plan or rule, or no reason for ignoring one.
    """
    with store.reading() as connection:
        evidence = gather_evidence(connection, policy, asked.number)
    evidence = replace(evidence, head=asked.head)
    plan, problem = evidence.plan, evidence.problem
    if asked.rerun and plan and problem and plan.inputs_digest == problem.digest:
        again = solve(problem, policy.search, seed=plan.seed, progress=progress)
        evidence = replace(evidence, rerun=again)
    return judge(evidence, select=asked.select, ignore=asked.ignore), evidence


def gather_evidence(connection: Connection, policy: Policy, number: int | None) -> Evidence:
    """All that the judge may look at, read from the store in one moment."""
    snapshot = reading.snapshot(connection)
    problem: Problem | None
    try:
        problem = state_problem(snapshot, policy)
    except Refusal:
        problem = None  # nothing can be asked of this campaign (yet): the rules that need it skip
    plan = proof = replaced = None
    kept = plans.list_plans(connection)
    if number is not None or kept:
        number, plan = plans.load_plan(connection, number)
        if problem is not None and plan.inputs_digest == problem.digest:
            proof = plans.load_proof(connection, number, problem)
        before = [row["number"] for row in kept if row["digest"] == plan.replaces]
        if before:
            replaced = plans.load_plan(connection, before[0])[1]
    tables = sums.standing(connection)
    return Evidence(
        snapshot=snapshot,
        register=reading.register(connection),
        policy=policy,
        problem=problem,
        plan=plan,
        plan_number=number,
        chain=tuple(history.rows(connection)),
        tables=tables.digest,
        tables_changed=tables.changed,
        kept={row["number"]: row["digest"] for row in kept},
        proof=proof,
        replaced=replaced,
    )
