"""What was tried for each symptom: kind of treatment, how long, with what change.

Rule. A treatment lasts from its first to its last day. One that is stated to go on lasts at least until last contact or death; a
blank last day alone does not say that it goes on. The change is what the record states; whether the treatment brought it about
is not for this table. Treatments of one symptom are numbered by their first day; those without one have no number.
"""

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.record import Record


def derive_symptom_care(
    record: Record, person_time: pl.DataFrame, burden: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per treatment of a symptom, sorted by patient, symptom, first day and row; undated ones last.

    `person_time` and `burden` are what `derive_person_time` and `derive_symptom_burden` returned. `modality` and `change` are
    words of the record, null where unknown. `from_day`, `until_day` and `days` (whole days between them) are null where they
    cannot be told; `still_on`: whether the treatment goes on at the end of follow-up, so that it lasts `days` or longer.
    `number` counts the treatments tried for the symptom from 1; `days_from_symptom` runs from the first day on which the symptom
    was reported to be there, negative where the treatment came before. `date_dependent`: the first or the last day is not known
    to the day, so that the duration hangs on the reading. With `reasons`, `rule` and `row_ids`.
    """
    rows = with_days(record.symptom_treatments, "start", "stop", definitions=definitions)
    first_reports = burden.select("patient_id", "symptom", "first_present_day")
    joined = rows.join(person_time.select("patient_id", "exit_day"), on="patient_id", how="left").join(
        first_reports, on=["patient_id", "symptom"], how="left"
    )
    in_order = joined.sort("patient_id", "symptom", "start_day", "row_id", nulls_last=True)
    going_on = (pl.col("ongoing") == "yes") & pl.col("stop_day").is_null()
    until = pl.coalesce("stop_day", pl.when(going_on).then("exit_day"))
    days = until - pl.col("start_day")
    lasted = days >= 0
    stopped = pl.col("stop_day").is_not_null() | (pl.col("ongoing") == "no")
    told = in_order.with_columns(
        from_day="start_day",
        until_day=until,
        days=pl.when(lasted).then(days),
        still_on=pl.when(going_on).then(pl.lit(value=True)).when(stopped).then(pl.lit(value=False)),
        number=_number(),
        days_from_symptom=pl.col("start_day") - pl.col("first_present_day"),
        date_dependent=(_vague("start") | _vague("stop")) & lasted.fill_null(value=False),
        **{name: pl.when(pl.col(name) != "unknown").then(name) for name in ("modality", "change", "stop_reason")},
    )
    ending = pl.when(lasted & going_on.fill_null(value=False)).then(pl.lit("treated_until_last_contact")).when(lasted)
    rule = pl.lit("symptoms.") + ending.then(pl.lit("treated_until_stop")).otherwise(pl.lit("duration_unknown"))
    reason = (rule.alias("rule"), pl.concat_list("row_id").alias("row_ids")) if reasons else ()
    return told.select(*_COLUMNS, *reason)


_COLUMNS = (
    "patient_id",
    "row_id",
    "symptom",
    "number",
    "modality",
    "treatment",
    "from_day",
    "until_day",
    "days",
    "still_on",
    "days_from_symptom",
    "change",
    "stop_reason",
    "date_dependent",
)


def _number() -> pl.Expr:
    """Number the dated rows within each run of patient and symptom; the rows are sorted so, undated ones last."""
    place = pl.int_range(pl.len(), dtype=pl.UInt32)
    starts = (pl.col("patient_id").ne_missing(pl.col("patient_id").shift())) | pl.col("symptom").ne_missing(
        pl.col("symptom").shift()
    )
    first = pl.when(starts.fill_null(value=True)).then(place).forward_fill()
    return pl.when(pl.col("start_day").is_not_null() & pl.col("symptom").is_not_null()).then(place - first + 1)


def _vague(name: str) -> pl.Expr:
    return (pl.col(f"{name}_earliest_day") < pl.col(f"{name}_latest_day")).fill_null(value=False)
