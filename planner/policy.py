"""Policy: every number a campaign may change. The usual values stand in policy.toml beside this."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from planner.settings import Labelled, Section, checked, read_toml

USUAL_POLICY = Path(__file__).with_name("policy.toml")
LEAST_TOLD_APART = 0.03  # of a lot's bad shares; closer ones need thousands of each lot
MOST_ORGANISATIONS = 64  # that categories may prefer; they become bits of one number

Count = Annotated[int, Field(ge=0, le=1_000_000)]
Positive = Annotated[int, Field(ge=1, le=1_000_000_000)]
Metres = Annotated[int, Field(ge=0, le=1_000_000)]
Range = tuple[float, float]


class CampaignPolicy(Section):
    """The campaign's name, its target in pledges, and the degrees its places must lie in."""

    name: str
    target: Positive
    latitude: Annotated[Range, Field(strict=False)]
    longitude: Annotated[Range, Field(strict=False)]


class QuotaPolicy(Section):
    """How many mitans one rakshak enrols, and how far off still counts as filled."""

    mitans_per_rakshak: Positive
    tolerance: Count


class SpanPolicy(Section):
    """How many people report to one leader."""

    least: Count
    most: Positive


class WorkloadPolicy(Section):
    """A rakshak's visits: how many he has, how they may be spread, how near to the fair share."""

    visits_available: Count
    most_available: Positive
    tolerance: Count
    whole_up_to: Count
    most_areas: Count
    least_visits: Positive
    least_in_band: Annotated[float, Field(ge=0, le=1)]


class DistancePolicy(Section):
    """Metres to take for places whose coordinates are not known."""

    same_zone: Metres
    unknown: Metres


class PlacesPolicy(Section):
    """From how many metres on the audit finds the place of an area odd."""

    duplicate_within: Metres
    beside_within: Metres
    far_from_village: Metres
    far_from_zone: Metres
    far_from_campaign: Annotated[int, Field(ge=0, le=20_000_000)]


class MismatchPolicy(Section):
    """Metres of extra way that a visit is taken to cost when people and place do not match."""

    zone: Metres
    language: Metres
    organisation: Metres
    team: Metres


class TeamPolicy(Section):
    """Whether the rakshaks of a team stay in the zone of the team."""

    zone: Literal["must", "prefer", "ignore"]


class ReservePolicy(Section):
    """The bench: rakshaks who are kept back from the plan, for when others drop out."""

    share: Annotated[float, Field(ge=0, lt=1)]


class TrainingPolicy(Section):
    """Whether someone without a training date may be sent out."""

    required: Literal["recorded", "always", "never"]


class AuditPolicy(Section):
    """Where the audit looks twice: none of these limits is wrong by itself."""

    far: Metres
    unfair: Annotated[float, Field(ge=0, le=1)]
    least_reached: Annotated[float, Field(ge=0, le=1)]
    pledges_a_day: Positive
    run_of_phones: Annotated[int, Field(ge=3, le=1_000)]
    one_surname: Annotated[float, Field(gt=0, le=1)]
    in_one_minute: Annotated[int, Field(ge=2, le=1_000)]
    stands_out: Annotated[float, Field(gt=1, le=1_000)]


class SearchPolicy(Section):
    """Which pairs of rakshak and area the solver looks at, and how hard it tries."""

    nearest: Positive
    all_pairs_up_to: Count
    rounds: Count
    exact_up_to: Count
    effort: Count
    gap: Annotated[float, Field(ge=0, le=1)]


class SamplePolicy(Section):
    """How much may be wrong in a lot, and how surely a sample is to tell."""

    acceptable: Annotated[float, Field(ge=0, lt=1)]
    producer_risk: Annotated[float, Field(gt=0, lt=0.5)]
    unacceptable: Annotated[float, Field(gt=0, le=1)]
    confidence: Annotated[float, Field(gt=0.5, lt=1)]
    correlation: Annotated[float, Field(ge=0, lt=1)]


class ProgressPolicy(Section):
    """What the field's own reports are held against."""

    visits_a_day: Positive
    silent_after: Positive


class PrivacyPolicy(Section):
    """How long it is kept who people are, and what a blank says where consent is asked for.

    `consent`: "assumed": a blank is a yes, "required": it is a no.
    """

    keep_until: date | None = None
    consent: Literal["assumed", "required"]

    def silences(self, consent: str) -> bool:
        """Whether somebody whose row says this may not be called, nor shown with a phone."""
        return consent == "no" or (consent == "" and self.consent == "required")


