"""In whom: everyone, and the groups that everyone falls into."""

from dataclasses import dataclass

import polars as pl

from nmosd.course import Course
from nmosd.course.laboratory.serostatus import GROUPS as SEROSTATUS_GROUPS
from nmosd.record.vocabulary import names

EVERYONE = "everyone"
SEX_NOT_KNOWN = "sex not known"

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


def groups_of(course: Course, by: str) -> tuple[Group, ...]:
    """Return everyone, then each group that has anybody, in the order of its vocabulary.

    Each person is in exactly one group beside everyone; people whose group cannot be told form one of their own, so that the
    groups always add up to everyone.
    """
    everyone = Group(EVERYONE, course.people.select("patient_id"))
    if by == "nothing":
        return (everyone,)
    if by == "serostatus":
        member = course.serostatus.select("patient_id", group=pl.col("group").cast(pl.String))
        levels: tuple[str, ...] = SEROSTATUS_GROUPS
    else:
        sex = pl.col("sex").cast(pl.String).fill_null("unknown").replace("unknown", SEX_NOT_KNOWN)
        member = course.people.select("patient_id", group=sex)
        levels = (*(name for name in names("sex") if name != "unknown"), SEX_NOT_KNOWN)
    parts = (Group(level, member.filter(pl.col("group") == level).select("patient_id")) for level in levels)
    return (everyone, *(part for part in parts if part.n))
