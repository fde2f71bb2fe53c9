"""People behind the figures that describe: Table 1, kinds of attack, rates, shares."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

from nmosd.report.study.behind.by_group import by_group
from nmosd.study.groups import Group

if TYPE_CHECKING:
    from nmosd.study import Study

Split = Callable[[str | None], Sequence[Group]]
"""How the people of a study are split by a grouping, that of its comparison where none is named."""


def describing(study: "Study", split: Split) -> Iterator[pl.DataFrame]:
    """Yield the people of each group behind each of these figures."""
    yield from _table_one(study, split(study.protocol.table_1.by))
    yield from _attack_kinds(study, split(study.protocol.attack_kinds.by))
    yield from _rates(study, split(study.protocol.rates.by))
    yield from _shares(study, split)


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
        yield from _by_level(study, groups, values, "table 1", name)


def _attack_kinds(study: "Study", groups: Sequence[Group]) -> Iterator[pl.DataFrame]:
    from nmosd.study.description.attack_kinds import ATTACKS, BY_KIND, EVER, kind_of_attack, struck_ever

    attacks = study.course.attacks.select("patient_id", level=kind_of_attack(pl.col("sites")))
    yield from by_group(groups, attacks, "attack kinds", ATTACKS)
    yield from _by_level(study, groups, attacks, "attack kinds", BY_KIND)
    yield from _by_level(study, groups, struck_ever(study.course).filter(pl.col("has")), "attack kinds", EVER)


def _rates(study: "Study", groups: Sequence[Group]) -> Iterator[pl.DataFrame]:
    time = study.course.person_time.filter(pl.col("person_years").is_not_null())
    rates = study.results.filter((pl.col("analysis") == "rates") & (pl.col("measure") == "rate"))
    for variable in rates["variable"].unique(maintain_order=True):
        yield from by_group(groups, time, "rates", variable)


def _shares(study: "Study", split: Split) -> Iterator[pl.DataFrame]:
    tables = study.course.tables()
    for block in study.protocol.shares:
        for label, address in block.of.items():
            table, column = address.split(".")
            own = tables[table].filter(pl.col(column))
            if block.among:
                among, belongs = block.among.split(".")
                own = own.join(tables[among].filter(pl.col(belongs)), on="patient_id", how="semi")
            yield from by_group(split(block.by), own, "shares", block.title, label)


def _by_level(
    study: "Study", groups: Sequence[Group], people: pl.DataFrame, analysis: str, variable: str
) -> Iterator[pl.DataFrame]:
    """Yield the people of each level that the results have of a variable, in their order."""
    rows = study.results.filter((pl.col("analysis") == analysis) & (pl.col("variable") == variable))
    for level in rows["level"].unique(maintain_order=True):
        own = people.filter(pl.col("level").eq_missing(pl.lit(level, pl.String)))
        yield from by_group(groups, own, analysis, variable, level)
