"""Attacks before and after the start of a treatment in the same people, beside what an inert drug would have shown.

People are treated because they had attacks, and would have had fewer afterwards whatever was given. A figure before and after is
therefore never shown alone: in simulated worlds without any effect people start after as many attacks, and as long after the last
of them, as the people of the record, and their attacks are counted as long before and after.

Source: the fall without any effect was computed by this project's simulation; doi 10.1093/ije/dyh299 (regression to the mean).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course
from nmosd.errors import SimulationError
from nmosd.record.dates import DAYS_PER_YEAR, YEARS_PER_DAY
from nmosd.simulation.null_worlds import Starts, inert_drug, world_of_record
from nmosd.simulation.parameters.sets import PARAMETER_SETS, ParameterSet, parameter_set
from nmosd.stats import Estimate, paired_counts
from nmosd.study.comparison.rows import in_years
from nmosd.study.description.summaries import CANNOT_BE_TOLD, Row, count
from nmosd.study.groups import EVERYONE

if TYPE_CHECKING:
    from nmosd.study.protocol.comparison import BeforeAfter

_NO_CAUSE = (
    "This is no effect of the treatment: people start after attacks, and have fewer later whatever is given. Compare the ratio "
    "with what an inert drug would have shown (null world)."
)
_FEWEST = 2


def before_after_rows(course: Course, asked: "BeforeAfter", *, delayed_entry: bool, seed: int) -> Iterator[Row]:
    """Yield the rates before and after the first start of the drugs, their ratio, and the ratio of an inert drug in each world.

    `course` holds the people of the study. With `delayed_entry` attacks before first contact, and the time until then, are not
    counted: they were recalled, not observed.
    """
    started = before_and_after(course, asked, delayed_entry=delayed_entry)
    variable = f"attacks before and after the first {' or '.join(asked.drugs)}"
    where: Row = {"analysis": "before and after", "variable": variable, "group": EVERYONE}
    definition = (
        f"People with time on record both before and after the start: up to {in_years(asked.before_years)} before, "
        f"{asked.onset_attack} the onset attack, and up to {in_years(asked.after_years)} after."
    )
    counted = started.filter(pl.col("reason").is_null())
    people: Row = {"n": started.height, "unit": "people", "definition": definition} | where
    yield count(EVERYONE, counted.height) | people | {"level": "people"}
    for reason, number in started.drop_nulls("reason")["reason"].value_counts().sort("count", "reason", descending=True).rows():
        yield count(EVERYONE, number) | people | {"level": f"left out: {reason}"}
    if counted.height < _FEWEST or not int(counted["before"].sum()) + int(counted["after"].sum()):
        said = "Fewer than two people, or no attack before or after, so there is no ratio."
        nothing = Estimate("rate ratio", None, None, None, None, CANNOT_BE_TOLD, n=counted.height)
        yield nothing.row(level="after over before", warnings=[said]) | where
        return
    compared = paired_counts(counted["before"], counted["before_years"], counted["after"], counted["after_years"])
    for row in compared.rows(definition=definition):
        if row["method"] == compared.conditional.method:  # the same ratio as the exact one, with limits that need many attacks
            continue
        notes = [*_notes(row), _NO_CAUSE] if row["level"] == "after over before" else _notes(row)
        yield row | where | {"n": compared.people, "warnings": notes or None}
    yield from _inert(course, counted, asked, variable, seed)


def _notes(row: Row) -> list[str]:
    said = row["warnings"]
    return list(said) if isinstance(said, list) else []


def before_and_after(course: Course, asked: "BeforeAfter", *, delayed_entry: bool) -> pl.DataFrame:
    """Return one row per person who ever had one of the drugs, sorted: what was counted before and after the first start.

    `start_day`, `before` and `after` (attacks), `before_days`, `after_days` and the same in years, `window_days` (how long before
    would be if the disease were older), `attacks` (on or before the day of the start, the onset attack counted),
    `days_from_onset`, `days_since` the last attack; `reason` says why the person is left out, else null.
    """
    own = course.exposure.filter(
        pl.col("drug").cast(pl.String).is_in(asked.drugs) | pl.col("class").cast(pl.String).is_in(asked.drugs)
    )
    starts = own.group_by("patient_id", maintain_order=True).agg(
        start_day=pl.col("from_day").min(), unknown=pl.col("from_day").is_null().any()
    )
    follow_up = course.person_time.select("patient_id", "exit_day", "person_years", "undated_attacks")
    timed = starts.join(follow_up, on="patient_id", how="left", maintain_order="left").join(
        course.people.select("patient_id", "onset_day", "first_contact_day"), on="patient_id", how="left", maintain_order="left"
    )
    start = pl.col("start_day")
    seen = pl.col("first_contact_day") if delayed_entry else pl.lit(None, pl.Int32)
    opens = pl.max_horizontal(seen, start - round(asked.before_years * DAYS_PER_YEAR))
    begin = pl.max_horizontal(opens, "onset_day")
    end = pl.min_horizontal("exit_day", start + round(asked.after_years * DAYS_PER_YEAR))
    timed = timed.with_columns(begin=begin, end=end).with_columns(
        before_days=start - pl.col("begin"), after_days=pl.col("end") - start, window_days=start - opens
    )
    counted = timed.join(_attacks(course, timed, asked), on="patient_id", how="left", maintain_order="left")
    reason = pl.coalesce(
        pl.when("unknown").then(pl.lit("a start of unknown day")),
        pl.when(pl.col("person_years").is_null()).then(pl.lit("follow-up not stated")),
        pl.when(pl.col("undated_attacks") > 0).then(pl.lit("an attack without a date")),
        pl.when(pl.col("before_days") < 1).then(pl.lit("no time before the start")),
        pl.when(pl.col("after_days") < 1).then(pl.lit("no time after the start")),
        pl.when(pl.col("attacks").fill_null(0) < 1).then(pl.lit("no attack on record before the start")),
    )
    return counted.select(
        "patient_id",
        "start_day",
        "before",
        "after",
        "before_days",
        "after_days",
        "window_days",
        "attacks",
        "days_since",
        days_from_onset=start - pl.col("onset_day"),
        before_years=pl.col("before_days") * YEARS_PER_DAY,
        after_years=pl.col("after_days") * YEARS_PER_DAY,
        reason=reason,
    ).sort("patient_id")


def _attacks(course: Course, timed: pl.DataFrame, asked: "BeforeAfter") -> pl.DataFrame:
    """Return what each person's dated attacks are to the start: one row per person with any."""
    dated = course.attacks.filter(~pl.col("undated")).select("patient_id", "onset_day", "is_onset_attack")
    placed = dated.join(timed.select("patient_id", "start_day", "begin", "end"), on="patient_id", how="inner")
    day, start = pl.col("onset_day"), pl.col("start_day")
    later = ~pl.col("is_onset_attack").fill_null(value=False)
    # The onset attack opens the time before where that begins at the onset.
    opens = ~later & (day >= pl.col("begin")) if asked.onset_attack == "with" else pl.lit(value=False)
    return placed.group_by("patient_id").agg(
        before=(((later & (day > pl.col("begin"))) | opens) & (day <= start)).sum(),
        after=(later & (day > start) & (day <= pl.col("end"))).sum(),
        attacks=(day <= start).sum(),
        days_since=(start - day).filter(day <= start).min(),
    )


