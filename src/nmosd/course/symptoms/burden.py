"""The burden of each symptom over time. (The record's table is `symptoms`; this one is what follows from it.)

Rule. A row answers whether the symptom was there if it says so, else if it states a severity: none means that it was not, any
other that it was. A row that holds only a score, a work status or a hospital stay answers nothing. A symptom was there if any
answer says so, and never there if there is an answer and each row that asks has one. The day is the day of the report.
"""

import polars as pl

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
    said (null where two of that day differ). `worst_severity` is the worst one of `SEVERITIES` that is stated, null where none
    is, and where the symptom was there and nothing but its absence is graded.
    `undated` counts the answers without a date. With `reasons`, `rule` and `row_ids`.
    """
    said = pl.col("severity").cast(pl.String)
    by_severity = pl.when(said.is_in(list(SEVERITIES))).then(said != "none")
    rows = with_days(record.symptoms, "reported", definitions=definitions).with_columns(
        there=pl.coalesce(answered("present"), by_severity), badness=said.cast(pl.Enum(SEVERITIES), strict=False)
    )
    asks = pl.col("present").is_not_null() | pl.col("severity").is_not_null()
    in_order = rows.filter(asks & pl.col("symptom").is_not_null()).sort("patient_id", "symptom", "reported_day", "row_id")
    another = pl.any_horizontal(pl.col(name) != pl.col(name).shift() for name in ("patient_id", "symptom"))
    asked = in_order.with_columns(group=another.fill_null(value=False).cum_sum())
    found = _summary(asked)
    if not reasons:
        return found.select(_COLUMNS)
    present = pl.col("present")
    ending = pl.when(present).then(pl.lit("present")).when(~present).then(pl.lit("never_present")).otherwise(pl.lit("not_told"))
    row_ids = asked.group_by("group", maintain_order=True).agg("row_id")["row_id"]
    return found.select(*_COLUMNS, rule=pl.lit("symptoms.") + ending, row_ids=row_ids)


_ENDS = ("day", "earliest_day", "latest_day")
_COLUMNS = (
    "patient_id",
    "symptom",
    "present",
    "times_asked",
    "times_present",
    *(f"{name}_{end}" for name in ("first_present", "last_present", "last_asked") for end in _ENDS),
    "present_when_last_asked",
    "worst_severity",
    "undated",
)


def _summary(asked: pl.DataFrame) -> pl.DataFrame:
    """Return one row per `group`, by whose number the rows are sorted."""
    there, has_answer = pl.col("there"), pl.col("there").is_not_null()
    # What a row adds stands in columns of its own first: groups take whole columns fast, and conditions slowly.
    rows = asked.with_columns(
        *(pl.when(there).then(f"reported_{end}").alias(f"present_{end}") for end in _ENDS),
        *(pl.when(has_answer).then(f"reported_{end}").alias(f"asked_{end}") for end in _ENDS),
        undated=pl.col("reported_day").is_null() & has_answer,
    )
    groups = rows.group_by("group", maintain_order=True).agg(
        pl.col("patient_id", "symptom").first(),
        **{f"first_present_{end}": pl.col(f"present_{end}").min() for end in _ENDS},
        **{f"last_present_{end}": pl.col(f"present_{end}").max() for end in _ENDS},
        **{f"last_asked_{end}": pl.col(f"asked_{end}").max() for end in _ENDS},
        times_asked=there.count().cast(pl.UInt32),
        times_present=there.sum().cast(pl.UInt32),
        worst_severity=pl.col("badness").max(),
        undated=pl.col("undated").sum().cast(pl.UInt32),
        rows=pl.len(),
    )
    never = pl.col("times_asked") == pl.col("rows")
    present = pl.when(pl.col("times_present") > 0).then(statement=True).when(never).then(statement=False)
    last_day = groups["last_asked_day"].gather(asked["group"])
    last_said = asked.with_columns(there=pl.when(pl.col("reported_day") == last_day).then("there"))
    ends = last_said.group_by("group", maintain_order=True).agg(yes=there.max(), no=there.min())
    agreed = ends.select(pl.when(pl.col("yes") == pl.col("no")).then("yes")).to_series()
    worst = pl.col("worst_severity")
    graded = pl.when(~((pl.col("times_present") > 0) & (worst == "none")).fill_null(value=False)).then(worst)
    return groups.with_columns(present=present, present_when_last_asked=agreed, worst_severity=graded)
