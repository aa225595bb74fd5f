"""The same question put to CP-SAT as it is written, with no flow in it: slow, for small worlds."""

from __future__ import annotations

from ortools.sat.python import cp_model

from planner.plan import TIERS
from planner.problem import Problem
from planner.snapshot import integers


def best_values(problem: Problem) -> dict[str, int]:
    """The lexicographic optimum over all pairs, tier by tier."""
    model = cp_model.CpModel()
    rakshaks, areas = problem.shape
    pins = zip(problem.pins.rakshak, problem.pins.area, problem.pins.visits, strict=True)
    pinned = {(int(r), int(a)): int(visits) for r, a, visits in pins}

    visits, present, metres = {}, {}, []
    for r in range(rakshaks):
        for a in range(areas):
            pair = integers([r]), integers([a])
            may = problem.allowed(*pair)[0] or (r, a) in pinned
            most = int(problem.availability[r]) if may else 0
            visits[r, a] = model.new_int_var(pinned.get((r, a), 0), most, "")
            present[r, a] = model.new_bool_var("")
            model.add(visits[r, a] >= 1).only_enforce_if(present[r, a])
            model.add(visits[r, a] == 0).only_enforce_if(~present[r, a])
            metres.append(int(problem.cost(*pair)[0]) * visits[r, a])

    rules = problem.rules
    for a in range(areas):
        there = [present[r, a] for r in range(rakshaks)]
        if problem.whole[a]:
            model.add(sum(there) <= 1)
        for r in range(rakshaks):
            if (r, a) not in pinned:
                least = min(rules.least_visits, int(problem.visits[a]))
                model.add(visits[r, a] >= least).only_enforce_if(present[r, a])
    for r in range(rakshaks if rules.most_areas else 0):
        model.add(sum(present[r, a] for a in range(areas)) <= rules.most_areas)
    for a, b in problem.together.areas.tolist():
        for r in range(rakshaks):
            model.add(present[r, a] == present[r, b])
    for a, b in problem.apart.areas.tolist():
        for r in range(rakshaks):
            model.add(present[r, a] + present[r, b] <= 1)
    for r, s in problem.together.rakshaks.tolist():
        for a in range(areas):
            model.add(present[r, a] == present[s, a])
    for r, s in problem.apart.rakshaks.tolist():
        for a in range(areas):
            model.add(present[r, a] + present[s, a] <= 1)
    for a in range(areas):  # each team at an area beyond the first
        teams = {}
        for r in range(rakshaks):
            team = int(problem.rakshak_team[r])
            teams.setdefault(-2 - r if team == -1 else team, []).append(present[r, a])
        further = model.new_int_var(0, rakshaks, "")
        goes = []
        for members in teams.values():
            goes.append(model.new_bool_var(""))
            model.add_max_equality(goes[-1], members)
        model.add_max_equality(further, [0, sum(goes) - 1])
        metres.append(problem.rates.team * further)

    uncovered = []
    for a in range(areas):
        needed, different = int(problem.visits[a]), int(problem.different[a])
        made = sum(visits[r, a] for r in range(rakshaks))
        missing = model.new_int_var(0, different, "")  # others that should have come
        model.add_max_equality(
            missing, [0, different - sum(present[r, a] for r in range(rakshaks))]
        )
        model.add(made + missing <= needed)  # no visit beyond what is asked for
        uncovered.append(int(problem.priority[a]) * (needed - made))

    least, most_fair = problem.band()
    unfair = []
    for r in range(rakshaks):
        load = sum(visits[r, a] for a in range(areas))
        model.add(load <= int(problem.availability[r]))
        outside = model.new_int_var(0, 99, "")
        model.add(outside >= int(least[r]) - load)
        model.add(outside >= load - int(most_fair[r]))
        total = model.new_int_var(0, 99 * 50, "")
        for k in range(1, 31):  # 1 + 2 + ... + d is the largest of its tangents k d - k (k - 1) / 2
            model.add(total >= k * outside - k * (k - 1) // 2)
        unfair.append(total)

    values = {}
    for name, aim in zip(TIERS, (sum(uncovered), sum(unfair), sum(metres)), strict=True):
        model.minimize(aim)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(model)
        assert status == cp_model.OPTIMAL, solver.status_name(status)
        values[name] = round(solver.objective_value)
        model.add(aim == values[name])
    return values
