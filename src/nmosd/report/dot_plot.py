"""Figures with their limits as dots and whiskers, one line each under headings, the numbers written beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nmosd.report.colours import colour
from nmosd.report.svg import Spec, inline_svg, layer, quantity, said

WIDTH = 860
_STEP = 22


@dataclass(frozen=True)
class Dot:
    """One line: where its dot and its whiskers stand (the dot may be missing), what is written left and right of it, and what it
    says of itself."""

    label: str
    estimate: float | None
    lower: float
    upper: float
    text: str
    said: str


@dataclass(frozen=True)
class DotGroup:
    """Lines under a heading, and a value at which a line is drawn through all of them (None: none)."""

    heading: str
    dots: tuple[Dot, ...]
    reference: float | None = None


def dot_plot(
    groups: Sequence[DotGroup],
    *,
    domain: tuple[float, float],
    axis: Spec | None,
    margins: tuple[float, float],
    name: str,
    title: str,
    description: str,
    logarithmic: bool = False,
) -> str:
    """Return the groups as an `<svg>` element; without an axis the scale of each group is its own, and none is drawn."""
    rows, headings, references = _placed(groups)
    width, height = WIDTH - margins[0] - margins[1], _STEP * (len(rows) + len(headings))
    at = {"y": quantity("y", (height, 0))}
    text = {"align": "left", "baseline": "middle", "fontSize": 12, "aria": False}

    def x(field: str, shown: Spec | None = None) -> Spec:
        channel = quantity(field, domain, shown)
        if logarithmic:
            channel["scale"] |= {"type": "log"}
        return channel

    whiskers = at | {"x": x("lower", axis), "x2": {"field": "upper"}, "description": said()}
    layers = [
        layer(rows, "rule", whiskers, strokeWidth=1.6, color=colour("accent")),
        layer(
            [row for row in rows if row["estimate"] is not None],
            "point",
            at | {"x": x("estimate", axis), "description": said()},
            size=64,
            filled=True,
            opacity=1,
            color=colour("accent"),
        ),
        layer(rows, "text", at | {"x": {"value": 16 - margins[0]}, "text": said("label")}, color=colour("ink"), **text),
        layer(rows, "text", at | {"x": {"value": width + 14}, "text": said("text")}, color=colour("ink"), **text),
        layer(headings, "text", at | {"x": {"value": -margins[0]}, "text": said("heading")}, color=colour("muted"), **text),
    ]
    if references:
        drawn = {"x": x("at", axis), "y": quantity("top", (height, 0)), "y2": {"field": "bottom"}, "description": said()}
        layers.insert(0, layer(references, "rule", drawn, strokeWidth=2, color=colour("spinal-cord")))
    return inline_svg(layers, size=(width, height), margins=margins, name=name, title=title, description=description)


def _placed(groups: Sequence[DotGroup]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    headings: list[dict[str, Any]] = []
    references: list[dict[str, Any]] = []
    for group in groups:
        headings.append({"y": _STEP * (len(rows) + len(headings) + 0.5), "heading": group.heading})
        top = _STEP * (len(rows) + len(headings))
        for dot in group.dots:
            place = {"y": _STEP * (len(rows) + len(headings) + 0.5)}
            rows.append(place | {name: getattr(dot, name) for name in ("label", "estimate", "lower", "upper", "text", "said")})
        if group.reference is not None:
            bottom = _STEP * (len(rows) + len(headings))
            references.append({"at": group.reference, "top": top, "bottom": bottom, "said": group.heading})
    return rows, headings, references
