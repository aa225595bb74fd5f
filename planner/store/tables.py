"""The tables of a campaign: columns, keys, and what no row may ever hold.

Sheets are checked before, in importing, with a message for each cell; the rules here are the
last line, against whatever else writes to the store. An empty cell (NULL) passes every rule.

Kept types are whole numbers, texts and 8-byte floats, so that SQLite's STRICT tables and
PostgreSQL hold exactly the same; days are ISO texts (2020-09-08), sets are sorted texts joined
by ';', truth is 0 or 1. An empty text means: not known.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import REAL, BigInteger, CheckConstraint, Column, Double, Integer, Text
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
FLOAT: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")
STRICT = {"sqlite_strict": True}
# Rows lie in the order of their key: half the room, and reading sorted costs nothing.
BY_KEY = {**STRICT, "sqlite_with_rowid": False}

COUNT = ">= 0"
AT_LEAST_ONE = ">= 1"
TRUTH = "IN (0, 1)"
LATITUDE = "BETWEEN -90 AND 90"
LONGITUDE = "BETWEEN -180 AND 180"


def _ruled(table: str, kept: dict[str, bool] = BY_KEY, /, **rules: str) -> tuple[Any, ...]:
    """Table arguments with one rule for each column named: what must be true of its values."""
    checks = (
        CheckConstraint(f"{column} {rule}", name=f"ck_{table}_{column}")
        for column, rule in rules.items()
    )
    return (*checks, kept)


def _text(**given: Any) -> Any:
    return Field(default="", sa_type=Text, **given)


def _whole(default: int | None = 0, **given: Any) -> Any:
    return Field(default=default, sa_type=WHOLE, nullable=default is None, **given)


def _float() -> Any:
    return Field(default=None, sa_type=FLOAT, nullable=True)


class Person(SQLModel, table=True):
    """A leader, rakshak or mitan. A mitan's rakshak stands in Enrolment, not here."""

    __tablename__ = "person"
    __table_args__ = _ruled(
        "person",
        role="IN ('leader', 'rakshak', 'mitan')",
        latitude=LATITUDE,
        longitude=LONGITUDE,
        visits_available=COUNT,
        active=TRUTH,
        reserve=TRUTH,
        synthetic=TRUTH,
        consent="IN ('', 'yes', 'no')",
    )

    id: str = Field(primary_key=True, sa_type=Text)
    name: str = _text()
    phone: str = _text()  # ten digits, no prefix
    role: str = Field(sa_type=Text)  # leader, rakshak, mitan
    organisation: str = _text()
    reports_to: str = _text()  # id of a leader; empty: nobody, or the campaign itself
    zone: str = _text()
    latitude: float | None = _float()
    longitude: float | None = _float()
    visits_available: int | None = _whole(None)
    skills: str = _text()
    languages: str = _text()
    joined_on: str = _text()
    trained_on: str = _text()
    active: int = _whole(1)
    reserve: int = _whole(0)  # 1: on the bench, kept back from plans until somebody drops out
    synthetic: int = _whole(0)  # made up from a seed
    consent: str = _text()  # to be called and shown: yes, no; empty: not said


class Area(SQLModel, table=True):
    """A place to be looked after."""

    __tablename__ = "area"
    __table_args__ = _ruled(
        "area",
        latitude=LATITUDE,
        longitude=LONGITUDE,
        people=COUNT,
        visits=COUNT,
        different_rakshaks=AT_LEAST_ONE,
        priority=AT_LEAST_ONE,
        whole=TRUTH,
        synthetic=TRUTH,
    )

    id: str = Field(primary_key=True, sa_type=Text)
    name: str = _text()
    category: str = _text()  # a code of the policy, or the sheet's own word
    zone: str = _text()
    locality: str = _text()
    latitude: float | None = _float()
    longitude: float | None = _float()
    people: int | None = _whole(None)
    visits: int | None = _whole(None)
    different_rakshaks: int = _whole(1)
    priority: int = _whole(1)
    whole: int | None = _whole(None)
    skills: str = _text()
    languages: str = _text()
    source: str = _text()
    synthetic: int = _whole(0)


class Enrolment(SQLModel, table=True):
    """One mitan enrolled by one rakshak. Two rows for one mitan are kept: the audit shows both."""

    __tablename__ = "enrolment"
    __table_args__ = BY_KEY

    mitan: str = Field(primary_key=True, sa_type=Text, foreign_key="person.id")
    rakshak: str = Field(primary_key=True, sa_type=Text, foreign_key="person.id", index=True)
    enrolled_on: str = _text()
    pledged_on: str = _text()
    pledged_at: str = _text()  # HH:MM, Indian time


class Pledge(SQLModel, table=True):
    """One sheet of pledges: how many people signed it on a day, and who says so.

    No foreign keys: a sheet that names nobody, or nobody known, is kept for the audit to show.
    """

    __tablename__ = "pledge"
    __table_args__ = _ruled("pledge", pledges=AT_LEAST_ONE, synthetic=TRUTH)

    id: str = Field(primary_key=True, sa_type=Text)  # the number printed on the sheet
    mitan: str = _text()  # who brought the signatures; empty: not said
    rakshak: str = _text()  # who handed the sheet in
    area: str = _text()  # where they were signed
    day: str = _text()
    pledges: int = Field(sa_type=WHOLE)
    synthetic: int = _whole(0)


