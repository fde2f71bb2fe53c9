"""What happened to the subjects: rows of time at risk of an outcome, death competing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course
from nmosd.record.dates import YEARS_PER_DAY
from nmosd.study.design.subjects import Subjects

if TYPE_CHECKING:
    from nmosd.study.protocol.comparison import Outcome

NOT_TOLD = "the record does not tell whether or when it happened"
HAD_IT = "had it before the time at risk"
NOT_EXAMINED = "not examined long enough in the time at risk to see it and confirm it"
NONE, EVENT, DEATH = 0, 1, 2


@dataclass(frozen=True)
class AtRisk:
    """Rows of time at risk of one outcome.

    `table`: `subject`, `patient_id`, `group`, `start`, `stop` (years since the clock started; at risk after `start`, up to and
    with `stop`), `event` at `stop` (0 none, 1 the outcome, 2 death) and `stop_day`, its day; one row per subject, several where
    the outcome recurs. Of `eyes = "each"` a subject is an eye. `left_out`: `subject`, `patient_id`, `reason`. `undated` counts
    subjects with attacks that have no date, which are in no row.
    """

    outcome: "Outcome"
    table: pl.DataFrame
    left_out: pl.DataFrame
    groups: tuple[str, ...]
    undated: int = 0

    @property
    def reference(self) -> str:
        """The group that others are compared with."""
        return self.groups[0]


def at_risk(course: Course, subjects: Subjects, outcome: "Outcome") -> AtRisk:
    """Return the rows of time at risk of an outcome.

    Attacks are those with a date, the onset attack left out. Confirmed worsening, milestones and blindness are seen at
    examinations: time at risk ends with the last at which it could have begun and still been confirmed (later nobody on record
    can have it, and people followed for a short time would look well), and that of worsening begins with the first score that it
    could be measured from. Who had a milestone, or the first attack since the clock started, before the time at risk is not at
    risk of it.
    """
    if outcome.of == "death":
        table, left_out = _of_death(subjects.table), _nobody(subjects.table)
        return AtRisk(outcome, table, left_out, subjects.groups)
    if outcome.of in ("first attack", "all attacks"):
        days = attack_days(course)
        kept, left_out = (subjects.table, _nobody(subjects.table)) if outcome.recurs else _free_of(subjects.table, days)
        undated = course.attacks.filter(pl.col("undated"))["patient_id"].unique()
        with_undated = kept.filter(pl.col("patient_id").is_in(undated.to_list())).height
        return AtRisk(outcome, _rows(kept, days, recurs=outcome.recurs), left_out, subjects.groups, with_undated)
    if outcome.of == "confirmed worsening":
        days, told = _worsening(course)
        kept, left_out = _told(subjects.table, told)
        return AtRisk(outcome, _rows(kept, days, recurs=False), left_out, subjects.groups)
    units = _eyes(course) if outcome.eyes == "each" else _milestones(course, _milestone(outcome))
    kept, left_out = _told(subjects.table, units)
    return AtRisk(outcome, _rows(kept, kept.select("subject", "day").drop_nulls(), recurs=False), left_out, subjects.groups)


def attack_days(course: Course) -> pl.DataFrame:
    """Return `patient_id` and `day` of attacks that count as outcomes: dated, not the onset attack; sorted."""
    counted = ~pl.col("undated") & ~pl.col("is_onset_attack").fill_null(value=False)
    return course.attacks.filter(counted).select("patient_id", day="onset_day").sort("patient_id", "day")


def _free_of(table: pl.DataFrame, days: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keep the subjects who had no attack that counts before they were at risk: it was their first, and the next is another."""
    dated = table.join(days, on="patient_id", how="inner")
    had_it = dated.filter((pl.col("day") > pl.col("counts_day")) & (pl.col("day") <= pl.col("start_day")))
    left_out = table.join(had_it, on="subject", how="semi").select("subject", "patient_id", reason=pl.lit(HAD_IT))
    return table.join(had_it, on="subject", how="anti", maintain_order="left"), left_out


def _milestone(outcome: "Outcome") -> str:
    return outcome.milestone or {"one": "blind in one eye", "both": "blind in both eyes"}[outcome.eyes]


def _rows(table: pl.DataFrame, days: pl.DataFrame, *, recurs: bool) -> pl.DataFrame:
    """Cut each subject's time at the days on which the outcome happened; only the first counts unless it recurs."""
    key = "subject" if "subject" in days.columns else "patient_id"
    inside = (
        table.select("subject", "patient_id", "start_day", "end_day")
        .join(days, on=key, how="inner", maintain_order="left")
        .filter((pl.col("day") > pl.col("start_day")) & (pl.col("day") <= pl.col("end_day")))
        .unique(["subject", "day"], keep="first", maintain_order=True)
        .sort("subject", "day")
    )
    if not recurs:
        inside = inside.unique("subject", keep="first", maintain_order=True)
    happened = inside.select("subject", "day", event=pl.lit(EVENT, pl.Int8))
    ending = pl.when(pl.col("ended_by") == "death").then(DEATH).otherwise(NONE).cast(pl.Int8)
    over = table.select("subject", day="end_day", event=ending)
    # Nothing follows the first event; where events recur, nothing follows one on the last day.
    closed = inside.join(over, on=["subject", "day"], how="semi") if recurs else inside
    over = over.join(closed.select("subject"), on="subject", how="anti")
    cut = pl.concat([happened, over]).sort("subject", "day")
    placed = cut.join(table.select("subject", "patient_id", "group", "zero_day", "start_day"), on="subject", how="left")
    before = pl.col("day").shift(1).over("subject")
    return (
        placed.with_columns(from_day=pl.coalesce(before, "start_day"))
        .select(
            "subject",
            "patient_id",
            "group",
            start=(pl.col("from_day") - pl.col("zero_day")) * YEARS_PER_DAY,
            stop=(pl.col("day") - pl.col("zero_day")) * YEARS_PER_DAY,
            event="event",
            stop_day="day",
        )
        .sort("patient_id", "subject", "start")
    )


