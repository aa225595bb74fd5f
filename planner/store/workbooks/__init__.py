"""Workbooks: a team's part of the campaign, out to Excel and back with what was changed there.

Out: scope (whose part) - content (its rows) - mark (what the workbook will be known by), written
by planner.report.workbook. Back: returned (a file becomes mark, rows as exported and rows as they
are now) - edited (which cells differ, and whether somebody else touched them) - bringing (checked
by the rules of every import, listed, written).
"""
