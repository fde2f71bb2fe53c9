"""Who is compared: people or treatment episodes, each with a group, a day on which the clock starts and days at risk."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course
from nmosd.record.dates import DAYS_PER_YEAR
from nmosd.study.design.drug_groups import group_of_drug
from nmosd.study.design.grouping import IN_NO_GROUP, group_of_people
from nmosd.study.design.sequential import sequential_trials
from nmosd.study.groups import EVERYONE

if TYPE_CHECKING:
    from nmosd.study.protocol import Protocol
    from nmosd.study.protocol.comparison import Comparison, Time

COLUMNS: Mapping[str, pl.DataType] = {
    "subject": pl.String(),
    "patient_id": pl.String(),
    "episode": pl.UInt32(),
    "group": pl.String(),
    "zero_day": pl.Int32(),
    "counts_day": pl.Int32(),
    "start_day": pl.Int32(),
    "end_day": pl.Int32(),
    "ended_by": pl.String(),
}
NO_FOLLOW_UP = "follow-up not stated"
NO_ZERO = "the day on which the clock starts is not known"
NO_TIME = "no time at risk: follow-up ends before it starts"
LATER_EPISODE = "a later episode of the same person"


@dataclass(frozen=True)
class Subjects:
    """Who is compared, and who is not.

    `table`: one row per subject, sorted, with the columns of `COLUMNS`. What happens after `counts_day` counts (the day of
    `zero_day`, or later by the lag of a treatment). The subject is at risk after `start_day` (later still if first seen later),
    up to and with `end_day`; `ended_by` is what ends it if nothing happens: `death`, `follow-up`, `episode` or `most_years`.
    `left_out`: `subject`, `patient_id`, `reason`, one row for each who has no place in the comparison. `groups` are the names of
    the groups, the reference first; where there is no comparison, everyone.
    """

    table: pl.DataFrame
    left_out: pl.DataFrame
    groups: tuple[str, ...]

    @property
    def reference(self) -> str:
        """The group that others are compared with."""
        return self.groups[0]

    def people(self) -> pl.DataFrame:
        """Return `patient_id` and `group`, one row per person who is compared: the group of the first subject."""
        return self.table.unique("patient_id", keep="first", maintain_order=True).select("patient_id", "group")


def subjects(course: Course, protocol: "Protocol") -> Subjects:
    """Return who is compared, as the protocol's comparison and clock ask; without a comparison, everyone in one group.

    `course` holds the people of the study. With `exposure = "time-varying"` the groups are of days, not of subjects (`by_day`):
    here everyone is one subject then.
    """
    comparison, time = protocol.comparison, protocol.time
    if comparison is not None and comparison.of == "treatment" and comparison.exposure == "episodes":
        found = _episodes(course, comparison, time)
    elif comparison is not None and comparison.of == "treatment" and comparison.exposure == "ever":
        found = _people(_ever(course, comparison), course, time)
    elif comparison is not None and comparison.of == "treatment" and comparison.exposure == "sequential":
        found = _trials(course, comparison, time)
    elif comparison is not None and comparison.of != "treatment":
        found = _people(group_of_people(course, comparison), course, time)
    else:
        everyone = course.people.select("patient_id", group=pl.lit(EVERYONE), reason=pl.lit(None, pl.String))
        found = _people(everyone, course, time)
    varies = comparison is not None and comparison.of == "treatment" and comparison.exposure == "time-varying"
    groups = (EVERYONE,) if comparison is None or varies else comparison.names
    first = comparison is not None and comparison.exposure == "episodes" and comparison.episodes == "first"
    trials = comparison is not None and comparison.exposure == "sequential"
    zero = "from_day" if trials else _ZERO[time.zero]
    return _at_risk_from(found, time, groups, zero=zero, first=first)


def _people(told: pl.DataFrame, course: Course, time: "Time") -> pl.DataFrame:
    """Make each person a subject; `told` has `patient_id`, `group` and `reason`."""
    nothing = pl.lit(None, pl.Int32)
    return told.with_columns(
        subject="patient_id", episode=nothing.cast(pl.UInt32), from_day=nothing, acts_day=nothing, episode_end=nothing
    ).join(_days(course, time), on="patient_id", how="left", maintain_order="left")


def _days(course: Course, time: "Time") -> pl.DataFrame:
    """Return the days of each person that clocks may start and stop on."""
    people = course.people.select("patient_id", "onset_day", "first_contact_day", "death_day")
    seen = course.person_time.select("patient_id", "entry_day", "exit_day", stated=pl.col("person_years").is_not_null())
    days = people.join(seen, on="patient_id", how="left", maintain_order="left")
    if time.zero != "diagnosis":
        return days
    diagnosed = course.diagnosis.select("patient_id", "diagnosed_day")
    return days.join(diagnosed, on="patient_id", how="left", maintain_order="left")


def _episodes(course: Course, comparison: "Comparison", time: "Time") -> pl.DataFrame:
    """Make each episode of the drugs compared a subject; bridging steroids are no episodes of their own."""
    own = course.exposure.with_columns(group=group_of_drug(comparison)).filter(
        pl.col("group").is_not_null() & ~pl.col("bridging").fill_null(value=False)
    )
    named = own.select(
        "patient_id",
        "episode",
        "group",
        "from_day",
        subject=pl.col("patient_id") + " episode " + pl.col("episode").cast(pl.String),
        reason=pl.lit(None, pl.String),
        acts_day="effective_from_day",
        episode_end=pl.coalesce("effective_until_day", "known_until_day"),
    )
    return named.join(_days(course, time), on="patient_id", how="left", maintain_order="left")


def _trials(course: Course, comparison: "Comparison", time: "Time") -> pl.DataFrame:
    """Make each person a subject of every trial that they are in."""
    days = _days(course, time)
    found = sequential_trials(course, comparison, days.filter("stated"), _ZERO[time.zero])
    return found.with_columns(
        episode=pl.lit(None, pl.UInt32),
        reason=pl.lit(None, pl.String),
        episode_end=pl.lit(None, pl.Int32),
    ).join(days, on="patient_id", how="left", maintain_order="left")


def _ever(course: Course, comparison: "Comparison") -> pl.DataFrame:
    """Return the group of each person by the first drug of all that was ever given; nobody's day of starting counts."""
    from nmosd.study.protocol.comparison import NO_TREATMENT

    own = course.exposure.with_columns(group=group_of_drug(comparison)).filter(pl.col("group").is_not_null())
    first = own.sort("patient_id", "from_day", "episode", nulls_last=True).unique("patient_id", keep="first", maintain_order=True)
    joined = course.people.select("patient_id").join(
        first.select("patient_id", "group"), on="patient_id", how="left", maintain_order="left"
    )
    untreated = comparison.group_of_word.get(NO_TREATMENT)
    if untreated is not None:
        never = ~pl.col("patient_id").is_in(course.exposure["patient_id"].unique().to_list())
        joined = joined.with_columns(group=pl.when(never & pl.col("group").is_null()).then(pl.lit(untreated)).otherwise("group"))
    return joined.with_columns(reason=pl.when(pl.col("group").is_null()).then(pl.lit(IN_NO_GROUP)))


