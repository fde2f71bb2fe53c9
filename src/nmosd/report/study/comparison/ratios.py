"""Ratios as lines of a forest: on a logarithmic scale around 1, the numbers written beside them."""

import math
from collections.abc import Iterable, Sequence

from nmosd.report.dot_plot import Dot, DotGroup, dot_plot
from nmosd.report.layout import Figure, suppressed
from nmosd.report.numbers import CANNOT_TELL, interval

RATIOS = ("hazard ratio", "rate ratio", "ratio", "odds ratio")
_LEAST, _MOST = 0.02, 50.0
_TICKS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
_FINE_TICKS = (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10)
_NARROW = 12
"""A scale whose ends lie less apart than this many times bears more ticks."""


def ratio_text(figure: Figure) -> str:
    """Return a ratio with its interval, such as `0.42 (0.27 to 0.66)`."""
    hidden = suppressed(figure)
    return hidden or interval(figure["estimate"], figure["lower"], figure["upper"])


def forest(
    name: str, groups: Sequence[tuple[str, Sequence[tuple[str, Figure]]]], *, axis: str, title: str, description: str
) -> str | None:
    """Return ratios as a forest plot, a line for each under the headings of `groups`; None where no ratio can be told.

    What lies outside the scale (0.02 to 50 at most) is drawn at its end and written as it is; a line without an estimate says
    that it cannot be told.
    """
    told = [figure for _, lines in groups for _, figure in lines if figure["estimate"] is not None]
    if not told:
        return None
    domain = _domain(told)
    drawn = [
        DotGroup(heading, tuple(_dot(label, figure, domain) for label, figure in lines), 1.0)
        for heading, lines in groups
        if lines
    ]
    longest = max(len(label) for _, lines in groups for label, _ in lines)
    return dot_plot(
        drawn,
        domain=domain,
        axis={"title": axis, "values": _ticks(domain), "format": "~g"},
        margins=(min(max(190.0, 6.7 * longest + 30), 440.0), 165),
        name=name,
        title=title,
        description=description,
        logarithmic=True,
    )


def _domain(figures: Iterable[Figure]) -> tuple[float, float]:
    """Return a scale that holds 1 and every limit within the widest scale, symmetrical enough to read."""
    limits = [1.0]
    for figure in figures:
        limits += [value for value in (figure["estimate"], figure["lower"], figure["upper"]) if value is not None]
    inside = [min(max(value, _LEAST), _MOST) for value in limits if math.isfinite(value)]
    low, high = min(*inside, 0.8), max(*inside, 1.25)
    return max(low / 1.1, _LEAST), min(high * 1.1, _MOST)


def _ticks(domain: tuple[float, float]) -> list[float]:
    ticks = _FINE_TICKS if domain[1] / domain[0] < _NARROW else _TICKS
    return [tick for tick in ticks if domain[0] <= tick <= domain[1]]


def _dot(label: str, figure: Figure, domain: tuple[float, float]) -> Dot:
    text = ratio_text(figure)
    if figure["estimate"] is None:
        return Dot(label, None, 1.0, 1.0, text, f"{label}: {suppressed(figure) or CANNOT_TELL}")

    def cut(value: float | None, otherwise: float) -> float:
        return min(max(otherwise if value is None else value, domain[0]), domain[1])

    estimate = cut(figure["estimate"], 1.0)
    lower, upper = cut(figure["lower"], estimate), cut(figure["upper"], estimate)
    return Dot(label, estimate, lower, upper, text, f"{label}: {text}")
