"""`mitan audit pack` and `mitan audit verify`: the evidence of a campaign, sealed and checked."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.options import IGNORE, digest_given, reasons
from planner.report.desk import Desk, shared, sharing


@click.command()
@click.option("-o", "--output", "folder", required=True, metavar="DIR",
              type=click.Path(path_type=Path), help="A new folder for the pack.")  # fmt: skip
@click.option("--plan", "number", type=click.IntRange(1), help="Usual: the plan in force.")
@IGNORE
@click.option("--lang", type=click.Choice(["en", "hi", "both"]), default="both", show_default=True,
              help="Language of the pages.")  # fmt: skip
@sharing(into_folder=True)
def pack(desk: Desk, folder: Path, number: int | None, ignored: tuple[str, ...], lang: str) -> None:
    """Put counts, sheets to sign, the audit, the plan and the history into a sealed folder.

    For record books and superiors. The seal, a digest of all the files, is told at the end: write
    it on paper. It holds ids and counts, no names and no phones.
    """
    from planner.campaign import Asked, judge_campaign
    from planner.files import require_vacant
    from planner.packing import keep_pack
    from planner.report.pack import make_pack
    from planner.report.pack_answers import pack_answer
    from planner.report.progress import steps
    from planner.store.history import now

    require_vacant(folder)  # before the audit, which takes its time
    policy, made_at = desk.policy(), now()
    asked = Asked(number, ignore=reasons(ignored))
    languages = ("en", "hi") if lang == "both" else (lang,)
    with desk.store() as store, steps("Pack", 3) as step:
        step("Auditing")
        verdict, evidence = judge_campaign(store, policy, asked)
        step("Counting")
        packed = make_pack(evidence, verdict, languages, made_at=made_at)
        step(f"Writing {folder}")
        head = packed.manifest.chain.digest
        keep_pack(store, folder, packed.files, seal=packed.seal, head=head)
    desk.show(pack_answer(packed, folder))


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--head", default="", metavar="DIGEST", callback=digest_given,
              help="An entry of the history, as printed on a roster or a sheet.")  # fmt: skip
@click.option("--seal", default="", metavar="DIGEST", callback=digest_given,
              help="The seal, as written down when the pack was made.")  # fmt: skip
@shared
def verify(desk: Desk, folder: Path, head: str, seal: str) -> None:
    """Check an evidence pack, on any machine: nothing changed, nothing missing, everything adds up.

    No store is needed. With --db, the pack is also held against that campaign.
    """
    from planner.packing import compare_with_store
    from planner.report.pack_answers import verify_answer
    from planner.report.verification import verify_pack

    found = verify_pack(folder, head=head, seal=seal)
    checks, told, sealed = found.checks, found.manifest, bool(seal)
    source = click.get_current_context().get_parameter_source("db")
    if source is click.core.ParameterSource.COMMANDLINE and told is not None:
        sealed = True
        plan = None if told.plan is None else (told.plan.number, told.plan.digest)
        end = (told.chain.number, told.chain.digest)
        with desk.store() as store:
            checks += compare_with_store(store, seal=found.seal, head=end, plan=plan)
    desk.show(verify_answer(checks, found.seal, told, sealed=sealed))
    raise SystemExit(max(check.exit_code for check in checks))