class PlanRecord(SQLModel, table=True):
    """One plan: what it answers, how good it is, and with what it was made."""

    __tablename__ = "plan"
    __table_args__ = _ruled("plan", STRICT, proved_over_all_pairs=TRUTH)

    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    made_at: str = _text()
    inputs_digest: str = _text()
    digest: str = _text(unique=True)
    status: str = _text()
    rakshaks: int = _whole()
    areas: int = _whole()
    visits: int = _whole()
    uncovered: int = _whole()
    proved_over_all_pairs: int = _whole()
    replaces: str = _text()  # digest of the plan that it replaces; empty: none
    pairs_examined: int = _whole()
    pairs_possible: int = _whole()
    tiers: str = _text()  # JSON: tier -> value and bound, which may be null
    seed: int = _whole()
    versions: str = _text()  # JSON
    policy: str = _text()  # JSON: the policy it was made under
    seconds: float = _float()


class PlanRow(SQLModel, table=True):
    """Visits of one rakshak at one area in one plan. No foreign keys to people: plans stay."""

    __tablename__ = "plan_row"
    __table_args__ = _ruled("plan_row", visits=AT_LEAST_ONE)

    plan: int = Field(primary_key=True, sa_type=Integer, foreign_key="plan.number")
    rakshak: str = Field(primary_key=True, sa_type=Text)
    area: str = Field(primary_key=True, sa_type=Text)
    visits: int = Field(sa_type=WHOLE)


class PlanFlow(SQLModel, table=True):
    """Visits of one rakshak at one area in the flow that a plan is measured by; see plan.Proof."""

    __tablename__ = "plan_flow"
    __table_args__ = _ruled("plan_flow", visits=AT_LEAST_ONE, first=TRUTH)

    plan: int = Field(primary_key=True, sa_type=Integer, foreign_key="plan.number")
    rakshak: str = Field(primary_key=True, sa_type=Text)
    area: str = Field(primary_key=True, sa_type=Text)
    visits: int = Field(sa_type=WHOLE)
    first: int = Field(sa_type=WHOLE)  # how many of them count as one of several rakshaks there


class PlanPrice(SQLModel, table=True):
    """What one visit more would save, of a rakshak or at an area, in each tier: a dual price."""

    __tablename__ = "plan_price"
    __table_args__ = _ruled("plan_price", side="IN ('rakshak', 'area', 'first')")

    plan: int = Field(primary_key=True, sa_type=Integer, foreign_key="plan.number")
    side: str = Field(primary_key=True, sa_type=Text)  # first: at an area, by somebody new there
    id: str = Field(primary_key=True, sa_type=Text)
    coverage: int = Field(sa_type=WHOLE)
    balance: int = Field(sa_type=WHOLE)
    cost: int = Field(sa_type=WHOLE)


class Pin(SQLModel, table=True):
    """A wish about one pair: at least so many visits, or none at all (visits 0, a ban)."""

    __tablename__ = "pin"
    __table_args__ = _ruled("pin", visits=COUNT)

    rakshak: str = Field(primary_key=True, sa_type=Text, foreign_key="person.id")
    area: str = Field(primary_key=True, sa_type=Text, foreign_key="area.id")
    visits: int = _whole()
    reason: str = _text()


class Tie(SQLModel, table=True):
    """A wish about two areas, or two rakshaks: to be kept together, or apart."""

    __tablename__ = "tie"
    __table_args__ = _ruled(
        "tie", of="IN ('areas', 'rakshaks')", kind="IN ('together', 'apart')", one="<> other"
    )

    of: str = Field(primary_key=True, sa_type=Text)
    one: str = Field(primary_key=True, sa_type=Text)  # the smaller id, by code points
    other: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(sa_type=Text)
    reason: str = _text()


class Progress(SQLModel, table=True):
    """What one rakshak did at one area on one day."""

    __tablename__ = "progress"
    __table_args__ = _ruled(
        "progress",
        visits_done=COUNT,
        people_reached=COUNT,
        frauds_averted=COUNT,
        synthetic=TRUTH,
    )

    rakshak: str = Field(primary_key=True, sa_type=Text, foreign_key="person.id")
    area: str = Field(primary_key=True, sa_type=Text, foreign_key="area.id")
    day: str = Field(primary_key=True, sa_type=Text)
    visits_done: int = _whole()
    people_reached: int = _whole()
    frauds_averted: int = _whole()
    note: str = _text()  # as the field wrote it: it may name people, so no answer repeats it
    synthetic: int = _whole(0)


class Checksum(SQLModel, table=True):
    """The sum of a table's rows as Mitan's own writes made it; see store.checksum."""

    __tablename__ = "checksum"
    __table_args__ = BY_KEY

    name: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


class HistoryRow(SQLModel, table=True):
    """One thing that happened. Each row carries the digest of the one before it."""

    __tablename__ = "history"
    __table_args__ = STRICT

    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    at: str = _text()
    action: str = _text()
    details: str = _text()  # JSON; counts, digests and ids, never names or phones
    previous: str = _text()
    digest: str = _text()
