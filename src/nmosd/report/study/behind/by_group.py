"""People behind one figure, split as the figure's groups are."""

from collections.abc import Iterator, Sequence

import polars as pl

from nmosd.study.groups import EVERYONE, Group


def by_group(
    groups: Sequence[Group], people: pl.DataFrame, analysis: str, variable: str, level: str | None = None
) -> Iterator[pl.DataFrame]:
    """Yield the people of each group, once each; everyone stands alone only where there is no other group."""
    for group in groups if len(groups) == 1 else groups[1:]:
        own = group.of(people).select("patient_id").unique(maintain_order=True)
        yield of_figure(own, analysis, variable, level).with_columns(group=pl.lit(EVERYONE if len(groups) == 1 else group.name))


def of_figure(people: pl.DataFrame, analysis: str, variable: str, level: str | None = None) -> pl.DataFrame:
    """Return people with the figure behind which they stand."""
    return people.with_columns(analysis=pl.lit(analysis), variable=pl.lit(variable), level=pl.lit(level, pl.String))
