"""The codes of terminologies for the names of our vocabularies, each with its mark.

The table is `codes.csv`. Its marks: `seen` (read in the source named), `partly seen`, `recalled` (not read: verify before use),
`conflict` (two sources disagree). A drug may have several live codes by strength or use and former ones in old records, so
match on the set of its codes, never on one.
"""

from functools import cache
from importlib.resources import files

import polars as pl

MARKS = ("seen", "partly seen", "recalled", "conflict")


@cache
def _table() -> pl.DataFrame:
    raw = files("nmosd.record.vocabulary").joinpath("codes.csv").read_bytes()
    text = pl.read_csv(raw, infer_schema=False)
    return text.with_columns(pl.col("mark").cast(pl.Enum(MARKS)))


def codes(term: str | None = None, system: str | None = None) -> pl.DataFrame:
    """Return the codes of terminologies, one row per code and name that it stands for, sorted by system and code.

    Columns: `system` (ATC, LOINC ...), `code`, `vocabulary` and `term` (our name; both null where the record has no name for it
    yet), `label` (what the system calls it), `mark`, `note`, `source`. With a term or a system only its rows; none if it has no
    code, which says nothing about whether one exists.

    >>> codes("rituximab", "ATC")["code"].to_list()
    ['L01FA01', 'L01XC02']
    """
    table = _table()
    if term is not None:
        table = table.filter(pl.col("term") == term)
    if system is not None:
        table = table.filter(pl.col("system") == system)
    return table
