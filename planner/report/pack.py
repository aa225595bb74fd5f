"""Pack: the files of an evidence pack, made of what the judge looked at. Ids only, no names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from planner.audit.evidence import Evidence
from planner.audit.judge import Verdict
from planner.chain import HistoryEntry, canonical
from planner.report.audit import audit_answer
from planner.report.audit_page import audit_page
from planner.report.audit_report import AuditReport, audit_report
from planner.report.counts_page import Heading, counts_page, signature_sheets
from planner.report.document import as_csv, as_json, csv_text
from planner.report.manifest import (
    AuditPart,
    CampaignPart,
    ChainPart,
    InputsPart,
    Manifest,
    campaign_digest,
    plan_part,
    policy_text,
    software,
)
from planner.report.participants import Participants, count_participants
from planner.report.sums import SUMS, sums_of

MANIFEST, HISTORY, POLICY, PLAN = "manifest.json", "history.jsonl", "policy.json", "plan.csv"
AUDIT_JSON, AUDIT_CSV, README = "audit.json", "audit.csv", "read-me.txt"
TABLES = ("zones", "days", "leaders", "rakshaks", "places")  # of participants, each a CSV file
PLAN_COLUMNS = ("rakshak", "area", "visits")
PAGES = ("audit", "counts", "signatures")  # each an HTML page in each language

TEXT = """\
An evidence pack of a Mitan campaign. It holds ids and counts, no names and no phones.
मितान अभियान का साक्ष्य संग्रह। इसमें आईडी और गिनती है, न नाम, न फ़ोन।

counts-*.html       participants by zone, day, leader, rakshak and place (zones.csv, ...)
signatures-*.html   sheets to be printed and signed, with witnesses
audit-*.html        what the audit found (audit.csv, audit.json)
plan.csv            the plan judged: visits of each rakshak at each area
history.jsonl       the campaign's history, each entry with the digest of the one before
policy.json         the campaign's rules and numbers
manifest.json       what all this was made of: digests, versions, seed, time
SHA256SUMS          the digest of every other file

To check that nothing was changed, with Mitan: mitan audit verify FOLDER
Without it: sha256sum -c SHA256SUMS
The digest of SHA256SUMS itself was told when the pack was made, to be written on paper:
mitan audit verify FOLDER --seal DIGEST

जाँचने के लिए कि कुछ बदला नहीं गया: mitan audit verify FOLDER
SHA256SUMS का अपना डाइजेस्ट संग्रह बनाते समय बताया गया था; उसे काग़ज़ से मिलाएँ।
"""


@dataclass(frozen=True)
class Pack:
    """The files by name. `seal` is the digest of the list of them, which is one of them too."""

    files: Mapping[str, bytes]
    manifest: Manifest
    verdict_line: str

    @property
    def seal(self) -> str:
        """SHA-256 of SHA256SUMS: whoever knows it knows every byte of the pack."""
        return hashlib.sha256(self.files[SUMS]).hexdigest()


def make_pack(
    evidence: Evidence, verdict: Verdict, languages: Sequence[str], *, made_at: str
) -> Pack:
    """The pack of a campaign as the judge saw it, with pages in these languages (en, hi).

    `made_at` goes into the manifest only: all else is the same for the same evidence.
    """
    reports = {
        lang: audit_report(verdict, evidence.plan_number, lang=lang, snapshot=evidence.snapshot)
        for lang in languages
    }
    report, counted = reports[languages[0]], count_participants(evidence)
    manifest = _manifest(evidence, report, counted, languages, made_at)
    files = {
        README: TEXT.encode(),
        MANIFEST: as_json(manifest.as_dict()).encode(),
        HISTORY: _history(evidence.chain),
        POLICY: policy_text(evidence.policy).encode(),
        AUDIT_JSON: audit_answer(report).content("json"),
        AUDIT_CSV: audit_answer(report).content("csv"),
        **{f"{table.title}.csv": as_csv(table).encode() for table in counted.tables},
    }
    if (plan := evidence.plan) is not None:
        columns = (plan.rakshak.tolist(), plan.area.tolist(), plan.visits.tolist())
        files[PLAN] = csv_text(PLAN_COLUMNS, zip(*columns, strict=True)).encode()
    for lang in languages:
        heading = Heading(
            evidence.policy.campaign.name, manifest.chain.number, manifest.chain.digest, lang
        )
        files[f"audit-{lang}.html"] = audit_page(reports[lang]).encode()
        files[f"counts-{lang}.html"] = counts_page(heading, counted).encode()
        files[f"signatures-{lang}.html"] = signature_sheets(heading, counted).encode()
    return Pack({**files, SUMS: sums_of(files)}, manifest, report.line)


def expected_files(manifest: Manifest) -> set[str]:
    """Names of the files that a pack with this manifest has, besides the list of them."""
    pages = {f"{page}-{lang}.html" for page in PAGES for lang in manifest.languages}
    counts = {f"{name}.csv" for name in TABLES}
    plan = set() if manifest.plan is None else {PLAN}
    return {README, MANIFEST, HISTORY, POLICY, AUDIT_JSON, AUDIT_CSV, *pages, *counts, *plan}


def _manifest(
    evidence: Evidence,
    report: AuditReport,
    counted: Participants,
    languages: Sequence[str],
    made_at: str,
) -> Manifest:
    plan, number, verdict = evidence.plan, evidence.plan_number, report.verdict
    policy = evidence.policy
    last = evidence.chain[-1] if evidence.chain else None
    return Manifest(
        made_at=made_at,
        languages=list(languages),
        campaign=CampaignPart(name=policy.campaign.name, target=policy.campaign.target),
        inputs=InputsPart(
            campaign=campaign_digest(evidence.snapshot),
            problem=None if evidence.problem is None else evidence.problem.digest,
            policy=hashlib.sha256(policy_text(policy).encode()).hexdigest(),
        ),
        plan=None if plan is None or number is None else plan_part(number, plan),
        chain=ChainPart(number=last.number if last else 0, digest=last.digest if last else ""),
        software=software(),
        audit=AuditPart(
            passed=verdict.passed,
            failed=verdict.failed,
            skipped=verdict.skipped,
            ignored={code: reason for code, _, reason in report.ignored()},
            findings=report.counts,
            rules=[ruling.code for ruling in verdict.rulings],
        ),
        counts=dict(counted.totals),
    )


def _history(chain: Sequence[HistoryEntry]) -> bytes:
    return "".join(f"{canonical(asdict(entry))}\n" for entry in chain).encode()
