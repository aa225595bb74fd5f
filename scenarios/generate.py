"""Generate: a whole made-up campaign from a preset, a size and a seed."""

from __future__ import annotations

import numpy as np

from planner.findings import ExitCode, Refusal
from planner.policy import Policy
from scenarios.areas import make_areas
from scenarios.people import people_for
from scenarios.pledges import make_pledges
from scenarios.presets import Preset
from scenarios.tables import Campaign


def generate(
    preset: Preset, size: str, seed: int, policy: Policy, team: int | None = None
) -> Campaign:
    """A campaign of the preset at one of its sizes; every row is marked synthetic.

    `team` is how many rakshaks a leader has, the size's own number where None.

    Demand fits supply in every zone: the visits that the areas need by the policy's norms are
    the preset's `utilisation` of those that its rakshaks can make. The same preset, size, seed,
    policy and team give the same tables. Raises Refusal (USAGE) for an unknown size or a negative
    seed.
    """
    chosen = preset.size(size)
    if seed < 0:
        raise Refusal("The seed is a whole number, 0 or more.", exit_code=ExitCode.USAGE)
    source = f"synthetic: {preset.name}, {size}, seed {seed}"
    areas, ground = make_areas(preset, chosen, policy, np.random.default_rng([seed, 1]), source)
    size_of_team = team or chosen.team
    people, enrolments = people_for(preset, ground, chosen.rakshaks, seed, policy, size_of_team)
    pledges = make_pledges(preset, enrolments, np.random.default_rng([seed, 4]))
    return Campaign(areas, people, enrolments, pledges)
