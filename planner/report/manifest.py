"""Manifest: what an evidence pack was made of, so that anybody can hold it against what he has."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

import planner
from planner.chain import canonical
from planner.plan import Plan, Tier
from planner.policy import Policy
from planner.snapshot import Snapshot, integers

SCHEMA = "mitan-pack/1"
LOCK = "uv.lock"
MAIN_PACKAGES = ("mitan", "networkx", "numpy", "ortools", "scipy", "sqlalchemy", "sqlmodel")

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Language = Annotated[str, Field(pattern=r"^(en|hi)$")]
Count = Annotated[int, Field(ge=0)]


class Part(BaseModel):
    """A table of the manifest: no key but those declared, no value of another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class CampaignPart(Part):
    """Whose campaign it is."""

    name: str
    target: Count


class InputsPart(Part):
    """Digests of the campaign as it stood: of all it holds, of today's question, of its policy.

    `problem` is null where nothing can be planned. Names and phones are in none of them.
    """

    campaign: Digest
    problem: Digest | None
    policy: Digest


class TierPart(Part):
    """Value and bound of a tier of the plan."""

    value: int
    bound: int | None


class PlanPart(Part):
    """The plan judged: all that its digest is made of besides its rows, which are in plan.csv."""

    number: Annotated[int, Field(ge=1)]
    digest: Digest
    inputs_digest: str
    seed: int
    status: str
    proved_over_all_pairs: bool
    tiers: dict[str, TierPart]
    rakshaks: int
    areas: int
    visits_needed: int
    uncovered: int
    pairs_examined: int
    pairs_possible: int
    replaces: str
    versions: dict[str, str]

    def plan(self, rows: list[tuple[str, str, int]]) -> Plan:
        """The plan with these rows of rakshak, area and visits."""
        kept = {name: getattr(self, name) for name in KEPT}
        who, where, visits = zip(*rows, strict=True) if rows else ((), (), ())
        return Plan(
            **kept,
            rakshak=np.array(who, dtype=np.str_),
            area=np.array(where, dtype=np.str_),
            visits=integers(visits),
            tiers={name: Tier(tier.value, tier.bound) for name, tier in self.tiers.items()},
        )


KEPT = (
    *("inputs_digest", "seed", "status", "proved_over_all_pairs", "rakshaks", "areas"),
    *("visits_needed", "uncovered", "pairs_examined", "pairs_possible", "replaces", "versions"),
)


class ChainPart(Part):
    """The last entry of the history: its number (0: there is none) and its digest."""

    number: Count
    digest: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


class LockPart(Part):
    """Digest of uv.lock where Mitan ran from a checkout, else of the list of what is installed."""

    of: Literal["uv.lock", "installed packages"]
    sha256: Digest
    packages: list[str]  # name==version of each; empty where there is a lock


class SoftwarePart(Part):
    """With what the pack was made."""

    python: str
    versions: dict[str, str]
    lock: LockPart


class AuditPart(Part):
    """The verdict in numbers, the codes of the rules that were run, and why some do not count."""

    passed: Count
    failed: Count
    skipped: Count
    ignored: dict[str, str]  # the reason for each code
    findings: dict[str, Count]
    rules: list[str]


class Manifest(Part):
    """The whole manifest. `made_at` (UTC, ISO 8601) is the only time in a pack."""

    schema_: Literal["mitan-pack/1"] = Field(default="mitan-pack/1", alias="schema")
    made_at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    languages: Annotated[list[Language], Field(min_length=1, max_length=2)]
    campaign: CampaignPart
    inputs: InputsPart
    plan: PlanPart | None
    chain: ChainPart
    software: SoftwarePart
    audit: AuditPart
    counts: dict[str, Count]

    def as_dict(self) -> dict[str, Any]:
        """The manifest as JSON shows it."""
        return self.model_dump(mode="json", by_alias=True)


def plan_part(number: int, plan: Plan) -> PlanPart:
    """What the manifest says of a plan."""
    tiers = {name: TierPart(value=t.value, bound=t.bound) for name, t in plan.tiers.items()}
    kept = {name: getattr(plan, name) for name in KEPT}
    return PlanPart(number=number, digest=plan.digest, tiers=tiers, **kept)


def policy_text(policy: Policy) -> str:
    """The policy as one JSON text: equal policies, equal texts. Its SHA-256 is its digest."""
    return canonical(policy.model_dump(mode="json"))


def campaign_digest(snapshot: Snapshot) -> str:
    """SHA-256 of all that a snapshot holds. Positions count to the metre."""
    hashed = hashlib.sha256(b"mitan campaign 1")
    _absorb(hashed, snapshot)
    return hashed.hexdigest()


def software() -> SoftwarePart:
    """The Python, the packages and the lock that run now."""
    versions = {name: version(name) for name in MAIN_PACKAGES}
    lock = Path(planner.__file__).parents[1] / LOCK
    if lock.is_file():
        digest = hashlib.sha256(lock.read_bytes()).hexdigest()
        of_lock = LockPart(of="uv.lock", sha256=digest, packages=[])
    else:
        there = {f"{d.metadata['Name']}=={d.version}" for d in distributions()}
        listed = "".join(f"{one}\n" for one in sorted(there))
        digest = hashlib.sha256(listed.encode()).hexdigest()
        of_lock = LockPart(of="installed packages", sha256=digest, packages=sorted(there))
    return SoftwarePart(python=platform.python_version(), versions=versions, lock=of_lock)


def _absorb(hashed: hashlib._Hash, value: object, name: str = "") -> None:
    """Feed a value to the hash, field by field, with the name and the length of each."""
    if is_dataclass(value):
        for field in fields(value):
            _absorb(hashed, getattr(value, field.name), f"{name}.{field.name}")
        return
    if not isinstance(value, np.ndarray):
        texts: Mapping[str, Any] = {name: value}
        hashed.update(f"\n{canonical(texts)}".encode())
        return
    hashed.update(f"\n{name} {value.shape} ".encode())
    if value.dtype.kind == "U":
        hashed.update("\n".join(value.tolist()).encode())
    elif value.dtype.kind == "f":
        metres = np.where(np.isnan(value), np.inf, np.round(value))
        hashed.update(np.where(np.isinf(metres), -(2**62), metres).astype("<i8").tobytes())
    else:
        hashed.update(np.ascontiguousarray(value, dtype="<i8").tobytes())
