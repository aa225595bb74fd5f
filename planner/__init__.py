"""Mitan asked, answered, judged and kept: the planner."""
