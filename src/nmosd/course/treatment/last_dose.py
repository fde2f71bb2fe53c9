"""Days since the last day on a preventive drug, at a day such as a conception."""

import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.treatment.spans import spans
from nmosd.course.treatment.windows import effect_windows
from nmosd.record import Record


def days_since_last_dose(
    events: pl.DataFrame, day: str, record: Record, people: pl.DataFrame, definitions: Definitions
) -> pl.DataFrame:
    """Return `row_id` and `days_since_last_dose` of the events before which, or on whose day, a drug is on record.

    `events` have `patient_id`, `row_id` and a column of days. It is 0 where a drug was given on that day, or where the day lies
    inside the time on a drug that is taken daily; else it counts from the last day of what ended before.

    Null where a treatment may have come closer: one without a known end or start that the known dates do not place, one stated
    to be ongoing at a last contact before that day, and one on a drug given in doses (or without a name) that was still going
    on, whose doses are not on record. It is told all the same where another drug makes it 0.
    """
    daily = [name for name, window in effect_windows(definitions).items() if not window.in_doses]
    given = spans(record, people, definitions).select(
        "patient_id", "from_day", "until_day", "known_day", "end", daily=pl.col("drug").is_in(daily).fill_null(value=False)
    )
    pairs = events.select("patient_id", "row_id", pl.col(day).alias("day")).join(given, on="patient_id")
    pairs = pairs.filter(pl.col("day").is_not_null() & (pl.col("from_day") <= pl.col("day")).fill_null(value=True))
    day_of_event, begun, known, over = (pl.col(name) for name in ("day", "from_day", "known_day", "until_day"))
    given_that_day = (begun == day_of_event) | (known == day_of_event)
    taken_that_day = pl.col("daily") & (begun <= day_of_event) & (day_of_event <= known)
    is_one_dose = ~pl.col("daily") & (begun == over)
    has_ended = (over < day_of_event) & ((pl.col("end") != "ongoing") | is_one_dose.fill_null(value=False))
    since = (
        pl.when((given_that_day | taken_that_day).fill_null(value=False))
        .then(pl.lit(0, pl.Int32))
        .when(has_ended.fill_null(value=False))
        .then(day_of_event - over)
    )
    least = pl.col("since").min()
    told = (pl.col("since").null_count() == 0) | (least == 0)
    return pairs.with_columns(since=since).group_by("row_id").agg(days_since_last_dose=pl.when(told).then(least))
