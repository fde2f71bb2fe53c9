"""The burden of each symptom over time. (The record's table is `symptoms`; this one is what follows from it.)

Rule. A row answers whether the symptom was there if it says so, else if it states a severity: none means that it was not, any
other that it was. A row that holds only a score, a work status or a hospital stay answers nothing. A symptom was there if any
answer says so, and never there if there is an answer and each row that asks has one. The day is the day of the report.
"""

import polars as pl

from nmosd.course.agreement import agreed
from nmosd.course.answers import answered
from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.record import Record
from nmosd.record.vocabulary import names

SEVERITIES = tuple(name for name in names("severity") if name != "unknown")
"""How bad, from nothing to the worst."""


def derive_symptom_burden(record: Record, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per person and symptom that was asked about, sorted so; symptoms in the order of the vocabulary.

    `present`: whether it was ever there, null where no answer settles it. `times_asked` counts the rows with an answer,
    `times_present` those that say yes. `first_present_day` and `last_present_day` are the first and last dated ones of them,
    each with its first and last possible day; `last_asked_day` is the last dated answer, and `present_when_last_asked` what it
    said (null where two of that day differ). `worst_severity` is one of `SEVERITIES`, null where none is stated.
    `undated` counts the answers without a date. With `reasons`, `rule` and `row_ids`.
    """
    said = pl.col("severity").cast(pl.String)
    by_severity = pl.when(said.is_in(list(SEVERITIES))).then(said != "none")
    rows = with_days(record.symptoms, "reported", definitions=definitions).with_columns(
        there=pl.coalesce(answered("present"), by_severity), badness=said.cast(pl.Enum(SEVERITIES), strict=False)
    )
    asks = pl.col("present").is_not_null() | pl.col("severity").is_not_null()
    asked = rows.filter(asks & pl.col("symptom").is_not_null()).sort("patient_id", "symptom", "reported_day", "row_id")
    there = pl.col("there").fill_null(value=False)
    found = asked.group_by("patient_id", "symptom", maintain_order=True).agg(
        present=pl.col("there").any(ignore_nulls=False),
        times_asked=pl.col("there").count().cast(pl.UInt32),
        times_present=there.sum().cast(pl.UInt32),
        **_ends("first_present", there),
        **_ends("last_present", there),
        **_ends("last_asked", pl.col("there").is_not_null()),
        present_when_last_asked=_on_the_last_day(),
        worst_severity=pl.col("badness").max(),
        undated=(pl.col("reported_day").is_null() & pl.col("there").is_not_null()).sum().cast(pl.UInt32),
        row_ids=pl.col("row_id"),
    )
    if not reasons:
        return found.drop("row_ids")
    present = pl.col("present")
    ending = pl.when(present).then(pl.lit("present")).when(~present).then(pl.lit("never_present")).otherwise(pl.lit("not_told"))
    return found.with_columns(rule=pl.lit("symptoms.") + ending).select(pl.exclude("row_ids"), "row_ids")


def _ends(name: str, which: pl.Expr) -> dict[str, pl.Expr]:
    """Return a first or last day with its first and last possible day, over the rows that `which` selects."""
    days = {end: pl.col(f"reported_{end}").filter(which) for end in ("day", "earliest_day", "latest_day")}
    return {f"{name}_{end}": day.min() if name.startswith("first") else day.max() for end, day in days.items()}


def _on_the_last_day() -> pl.Expr:
    answer, day = pl.col("there"), pl.col("reported_day")
    dated = answer.is_not_null() & day.is_not_null()
    return agreed(answer.filter(dated & (day == day.filter(dated).max())))
