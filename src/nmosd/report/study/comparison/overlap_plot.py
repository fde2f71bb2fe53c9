"""How far two groups could have been exchanged: the shares of each by their probability of being in the first, back to back."""

from collections.abc import Sequence
from typing import Any

from nmosd.report.colours import colour
from nmosd.report.layout import Figure
from nmosd.report.numbers import percent
from nmosd.report.svg import Spec, inline_svg, layer, quantity, said

_WIDTH, _HALF, _LEFT, _RIGHT = 480.0, 84.0, 190, 30
_LOOKS = ("group-2", "group-1")


def overlap_plot(name: str, figures: Sequence[Figure]) -> str | None:
    """Return the shares of a group above the line and of the group compared with below it; None where none can be told.

    `figures` are shares of two groups by a score from 0 to 1, whose level says from where to where (`0.2 to 0.3`).
    """
    told = [figure for figure in figures if figure["estimate"] is not None]
    groups = list(dict.fromkeys(figure["group"] for figure in told))
    if len(groups) != 2:
        return None
    most = max(figure["estimate"] for figure in told) or 1.0
    bars = [
        _bars([figure for figure in told if figure["group"] == group], most, up=not place) for place, group in enumerate(groups)
    ]
    axis: Spec = {"title": f"Probability of {groups[0]}, given the covariates", "tickCount": 6, "format": "~g"}
    y = quantity("y", (2 * _HALF, 0))
    box = {"x": quantity("x", (0, 1), axis), "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}, "description": said()}
    names = [{"y": _HALF / 2, "text": groups[0]}, {"y": 1.5 * _HALF, "text": groups[1]}]
    text: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": 12, "aria": False}
    layers = [layer(own, "bar", box, color=colour(look)) for own, look in zip(bars, _LOOKS, strict=True)]
    for name_of, look in zip(names, _LOOKS, strict=True):
        at = {"x": {"value": 10 - _LEFT}, "y": y, "text": said("text")}
        layers.append(layer([name_of], "text", at, color=colour(look), fontWeight=600, **text))
    return inline_svg(
        layers,
        size=(_WIDTH, 2 * _HALF),
        margins=(_LEFT, _RIGHT),
        name=name,
        title=f"Overlap of {groups[0]} and {groups[1]}",
        description="The share of each group in each tenth of the probability: one group above the line, the other below it.",
    )


def _bars(figures: Sequence[Figure], most: float, *, up: bool) -> list[dict[str, Any]]:
    bars = []
    for figure in figures:
        start, end = (float(word) for word in figure["level"].split(" to "))
        height = (_HALF - 6) * figure["estimate"] / most
        ends = {"y": _HALF - height, "y2": _HALF - 0.5} if up else {"y": _HALF + 0.5, "y2": _HALF + height}
        words = f"{figure['group']}, {figure['level']}: {percent(figure['estimate'])}"
        bars.append({"x": start + 0.004, "x2": end - 0.004, "said": words} | ends)
    return bars
