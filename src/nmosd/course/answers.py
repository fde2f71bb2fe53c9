"""The one door where a recorded yes or no becomes three-valued logic."""

import polars as pl


def answered(question: str) -> pl.Expr:
    """Return true for yes, false for no, and null for `unknown`, `not done` and a blank.

    >>> asked = pl.DataFrame({"lesion": ["yes", "no", "not done", None]})
    >>> asked.select(answered("lesion")).to_series().to_list()
    [True, False, None, None]
    """
    column = pl.col(question)
    return pl.when(column.is_in(["yes", "no"])).then(column == "yes").alias(question)
