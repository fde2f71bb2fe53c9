"""Curves over time by group: steps with their bands, named where they end, and the number at risk under them."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from nmosd.report.colours import colour
from nmosd.report.layout import capital
from nmosd.report.numbers import number
from nmosd.report.svg import Spec, inline_svg, layer, quantity, said

WIDTH = 860
_LEFT, _RIGHT, _HEIGHT = 190, 205, 300
_AXIS, _LINE = 46, 19
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [12, 4])
_LONGEST_NAME = 24

Step = dict[str, Any]


def curve_plot(
    name: str, curves: pl.DataFrame, *, title: str, until: float | None = None, at_risk: Mapping[tuple[str, float], str]
) -> str:
    """Return the curves of one outcome and measure as an `<svg>` element, drawn `until` a year, or to their ends.

    `curves` has a row for each step: `measure`, `group`, `years`, `estimate`, `lower`, `upper`; there is at least one.
    `at_risk` is what is written under the curves, by group and year: steps stand only where something happened, and say nothing
    of who came or went between them.
    At most six groups have a colour, a shape and a dash of their own; a seventh shares those of the first.
    """
    groups = curves["group"].unique(maintain_order=True).to_list()
    end = curves["years"].max()
    last = min(float(end) if isinstance(end, float) else 1.0, until or math.inf) or 1.0
    steps = {group: _steps(curves.filter(pl.col("group") == group), last) for group in groups}
    share = not curves["measure"][0].startswith("mean")
    top = _top(curves["measure"][0], [step for own in steps.values() for step in own])
    size = (float(WIDTH - _LEFT - _RIGHT), float(_HEIGHT))
    sheet = _Sheet((0.0, last), (0.0, top), size, capital(curves["measure"][0]), share=share)
    looks = {group: _look(place) for place, group in enumerate(groups)}
    return inline_svg(
        [
            *(band for group in groups for band in sheet.band(steps[group], looks[group])),
            *(line for group in groups for line in sheet.line(group, steps[group], looks[group])),
            *sheet.names({group: steps[group][-1] for group in groups}, looks),
            *sheet.at_risk(at_risk, looks),
        ],
        size=size,
        margins=(_LEFT, _RIGHT),
        below=_AXIS + _LINE * (len(groups) + 1.5),
        name=name,
        title=title,
        description=f"{capital(curves['measure'][0])} over years since time zero, a line for each group, with the number at risk "
        "under it. The table beside it gives the figures at stated times.",
    )


def _top(measure: str, steps: Sequence[Step]) -> float:
    """Return the end of the scale: all for survival, what is needed for what rises from nothing."""
    if measure.startswith("survival"):
        return 1.0
    most = 1.06 * max(step["estimate"] if step["upper"] is None else step["upper"] for step in steps)
    return most or 1.0 if measure.startswith("mean") else min(max(most, 0.1), 1.0)


def _look(place: int) -> dict[str, Any]:
    """Return colour, shape and dash of the group at a place."""
    place %= len(SHAPES)
    return {"colour": colour(f"group-{place + 1}"), "shape": SHAPES[place], "dash": DASHES[place]}


def _steps(curve: pl.DataFrame, last: float) -> list[Step]:
    """Return the steps of a curve up to the last year, at most one for each pixel, and where it stands at the end."""
    pixels = WIDTH - _LEFT - _RIGHT
    told = curve.sort("years", maintain_order=True)
    shown, later = told.filter(pl.col("years") <= last), told.filter(pl.col("years") > last)
    pixel = (pl.col("years") / pl.lit(last) * pixels).round()
    steps = shown.group_by(pixel.alias("pixel"), maintain_order=True).last().drop("pixel").to_dicts()
    if steps and later.height and steps[-1]["years"] < last:
        steps.append(steps[-1] | {"years": last})
    return steps


class _Sheet:
    """The layers of the figure; times are years, heights the measure."""

    def __init__(
        self, years: tuple[float, float], values: tuple[float, float], size: tuple[float, float], measure: str, *, share: bool
    ) -> None:
        self.years, self.values, self.size, self.share = years, values, size, share
        self.ticks = _ticks(years[1])
        self.x_axis: Spec = {"title": "Years since time zero", "values": self.ticks, "format": "~g"}
        self.y_axis: Spec = {"title": measure, "tickCount": 5, "format": ".0%" if share else "~g"}
        self.y_axis |= {"titleAnchor": "end", "titlePadding": 12}

    def _at(self, y: str = "estimate") -> Spec:
        return {"x": quantity("years", self.years, self.x_axis), "y": quantity(y, self.values, self.y_axis)}

    def band(self, steps: Sequence[Step], look: dict[str, Any]) -> list[Spec]:
        """Return the band between the limits, where there are any."""
        told = [step for step in steps if step["lower"] is not None and step["upper"] is not None]
        kept = [{key: step[key] for key in ("years", "lower", "upper")} for step in told]
        between = self._at("lower") | {"y2": {"field": "upper"}}
        return [layer(kept, "area", between, interpolate="step-after", opacity=0.16, color=look["colour"], aria=False)]

    def line(self, group: str, steps: Sequence[Step], look: dict[str, Any]) -> list[Spec]:
        """Return the steps of a group, with its shape near each tick so that it is told apart without colour."""
        kept = [{key: step[key] for key in ("years", "estimate")} for step in steps]
        marks = [step for tick in self.ticks[1:] if (step := _reached(kept, tick)) is not None]
        words = [
            mark | {"said": f"{group}: {_written(mark['estimate'], share=self.share)} at {mark['years']:g} years"}
            for mark in marks
        ]
        return [
            layer(
                kept,
                "line",
                self._at(),
                interpolate="step-after",
                strokeWidth=2,
                strokeDash=look["dash"],
                color=look["colour"],
                aria=False,
            ),
            layer(
                words,
                "point",
                self._at() | {"description": said()},
                shape=look["shape"],
                size=46,
                filled=True,
                opacity=1,
                color=look["colour"],
            ),
        ]

    def names(self, ends: dict[str, Step], looks: dict[str, dict[str, Any]]) -> list[Spec]:
        """Return the name of each group where its line ends, moved apart where lines end together."""
        height = self.size[1]
        wanted = {group: height * (1 - end["estimate"] / self.values[1]) for group, end in ends.items()}
        places: list[Spec] = []
        for group, y in _apart(wanted, _LINE, height).items():
            at = {"x": {"value": self.size[0] + 12}, "y": {"value": y}, "text": said("text")}
            look: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": 12, "fontWeight": 600, "aria": False}
            places.append(layer([{"text": _short(group)}], "text", at, color=looks[group]["colour"], **look))
        return places

    def at_risk(self, numbers: Mapping[tuple[str, float], str], looks: dict[str, dict[str, Any]]) -> list[Spec]:
        """Return the number at risk at the years for which it is told, a row for each group, under the axis."""
        top = self.size[1] + _AXIS + _LINE / 2
        text: dict[str, Any] = {"baseline": "middle", "fontSize": 12, "aria": False}
        rows: list[Spec] = [
            layer(
                [{"text": "Number at risk"}],
                "text",
                {"x": {"value": 8 - _LEFT}, "y": {"value": top}, "text": said("text")},
                align="left",
                color=colour("muted"),
                **text,
            )
        ]
        for place, group in enumerate(looks, start=1):
            y = top + _LINE * place
            until = self.years[1]
            counts = [{"years": at, "text": text} for (of, at), text in numbers.items() if of == group and at <= until]
            at_tick = {"x": quantity("years", self.years, self.x_axis), "y": {"value": y}, "text": said("text")}
            name = {"x": {"value": 8 - _LEFT}, "y": {"value": y}, "text": said("text")}
            rows.append(layer([{"text": _short(group)}], "text", name, align="left", color=looks[group]["colour"], **text))
            rows.append(layer(counts, "text", at_tick, align="center", color=colour("ink"), **text))
        return rows


def _ticks(last: float) -> list[float]:
    """Return round times from 0 to the last, at most eight of them."""
    step = next(one for one in (0.25, 0.5, 1, 2, 5, 10, 20, 50) if last / one < 8)
    return [step * place for place in range(int(last / step + 1e-9) + 1)]


def _reached(steps: Sequence[Step], year: float) -> Step | None:
    """Return where a curve stands at a time, or null where it has ended before."""
    if not steps or steps[-1]["years"] < year:
        return None
    return [step for step in steps if step["years"] <= year][-1:][0] | {"years": year} if steps[0]["years"] <= year else None


def _apart(wanted: dict[str, float], least: float, height: float) -> dict[str, float]:
    """Return the heights moved apart by at least one line, in their order, inside the figure.

    >>> _apart({"a": 100.0, "b": 104.0}, 20, 300)
    {'a': 100.0, 'b': 120.0}
    """
    placed: dict[str, float] = {}
    for name in sorted(wanted, key=lambda one: (wanted[one], one)):
        placed[name] = max(wanted[name], max(placed.values(), default=-least) + least)
    over = max(placed.values(), default=0.0) - height
    return {name: y - max(over, 0.0) for name, y in placed.items()}


def _short(group: str) -> str:
    return group if len(group) <= _LONGEST_NAME else f"{group[: _LONGEST_NAME - 1]}…"


def _written(value: float, *, share: bool) -> str:
    return f"{100 * value:.0f} %" if share else number(value, 2)
