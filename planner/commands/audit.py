"""`mitan audit` and `mitan rules`: the campaign and its plan are judged."""

from __future__ import annotations

import click

from planner.commands import pack, sampling
from planner.commands.options import IGNORE, LANG, digest_given, nothing_before, reasons
from planner.findings import ExitCode
from planner.report.desk import Desk, say, shared, sharing


@click.group(invoke_without_command=True)
@click.option("--plan", "number", type=click.IntRange(1), help="Usual: the plan in force.")
@click.option("--select", metavar="CODES", help="Only these rules or families: COV001,HIE")
@IGNORE
@click.option("--rerun", is_flag=True, help="Solve the plan again: it must be the same.")
@click.option("--head", default="", metavar="DIGEST", callback=digest_given,
              help="A digest of the history that was written down (12 signs will do).")  # fmt: skip
@LANG
@sharing("sarif", "xlsx", "html")
def audit(
    desk: Desk,
    number: int | None,
    select: str | None,
    ignored: tuple[str, ...],
    rerun: bool,
    head: str,
    lang: str,
) -> None:
    """Judge the campaign and its plan, independently of how it was made.

    What each rule looks at, why, and what to do: mitan rules
    """
    from planner.campaign import Asked, judge_campaign
    from planner.report.audit import audit_answer
    from planner.report.audit_report import audit_report

    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        nothing_before(context)
        return
    policy = desk.policy()
    codes = [code.strip().upper() for code in select.split(",")] if select else None
    asked = Asked(number, codes, reasons(ignored), rerun, head)
    with desk.store() as store:
        verdict, judged = judge_campaign(store, policy, asked, say)
    report = audit_report(verdict, judged.plan_number, lang=lang, snapshot=judged.snapshot)
    desk.show(audit_answer(report))
    if verdict.failed:
        raise SystemExit(ExitCode.AUDIT_FAILED)


for command in (sampling.sample, sampling.results, pack.pack, pack.verify):
    audit.add_command(command)


@click.command()
@click.argument("code", required=False)
@LANG
@shared
def rules(desk: Desk, code: str | None, lang: str) -> None:
    """List the audit's rules; with a CODE, explain one."""
    from planner.audit.judge import explain, rules
    from planner.report.audit import rule_answer, rules_answer

    desk.show(rule_answer(explain(code.upper()), lang) if code else rules_answer(rules(), lang))
