"""The facts about people on which the criteria rest: one row per person, each fact true, false or null.

A fact comes from rows: `asking.any_row` asks a question of rows (attacks, scans, tests ...) and answers it for people, with the
rows that say yes, no, or nothing. Each subject has its module and a function from a `Material` to columns for everybody, in the
order of the people; `facts.facts_about` sets them side by side. To add a fact, add a question where its rows are; for rows of a
new kind, add a module and name its function in `facts`.
"""

from nmosd.criteria.facts.facts import NEEDED, facts_about
from nmosd.criteria.facts.material import filled_tables

__all__ = ["NEEDED", "facts_about", "filled_tables"]
