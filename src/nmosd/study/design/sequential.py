"""A row of trials among people who could have started a treatment: each begins on a day that no treatment decided.

Every `trial_every_days` from the day on which the clock starts, those who are under follow-up and on no preventive drug at the
begin of the interval are looked at: whoever began one of the drugs compared in the interval and is on it at its end is in that
group, whoever began none is on no treatment. All are followed from the end of the interval on, as they started, whatever they
take later; with a lag, from so many days later, in every group alike. A person may be in many trials, so that errors are robust
over people.

Source: Hernán and others 2008, doi 10.1097/EDE.0b013e3181875e61.
"""

from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course
from nmosd.study.design.drug_groups import group_of_drug, spells

if TYPE_CHECKING:
    from nmosd.study.protocol.comparison import Comparison


def sequential_trials(course: Course, comparison: "Comparison", days: pl.DataFrame, zero: str) -> pl.DataFrame:
    """Return one row per person and trial with a group: `subject`, `patient_id`, `group`, `from_day` (when the trial begins),
    `acts_day` (when time at risk begins: later by the longest lag of the drugs compared, for all).

    `days` has one row per person with the day of `zero`, `entry_day` and `exit_day`. Nobody is in a trial who began two of the
    groups in one interval, or of whom it cannot be told what was taken.
    """
    from nmosd.study.protocol.comparison import NO_TREATMENT

    every = comparison.trial_every_days
    known = days.filter(pl.col(zero).is_not_null() & pl.col("entry_day").is_not_null() & pl.col("exit_day").is_not_null())
    first = ((pl.col("entry_day") - pl.col(zero)) / every).ceil().cast(pl.Int64).clip(1)
    last = ((pl.col("exit_day") - pl.col(zero) - 1) // every).cast(pl.Int64)
    trials = (
        known.select("patient_id", pl.col(zero).alias("zero"), number=pl.int_ranges(first, last + 1))
        .explode("number", empty_as_null=False)
        .with_columns(from_day=(pl.col("zero") + pl.col("number") * every).cast(pl.Int32))
        .with_columns(opens=pl.col("from_day") - every)
    )
    taken = spells(course)
    free = _without(trials, taken, (pl.col("begins") <= pl.col("opens")) & (pl.col("ends") > pl.col("opens")))
    began = free.join(
        taken.filter(~pl.col("open")).with_columns(group=group_of_drug(comparison)), on="patient_id", how="inner"
    ).filter((pl.col("begins") > pl.col("opens")) & (pl.col("begins") <= pl.col("from_day")))
    started = (
        began.filter(pl.col("ends") > pl.col("from_day"))
        .group_by("patient_id", "number")
        .agg(pl.col("group").first(), groups=pl.col("group").n_unique())
    )
    untreated = comparison.group_of_word.get(NO_TREATMENT)
    none = _without(free, taken, (pl.col("begins") <= pl.col("from_day")) & (pl.col("ends") > pl.col("opens")))
    none = none.select("patient_id", "number", group=pl.lit(untreated, pl.String), groups=pl.lit(1, pl.UInt32))
    placed = pl.concat([started, none]).filter(pl.col("group").is_not_null() & (pl.col("groups") == 1))
    return (
        free.join(placed, on=["patient_id", "number"], how="inner")
        .sort("patient_id", "number")
        .select(
            "patient_id",
            "group",
            "from_day",
            acts_day=pl.col("from_day") + _longest_lag(taken, comparison),
            subject=pl.col("patient_id") + " trial " + pl.col("number").cast(pl.String),
        )
    )


def _longest_lag(taken: pl.DataFrame, comparison: "Comparison") -> int:
    compared = taken.filter(~pl.col("open") & group_of_drug(comparison).is_not_null())
    longest = compared.select((pl.col("acts_from") - pl.col("begins")).max()).item()
    return int(longest or 0)


def _without(trials: pl.DataFrame, taken: pl.DataFrame, condition: pl.Expr) -> pl.DataFrame:
    """Return the trials of people of whom no spell of treatment meets the condition."""
    met = trials.join(taken, on="patient_id", how="inner").filter(condition).select("patient_id", "number")
    return trials.join(met.unique(), on=["patient_id", "number"], how="anti", maintain_order="left")
