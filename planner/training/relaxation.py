"""Relaxation: the shortest ways if teams could be taken apart at will, as a network flow.

No plan that seats as many people goes less far, so it is the bound of the distance. The prices of
seats at each venue, which come with it, are a guide for where whole teams should go.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.flow import FlowError, is_optimal, potentials, solve_flow
from planner.snapshot import NONE, Flags, Ints, integers
from planner.training.question import Question


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The shortest ways that are possible, where each person sits, and what a seat is worth."""

    distance: int  # metres
    seat: Ints  # n sessions, or NONE
    price: Ints  # v metres


def relax(question: Question, unseated: int) -> Relaxed:
    """Seat all but `unseated` of the n people, each alone, with the least metres in all.

    People go to a venue on the day they are ready, and from there on to its later days, so each
    has one arc for a venue and not one for a session. Raises FlowError where so many cannot be
    seated, or where the prices do not prove the flow.
    """
    n, venues = question.metres.shape
    days = np.unique(question.ready)
    held = question.sessions.day >= days[0]
    when = np.searchsorted(days, question.sessions.day[held], side="right") - 1
    cell = n + question.sessions.venue[held] * len(days) + when
    sink = n + venues * len(days) + 1
    tail, head, capacity, cost = (np.concatenate(part) for part in zip(
        _to_venues(question, days),
        _to_later_days(n, venues, len(days)),
        (cell, np.full(len(cell), sink), question.sessions.seats[held], 0 * cell),
        _left_out(n, sink, unseated),
        strict=True,
    ))  # fmt: skip
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:n], supply[sink] = 1, -n
    flow = solve_flow(tail, head, capacity, cost, supply)
    prices = potentials(flow)
    if not is_optimal(flow, prices):
        raise FlowError("The prices of the relaxed training plan do not prove its flow.")
    used = (flow.units[: n * venues] > 0).reshape(n, venues)
    venue = np.where(used.any(axis=1), used.argmax(axis=1), NONE)
    worth = prices[sink] - prices[n : n + venues * len(days)].reshape(venues, len(days))
    return Relaxed(flow.value, _seats(question, venue, held), np.maximum(worth, 0).max(axis=1))


def _to_venues(question: Question, days: Ints) -> tuple[Ints, ...]:
    n, venues = question.metres.shape
    first = np.searchsorted(days, question.ready)
    head = n + np.arange(venues) * len(days) + first[:, None]
    return (
        np.repeat(np.arange(n), venues),
        head.ravel(),
        np.ones(n * venues, dtype=np.int64),
        question.metres.ravel(),
    )


def _to_later_days(n: int, venues: int, days: int) -> tuple[Ints, ...]:
    cells = (n + np.arange(venues * days)).reshape(venues, days)
    tail, head = cells[:, :-1].ravel(), cells[:, 1:].ravel()
    return tail, head, np.full(len(tail), n), 0 * tail


def _left_out(n: int, sink: int, unseated: int) -> tuple[Ints, ...]:
    nowhere = sink - 1
    if not unseated:
        return (integers([]),) * 4
    return (
        np.append(np.arange(n), nowhere),
        np.append(np.full(n, nowhere), sink),
        np.append(np.ones(n, dtype=np.int64), unseated),
        np.zeros(n + 1, dtype=np.int64),
    )


def _seats(question: Question, venue: Ints, held: Flags) -> Ints:
    """Sessions for people who know their venue: whoever is ready last takes the last seats."""
    sessions = question.sessions
    free = np.where(held, sessions.seats, 0)
    seat = np.full(question.people, NONE)
    for own in np.unique(venue[venue != NONE]).tolist():
        those = np.flatnonzero(venue == own)
        those = those[np.argsort(-question.ready[those], kind="stable")]
        at = np.flatnonzero(sessions.venue == own)[::-1]
        seat[those] = np.repeat(at, free[at])[: len(those)]
    return seat
