"""Curves by group."""

from collections.abc import Iterator, Mapping
from typing import Any, Generic, Protocol, TypeVar

import polars as pl

from nmosd.stats.errors import StatisticsError


class Framed(Protocol):
    """Something that is also a table."""

    @property
    def frame(self) -> pl.DataFrame:
        """The table."""
        ...


Curve = TypeVar("Curve", bound=Framed)


class Grouped(Mapping[Any, Curve], Generic[Curve]):
    """A read-only mapping from the label of each group (`everyone` without groups) to its curve, in the order of the labels."""

    def __init__(self, curves: Mapping[Any, Curve]) -> None:
        self._curves = dict(curves)

    def __getitem__(self, label: Any) -> Curve:
        try:
            curve: Curve = self._curves[label]
        except (KeyError, TypeError):
            raise StatisticsError(f"There is no group {label!r}: use one of {', '.join(map(repr, self._curves))}.") from None
        return curve

    def __iter__(self) -> Iterator[Any]:
        return iter(self._curves)

    def __len__(self) -> int:
        return len(self._curves)

    def __contains__(self, label: object) -> bool:
        return label in self._curves

    @property
    def frame(self) -> pl.DataFrame:
        """The tables of all groups, one below the other, with the column `group` first."""
        tables = [curve.frame.select(pl.lit(str(label)).alias("group"), pl.all()) for label, curve in self.items()]
        return pl.concat(tables)

    def __str__(self) -> str:
        return "\n".join(str(curve) for curve in self.values())

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {', '.join(map(str, self._curves))}>"
