"""Safety: infections, vaccinations, adverse events and screening tests, each with the drugs on board that day."""

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.treatment.on_board import on_board
from nmosd.record import Record


def derive_safety(record: Record, exposure: pl.DataFrame, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per event, sorted by patient, day and row; events without a date last.

    `on_board` and `perhaps_on_board` are lists of drugs, null for an event without a date (see `on_board`). An event while on a
    drug is not an event because of it. With `reasons`: `rule` and `row_ids`.
    """
    events = with_days(record.safety_events, "happened", definitions=definitions).sort(
        "patient_id", "happened_day", "row_id", nulls_last=True
    )
    joined = on_board(events, exposure, "happened_day")
    dated = pl.col("happened_day").is_not_null()
    rule = pl.when(dated).then(pl.lit("safety.dated")).otherwise(pl.lit("safety.undated"))
    return joined.select(
        "patient_id",
        "row_id",
        "kind",
        "happened_day",
        "term",
        "grade",
        "hospitalised",
        "vaccine",
        "screening_test",
        "screening_result",
        "on_board",
        "perhaps_on_board",
        *([rule.alias("rule"), pl.concat_list("row_id").alias("row_ids")] if reasons else []),
    )