def _of_death(table: pl.DataFrame) -> pl.DataFrame:
    nothing = pl.DataFrame(schema={"subject": pl.String, "day": pl.Int32})
    return _rows(table, nothing, recurs=False).with_columns(
        event=pl.when(pl.col("event") == DEATH).then(EVENT).otherwise(NONE).cast(pl.Int8)
    )


def _nobody(table: pl.DataFrame) -> pl.DataFrame:
    return table.select("subject", "patient_id", reason=pl.lit(None, pl.String)).clear()


def _told(table: pl.DataFrame, units: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keep the subjects of whom an outcome seen at examinations can be told, their time cut where it no longer can.

    `units` has `patient_id`, `unit` (null: the person), `day` (null: not reached), `until` (had it been reached by then, it would
    be known; null where it was reached, or nobody knows), `seen_until` (examined until then without it) and perhaps `since`
    (nothing could be told before). Who died after an examination stays at risk until then: death competes.
    """
    joined = table.join(units, on="patient_id", how="left", maintain_order="left").with_columns(
        subject=pl.when(pl.col("unit").is_not_null()).then(pl.col("subject") + " " + pl.col("unit")).otherwise("subject")
    )
    if "since" in units.columns:
        joined = joined.with_columns(start_day=pl.max_horizontal("start_day", "since"))
    day, died = pl.col("day"), pl.col("ended_by") == "death"
    until = pl.when(died).then("seen_until").otherwise("until")
    reason = pl.coalesce(
        pl.when(day.is_null() & until.is_null()).then(pl.lit(NOT_TOLD)),
        pl.when(day <= pl.col("start_day")).then(pl.lit(HAD_IT)),
        pl.when(day.is_null() & (until <= pl.col("start_day"))).then(pl.lit(NOT_EXAMINED)),
    )
    judged = joined.with_columns(reason=reason)
    shorter = day.is_null() & (until < pl.col("end_day")) & ~died
    kept = judged.filter(pl.col("reason").is_null()).with_columns(
        end_day=pl.when(shorter).then(until).otherwise("end_day"),
        ended_by=pl.when(shorter).then(pl.lit("follow-up")).otherwise("ended_by"),
    )
    return kept.select(*table.columns, "day"), judged.filter(pl.col("reason").is_not_null()).select(
        "subject", "patient_id", "reason"
    )


def _milestones(course: Course, name: str) -> pl.DataFrame:
    own = course.milestones.filter(pl.col("milestone") == name)
    reached = pl.col("status") == "reached"
    return own.select(
        "patient_id",
        unit=pl.lit(None, pl.String),
        day=pl.when(reached).then("day"),
        until=pl.when(~reached).then("confirmable_until_day"),
        seen_until=pl.when(~reached).then("censor_day"),
    )


def _eyes(course: Course) -> pl.DataFrame:
    """Return for each eye when it was blind, by the threshold of the definitions; until the last measured acuity if not."""
    name = course.definitions.blindness_threshold
    return course.eye_history.select(
        "patient_id",
        unit=pl.col("eye").cast(pl.String) + " eye",
        day=pl.when(pl.col(name)).then(f"{name}_day"),
        until=pl.when(~pl.col(name)).then("last_acuity_day"),
        seen_until=pl.when(~pl.col(name)).then("last_acuity_day"),
    )


def _worsening(course: Course) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the days on which worsening began that was confirmed, and from when until when each person's scores tell.

    They tell after the first visit outside attacks, which is the first reference, until the last visit that a later one outside
    attacks could have confirmed.
    """
    days = course.worsening.select("patient_id", day="onset_day").sort("patient_id", "day")
    scored = course.disability.filter(pl.col("score").is_not_null() & pl.col("visited_day").is_not_null())
    clear = scored.filter(~pl.col("in_attack_window").fill_null(value=False))
    takes = course.definitions.confirmation_days - course.definitions.confirmation_early_days
    bounds = clear.group_by("patient_id").agg(since=pl.col("visited_day").min(), confirms=pl.col("visited_day").max())
    in_time = pl.col("visited_day") <= pl.col("confirms") - takes
    told = (
        scored.join(bounds, on="patient_id", how="inner", maintain_order="left")
        .group_by("patient_id", maintain_order=True)
        .agg(pl.col("since").first(), until=pl.col("visited_day").filter(in_time).max(), seen_until=pl.col("visited_day").max())
    )
    everyone = course.people.select("patient_id").join(told, on="patient_id", how="left", maintain_order="left")
    return days, everyone.with_columns(unit=pl.lit(None, pl.String), day=pl.lit(None, pl.Int32))