def _inert(course: Course, counted: pl.DataFrame, asked: "BeforeAfter", variable: str, seed: int) -> Iterator[Row]:
    columns = ("attacks", "days_from_onset", "days_since", "window_days", "after_days")
    attacks, onset, since, window, after = (counted[name].to_list() for name in columns)
    starts = Starts(attacks, onset, since, window, after, onset_attack=asked.onset_attack == "with")
    shown = inert_drug(starts, worlds=_worlds(course), seed=seed)
    for row in shown.filter(measure="rate ratio").iter_rows(named=True):
        missed = counted.height - row["starts"]
        said = f"{missed} of {counted.height} people started as nobody in this world does, and are left out."
        yield Estimate(
            "rate ratio",
            row["value"],
            row["lower"],
            row["upper"],
            0.95,
            "simulated people who start as those of the record did; the interval holds 95 % of cohorts of this size",
            n=row["starts"],
        ).row(
            analysis="null world",
            variable=variable,
            group=EVERYONE,
            level=row["world"],
            definition="The ratio of attack rates, after over before, that a drug without any effect would have shown.",
            warnings=[said] if missed else None,
        )


def _worlds(course: Course) -> list[ParameterSet]:
    """Return the named parameter sets, and one with the rates of the record where it has enough attacks to tell them."""
    named = [parameter_set(name) for name in PARAMETER_SETS]
    seen = course.person_time.filter(pl.col("person_years") > 0)
    try:
        return [*named, world_of_record(seen["attacks"].to_list(), seen["person_years"].to_list())]
    except SimulationError:
        return named
