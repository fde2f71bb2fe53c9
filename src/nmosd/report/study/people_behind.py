"""Who stands behind a figure: the people on whom counts and shares rest, for those who may see the record."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nmosd.report.layout import capital
from nmosd.report.numbers import number
from nmosd.study.groups import EVERYONE, Group, groups_of

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
    """Return the people behind the figures of Table 1, rates, shares, verdicts and models, where the study can tell them.

    One row for each figure, group and person: `analysis`, `variable`, `level`, `group`, `patient_id`, in their order.
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
    course, protocol = study.course, study.protocol
    split = _split(study)
    yield from _table_one(study, split(protocol.table_1.by))
    time = course.person_time.filter(pl.col("person_years").is_not_null()).select("patient_id")
    rates = study.results.filter((pl.col("analysis") == "rates") & (pl.col("measure") == "rate"))
    for variable in rates["variable"].unique(maintain_order=True):
        yield from _by_group(split(protocol.rates.by), time, "rates", variable)
    tables = course.tables()
    for block in protocol.shares:
        for label, address in block.of.items():
            table, column = address.split(".")
            own = tables[table].filter(pl.col(column))
            if block.among:
                among, belongs = block.among.split(".")
                own = own.join(tables[among].filter(pl.col(belongs)), on="patient_id", how="semi")
            yield from _by_group(split(block.by), own, "shares", block.title, label)
    yield from _verdicts(study)
    for outcome, table_of in study.tables.items():
        for (group,), rows in table_of.group_by("group", maintain_order=True):
            people = rows.select("patient_id").unique(maintain_order=True).with_columns(group=pl.lit(group))
            models = study.results.filter(pl.col("analysis").is_in(["models", "curves"]) & (pl.col("variable") == outcome))
            for analysis, level in models.select("analysis", "level").unique(maintain_order=True).iter_rows():
                yield people.with_columns(analysis=pl.lit(analysis), variable=pl.lit(outcome), level=pl.lit(level, pl.String))


def _split(study: "Study") -> Callable[[str | None], Sequence[Group]]:
    """Return how the study's people are split by a grouping, that of the comparison where none is named."""
    from nmosd.study.design.subjects import subjects

    usual = "serostatus" if study.protocol.comparison is None else "comparison"
    compared = subjects(study.course, study.protocol)
    return lambda by: groups_of(study.course, by or usual, compared)


def _table_one(study: "Study", groups: Sequence[Group]) -> Iterator[pl.DataFrame]:
    from nmosd.study.description.table_one import VARIABLES

    for name in study.protocol.table_1.variables:
        variable = VARIABLES[name]
        values = variable.fact(study.record, study.course)
        if "has" in values.columns:
            values = values.filter(pl.col("has"))
        elif variable.shown == "levels":
            values = values.drop_nulls("value").rename({"value": "level"})
        else:
            values = values.drop_nulls("value").select("patient_id", level=pl.lit(None, pl.String))
        order = study.results.filter((pl.col("analysis") == "table 1") & (pl.col("variable") == name))
        for level in order["level"].unique(maintain_order=True):
            own = values.filter(pl.col("level").eq_missing(pl.lit(level, pl.String)))
            yield from _by_group(groups, own, "table 1", name, level)


def _verdicts(study: "Study") -> Iterator[pl.DataFrame]:
    from nmosd.criteria.facts import filled_tables
    from nmosd.criteria.judgement import judged
    from nmosd.record import record_of

    people = record_of(study.record, study.included.to_list())
    judgement = judged(people, course=study.course, filled=filled_tables(study.record))
    for criterion in judgement.criteria:
        verdicts = judgement.answers.select(level=criterion.verdict().cast(pl.String)).with_columns(patient_id=judgement.people)
        told = verdicts.with_columns(analysis=pl.lit("criteria"), variable=pl.lit(criterion.title), group=pl.lit(EVERYONE))
        yield told.sort("level", "patient_id")


def _by_group(
    groups: Sequence[Group], people: pl.DataFrame, analysis: str, variable: str, level: str | None = None
) -> Iterator[pl.DataFrame]:
    """Yield the people of each group; everyone stands alone only where there is no other group."""
    for group in groups if len(groups) == 1 else groups[1:]:
        yield group.of(people).select(
            "patient_id",
            analysis=pl.lit(analysis),
            variable=pl.lit(variable),
            level=pl.lit(level, pl.String),
            group=pl.lit(EVERYONE if len(groups) == 1 else group.name),
        )
