"""Visual acuity on one scale: logMAR, the conversions below any chart, and thresholds of blindness, read from `scales.toml`.

Rule. logMAR is minus the decimal logarithm of the acuity; higher is worse. A category below any chart is worse than every
measured acuity, in the order of the vocabulary, whatever number the conversion in use gives it. Acuities less than half a
letter apart are the same (6/36 is logMAR 0.778, and many write 0.78): "20/200 or worse" holds at 20/200 itself, "worse than
20/200" from the next letter on.

Source: the sources that `scales.toml` names.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from math import log10
from typing import Any

import polars as pl

from nmosd.record.vocabulary import names
from nmosd.record.vocabulary.letter_chart import letter_chart

_MEASURED, *_BELOW_A_CHART = names("acuity_category")
# Where the categories lie in the order of severity: beyond any logMAR that a chart can give.
_BEYOND_CHARTS = 10.0


@dataclass(frozen=True)
class Threshold:
    """A published threshold of blindness: the comparison with a line of the chart, and the eye that its source means."""

    name: str
    comparison: str
    line: str
    eye: str
    meaning: str
    source: str
    mark: str

    @property
    def logmar(self) -> float:
        """The line in logMAR."""
        return log10(1 / Fraction(self.line))

    def met(self, severity: str) -> pl.Expr:
        """Return whether an acuity in the order of severity meets it; null where the acuity is unknown."""
        beyond, close = pl.col(severity) - self.logmar, letter_chart().letter / 2
        return beyond > -close if self.comparison == "at or worse than" else beyond >= close


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("scales.toml").read_text("utf-8"))


@cache
def thresholds() -> tuple[Threshold, ...]:
    """Return the published thresholds of blindness; the name of each is the name of its column.

    >>> [(one.comparison, one.line, one.logmar) for one in thresholds()][:2]
    [('at or worse than', '20/200', 1.0), ('worse than', '20/200', 1.0)]
    """
    return tuple(Threshold(name, **entry) for name, entry in _file()["blindness"].items())


@cache
def conversions() -> Mapping[str, Mapping[str, Any]]:
    """Return the published conversions by name: logMAR by category, with `meaning`, `source` and `mark`."""
    return dict(_file()["conversions"])


def severity() -> pl.Expr:
    """Return the order of severity of `acuity` and `acuity_category`: logMAR if measured, beyond any chart for a category.

    A category counts before a number that stands beside it. Null where neither is known.
    """
    order = {name: _BEYOND_CHARTS + place for place, name in enumerate(_BELOW_A_CHART)}
    below = pl.col("acuity_category").replace_strict(order | {_MEASURED: None}, return_dtype=pl.Float64)
    # Rounded as what is read is rounded, so that a line has one value however it was written.
    return pl.coalesce(below, (1 / pl.col("acuity")).log10().round(6))


def logmar(severity: str, conversion: str) -> pl.Expr:
    """Return logMAR from the order of severity; null where the conversion gives a category no number."""
    table = conversions()[conversion]
    order = {_BEYOND_CHARTS + place: table.get(name) for place, name in enumerate(_BELOW_A_CHART)}
    found = pl.col(severity)
    return (
        pl.when(found < _BEYOND_CHARTS).then(found).otherwise(found.replace_strict(order, default=None, return_dtype=pl.Float64))
    )


def same(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Return whether two acuities in the order of severity are less than half a letter apart; null where one is unknown."""
    return (one - other).abs() < letter_chart().letter / 2
