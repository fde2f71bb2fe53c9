"""What the analyses of one outcome rest on: rows of time at risk with what was known of each subject when its clock started."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from nmosd.course import Course
from nmosd.record import Record
from nmosd.study.design.at_risk import DEATH, EVENT, AtRisk, at_risk
from nmosd.study.design.by_day import by_day
from nmosd.study.design.covariates import covariates
from nmosd.study.design.subjects import Subjects

if TYPE_CHECKING:
    from nmosd.study.protocol import Protocol
    from nmosd.study.protocol.comparison import Outcome


@dataclass(frozen=True)
class OutcomeData:
    """The analysis table of one outcome.

    `rows` has the columns of `AtRisk.table`, a column for each covariate (null unknown) and `number`, which names a subject by
    what is known of it and not by its name: whatever is drawn by chance is drawn in that order, so that new names of people
    change nothing. `several_subjects`: somebody is more than one subject (several episodes, two eyes, several trials). `left_out`
    has `subject`, `patient_id` and `reason` of those who are not at risk.
    """

    outcome: "Outcome"
    groups: tuple[str, ...]
    rows: pl.DataFrame
    covariates: tuple[str, ...]
    several_subjects: bool
    undated: int
    left_out: pl.DataFrame

    @property
    def name(self) -> str:
        """What the outcome is called."""
        return self.outcome.name

    @property
    def reference(self) -> str:
        """The group that others are compared with."""
        return self.groups[0]

    @property
    def others(self) -> tuple[str, ...]:
        """The groups that are compared with the reference."""
        return self.groups[1:]

    @property
    def happened(self) -> pl.Series:
        """Whether the outcome ends a row; death from something else is an end of time at risk like any other."""
        return (self.rows["event"] == EVENT).cast(pl.Int8)

    @property
    def deaths(self) -> int:
        """How many rows end with a death that is not the outcome."""
        return int((self.rows["event"] == DEATH).sum())

    def columns(self) -> dict[str, Any]:
        """Return the rows as `nmosd.stats` takes them: start, stop, event, subject."""
        return {
            "start": self.rows["start"],
            "stop": self.rows["stop"],
            "event": self.happened,
            "subject": self.rows["number"],
        }

    def of(self, rows: pl.DataFrame) -> "OutcomeData":
        """Return the data of some of the rows."""
        return replace(self, rows=rows)

    def people(self) -> pl.DataFrame:
        """Return one row per subject, in the order of their numbers: `number`, `subject`, `patient_id`, `group`, covariates."""
        first = self.rows.unique("number", keep="first", maintain_order=True).sort("number")
        return first.select("number", "subject", "patient_id", "group", *self.covariates)

    def counts(self) -> dict[str, "GroupCounts"]:
        """Return for each group its subjects, events and person-years, and how many different events these are."""
        own = self.rows.group_by("group").agg(
            pl.col("number").n_unique(),
            (pl.col("event") == EVENT).sum(),
            pl.col("stop") - pl.col("start"),
            different=self._which_event().filter(pl.col("event") == EVENT).n_unique(),
        )
        found = {
            group: GroupCounts(subjects, events, math.fsum(years), different)
            for group, subjects, events, years, different in own.select(
                "group", "number", "event", "stop", "different"
            ).iter_rows()
        }
        return {group: found.get(group, GroupCounts(0, 0, 0.0, 0)) for group in self.groups}

    @property
    def different_events(self) -> int:
        """How many different events there are; one that counts in several trials or episodes of a person is one."""
        return int(self.rows.filter(pl.col("event") == EVENT).select(self._which_event().n_unique()).item())

    def _which_event(self) -> pl.Expr:
        eye = pl.col("subject").str.extract("(right|left) eye$") if self.outcome.eyes == "each" else pl.lit(None, pl.String)
        return pl.struct("patient_id", "stop_day", eye.alias("eye"))


@dataclass(frozen=True)
class GroupCounts:
    """How many subjects are at risk in a group, with how many events in how many person-years.

    `different` counts an event once that several subjects of a person have.
    """

    subjects: int
    events: int
    person_years: float
    different: int


def outcome_data(record: Record, course: Course, protocol: "Protocol", subjects: Subjects, outcome: "Outcome") -> OutcomeData:
    """Return the analysis table of an outcome, with the covariates of the protocol."""
    wanted = protocol.adjustment.covariates
    found, comparison = at_risk(course, subjects, outcome), protocol.comparison
    if comparison is not None and comparison.of == "treatment" and comparison.exposure == "time-varying":
        found = by_day(course, comparison, subjects, found)
    known = covariates(record, course, subjects.table, wanted) if wanted else None
    return analysis_table(found, known)


def analysis_table(found: AtRisk, known: pl.DataFrame | None = None) -> OutcomeData:
    """Return time at risk beside what is `known` of each subject (`covariates`); of each eye, what is known of its subject."""
    rows, names = found.table, tuple[str, ...]()
    if known is not None:
        names = tuple(name for name in known.columns if name != "subject")
        if found.outcome.eyes == "each":
            known = pl.concat([known.with_columns(subject=pl.col("subject") + f" {eye} eye") for eye in ("right", "left")])
        rows = rows.join(known, on="subject", how="left", maintain_order="left")
    several = rows["subject"].n_unique() > rows["patient_id"].n_unique()
    return OutcomeData(found.outcome, found.groups, _numbered(rows, names), names, several, found.undated, found.left_out)


def _numbered(rows: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """Number the subjects in the order of what is known of them."""
    content = rows.group_by("subject", maintain_order=True).agg(
        pl.col("group").first(),
        _start=pl.col("start").min(),
        _stop=pl.col("stop").max(),
        _times=(pl.col("stop") * pl.col("event")).sum(),
        **{f"_{place}": pl.col(name).first() for place, name in enumerate(names)},
    )
    ordered = content.sort(pl.exclude("subject"), nulls_last=True, maintain_order=True).select("subject").with_row_index("number")
    numbered = rows.join(ordered, on="subject", how="left", maintain_order="left")
    return numbered.sort("number", "start").select(*rows.columns, pl.col("number").cast(pl.Int64))
