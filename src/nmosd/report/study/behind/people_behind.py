"""Who stands behind a figure: the people on whom counts and shares rest, for those who may see the record."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nmosd.report.layout import capital
from nmosd.report.numbers import number
from nmosd.report.study.behind.comparing import comparing
from nmosd.report.study.behind.describing import Split, describing
from nmosd.report.study.behind.judging import judging
from nmosd.study.groups import groups_of

if TYPE_CHECKING:
    from nmosd.study import Study

SHOWN = 300
"""A list shows no more people than this; the file has all."""

_FIGURE = ["analysis", "variable", "level"]
_SCHEMA = dict.fromkeys([*_FIGURE, "group", "patient_id"], pl.String)


@dataclass(frozen=True)
class OfGroup:
    """The people of one group behind a figure, and how many are not listed."""

    group: str
    count: str
    people: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Behind:
    """The people behind one figure, by group; `id` is its place on the page."""

    id: str
    title: str
    groups: tuple[OfGroup, ...]


def people_behind(study: "Study") -> pl.DataFrame:
    """Return the people behind the figures of a study; not of figures about figures (balance, tests, other definitions).

    Behind a share stand those who have it, behind a clause also those of whom it is not true, behind a rate, curve or model those
    at risk. One row for each figure, group and person: `analysis`, `variable`, `level`, `group`, `patient_id`, in their order.
    """
    parts = [part for part in _parts(study) if part.height]
    if not parts:
        return pl.DataFrame(schema=_SCHEMA)
    return pl.concat(part.select(pl.col(name).cast(pl.String) for name in _SCHEMA) for part in parts)


def with_places(results: pl.DataFrame, behind: pl.DataFrame) -> pl.DataFrame:
    """Return results with a column `behind`: the place of the people behind the figure on the page, null where there is none."""
    return results.join(_places(behind), on=_FIGURE, how="left", nulls_equal=True, maintain_order="left")


def lists_of(behind: pl.DataFrame) -> list[Behind]:
    """Return the lists of the page, one for each figure."""
    lists: dict[str, list[OfGroup]] = {}
    titles: dict[str, str] = {}
    placed = behind.join(_places(behind), on=_FIGURE, how="left", nulls_equal=True, maintain_order="left")
    people = placed.group_by("behind", *_FIGURE, "group", maintain_order=True).agg("patient_id")
    for place, _, variable, level, group, names in people.iter_rows():
        titles[place] = capital(variable) + (f": {level}" if level is not None else "")
        shown = OfGroup(group, number(len(names)), tuple(names[:SHOWN]), max(len(names) - SHOWN, 0))
        lists.setdefault(place, []).append(shown)
    return [Behind(place, titles[place], tuple(groups)) for place, groups in lists.items()]


def _places(behind: pl.DataFrame) -> pl.DataFrame:
    figures = behind.select(_FIGURE).unique(maintain_order=True)
    return figures.with_columns(behind=pl.format("people-{}", pl.int_range(1, pl.len() + 1)))


def _parts(study: "Study") -> Iterator[pl.DataFrame]:
    split = _split(study)
    yield from judging(study)
    yield from describing(study, split)
    yield from comparing(study, split)


def _split(study: "Study") -> Split:
    from nmosd.study.design.subjects import subjects

    usual = "serostatus" if study.protocol.comparison is None else "comparison"
    compared = subjects(study.course, study.protocol)
    return lambda by: groups_of(study.course, by or usual, compared)
