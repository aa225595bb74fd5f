"""Hindi: what the judge says, in Hindi. The sentences stand in audit_hi.toml, by code of the rule.

The judge speaks English only. A template of an English sentence finds the values in it, which
then go into the Hindi one. What has no template is left in English rather than lost.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from planner.audit.judge import Ruling, Verdict, rules
from planner.audit.rule import Rule
from planner.findings import Finding

SENTENCES = Path(__file__).with_name("audit_hi.toml")
PIECE = re.compile(r"\{(\w+)(?::(\w+))?\}|<([^>]+)>")
AND_MORE = re.compile(r" and (\d+) more$")


@dataclass(frozen=True)
class Pattern:
    """An English sentence with its open places, what kind of text each takes, and the Hindi one."""

    english: re.Pattern[str]
    kinds: Mapping[str, str]
    hindi: str


def verdict_in_hindi(verdict: Verdict) -> Verdict:
    """The verdict with titles, reasons, messages and remedies in Hindi, in the same order."""
    english = {rule.code: rule for rule in rules()}
    return replace(
        verdict,
        rulings=tuple(_ruling(ruling) for ruling in verdict.rulings),
        findings=tuple(_finding(found, english[found.code]) for found in verdict.findings),
    )


def rule_in_hindi(rule: Rule) -> Rule:
    """The rule with its title, its reason and its remedy in Hindi."""
    known = _sentences().get(rule.code, {})
    return replace(rule, **{k: known.get(k, getattr(rule, k)) for k in ("title", "why", "remedy")})


def message_in_hindi(code: str, text: str) -> str | None:
    """What a rule says of an offender, in Hindi; None where no template fits."""
    return _translated(text, code, "messages")


def remedy_in_hindi(code: str, text: str) -> str | None:
    """A remedy that a rule gives for one offender, in Hindi; None where no template fits."""
    return _translated(text, code, "remedies")


def reason_in_hindi(text: str) -> str | None:
    """Why a rule was skipped, or a part of a message, in Hindi; None where no template fits."""
    return _translated(text, "parts", "pairs")


def place_in_hindi(text: str) -> str:
    """A subject or a place of a finding: ids and codes stay as they are."""
    return _translated(text, "places", "pairs") or text


def _ruling(ruling: Ruling) -> Ruling:
    title = _sentences().get(ruling.code, {}).get("title", ruling.title)
    return replace(ruling, title=title, reason=reason_in_hindi(ruling.reason) or ruling.reason)


def _finding(found: Finding, rule: Rule) -> Finding:
    if found.remedy == rule.remedy:
        remedy = _sentences().get(rule.code, {}).get("remedy")
    else:
        remedy = remedy_in_hindi(found.code, found.remedy)
    message = message_in_hindi(found.code, found.message)
    return replace(found, message=message or found.message, remedy=remedy or found.remedy)


def _translated(text: str, section: str, kind: str) -> str | None:
    for pattern in _patterns(section, kind):
        fits = pattern.english.fullmatch(text)
        if fits:
            values = {
                name: _value(part, pattern.kinds[name]) for name, part in fits.groupdict().items()
            }
            if None not in values.values():
                return pattern.hindi.format_map(values)
    return None


def _value(text: str, kind: str) -> str | None:
    """What goes into the Hindi sentence; None where a part has no template."""
    if kind == "word":
        return str(_sentences()["words"][text])
    if kind == "part":
        return reason_in_hindi(text)
    if kind == "ids":
        text = AND_MORE.sub(r" और \1 अन्य", text).replace("the campaign", "अभियान")
        return " और ".join(text.rsplit(" and ", 1))
    return text


@cache
def _patterns(section: str, kind: str) -> tuple[Pattern, ...]:
    pairs = _sentences().get(section, {}).get(kind, [])
    return tuple(_pattern(english, hindi) for english, hindi in pairs)


def _pattern(english: str, hindi: str) -> Pattern:
    """The template as a regular expression. Texts are as short as the rest of it allows."""
    parts, kinds, at = [], {}, 0
    for piece in PIECE.finditer(english):
        parts.append(re.escape(english[at : piece.start()]))
        name, kind, either = piece.groups()
        if name is None:
            choices = "|".join(re.escape(word) for word in either.split("|"))
            parts.append(f"(?:{choices}){'' if '|' in either else '?'}")
        else:
            kinds[name] = kind or "text"
            words = "|".join(re.escape(word) for word in _sentences()["words"])
            parts.append(f"(?P<{name}>{words if kind == 'word' else '.*?'})")
        at = piece.end()
    parts.append(re.escape(english[at:]))
    return Pattern(re.compile("".join(parts), re.DOTALL), kinds, hindi)


@cache
def _sentences() -> dict[str, Any]:
    return tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
