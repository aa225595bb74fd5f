"""`mitan audit` and `mitan rules`: the campaign and its plan are judged."""

from __future__ import annotations

import click

from planner.commands import sampling
from planner.commands.options import digest_given, nothing_before
from planner.findings import ExitCode
from planner.report.desk import Desk, say, shared


@click.group(invoke_without_command=True)
@click.option("--plan", "number", type=click.IntRange(1), help="Usual: the plan in force.")
@click.option("--select", metavar="CODES", help="Only these rules or families: COV001,HIE")
@click.option("--ignore", "ignored", multiple=True, metavar="CODE=REASON",
              help="Do not count what this rule finds; the report prints why.")  # fmt: skip
@click.option("--rerun", is_flag=True, help="Solve the plan again: it must be the same.")
@click.option("--head", default="", metavar="DIGEST", callback=digest_given,
              help="A digest of the history that was written down (12 signs will do).")  # fmt: skip
@shared
def audit(
    desk: Desk,
    number: int | None,
    select: str | None,
    ignored: tuple[str, ...],
    rerun: bool,
    head: str,
) -> None:
    """Judge the campaign and its plan, independently of how it was made."""
    from planner.campaign import Asked, judge_campaign
    from planner.report.answers import audit_answer

    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        nothing_before(context)
        return
    policy = desk.policy()
    codes = [code.strip().upper() for code in select.split(",")] if select else None
    reasons = dict(_reason(word) for word in ignored)
    asked = Asked(number, codes, reasons, rerun, head)
    with desk.store() as store:
        verdict, judged = judge_campaign(store, policy, asked, say)
    desk.show(audit_answer(verdict, judged))
    if verdict.failed:
        raise SystemExit(ExitCode.AUDIT_FAILED)


audit.add_command(sampling.sample)
audit.add_command(sampling.results)


def _reason(word: str) -> tuple[str, str]:
    code, _, reason = word.partition("=")
    return code.strip().upper(), reason.strip()


@click.command()
@click.argument("code", required=False)
@shared
def rules(desk: Desk, code: str | None) -> None:
    """List the audit's rules; with a CODE, explain one."""
    from planner.audit.judge import explain, rules
    from planner.report.answers import rule_answer, rules_answer

    desk.show(rule_answer(explain(code.upper())) if code else rules_answer(rules()))
