"""From one cell to a value: one reader per kind of field, all of them pure functions that refuse rather than guess."""

from nmosd.intake.values.dates import date_order_of
from nmosd.intake.values.outcomes import Read, ReadOptions, Refused
from nmosd.intake.values.reading import read_many, read_value
from nmosd.intake.values.words import Match, exact, find, nearest_names, normalise

__all__ = [
    "Match",
    "Read",
    "ReadOptions",
    "Refused",
    "date_order_of",
    "exact",
    "find",
    "nearest_names",
    "normalise",
    "read_many",
    "read_value",
]
