"""The attack rates with their intervals, as a small picture beside the tables."""

from collections.abc import Sequence
from typing import Any

from nmosd.report.colours import colour
from nmosd.report.layout import Figure, capital
from nmosd.report.numbers import decimals_of, interval
from nmosd.report.svg import inline_svg, layer, quantity, said

WIDTH = 860
_LEFT, _RIGHT, _STEP = 250, 150, 22


def rates_plot(figures: Sequence[Figure]) -> str | None:
    """Return the rates as dots with whiskers, one line for each group and way of counting; None where no rate can be told."""
    told = [figure for figure in figures if figure["measure"] == "rate" and figure["estimate"] is not None]
    if not told:
        return None
    variables = list(dict.fromkeys(figure["variable"] for figure in told))
    rows, headings = _placed(told, variables)
    width, height = WIDTH - _LEFT - _RIGHT, _STEP * (len(rows) + len(headings))
    x = (0.0, 1.04 * max(row["upper"] for row in rows))
    axis = {"title": "Attacks per person-year", "tickCount": 6}
    at = {"y": quantity("y", (height, 0))}
    text = {"align": "left", "baseline": "middle", "fontSize": 12, "aria": False}
    interval_of = at | {"x": quantity("lower", x, axis), "x2": {"field": "upper"}, "description": said()}
    mark_of = at | {"x": quantity("estimate", x, axis), "description": said()}
    layers = [
        layer(rows, "rule", interval_of, strokeWidth=1.6, color=colour("accent")),
        layer(rows, "point", mark_of, size=64, filled=True, opacity=1, color=colour("accent")),
        layer(rows, "text", at | {"x": {"value": 16 - _LEFT}, "text": said("group")}, color=colour("ink"), **text),
        layer(rows, "text", at | {"x": {"value": width + 14}, "text": said("text")}, color=colour("ink"), **text),
        layer(headings, "text", at | {"x": {"value": -_LEFT}, "text": said("heading")}, color=colour("muted"), **text),
    ]
    return inline_svg(
        layers,
        size=(width, height),
        margins=(_LEFT, _RIGHT),
        name="rates-plot",
        title="Attack rates with their intervals",
        description="The numbers of the tables above, drawn: a mark for each rate, a line for its interval.",
    )


def _placed(figures: Sequence[Figure], variables: Sequence[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of the plot with their heights, and a heading for each way of counting."""
    rows: list[dict[str, Any]] = []
    headings: list[dict[str, Any]] = []
    for variable in variables:
        headings.append({"y": _STEP * (len(rows) + len(headings) + 0.5), "heading": capital(variable)})
        for figure in (figure for figure in figures if figure["variable"] == variable):
            decimals = decimals_of("rate", figure["estimate"], figure["upper"])
            text = interval(figure["estimate"], figure["lower"], figure["upper"], decimals)
            row = {name: figure[name] for name in ("estimate", "lower", "upper")}
            row |= {"y": _STEP * (len(rows) + len(headings) + 0.5), "group": capital(figure["group"]), "text": text}
            rows.append(row | {"said": f"{capital(figure['group'])}, {variable}: {text}"})
    return rows, headings
