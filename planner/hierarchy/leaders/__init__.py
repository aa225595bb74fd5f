"""Leaders: who of many should lead, so that everybody is near his leader and none has too many.

The capacitated p-median problem. The way: stating (what is asked, checked) - ground (who is where)
- packing (how few can hold all) - beginning, attaching, seating, moving, exchanging (a good
choice, made better) - worth, knapsack, bound (what no choice can beat) - exact (both brought
together, where the ground is small) - choosing (the whole way).
"""

from planner.hierarchy.leaders.choosing import LeaderChoice, choose_leaders
from planner.hierarchy.leaders.packing import TooFewLeaders

__all__ = ["LeaderChoice", "TooFewLeaders", "choose_leaders"]
