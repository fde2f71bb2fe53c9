"""Shares of people of whom something derived is true, each with its interval: any yes/no column of a table with one row a person.

The shares of one block are counted side by side and are not parts of a whole: a person may be in several rows of it, or in none.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course
from nmosd.stats import proportion
from nmosd.study.description.summaries import Row, count, share_row
from nmosd.study.design.columns import derived_columns
from nmosd.study.groups import Group

if TYPE_CHECKING:
    from nmosd.study.protocol.description import Shares

PEOPLE = "people"
IN_SEVERAL = "people in more than one of these rows"


def yes_no_columns() -> tuple[str, ...]:
    """Return the address (`table.column`) of every derived yes/no column that has at most one row a person."""
    return tuple(address for address, words in derived_columns().items() if words is None)


def share_rows(course: Course, asked: "Shares", groups: Sequence[Group]) -> Iterator[Row]:
    """Yield a block of shares: how many people it is about, each share for every group, and how many people are in several.

    `n` are the people of whom it is known, `events` those of whom it is true, `unknown` the others. Where the block is about some
    people only (`among`), people of whom it cannot be told whether they belong are `unknown` in its first row and in no share.
    """
    where: Row = {"analysis": "shares", "variable": asked.title}
    answers = course.people.select("patient_id")
    for label, address in asked.of.items():
        answers = _with(answers, course, address, label)
    answers = (
        _with(answers, course, asked.among, _AMONG) if asked.among else answers.with_columns(pl.lit(value=True).alias(_AMONG))
    )
    about = answers.filter(pl.col(_AMONG))
    for group in groups:
        belongs = group.of(answers)[_AMONG]
        yield _people(group, int(belongs.sum()), belongs.null_count(), asked) | where
    for label, address in asked.of.items():
        for group in groups:
            own = group.of(about)[label]
            known = own.len() - own.null_count()
            figure = proportion(int(own.sum()), known, confidence=asked.confidence, method=asked.method) if known else None
            said = f"Share of people of whom {address} is true, out of those of whom it is known."
            yield share_row(figure, group=group.name, unknown=own.null_count(), level=label, definition=said, **where)
    if len(asked.of) > 1:
        several = pl.sum_horizontal(pl.col(list(asked.of)).fill_null(value=False).cast(pl.UInt32)) > 1
        for group in groups:
            yield _in_several(group, group.of(about).filter(several).height) | where


_AMONG = "\0among"  # no label can be this


def _with(people: pl.DataFrame, course: Course, address: str, name: str) -> pl.DataFrame:
    """Add a derived column under a name; people without a row are unknown."""
    table, column = address.split(".")
    values = course.tables()[table].select("patient_id", pl.col(column).alias(name))
    return people.join(values, on="patient_id", how="left", maintain_order="left")


def _people(group: Group, number: int, unknown: int, asked: "Shares") -> Row:
    whom = f"of whom {asked.among} is true" if asked.among else "in the group"
    said = {"warnings": [asked.note]} if asked.note else {}
    return (
        count(
            group.name,
            number,
            level=PEOPLE,
            n=group.n,
            events=number,
            unknown=unknown,
            unit="people",
            definition=f"People {whom}.",
        )
        | said
    )


def _in_several(group: Group, number: int) -> Row:
    definition = "People who are in more than one of the rows above, which therefore are no parts of a whole and do not add up."
    return count(group.name, number, level=IN_SEVERAL, n=number, events=number, unit="people", definition=definition)
