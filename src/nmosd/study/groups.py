"""In whom: everyone, and the groups that everyone falls into."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course
from nmosd.course.laboratory.serostatus import GROUPS as SEROSTATUS_GROUPS
from nmosd.record.vocabulary import names

if TYPE_CHECKING:
    from nmosd.study.design.subjects import Subjects

EVERYONE = "everyone"
SEX_NOT_KNOWN = "sex not known"
NOT_COMPARED = "not compared"

GROUPINGS: dict[str, str] = {
    "serostatus": "serostatus",
    "sex": "sex recorded at birth",
    "nothing": "no grouping",
}
"""What the people may be split by, with the words for it."""


@dataclass(frozen=True)
class Group:
    """People under one name; `people` has one row for each, the column `patient_id` alone."""

    name: str
    people: pl.DataFrame

    @property
    def n(self) -> int:
        """How many people."""
        return self.people.height

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of a frame that belong to the group's people, in the frame's order."""
        return frame.join(self.people, on="patient_id", how="semi", maintain_order="left")


def groups_of(course: Course, by: str, compared: "Subjects | None" = None) -> tuple[Group, ...]:
    """Return everyone, then each group that has anybody, in the order of its vocabulary; of a `comparison`, in its order.

    Each person is in exactly one group beside everyone; people whose group cannot be told form one of their own, so that the
    groups always add up to everyone.
    """
    everyone = Group(EVERYONE, course.people.select("patient_id"))
    if by == "nothing":
        return (everyone,)
    if by == "comparison" and compared is not None:
        told = everyone.people.join(compared.people(), on="patient_id", how="left", maintain_order="left")
        member = told.select("patient_id", pl.col("group").fill_null(NOT_COMPARED))
        levels: tuple[str, ...] = (*compared.groups, NOT_COMPARED)
    elif by == "serostatus":
        member = course.serostatus.select("patient_id", group=pl.col("group").cast(pl.String))
        levels = SEROSTATUS_GROUPS
    else:
        sex = pl.col("sex").cast(pl.String).fill_null("unknown").replace("unknown", SEX_NOT_KNOWN)
        member = course.people.select("patient_id", group=sex)
        levels = (*(name for name in names("sex") if name != "unknown"), SEX_NOT_KNOWN)
    parts = (Group(level, member.filter(pl.col("group") == level).select("patient_id")) for level in levels)
    return (everyone, *(part for part in parts if part.n))
