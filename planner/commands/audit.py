"""`mitan audit` and `mitan rules`: the campaign and its plan are judged."""

from __future__ import annotations

import click

from planner.commands.options import nothing_before
from planner.findings import ExitCode
from planner.report.desk import Desk, shared


@click.group(invoke_without_command=True)
@click.option("--plan", "number", type=click.IntRange(1), help="Usual: the plan in force.")
@click.option("--select", metavar="CODES", help="Only these rules or families: COV001,HIE")
@shared
def audit(desk: Desk, number: int | None, select: str | None) -> None:
    """Judge the campaign and its plan, independently of how it was made."""
    from planner.campaign import judge_campaign
    from planner.report.answers import audit_answer

    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        nothing_before(context)
        return
    policy = desk.policy()
    codes = [code.strip().upper() for code in select.split(",")] if select else None
    with desk.store() as store:
        verdict, judged = judge_campaign(store, policy, number, select=codes)
    desk.show(audit_answer(verdict, judged))
    if verdict.failed:
        raise SystemExit(ExitCode.AUDIT_FAILED)


@click.command()
@click.argument("code", required=False)
@shared
def rules(desk: Desk, code: str | None) -> None:
    """List the audit's rules; with a CODE, explain one."""
    from planner.audit.judge import explain, rules
    from planner.report.answers import rule_answer, rules_answer

    desk.show(rule_answer(explain(code.upper())) if code else rules_answer(rules()))
