"""Plans: kept under a number with their proofs, never changed afterwards. One is in force.

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
from planner.plan import ALL_TIERS, TIERS, Plan, Proof, Tier, positions
from planner.policy import Policy
from planner.problem import Problem
from planner.snapshot import Ids, Ints, integers
from planner.stages import Stage, stage
from planner.store import bulk, history
from planner.store.tables import HistoryRow, PlanFlow, PlanPrice, PlanRecord, PlanRow

_number = col(PlanRecord.number)

KEPT = "plan"  # the action of the history by which a plan comes into force


@stage(Stage.KEEP)
def save_plan(
    connection: Connection, plan: Plan, policy: Policy, problem: Problem
) -> tuple[int, bool]:
    """Keep a plan with its proof and put it in force; its number, and whether it is new.

    `problem` is the question that it answers: the proof is kept by the ids that it has there.

    The same answer to the same question is the same plan: it keeps its number and its record,
    with the versions and seconds of then, and comes into force again by an entry in the history.
    Where it is in force already, nothing is written. Within `Store.writing()`.
    """
    same = select(_number).where(col(PlanRecord.digest) == plan.digest)
    known = connection.execute(same).scalar()
    if known is not None:
        if known != in_force(connection):
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
        "proved_over_all_pairs": int(plan.proved_over_all_pairs),
        "replaces": plan.replaces,
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
    if plan.proof is not None:
        _keep_proof(connection, number, plan.proof, problem)
    _put_in_force(connection, number, plan)
    return number, True


def _keep_proof(connection: Connection, number: int, proof: Proof, problem: Problem) -> None:
    flow = {
        "plan": np.full(len(proof.visits), number),
        "rakshak": problem.rakshaks[proof.rakshak],
        "area": problem.areas[proof.area],
        "visits": proof.visits,
        "first": proof.first,
    }
    bulk.insert(connection, PlanFlow, flow)
    for side, ids, prices in (
        ("rakshak", problem.rakshaks, proof.rakshak_price),
        ("area", problem.areas, proof.area_price),
        ("first", problem.areas, proof.first_price),
    ):
        columns: dict[str, Ids | Ints] = {
            "plan": np.full(len(ids), number),
            "side": np.full(len(ids), side),
            "id": ids,
            **dict(zip(TIERS, prices.T, strict=True)),
        }
        bulk.insert(connection, PlanPrice, columns)


@stage(Stage.READ)
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
        tiers={name: Tier(**tiers[name]) for name in ALL_TIERS if name in tiers},
        status=record["status"],
        proved_over_all_pairs=record["proved_over_all_pairs"] == 1,
        pairs_examined=record["pairs_examined"],
        pairs_possible=record["pairs_possible"],
        seed=record["seed"],
        replaces=record["replaces"],
        versions=json.loads(record["versions"]),
        seconds=record["seconds"] or 0.0,
    )
    return record["number"], plan


@stage(Stage.READ)
def load_proof(connection: Connection, number: int, problem: Problem) -> Proof | None:
    """The proof of plan `number`, with each id as its index in today's problem.

    None where none is kept, or it is not about exactly these people and areas.
    """
    rakshak_price = _prices(connection, number, "rakshak", problem.rakshaks)
    area_price = _prices(connection, number, "area", problem.areas)
    first_price = _prices(connection, number, "first", problem.areas)
    if rakshak_price is None or area_price is None or first_price is None:
        return None
    names = ("rakshak", "area", "visits", "first")
    columns = [col(getattr(PlanFlow, name)) for name in names]
    rows = connection.execute(select(*columns).where(col(PlanFlow.plan) == number)).all()
    rakshaks, areas, visits, first = zip(*rows, strict=True) if rows else ((), (), (), ())
    rakshak = positions(np.array(rakshaks, dtype=np.str_), problem.rakshaks)
    area = positions(np.array(areas, dtype=np.str_), problem.areas)
    if (rakshak < 0).any() or (area < 0).any():
        return None
    order = np.lexsort((area, rakshak))
    flow = (rakshak[order], area[order], integers(visits)[order], integers(first)[order])
    return Proof(*flow, rakshak_price, area_price, first_price)


def _prices(connection: Connection, number: int, side: str, ids: Ids) -> Ints | None:
    """Prices of all these ids, a row each; None where they are kept for others."""
    columns = [col(getattr(PlanPrice, name)) for name in ("id", *TIERS)]
    of_side = (col(PlanPrice.plan) == number) & (col(PlanPrice.side) == side)
    rows = connection.execute(select(*columns).where(of_side)).all()
    at = positions(np.array([row[0] for row in rows], dtype=np.str_), ids)
    if len(rows) != len(ids) or (at < 0).any():
        return None
    return integers([tuple(row[1:]) for row in rows])[np.argsort(at)].reshape(-1, len(TIERS))


@stage(Stage.READ)
def list_plans(connection: Connection) -> list[dict[str, Any]]:
    """Every plan, oldest first, without its rows. Tiers are dicts of value and bound (or None).

    `in_force` says which one it is that `load_plan` gives where no number is named.
    """
    names = (
        *("number", "made_at", "status", "proved_over_all_pairs"),
        *("digest", "inputs_digest", "replaces", "tiers"),
        *("rakshaks", "areas", "visits", "uncovered", "pairs_examined", "pairs_possible", "seed"),
    )
    columns = [col(getattr(PlanRecord, name)) for name in names]
    found = connection.execute(select(*columns).order_by(_number)).mappings()
    current = in_force(connection)
    return [
        {
            **row,
            "proved_over_all_pairs": row["proved_over_all_pairs"] == 1,
            "tiers": json.loads(row["tiers"]),
            "in_force": row["number"] == current,
        }
        for row in found
    ]


def in_force(connection: Connection) -> int | None:
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


def _put_in_force(connection: Connection, number: int, plan: Plan) -> None:
    digests = {"plan": number, "digest": plan.digest, "inputs_digest": plan.inputs_digest}
    history.append(connection, KEPT, digests)


def _record(connection: Connection, number: int | None) -> dict[str, Any]:
    """The record of one plan, of the one in force where `number` is None."""
    wanted = in_force(connection) if number is None else number
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
