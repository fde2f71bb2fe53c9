"""People behind the figures of outcomes: who is at risk, who has a gap, who reaches a milestone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from nmosd.report.study.behind.by_group import by_group, of_figure
from nmosd.report.study.behind.describing import Split

if TYPE_CHECKING:
    from nmosd.study import Study

_OF_THOSE_AT_RISK = ("outcome rates", "curves", "models", "weighted curves")


def comparing(study: "Study", split: Split) -> Iterator[pl.DataFrame]:
    """Yield the people of each group behind each of these figures."""
    yield from _milestones(study, split)
    for outcome, table in study.tables.items():
        figures = study.results.filter(pl.col("analysis").is_in(_OF_THOSE_AT_RISK) & (pl.col("variable") == outcome))
        asked = figures.select("analysis", "level").unique(maintain_order=True).rows()
        for (group,), rows in table.group_by("group", maintain_order=True):
            people = rows.select("patient_id").unique(maintain_order=True).with_columns(group=pl.lit(group))
            for analysis, level in asked:
                yield of_figure(people, analysis, outcome, level)
    yield from _gaps(study)


def _milestones(study: "Study", split: Split) -> Iterator[pl.DataFrame]:
    """Yield who had reached a milestone when first seen; of the others who reached it, who did not, and who cannot be told."""
    from nmosd.study.comparison.milestones import milestones_at_risk
    from nmosd.study.design.at_risk import EVENT, HAD_IT

    asked = study.protocol.milestones
    groups = split(asked.by)
    for name, found in milestones_at_risk(study.course, asked.at_years):
        had_it, reached = found.left_out.filter(pl.col("reason") == HAD_IT), pl.col("event") == EVENT
        yield from by_group(groups, had_it, "milestones", name, HAD_IT)
        told = pl.concat([had_it["patient_id"], found.table["patient_id"]])
        answers = {
            "reached it": found.table.filter(reached),
            "did not while it could be told": found.table.filter(~reached),
            "cannot tell": study.course.people.filter(~pl.col("patient_id").is_in(told.implode())),
        }
        for answer, people in answers.items():
            for own in by_group(groups, people, "milestones", name):
                yield own.with_columns(pl.col("group") + f": {answer}")


def _gaps(study: "Study") -> Iterator[pl.DataFrame]:
    """Yield who has a gap in a covariate, among those at risk of the first outcome that is compared."""
    names = study.results.filter(analysis="missing")["variable"].unique(maintain_order=True)
    first = next((study.tables[outcome] for outcome in study.main), None)
    if first is None:
        return
    for name in names:
        for (group,), rows in first.group_by("group", maintain_order=True):
            people = rows.filter(pl.col(name).is_null()).select("patient_id").unique(maintain_order=True)
            yield of_figure(people, "missing", name).with_columns(group=pl.lit(group))
