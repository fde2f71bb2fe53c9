"""Person-time and attacks in stretches of a person's life, as far as follow-up saw them.

A period is (from, until]: an attack on its first day belongs to what came before. Only what lies in follow-up is counted
(`person_time`): the part of a period outside it has neither person-time nor attacks. The onset attack never counts, since the
disease begins with it, nor does an attack without a date (`attacks.py`).
"""

import polars as pl

from nmosd.record.dates import YEARS_PER_DAY


def observed(periods: pl.DataFrame, person_time: pl.DataFrame, attacks: pl.DataFrame) -> pl.DataFrame:
    """Return the periods in their order with `person_years`, `attacks`, `attack_row_ids` and `straddled`.

    `periods` have `patient_id`, `from_day` and `until_day`. The new columns are null where the person has no stated follow-up
    or a bound is null; a period that lies outside follow-up has 0 person-years and 0 attacks. `attack_row_ids` are the reported
    attacks counted; `straddled` says whether the imprecise date of some attack reaches over a bound, so that another reading of
    it could change the count.
    """
    seen = (
        periods.with_row_index("period_number")
        .join(
            person_time.select("patient_id", "entry_day", "exit_day", "reason"),
            on="patient_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            begins=pl.max_horizontal(pl.col("from_day", "entry_day")),
            ends=pl.min_horizontal(pl.col("until_day", "exit_day")),
            told=pl.col("reason").is_null()
            & pl.all_horizontal(pl.col("from_day", "until_day", "entry_day", "exit_day").is_not_null()),
        )
    )
    onsets = ("onset_day", "onset_earliest_day", "onset_latest_day")
    counted = attacks.filter(~pl.col("undated") & ~pl.col("is_onset_attack")).select("patient_id", *onsets, "row_ids")
    is_inside = _inside("onset_day", "onset_day")
    could_be = _inside("onset_latest_day", "onset_earliest_day")
    must_be = _inside("onset_earliest_day", "onset_latest_day")
    inside = (
        seen.filter("told")
        .join(counted, on="patient_id", maintain_order="left_right")
        .group_by("period_number", maintain_order=True)
        .agg(
            is_inside.sum().cast(pl.UInt32).alias("attacks"),
            pl.col("row_ids").filter(is_inside).explode(empty_as_null=False).alias("attack_row_ids"),
            (could_be & ~must_be).any().alias("straddled"),
        )
    )
    empty = pl.lit([], attacks.schema["row_ids"])
    length = pl.max_horizontal(pl.col("ends") - pl.col("begins"), 0) * YEARS_PER_DAY
    return seen.join(inside, on="period_number", how="left", maintain_order="left").select(
        *periods.columns,
        person_years=pl.when("told").then(length),
        attacks=pl.when("told").then(pl.col("attacks").fill_null(0)),
        attack_row_ids=pl.when("told").then(pl.coalesce("attack_row_ids", empty)),
        straddled=pl.when("told").then(pl.col("straddled").fill_null(value=False)),
    )


def _inside(begun: str, over: str) -> pl.Expr:
    """Return whether an attack lies in (begins, ends], calculated with one of its days at each bound."""
    return (pl.col(begun) > pl.col("begins")) & (pl.col(over) <= pl.col("ends"))
