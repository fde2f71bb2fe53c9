"""The one value on which several rows agree."""

import polars as pl


def agreed(values: pl.Expr) -> pl.Expr:
    """Return the value that all of a group's rows have, null where they differ or there is none.

    >>> rows = pl.DataFrame({"person": [1, 1, 2, 2], "score": [3, 3, 3, 4]})
    >>> rows.group_by("person").agg(agreed(pl.col("score"))).sort("person")["score"].to_list()
    [3, None]
    """
    return pl.when(values.n_unique() == 1).then(values.first())
