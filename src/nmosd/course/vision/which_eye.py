"""Which eye a row about the better or the worse eye speaks of.

Rule. Only rows of the same date settle it.
- Both sides are known and differ: the better eye is the side that sees better, the worse eye the other, if the row gives that
  side's acuity or none.
- One side is known, and the better and the worse eye are, and differ: the side is the one of the two that has its acuity, and the
  other row speaks of the other side.
Otherwise the row stays with the better or the worse eye. An eye with two different acuities of one date is not known.
"""

import polars as pl

from nmosd.course.vision.scales import same

_DATE = ("patient_id", "examined_earliest_day", "examined_latest_day")
_EYES = ("right", "left", "better", "worse")


def with_eyes_resolved(exams: pl.DataFrame) -> pl.DataFrame:
    """Return the examinations in their order, `eye` resolved to a side where that can be told and kept in `recorded_eye`.

    `exams` have `eye`, `acuity_severity` and the days of `examined`.
    """
    exams = exams.with_columns(recorded_eye="eye")
    unsided = pl.col("eye").is_in(["better", "worse"]) & pl.col("examined_earliest_day").is_not_null()
    dates = exams.filter(unsided).select(_DATE).unique()
    if dates.is_empty():
        return exams
    found = exams.join(dates, on=_DATE, how="semi").group_by(_DATE).agg(_known(eye).alias(eye) for eye in _EYES)
    sides = found.with_columns(_by_both_sides(), _by_one_side())
    joined = exams.join(sides, on=_DATE, how="left", maintain_order="left")
    is_better = pl.col("eye") == "better"
    by_both = pl.when(is_better).then("better_side").otherwise(_other("better_side"))
    its_own = pl.when(by_both == "right").then("right").otherwise("left")
    agrees = pl.col("acuity_severity").is_null() | same(pl.col("acuity_severity"), its_own)
    by_one = pl.when(is_better).then("better_by_one_side").otherwise(_other("better_by_one_side"))
    eye = pl.when(unsided & agrees & by_both.is_not_null()).then(by_both).when(unsided).then(pl.coalesce(by_one, "eye"))
    return joined.with_columns(eye=pl.coalesce(eye, "eye").cast(exams.schema["eye"])).select(exams.columns)


def _known(eye: str) -> pl.Expr:
    given = pl.col("acuity_severity").filter(pl.col("eye") == eye)
    return pl.when(same(given.max(), given.min())).then(given.max())


def _by_both_sides() -> pl.Expr:
    right, left = pl.col("right"), pl.col("left")
    side = pl.when(right < left).then(pl.lit("right")).otherwise(pl.lit("left"))
    return pl.when(~same(right, left)).then(side).alias("better_side")


def _by_one_side() -> pl.Expr:
    """Return the side of the better eye where one side is known and is exactly one of the better and the worse eye."""
    right, left, better, worse = (pl.col(eye) for eye in _EYES)
    known, side = pl.coalesce(right, left), pl.when(right.is_not_null()).then(pl.lit("right")).otherwise(pl.lit("left"))
    other = pl.when(side == "right").then(pl.lit("left")).otherwise(pl.lit("right"))
    one_side = (right.is_null() ^ left.is_null()) & (better < worse) & ~same(better, worse)
    is_better, is_worse = same(known, better), same(known, worse)
    found = pl.when(is_better & ~is_worse).then(side).when(is_worse & ~is_better).then(other)
    return pl.when(one_side).then(found).alias("better_by_one_side")


def _other(column: str) -> pl.Expr:
    side = pl.col(column)
    return pl.when(side == "right").then(pl.lit("left")).when(side == "left").then(pl.lit("right"))
