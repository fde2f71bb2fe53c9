"""A drawing in lanes over one time axis: marks are collected lane by lane and become the layers of one figure."""

import math
from dataclasses import dataclass, field
from typing import Any

from nmosd.report.colours import colour
from nmosd.report.svg import Spec, as_given, inline_svg, layer, quantity, said

Row = dict[str, Any]

LEFT, RIGHT, WIDTH = 124, 96, 860
_GAP = 15
_SIGN = 6.2  # pixels of a sign at the size of the words
_YEAR_OR_MONTH = "datum.value % 1 ? ['Apr', 'Jul', 'Oct'][datum.value % 1 * 4 - 1] : datum.label"


@dataclass
class Sheet:
    """Lanes from the top down. Times are years on the axis (of the calendar, or from onset), heights are pixels from the top."""

    domain: tuple[float, float]
    axis_title: str
    calendar: bool = False
    height: float = 0
    names: list[str] = field(default_factory=list)
    _bars: list[Row] = field(default_factory=list)
    _lines: list[Row] = field(default_factory=list)
    _dots: list[Row] = field(default_factory=list)
    _points: list[Row] = field(default_factory=list)
    _words: list[Row] = field(default_factory=list)
    _words_left: list[Row] = field(default_factory=list)
    _labels: list[Row] = field(default_factory=list)

    @property
    def year(self) -> float:
        """Pixels of one year."""
        return (WIDTH - LEFT - RIGHT) / (self.domain[1] - self.domain[0])

    def lane(self, name: str, height: float) -> float:
        """Open a lane and return its top."""
        top = self.height + _GAP
        self.names.append(name)
        self._labels.append({"y": top + min(height / 2, 12), "text": name})
        self.height = top + height
        self._lines.append(self._rule(self.domain[0], self.domain[1], self.height + _GAP / 2, role="line", width=1))
        return top

    def bar(self, start: float, stop: float, top: float, bottom: float, *, role: str, words: str) -> None:
        """Add a bar between two times."""
        self._bars.append({"x": start, "x2": stop, "y": top, "y2": bottom, "fill": colour(role), "said": words})

    def line(
        self, start: float, stop: float, height: float, role: str, words: str, *, dotted: bool = False, width: float = 1.6
    ) -> None:
        """Add a level line between two times."""
        (self._dots if dotted else self._lines).append(self._rule(start, stop, height, role=role, width=width, words=words))

    def upright(self, at: float, top: float, bottom: float, role: str, *, dotted: bool = False) -> None:
        """Add an upright line at a time."""
        row = {"x": at, "x2": at, "y": top, "y2": bottom, "stroke": colour(role), "width": 1.0, "said": ""}
        (self._dots if dotted else self._lines).append(row)

    def point(
        self, at: float, height: float, shape: str, role: str, words: str, *, hollow: bool = False, size: float = 90
    ) -> None:
        """Add a mark at a time; `hollow` for what is not exactly known."""
        fill, edge = (colour("page"), colour(role)) if hollow else (colour(role), colour("page"))
        self._points.append({"x": at, "y": height, "shape": shape, "fill": fill, "edge": edge, "size": size, "said": words})

    def words(self, at: float, height: float, text: str) -> None:
        """Add words to the right of a time, or to its left where the lane would end before they do."""
        too_long = (self.domain[1] - at) * self.year < _SIGN * len(text) + 6
        (self._words_left if too_long else self._words).append({"x": at, "y": height, "text": text, "fill": colour("ink")})

    def scale(self, height: float, text: str) -> None:
        """Add a light line across the lane with its value at the right."""
        self._lines.append(self._rule(self.domain[0], self.domain[1], height, role="line", width=0.7))
        self._words.append({"x": self.domain[1], "y": height, "text": text, "fill": colour("muted")})

    def svg(self, *, name: str, title: str, description: str) -> str:
        """Return the drawing as inline SVG."""
        bottom = self.height + _GAP / 2
        at = {"x": quantity("x", self.domain, self._axis()), "y": quantity("y", (bottom, 0))}
        span = at | {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
        ruled = span | {"stroke": as_given("stroke"), "strokeWidth": as_given("width"), "description": said()}
        mark = at | {"shape": as_given("shape"), "fill": as_given("fill"), "stroke": as_given("edge"), "size": as_given("size")}
        words = at | {"text": said("text"), "color": as_given("fill")}
        text = {"baseline": "middle", "fontSize": 11, "aria": False}
        label = {"x": {"value": -12}, "y": at["y"], "text": said("text")}
        layers: list[Spec] = [
            layer(self._bars, "bar", span | {"fill": as_given("fill"), "description": said()}, cornerRadius=1),
            layer(self._lines, "rule", ruled),
            layer(self._dots, "rule", ruled, strokeDash=[1, 3]),
            layer(self._points, "point", mark | {"description": said()}, strokeWidth=1.2, opacity=1),
            layer(self._words, "text", words, align="left", dx=6, **text),
            layer(self._words_left, "text", words, align="right", dx=-6, **text),
            layer(self._labels, "text", label, align="right", baseline="middle", fontSize=12, color=colour("ink"), aria=False),
        ]
        size, margins = (WIDTH - LEFT - RIGHT, bottom), (LEFT, RIGHT)
        return inline_svg(layers, size=size, margins=margins, name=name, title=title, description=description)

    def _rule(self, start: float, stop: float, height: float, *, role: str, width: float, words: str = "") -> Row:
        return {"x": start, "x2": stop, "y": height, "y2": height, "stroke": colour(role), "width": width, "said": words}

    def _axis(self) -> Spec:
        first, last = self.domain
        every = next((every for every in (0.25, 0.5, 1, 2, 5, 10, 20) if (last - first) / every <= 14), 50)
        ticks = [place * every for place in range(math.ceil(first / every), math.floor(last / every) + 1)]
        axis: Spec = {"values": ticks, "title": self.axis_title, "format": ".2~f"}  # "~f" would write a quarter as 0.3
        return axis | ({"labelExpr": _YEAR_OR_MONTH} if self.calendar else {})
