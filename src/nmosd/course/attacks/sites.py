"""What the lists of sites of attacks hold."""

import numpy as np
import polars as pl
from numpy.typing import NDArray


def names_site(sites: pl.Series, name: str) -> pl.Series:
    """Return for each list of sites whether it holds one; null where there is no list.

    >>> lists = pl.Series([["spinal cord"], [], None], dtype=pl.List(pl.Enum(["brainstem", "spinal cord"])))
    >>> names_site(lists, "spinal cord").to_list()
    [True, False, None]
    """
    values, places = _flat(sites)
    held = np.zeros(sites.len(), dtype=bool)
    held[places[(values == name).to_numpy()]] = True
    return pl.select(pl.when(sites.is_not_null()).then(pl.Series(held)).alias(name)).to_series()


def in_order(sites: pl.Series) -> pl.Series:
    """Return the lists, each in the order of the vocabulary.

    >>> lists = pl.Series([["spinal cord", "brainstem"], None], dtype=pl.List(pl.Enum(["brainstem", "spinal cord"])))
    >>> in_order(lists).to_list()
    [['brainstem', 'spinal cord'], None]
    """
    values, places = _flat(sites)
    codes = values.to_physical().to_numpy()
    # Nearly all lists have one site or come in order, and sorting lists is slow.
    falls = (np.diff(codes.astype(np.int16)) < 0) & (np.diff(places) == 0)
    return sites.list.sort() if falls.any() else sites


def _flat(lists: pl.Series) -> tuple[pl.Series, NDArray[np.int64]]:
    """Return what the lists hold, one after the other, and in which list each stands."""
    values = lists.explode(empty_as_null=False, keep_nulls=False)
    lengths = lists.list.len().fill_null(0).to_numpy()
    return values, np.repeat(np.arange(lists.len()), lengths)