_ZERO = {
    "onset": "onset_day",
    "first contact": "first_contact_day",
    "diagnosis": "diagnosed_day",
    "episode start": "from_day",
}


def _at_risk_from(found: pl.DataFrame, time: "Time", groups: tuple[str, ...], *, zero: str, first: bool) -> Subjects:
    clock = pl.col(zero)
    acts = pl.coalesce("acts_day", clock) if zero == "from_day" else clock
    start = pl.max_horizontal(acts, "entry_day") if time.delayed_entry else acts
    ends = {"death": pl.col("death_day"), "follow-up": pl.col("exit_day")}
    if time.end == "episode end":
        ends["episode"] = pl.col("episode_end")
    if time.most_years is not None:
        # The day on which the years are over is in them, so that what is asked at that time can be told.
        ends["most_years"] = clock + math.ceil(time.most_years * DAYS_PER_YEAR)
    end = pl.min_horizontal(*ends.values())
    timed = found.with_columns(zero_day=clock, counts_day=acts, start_day=start, end_day=end).with_columns(
        ended_by=pl.coalesce(pl.when(ends[name] == pl.col("end_day")).then(pl.lit(name)) for name in _ENDS if name in ends),
        reason=pl.coalesce(
            "reason",
            pl.when(~pl.col("stated").fill_null(value=False)).then(pl.lit(NO_FOLLOW_UP)),
            pl.when(clock.is_null() | start.is_null()).then(pl.lit(NO_ZERO)),
            pl.when((start >= end).fill_null(value=True)).then(pl.lit(NO_TIME)),
        ),
    )
    if first:
        timed = _first_of_each(timed)
    timed = timed.sort("patient_id", "episode", "from_day", "subject", maintain_order=True)
    kept = timed.filter(pl.col("reason").is_null())
    return Subjects(
        kept.select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items()),
        timed.filter(pl.col("reason").is_not_null()).select("subject", "patient_id", "reason"),
        groups,
    )


_ENDS = ("death", "follow-up", "episode", "most_years")


def _first_of_each(timed: pl.DataFrame) -> pl.DataFrame:
    """Leave later episodes of a person out, those that have a place in the comparison."""
    placed = timed.filter(pl.col("reason").is_null()).sort("patient_id", "zero_day", "episode", maintain_order=True)
    first = placed.unique("patient_id", keep="first", maintain_order=True)["subject"].to_list()
    later = pl.col("reason").is_null() & ~pl.col("subject").is_in(first)
    return timed.with_columns(reason=pl.when(later).then(pl.lit(LATER_EPISODE)).otherwise("reason"))
