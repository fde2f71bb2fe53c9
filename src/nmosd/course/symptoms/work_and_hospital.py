"""Work and days in hospital over the course.

Rule of work. The first and last work status are those of the first and last dated row that states one; where two of that day
differ, it cannot be told. Work was lost if somebody had paid work at the first and has none at the last; retirement and education
leave that open.

Rule of the hospital. Stays are rows about a hospital stay or with days in hospital, but for rows that say there was none, or that
give 0 days without saying that there was one. They are placed in stated follow-up by the day of the report. Without a stay on
record stays and days in hospital are unknown, not none.
"""

import polars as pl

from nmosd.course.agreement import agreed
from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.record import Record
from nmosd.record.vocabulary import names, vocabulary

WORK = tuple(name for name in names("work_status") if name != "unknown")
"""The words for work at a time."""


def derive_work_and_hospital(
    record: Record, person_time: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per person with a work status or a hospital stay on record, sorted by patient.

    `person_time` is what `derive_person_time` returned. `first_work_day`, `first_work`, `last_work_day`, `last_work` (words of
    `WORK`), `work_changed` and `work_lost` (true, false, or null with fewer than two days with a status). `hospital_stays` counts
    the stays inside follow-up and `hospital_days` their days (null without a stay, without stated follow-up, where a stay has no
    date, or one inside follow-up no days); `hospital_days_per_year` is per person-year of follow-up; `stays_elsewhere` counts
    stays outside follow-up, `undated_stays` those that cannot be placed. The counts are null without any stay on record. With
    `reasons`, `rule` and `row_ids`.
    """
    rows = with_days(record.symptoms, "reported", definitions=definitions)
    work = _work(rows)
    stays = _stays(rows, person_time)
    people = pl.concat([work.select("patient_id"), stays.select("patient_id")]).unique().sort("patient_id")
    joined = people.join(work, on="patient_id", how="left", maintain_order="left").join(
        stays, on="patient_id", how="left", maintain_order="left"
    )
    apart = pl.col("last_work_day") > pl.col("first_work_day")
    working = {name: term.attributes.get("working") for name, term in vocabulary("work_status").items()}
    first, last = (
        pl.col(f"{end}_work").cast(pl.String).replace_strict(working, default=None, return_dtype=pl.Boolean)
        for end in ("first", "last")
    )
    told = joined.with_columns(
        work_changed=pl.when(apart).then(pl.col("first_work") != pl.col("last_work")),
        work_lost=pl.when(apart).then(first & ~last),
        hospital_days_per_year=pl.when(pl.col("person_years") > 0).then(pl.col("hospital_days") / pl.col("person_years")),
    )
    row_ids = pl.concat_list(pl.col("work_row_ids", "stay_row_ids").fill_null([])).list.unique().list.sort()
    reason = (pl.lit("symptoms.work_and_hospital").alias("rule"), row_ids.alias("row_ids")) if reasons else ()
    return told.select(*_COLUMNS, *reason)


_COLUMNS = (
    "patient_id",
    "first_work_day",
    "first_work",
    "last_work_day",
    "last_work",
    "work_changed",
    "work_lost",
    "hospital_stays",
    "hospital_days",
    "hospital_days_per_year",
    "stays_elsewhere",
    "undated_stays",
)


def _work(rows: pl.DataFrame) -> pl.DataFrame:
    status = pl.col("work_status").cast(pl.String).cast(pl.Enum(WORK), strict=False)
    stated = rows.select("patient_id", "row_id", "reported_day", status=status).drop_nulls("status")
    day = pl.col("reported_day")
    return stated.group_by("patient_id").agg(
        first_work_day=day.min(),
        last_work_day=day.max(),
        first_work=agreed(pl.col("status").filter(day == day.min())),
        last_work=agreed(pl.col("status").filter(day == day.max())),
        work_row_ids=pl.col("row_id").sort(),
    )


def _stays(rows: pl.DataFrame, person_time: pl.DataFrame) -> pl.DataFrame:
    domains = {name: term.attributes["domain"] for name, term in vocabulary("symptoms").items()}
    about = pl.col("symptom").cast(pl.String).replace_strict(domains, default=None, return_dtype=pl.String)
    is_stay = (about == "hospital stay").fill_null(value=False) | pl.col("hospital_days").is_not_null()
    denied = (pl.col("present") == "no") | ((pl.col("hospital_days") == 0) & (pl.col("present") != "yes").fill_null(value=True))
    stays = rows.filter(is_stay & ~denied.fill_null(value=False)).join(
        person_time.select("patient_id", "entry_day", "exit_day", "person_years"),
        on="patient_id",
        how="left",
        maintain_order="left",
    )
    day = pl.col("reported_day")
    followed = pl.col("person_years").is_not_null()
    inside = day.is_between(pl.col("entry_day"), pl.col("exit_day")) & followed
    placed = stays.with_columns(inside=inside)
    days_inside = pl.col("hospital_days").filter(pl.col("inside").fill_null(value=False))
    all_told = followed.first() & day.is_not_null().all() & (days_inside.len() > 0) & (days_inside.null_count() == 0)
    return placed.group_by("patient_id").agg(
        hospital_stays=(pl.col("inside").fill_null(value=False)).sum().cast(pl.UInt32),
        hospital_days=pl.when(all_told).then(days_inside.sum()),
        stays_elsewhere=(followed & ~pl.col("inside")).sum().cast(pl.UInt32),
        undated_stays=(day.is_null() | ~followed).sum().cast(pl.UInt32),
        person_years=pl.col("person_years").first(),
        stay_row_ids=pl.col("row_id").sort(),
    )
