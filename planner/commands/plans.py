"""Plans: areas are given to rakshaks, given again, compared, explained."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.districts import Asked, assign_districts, over_districts
from planner.commands.options import DRY_RUN, LANG, SEED, ids_of, phones_wanted
from planner.findings import ExitCode, Refusal
from planner.report.desk import Desk, say, shared, tell


@click.command()
@click.option("--reserve", is_flag=True,
              help="First put the policy's share of rakshaks on the bench.")  # fmt: skip
@SEED
@over_districts
@shared
def assign(desk: Desk, reserve: bool, seed: int, asked: Asked | None) -> None:
    """Give areas to rakshaks: everything covered, workload fair, ways short; in this order.

    The answer is kept as a numbered plan. The same question gives the same plan again.

    With --districts this is done in the store of each district of a sheet, a process for each
    core. One that fails spoils no other, and the same command goes on where it was stopped.
    """
    from planner.assignment.shortfall import in_short, shortfalls
    from planner.campaign import assign_areas
    from planner.obstacles import impossible_areas
    from planner.report.answers import plan_answer, with_findings
    from planner.report.shopping import with_shopping_list

    if asked is not None:
        assign_districts(desk, asked, reserve=reserve, seed=seed)
        return
    policy = desk.policy()
    with desk.store() as store:
        if reserve:
            from planner.replanning import fill_bench

            put, there = fill_bench(store, policy, seed=seed)
            say(f"{put:,} rakshaks put on the reserve bench; {there:,} sit there.")
        done = assign_areas(store, policy, seed=seed, progress=say)
    plan, number = done.plan, done.number
    say(f"Plan {number} kept." if done.new else f"Same question, same answer: plan {number}.")
    if plan.uncovered or plan.tiers["balance"].value:
        say("Looking for what would mend the shortages")
    found = impossible_areas(done.problem, done.snapshot)
    told = (
        f"{len(found)} rule(s) cannot be kept at their areas. Plan {number} keeps all the others."
    )
    if plan.uncovered:
        found += shortfalls(done.problem, plan)
        told = in_short(plan)
    answer = with_shopping_list(plan_answer(done), done, policy)
    desk.show(with_findings(answer, found))
    if found:
        raise Refusal(told, exit_code=ExitCode.IMPOSSIBLE, findings=found)


@click.command()
@click.option("--drop", "dropped", multiple=True, metavar="ID|FILE",
              help="A rakshak who leaves, an area that closes, or a sheet of them.")  # fmt: skip
@click.option("--add", type=click.Path(path_type=Path), metavar="FILE",
              help="A sheet of new or changed people (or areas: its headers tell).")  # fmt: skip
@click.option("--add-areas", type=click.Path(path_type=Path), metavar="FILE",
              help="A sheet of new or changed areas.")  # fmt: skip
@click.option("--reserve", is_flag=True, help="Call people up from the reserve bench first.")
@click.option("--with-phones", "reason", metavar="REASON",
              help="Whole phones in the list of calls; the reason is kept.")  # fmt: skip
@DRY_RUN
@SEED
@shared
def replan(
    desk: Desk,
    dropped: tuple[str, ...],
    add: Path | None,
    add_areas: Path | None,
    reserve: bool,
    reason: str | None,
    dry_run: bool,
    seed: int,
) -> None:
    """Replace the plan in force after drop-outs and changes, with the fewest visits moved.

    Pins are kept. Shows what changes hands and the people to call, by leader, their phones masked
    unless asked for. Everything is written together, or nothing is.
    """
    from planner.assignment.shortfall import in_short, shortfalls
    from planner.replanning import Wanted, replan_areas
    from planner.report.answers import with_findings
    from planner.report.replan import replan_answer
    from planner.report.shopping import with_shopping_list
    from planner.store.importing.named import kind_of

    if reason is not None and dry_run:
        raise click.UsageError("A dry run shows no whole phones: leave --with-phones out.")
    why = phones_wanted(reason)
    policy = desk.policy()
    ids = ids_of(desk, dropped, "--drop")
    sheets = [(kind_of(add), add)] if add else []
    sheets += [("areas", add_areas)] if add_areas else []
    wanted = Wanted(tuple(ids), tuple(sheets), reserve, why)
    with desk.store() as store:
        done = replan_areas(store, policy, wanted, seed=seed, dry_run=dry_run, progress=say)
    for sheet in done.imported:
        tell(sheet.findings)
    answer = replan_answer(done, dry_run=dry_run, opened=bool(why))
    if not done.plan.uncovered:
        desk.show(answer)
        return
    say("Looking for what would mend the shortages")
    found = shortfalls(done.problem, done.plan)
    desk.show(with_findings(with_shopping_list(answer, done, policy), found))
    raise Refusal(in_short(done.plan), exit_code=ExitCode.IMPOSSIBLE, findings=found)


@click.command()
@shared
def plans(desk: Desk) -> None:
    """List every plan with its digest and its tiers."""
    from planner.report.answers import plans_answer
    from planner.store.plans import list_plans

    with desk.store() as store, store.reading() as connection:
        kept = list_plans(connection)
    desk.show(plans_answer(kept))


@click.command()
@click.argument("before", type=click.IntRange(1))
@click.argument("after", type=click.IntRange(1))
@shared
def diff(desk: Desk, before: int, after: int) -> None:
    """What changes hands between two plans, visit by visit."""
    from planner.report.answers import diff_answer
    from planner.store.plans import load_plan

    with desk.store() as store, store.reading() as connection:
        answer = diff_answer(load_plan(connection, before), load_plan(connection, after))
    desk.show(answer)


@click.command()
@click.argument("asked", metavar="RAKSHAK|AREA")
@click.option("--plan", "number", type=click.IntRange(1), help="Usual: the plan in force.")
@click.option("--kind", type=click.Choice(["rakshak", "area"]),
              help="Which is meant, where both have this id.")  # fmt: skip
@LANG
@shared
def explain(desk: Desk, asked: str, number: int | None, kind: str | None, lang: str) -> None:
    """Why a rakshak has his areas, why an area has its rakshaks, and who would come next."""
    from planner.assignment.swap import grounds
    from planner.report.explain import explain_answer, subject
    from planner.statement import state_problem
    from planner.store.plans import load_plan, load_proof
    from planner.store.reading import snapshot

    policy = desk.policy()
    with desk.store() as store, store.reading() as connection:
        number, plan = load_plan(connection, number)
        campaign = snapshot(connection)
        problem = state_problem(campaign, policy)
        stale = plan.inputs_digest != problem.digest
        proof = None if stale else load_proof(connection, number, problem)
    wanted = subject(campaign, problem, asked, kind)
    given = grounds(problem, plan, proof, None if stale else policy.search)
    desk.show(explain_answer(given, wanted, campaign, policy, plan=number, stale=stale, lang=lang))
