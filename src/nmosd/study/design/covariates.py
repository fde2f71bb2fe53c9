"""What was known of each subject on the day on which the clock starts."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from nmosd.course import Course
from nmosd.record import Record
from nmosd.record.dates import DAYS_PER_YEAR, YEARS_PER_DAY
from nmosd.study.description import facts

_YEAR_BEFORE = round(DAYS_PER_YEAR)
_SCORE_AT_MOST_DAYS_OLD = 2 * _YEAR_BEFORE


def covariates(record: Record, course: Course, table: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return one row per subject of `table` (`Subjects.table`), in its order: `subject` and a column for each name.

    Numbers are floats, words text, null where the record does not tell. `age at time zero` and `disease duration` are in years,
    attacks count those on or before the day (the onset attack included), `EDSS at time zero` is the last score outside attacks in
    the two years before, `steroid at time zero` says yes or no. Serostatus and ancestry are those of the whole record.
    """
    found = table.select("subject")
    for name in names:
        values = _FACTS[name](record, course, table).select("subject", pl.col("value").alias(name))
        found = found.join(values, on="subject", how="left", maintain_order="left")
    return found


def _with(table: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    return table.join(values, on="patient_id", how="left", maintain_order="left")


def _age(record: Record, course: Course, table: pl.DataFrame) -> pl.DataFrame:
    joined = _with(table, course.people.select("patient_id", "onset_day", "age_at_onset"))
    return joined.with_columns(value=pl.col("age_at_onset") + (pl.col("zero_day") - pl.col("onset_day")) * YEARS_PER_DAY)


def _duration(record: Record, course: Course, table: pl.DataFrame) -> pl.DataFrame:
    joined = _with(table, course.people.select("patient_id", "onset_day"))
    return joined.with_columns(value=(pl.col("zero_day") - pl.col("onset_day")) * YEARS_PER_DAY)


def _attacks(within: int | None) -> "Covariate":
    """Return how many attacks began on or before the day; null for people with an attack that has no date."""

    def fact(record: Record, course: Course, table: pl.DataFrame) -> pl.DataFrame:
        undated = course.attacks.filter(pl.col("undated"))["patient_id"].unique().to_list()
        joined = table.select("subject", "patient_id", "zero_day").join(
            course.attacks.filter(~pl.col("undated")).select("patient_id", "onset_day"), on="patient_id", how="left"
        )
        ago = pl.col("zero_day") - pl.col("onset_day")
        counted = (ago >= 0) & (ago < within if within else pl.lit(value=True))
        counts = joined.group_by("subject").agg(value=counted.sum().cast(pl.Float64), patient_id=pl.col("patient_id").first())
        return counts.with_columns(value=pl.when(~pl.col("patient_id").is_in(undated)).then("value"))

    return fact


def _edss(record: Record, course: Course, table: pl.DataFrame) -> pl.DataFrame:
    scored = course.disability.filter(
        pl.col("score").is_not_null() & pl.col("visited_day").is_not_null() & ~pl.col("in_attack_window").fill_null(value=True)
    )
    joined = table.select("subject", "patient_id", "zero_day").join(
        scored.select("patient_id", "visited_day", "score"), on="patient_id", how="inner"
    )
    ago = pl.col("zero_day") - pl.col("visited_day")
    recent = joined.filter((ago >= 0) & (ago <= _SCORE_AT_MOST_DAYS_OLD)).sort("subject", "visited_day", "score")
    last = recent.unique("subject", keep="last", maintain_order=True).select("subject", value="score")
    return table.select("subject").join(last, on="subject", how="left", maintain_order="left")


def _of_person(fact: facts.Fact) -> "Covariate":
    def found(record: Record, course: Course, table: pl.DataFrame) -> pl.DataFrame:
        return _with(table, fact(record, course))

    return found


def _calendar_year(record: Record, course: Course, table: pl.DataFrame) -> pl.DataFrame:
    if course.calendar == "relative":
        return table.with_columns(value=pl.lit(None, pl.Float64))
    return table.with_columns(value=pl.col("zero_day").cast(pl.Date).dt.year().cast(pl.Float64))


def _line(record: Record, course: Course, table: pl.DataFrame) -> pl.DataFrame:
    lines = course.exposure.select("patient_id", "episode", value=pl.col("line").cast(pl.Float64))
    return table.join(lines, on=["patient_id", "episode"], how="left", maintain_order="left")


def _steroid(record: Record, course: Course, table: pl.DataFrame) -> pl.DataFrame:
    """Return whether a steroid of those for prevention was taken on the day; null where an end is not known."""
    taken = course.exposure.filter(pl.col("class") == "steroid").select("patient_id", "from_day", "until_day", "known_until_day")
    joined = table.select("subject", "patient_id", "zero_day").join(taken, on="patient_id", how="inner")
    day = pl.col("zero_day")
    on_it = (
        pl.when(day < pl.col("from_day"))
        .then(False)
        .when(day <= pl.col("known_until_day"))
        .then(True)
        .when(day > pl.col("until_day"))
        .then(False)
    )
    per_subject = joined.group_by("subject").agg(
        value=pl.when(on_it.any()).then(pl.lit("yes")).when((~on_it).all()).then(pl.lit("no")), asked=pl.lit(value=True)
    )
    everyone = table.select("subject").join(per_subject, on="subject", how="left", maintain_order="left")
    return everyone.with_columns(value=pl.when(pl.col("asked").is_null()).then(pl.lit("no")).otherwise("value"))


Covariate = Callable[[Record, Course, pl.DataFrame], pl.DataFrame]

_FACTS: Mapping[str, Covariate] = {
    "age at time zero": _age,
    "sex": _of_person(facts.of_people("sex")),
    "disease duration": _duration,
    "attacks before": _attacks(None),
    "attacks in the year before": _attacks(_YEAR_BEFORE),
    "EDSS at time zero": _edss,
    "serostatus": _of_person(facts.of_serostatus("group")),
    "ancestry": _of_person(facts.ancestry),
    "calendar year": _calendar_year,
    "line of treatment": _line,
    "steroid at time zero": _steroid,
}

COVARIATES = tuple(_FACTS)
"""What may be held equal, by name."""