class Phase(Labelled):
    """A stretch of days of the campaign, both ends included."""

    code: str
    start: date
    end: date


class Norm(Section):
    """From people to visits: how many people one visit reaches, within limits."""

    people_per_visit: Positive
    least_visits: Positive
    most_visits: Positive
    usual_visits: Positive


class Category(Labelled, Norm):
    """A kind of area: how it is called, its norm, and whom it would rather be visited by."""

    aliases: Annotated[tuple[str, ...], Field(strict=False)] = ()
    organisations: Annotated[tuple[str, ...], Field(strict=False)] = ()


class Policy(Section):
    """All of a campaign's rules and numbers. Immutable; `load` reads it from campaign.toml."""

    campaign: CampaignPolicy
    quota: QuotaPolicy
    span: SpanPolicy
    workload: WorkloadPolicy
    distance: DistancePolicy
    places: PlacesPolicy
    mismatch: MismatchPolicy
    team: TeamPolicy
    reserve: ReservePolicy
    training: TrainingPolicy
    audit: AuditPolicy
    search: SearchPolicy
    sample: SamplePolicy
    progress: ProgressPolicy
    privacy: PrivacyPolicy
    phases: Annotated[tuple[Phase, ...], Field(strict=False)]
    categories: dict[str, Category]
    other_category: Norm

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.span.least > self.span.most:
            raise ValueError("span.least is larger than span.most")
        if self.sample.unacceptable - self.sample.acceptable < LEAST_TOLD_APART:
            raise ValueError(
                f"sample.unacceptable is not {LEAST_TOLD_APART} above sample.acceptable: no small "
                "sample tells closer shares apart"
            )
        for low, high in (self.campaign.latitude, self.campaign.longitude):
            if low >= high:
                raise ValueError("campaign.latitude and campaign.longitude go from low to high")
        for phase in self.phases:
            if phase.end < phase.start:
                raise ValueError(f"phase {phase.code!r} ends before it starts")
        for code, norm in (*self.categories.items(), ("other_category", self.other_category)):
            if norm.least_visits > norm.most_visits:
                raise ValueError(f"{code}: least_visits is larger than most_visits")
        wished = {fold(name) for kind in self.categories.values() for name in kind.organisations}
        if len(wished) > MOST_ORGANISATIONS:
            raise ValueError(f"categories prefer more than {MOST_ORGANISATIONS} organisations")
        return self

    @cached_property
    def _category_by_alias(self) -> dict[str, str]:
        table: dict[str, str] = {}
        for code, category in self.categories.items():
            for alias in (code, category.label, category.label_hi, *category.aliases):
                table.setdefault(fold(alias), code)
        return table

    def category_code(self, text: str) -> str | None:
        """The code of the category a person wrote, in either language; `None` if in no list.

        Of a double category ('markets/committees', 'councillors + offices') the first part
        that is in the list counts.
        """
        table = self._category_by_alias
        whole = table.get(fold(text))
        if whole is not None:
            return whole
        parts = (table.get(fold(part)) for part in re.split(r"[/+(),;&]", text))
        return next((code for code in parts if code is not None), None)

    def norm(self, category: str) -> Norm:
        """The norm of a category code; that of `[other_category]` where it is in no list."""
        return self.categories.get(category, self.other_category)


def fold(text: str) -> str:
    """A word as it is compared: case, underscores, hyphens, spaces and Unicode forms evened out."""
    even = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s_\-]+", " ", even).strip()


def load(path: Path | None = None) -> Policy:
    """Read a campaign.toml over the usual values; the usual policy alone where `path` is None.

    Raises Refusal, with one finding per fault, where the file cannot be read, is not TOML, or
    holds an unknown key or a value out of its range.
    """
    given = {} if path is None else read_toml(path)
    return over_usual(given, file=(path or USUAL_POLICY).name)


def over_usual(given: Mapping[str, Any], *, file: str) -> Policy:
    """The usual policy with the given values in place of its own. `file` goes into findings.

    Raises Refusal, with one finding per fault, where a key is unknown or a value out of its range.
    """
    values = read_toml(USUAL_POLICY)
    _overlay(values, given)
    return checked(Policy, values, file=file, code="POL001")


def _overlay(usual: dict[str, Any], given: Mapping[str, Any]) -> None:
    """Put `given` over `usual`, section by section; a list replaces a list."""
    for key, value in given.items():
        if isinstance(value, dict) and isinstance(usual.get(key), dict):
            _overlay(usual[key], value)
        else:
            usual[key] = value
