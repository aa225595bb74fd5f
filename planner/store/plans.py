"""Plans: kept under a number, never changed afterwards. One of them is in force.

In force is the plan that the history's last entry "plan" tells of: not always the highest
number, for an earlier answer comes into force again when what changed is changed back.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select
from sqlmodel import col

from planner.chain import canonical
from planner.findings import Refusal
from planner.plan import TIERS, Plan, Tier
from planner.policy import Policy
from planner.snapshot import integers
from planner.store import bulk, history
from planner.store.tables import HistoryRow, PlanRecord, PlanRow

_number = col(PlanRecord.number)

KEPT = "plan"  # the action of the history by which a plan comes into force


def save_plan(connection: Connection, plan: Plan, policy: Policy) -> tuple[int, bool]:
    """Keep a plan and put it in force; its number, and whether it is new.

    The same answer to the same question is the same plan: it keeps its number and its record,
    with the versions and seconds of then, and comes into force again by an entry in the history.
    Where it is in force already, nothing is written. Within `Store.writing()`.
    """
    same = select(_number).where(col(PlanRecord.digest) == plan.digest)
    known = connection.execute(same).scalar()
    if known is not None:
        if known != _in_force(connection):
            _put_in_force(connection, int(known), plan)
        return int(known), False
    number = int(connection.execute(select(func.max(_number))).scalar() or 0) + 1
    tiers = {name: {"value": tier.value, "bound": tier.bound} for name, tier in plan.tiers.items()}
    record = {
        "number": number,
        "made_at": history.now(),
        "inputs_digest": plan.inputs_digest,
        "digest": plan.digest,
        "status": plan.status,
        "rakshaks": plan.rakshaks,
        "areas": plan.areas,
        "visits": plan.visits_needed,
        "uncovered": plan.uncovered,
        "pairs_examined": plan.pairs_examined,
        "pairs_possible": plan.pairs_possible,
        "tiers": canonical(tiers),
        "seed": plan.seed,
        "versions": canonical(plan.versions),
        "policy": canonical(policy.model_dump(mode="json")),
        "seconds": plan.seconds,
    }
    bulk.insert(connection, PlanRecord, {name: [value] for name, value in record.items()})
    bulk.insert(
        connection,
        PlanRow,
        {
            "plan": np.full(len(plan.visits), number),
            "rakshak": plan.rakshak,
            "area": plan.area,
            "visits": plan.visits,
        },
    )
    _put_in_force(connection, number, plan)
    return number, True


def load_plan(connection: Connection, number: int | None = None) -> tuple[int, Plan]:
    """A plan and its number; the one in force where `number` is None.

    The plan's digest is computed from the rows found: it differs from the one in `list_plans`
    where somebody has changed them. Raises Refusal where there is no such plan.
    """
    record = _record(connection, number)
    rows = connection.execute(
        select(col(PlanRow.rakshak), col(PlanRow.area), col(PlanRow.visits)).where(
            col(PlanRow.plan) == record["number"]
        )
    ).all()
    rakshak, area, visits = zip(*sorted(map(tuple, rows)), strict=True) if rows else ((), (), ())
    tiers = json.loads(record["tiers"])
    plan = Plan(
        inputs_digest=record["inputs_digest"],
        rakshak=np.array(rakshak, dtype=np.str_),
        area=np.array(area, dtype=np.str_),
        visits=integers(visits),
        rakshaks=record["rakshaks"],
        areas=record["areas"],
        visits_needed=record["visits"],
        uncovered=record["uncovered"],
        tiers={name: Tier(**tiers[name]) for name in TIERS},
        status=record["status"],
        pairs_examined=record["pairs_examined"],
        pairs_possible=record["pairs_possible"],
        seed=record["seed"],
        versions=json.loads(record["versions"]),
        seconds=record["seconds"] or 0.0,
    )
    return record["number"], plan


def list_plans(connection: Connection) -> list[dict[str, Any]]:
    """Every plan, oldest first, without its rows. Tiers are dicts of value and bound.

    `in_force` says which one it is that `load_plan` gives where no number is named.
    """
    names = (
        *("number", "made_at", "status", "digest", "inputs_digest", "tiers"),
        *("rakshaks", "areas", "visits", "uncovered", "pairs_examined", "pairs_possible", "seed"),
    )
    columns = [col(getattr(PlanRecord, name)) for name in names]
    found = connection.execute(select(*columns).order_by(_number)).mappings()
    in_force = _in_force(connection)
    return [
        {**row, "tiers": json.loads(row["tiers"]), "in_force": row["number"] == in_force}
        for row in found
    ]


def _put_in_force(connection: Connection, number: int, plan: Plan) -> None:
    digests = {"plan": number, "digest": plan.digest, "inputs_digest": plan.inputs_digest}
    history.append(connection, KEPT, digests)


def _in_force(connection: Connection) -> int | None:
    """Number of the plan in force; None where the history tells of none, or was made unreadable."""
    last = (
        select(col(HistoryRow.details))
        .where(col(HistoryRow.action) == KEPT)
        .order_by(col(HistoryRow.number).desc())
        .limit(1)
    )
    details = connection.execute(last).scalar()
    try:
        told = json.loads(details or "{}")
    except ValueError:
        return None
    number = told.get("plan") if isinstance(told, dict) else None
    return number if isinstance(number, int) else None


def _record(connection: Connection, number: int | None) -> dict[str, Any]:
    """The record of one plan, of the one in force where `number` is None."""
    wanted = _in_force(connection) if number is None else number
    columns = [col(getattr(PlanRecord, name)) for name in PlanRecord.model_fields]
    found = connection.execute(select(*columns).where(_number == wanted)).mappings().one_or_none()
    if found is not None:
        return dict(found)
    there = connection.execute(select(_number).order_by(_number)).scalars().all()
    if not there:
        raise Refusal("There is no plan in this campaign yet. Run: mitan assign")
    told = ", ".join(map(str, there))
    if number is None:
        raise Refusal(
            f"The history does not say which plan is in force (there are {told}): the store was "
            "changed by another program. Put back the last good copy, or name a plan's number."
        )
    raise Refusal(f"There is no plan {number}, only {told}.")
