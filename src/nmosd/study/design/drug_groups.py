"""Which drugs belong to which group of a comparison, and on which days each acted."""

from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course

if TYPE_CHECKING:
    from nmosd.study.protocol.comparison import Comparison

_FOR_GOOD = 2_000_000_000


def group_of_drug(comparison: "Comparison") -> pl.Expr:
    """Return the group of an episode by its drug, else by its class; null where it is in none."""
    by_word = comparison.group_of_word
    of_drug = pl.col("drug").cast(pl.String).replace_strict(by_word, default=None, return_dtype=pl.String)
    of_class = pl.col("class").cast(pl.String).replace_strict(by_word, default=None, return_dtype=pl.String)
    return pl.coalesce(of_drug, of_class)


def spells(course: Course) -> pl.DataFrame:
    """Return the spells of preventive treatment: `patient_id`, `drug`, `class`, `begins`, `acts_from`, `ends`, `open`, sorted.

    A drug is given from the day on which it `begins`, and acts after the day `acts_from` (start plus lag), up to and with the
    day on which it `ends`. Where the end of an episode is not known, a spell without a drug (`open`) follows the last day that
    is, and may be treatment or not.
    """
    own = course.exposure.filter(pl.col("from_day").is_not_null())
    known = own.select(
        "patient_id",
        "drug",
        "class",
        begins="from_day",
        acts_from="effective_from_day",
        ends=pl.coalesce("effective_until_day", "known_until_day"),
        open=pl.lit(value=False),
    )
    unknown = own.filter(pl.col("effective_until_day").is_null()).select(
        "patient_id",
        pl.lit(None, own.schema["drug"]).alias("drug"),
        pl.lit(None, own.schema["class"]).alias("class"),
        begins="known_until_day",
        acts_from="known_until_day",
        ends=pl.lit(_FOR_GOOD, pl.Int32),
        open=pl.lit(value=True),
    )
    return pl.concat([known, unknown]).filter(pl.col("begins") < pl.col("ends")).sort("patient_id", "begins", "ends", "open")
