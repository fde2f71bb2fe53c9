"""What a person sees with the better and the worse eye, and blindness of one eye and of both.

Rule. Only acuities that are dated and surely outside attacks on that eye count (`eye_windows`). On each day with such an acuity
each side has its last one; the better eye sees what the better side sees, the worse eye what the worse side sees, once both
sides are known. On a day with a row about the better or the worse eye that no side could be told for, that row counts, and what
the sides saw before does not. Acuities are put in order and never averaged.

At least one eye is blind if the worse eye is; without it, if a side is known to be blind or the better eye is blind; none is if
both sides are known not to be. Both eyes are blind if the better eye is; without it, not if a side or the worse eye is known
not to be blind. The state on the last day on which it can be told counts, since the first of the unbroken row of days with that
state.

Source: the thresholds and their sources are data (`scales.toml`).
"""

import numpy as np
import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.keys import no_rows
from nmosd.course.sorting import sorted_by
from nmosd.course.vision.lasting import lasting
from nmosd.course.vision.scales import Threshold, logmar, thresholds
from nmosd.course.vision.stable import stable_acuities
from nmosd.record import Record

_EYES = ("right", "left", "better", "worse")
_NONE = -np.inf
_STATES = tuple(f"{threshold.name}_{eyes}" for threshold in thresholds() for eyes in ("one", "both"))


def derive_vision(record: Record, eyes: pl.DataFrame, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per person, sorted by patient.

    `last_acuity_day` is the day of the last acuity that counts. `better_logmar` and `worse_logmar` are those of the last day on
    which either can be told; null where it cannot, or the conversion has no number for a category. For each threshold,
    `<threshold>_one` (at least one eye) and `<threshold>_both` are true, false or null (unknown), and `..._day` says since when
    where they are true. With `reasons`, `rule` names the rule and `row_ids` the last examination of each eye.
    """
    stable = stable_acuities(eyes)
    everyone = record.patients.select("patient_id").sort("patient_id").with_row_index("group")
    days = _by_day(stable).join(everyone, on="patient_id", how="left", maintain_order="left")
    judged = days.with_columns(
        state.alias(f"{threshold.name}_{eyes}")
        for threshold in thresholds()
        for eyes, state in (("one", _one_is_blind(threshold)), ("both", _both_are_blind(threshold)))
    )
    told = days.filter(pl.col("better").is_not_null() | pl.col("worse").is_not_null())
    vision = (
        everyone.join(
            days.group_by("group").agg(last_acuity_day=pl.col("day").last()), on="group", how="left", maintain_order="left"
        )
        .join(told.group_by("group").agg(pl.col("better", "worse").last()), on="group", how="left", maintain_order="left")
        .join(lasting(judged, _STATES), on="group", how="left", maintain_order="left")
        .with_columns(logmar(eye, definitions.acuity_conversion).alias(f"{eye}_logmar") for eye in ("better", "worse"))
    )
    if not reasons:
        return vision.select(_COLUMNS)
    rows = stable.group_by("patient_id", "eye", maintain_order=True).agg(pl.col("row_id").last())
    rows = rows.group_by("patient_id").agg(pl.col("row_id").sort().alias("row_ids"))
    unknown = pl.col("last_acuity_day").is_null()
    rule = pl.when(unknown).then(pl.lit("vision.no_stable_acuity")).otherwise(pl.lit("vision.last_stable"))
    return vision.join(rows, on="patient_id", how="left", maintain_order="left").select(
        *_COLUMNS, rule.alias("rule"), pl.col("row_ids").fill_null(no_rows(record))
    )


_COLUMNS = (
    "patient_id",
    "last_acuity_day",
    "better_logmar",
    "worse_logmar",
    *(column for state in _STATES for column in (state, f"{state}_day")),
)


def _by_day(stable: pl.DataFrame) -> pl.DataFrame:
    """Return one row per person and day: the severity of each side as last known, and of the better and the worse eye."""
    in_order = sorted_by(stable, "patient_id", "day")
    another = pl.any_horizontal(pl.col(name) != pl.col(name).shift() for name in ("patient_id", "day"))
    first = np.flatnonzero(in_order.select(another.fill_null(value=True)).to_series())
    days = in_order.select("patient_id", "day")[first]
    for eye in _EYES:
        given = in_order.select(pl.when(pl.col("eye") == eye).then("acuity_severity").fill_null(_NONE)).to_series().to_numpy()
        worst = pl.Series(np.maximum.reduceat(given, first) if len(first) else given)
        days = days.with_columns(worst.set(worst == _NONE, None).alias(eye))
    unsided = pl.col("better").is_not_null() | pl.col("worse").is_not_null()
    sides = days.with_columns(pl.when(unsided).then(side).otherwise(_last_known(side)).alias(side) for side in _EYES[:2])
    right, left = pl.col("right"), pl.col("left")
    both = right.is_not_null() & left.is_not_null()
    return sides.with_columns(
        better=pl.coalesce("better", pl.when(both).then(pl.min_horizontal(right, left))),
        worse=pl.coalesce("worse", pl.when(both).then(pl.max_horizontal(right, left))),
    )


def _last_known(side: str) -> pl.Expr:
    """Return the last value up to each row, if it is of the same person."""
    whose = pl.when(pl.col(side).is_not_null()).then("patient_id").forward_fill()
    return pl.when(whose == pl.col("patient_id")).then(pl.col(side).forward_fill())


def _one_is_blind(threshold: Threshold) -> pl.Expr:
    side = threshold.met("right") | threshold.met("left")
    return pl.coalesce(threshold.met("worse"), side, pl.when(threshold.met("better")).then(pl.lit(value=True)))


def _both_are_blind(threshold: Threshold) -> pl.Expr:
    sides = threshold.met("right") & threshold.met("left")
    return pl.coalesce(threshold.met("better"), sides, pl.when(~threshold.met("worse")).then(pl.lit(value=False)))
