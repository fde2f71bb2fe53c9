"""What rules look at: the protocol, the data, and the subjects and time at risk that follow from both, each made once."""

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course
from nmosd.record import Record
from nmosd.record.dates import YEARS_PER_DAY
from nmosd.study.design.at_risk import AtRisk, at_risk, attack_days
from nmosd.study.design.covariates import covariates
from nmosd.study.design.drug_groups import group_of_drug
from nmosd.study.design.subjects import Subjects, subjects

if TYPE_CHECKING:
    from nmosd.study.protocol import Protocol
    from nmosd.study.protocol.comparison import Comparison


class Design:
    """A study before its figures. `record` is the whole record, `course` that of the people included."""

    def __init__(self, record: Record, course: Course, protocol: "Protocol") -> None:
        self.record = record
        self.course = course
        self.protocol = protocol

    @property
    def comparison(self) -> "Comparison | None":
        """What the protocol compares, null where it describes."""
        return self.protocol.comparison

    @property
    def treatments(self) -> "Comparison | None":
        """The comparison if it is one of treatments, else null."""
        return self.comparison if self.comparison is not None and self.comparison.of == "treatment" else None

    @cached_property
    def subjects(self) -> Subjects:
        """Who is compared."""
        return subjects(self.course, self.protocol)

    @property
    def compared(self) -> pl.DataFrame:
        """One row per subject who is compared with the days at risk; everyone in one group where the groups are of days."""
        return self.subjects.table

    @property
    def has_groups(self) -> bool:
        """Whether subjects are compared by a group that each of them has."""
        return len(self.subjects.groups) > 1

    @cached_property
    def at_risk(self) -> tuple[AtRisk, ...]:
        """The time at risk of each outcome, in the protocol's order."""
        return tuple(at_risk(self.course, self.subjects, outcome) for outcome in self.protocol.outcomes)

    @cached_property
    def covariates(self) -> pl.DataFrame:
        """The covariates of the subjects: `subject`, `group`, and a column each."""
        found = covariates(self.record, self.course, self.compared, self.protocol.adjustment.covariates)
        return self.compared.select("subject", "group").join(found, on="subject", how="left", maintain_order="left")

    @cached_property
    def episodes(self) -> pl.DataFrame:
        """The episodes of the drugs that are compared, with their `group`; none where no treatments are."""
        if self.treatments is None:
            return self.course.exposure.with_columns(group=pl.lit(None, pl.String)).clear()
        own = self.course.exposure.with_columns(group=group_of_drug(self.treatments))
        return own.filter(pl.col("group").is_not_null() & ~pl.col("bridging").fill_null(value=False))

    @cached_property
    def outcome_attacks(self) -> pl.DataFrame:
        """The attacks inside the time at risk, if they are an outcome: `subject`, `patient_id`, `day`."""
        if not any("attack" in outcome.of for outcome in self.protocol.outcomes):
            return self.compared.select("subject", "patient_id", day="zero_day").clear()
        return self.inside(attack_days(self.course))

    def inside(self, days: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of `days` (`patient_id`, `day`, ...) that lie in the time at risk of a subject, with the subject."""
        joined = self.compared.select("subject", "patient_id", "start_day", "end_day").join(days, on="patient_id")
        return joined.filter((pl.col("day") > pl.col("start_day")) & (pl.col("day") <= pl.col("end_day"))).drop(
            "start_day", "end_day"
        )

    def uses(self, table: str) -> bool:
        """Return whether the comparison or a block of shares takes a column of a derived table."""
        given = [self.comparison.column] if self.comparison is not None else []
        for block in self.protocol.shares:
            given += [*block.of.values(), block.among]
        return any(address is not None and address.startswith(f"{table}.") for address in given)


def person_years(table: pl.DataFrame, start: str | pl.Expr = "start_day", end: str | pl.Expr = "end_day") -> float:
    """Return the years between two columns of days, summed over the rows; a row that ends before it starts has none."""
    first = pl.col(start) if isinstance(start, str) else start
    last = pl.col(end) if isinstance(end, str) else end
    return float(table.select((last - first).clip(0).sum() * YEARS_PER_DAY).item() or 0.0)


def number_of_people(table: pl.DataFrame) -> int:
    """Return how many different people the rows are of."""
    return int(table["patient_id"].n_unique())


def people_are(number: int, one: str, many: str) -> str:
    """Return a number of people with the verb that follows.

    >>> people_are(1, "was", "were"), people_are(20, "was", "were")
    ('1 person was', '20 people were')
    """
    return f"{counted_people(number)} {one if number == 1 else many}"


def counted_people(number: int) -> str:
    """Return a number of people in words."""
    return "1 person" if number == 1 else f"{number:,} people"


def percent(share: float) -> str:
    """Return a share as whole per cent.

    >>> percent(0.314)
    '31 %'
    """
    return f"{100 * share:.0f} %"
