"""The layers of one part of the swimmer plot, from the bars of treatment up to the marks of attacks."""

import math
from collections.abc import Sequence
from typing import Any

from nmosd.report.colours import colour
from nmosd.report.study.courses import ENDS, Line, TreatmentBar
from nmosd.report.svg import Spec, as_given, layer, quantity, said

Row = dict[str, Any]

WIDTH = 860
RIGHT = 132
_STUB = 9

SHAPES = {
    "optic nerve": ("optic-nerve", "circle"),
    "spinal cord": ("spinal-cord", "square"),
    "area postrema": ("area-postrema", "triangle-up"),
    "other or several sites": ("other-site", "diamond"),
    "site not stated": ("unknown-site", "M-.3,-1H.3V-.3H1V.3H.3V1H-.3V.3H-1V-.3H-.3Z"),
}
ENDS_DRAWN = {"died": "M-.8,-.8L.8,.8M-.8,.8L.8,-.8", "alive at last contact": "M-.4,-.7L.4,0L-.4,.7"}
OTHER_END = "M0,-1L0,1"


class Drawing:
    """One part of the plot, layer by layer. Heights are pixels from its top, so that bars can share a line; times are years."""

    def __init__(self, lines: Sequence[Line], domain: tuple[float, float], classes: dict[str, str]) -> None:
        self.lines, self.domain, self.classes = lines, domain, classes
        self.step = 24 if len(lines) <= 12 else 17 if len(lines) <= 30 else 14.5
        self.height = self.step * len(lines)
        self.left = min(max(len(_short(line.patient_id)) for line in lines) * 7 + 18, 150)
        self.width = WIDTH - self.left - RIGHT
        self.year = self.width / (domain[1] - domain[0])

    def treatments(self) -> list[Spec]:
        """Return bars by class of drug; overlapping ones share the height of the line, an end not stated is left open."""
        closed: list[Row] = []
        open_ended: list[Row] = []
        for place, line in enumerate(self.lines):
            bars = [bar for bar in line.treatments if bar.dated]
            lanes = _lanes(bars, _STUB / self.year)
            thick = self.step * 0.66 / (max(lanes, default=0) + 1)
            for bar, lane in zip(bars, lanes, strict=True):
                start, stop = _drawn_ends(bar, _STUB / self.year)
                top = self._middle(place) - self.step * 0.33 + lane * thick
                row = {"x": start, "x2": stop, "y": top, "y2": top + thick, "said": f"{line.patient_id}, {bar.said}"}
                row["colour"] = colour(self.classes[bar.drug_class])
                (closed if bar.start is not None and bar.stop is not None else open_ended).append(row)
        box = self._at() | {"x2": {"field": "x2"}, "y2": {"field": "y2"}, "description": said()}
        return [
            layer(closed, "bar", box | {"fill": as_given("colour")}, cornerRadius=1),
            layer(
                open_ended, "bar", box | {"fill": as_given("colour")}, stroke=colour("muted"), strokeWidth=1, strokeDash=[2, 1.5]
            ),
        ]

    def follow_up(self) -> list[Spec]:
        """Return a line for stated follow-up, a dotted one for what came before it or cannot be told."""
        stated, history = [], []
        for place, line in enumerate(self.lines):
            at = {"y": self._middle(place)}
            if line.entry is None or line.exit is None:
                history.append(at | {"x": 0.0, "x2": line.last_known, "said": f"{line.patient_id}: follow-up not stated"})
                continue
            stated.append(at | {"x": line.entry, "x2": line.exit, "said": f"{line.patient_id}: followed {line.followed} years"})
            if line.entry > 0:
                history.append(at | {"x": 0.0, "x2": line.entry, "said": f"{line.patient_id}: before first contact"})
        encoding = self._at() | {"x2": {"field": "x2"}, "description": said()}
        return [
            layer(history, "rule", encoding, color=colour("muted"), strokeDash=[1, 3], strokeWidth=1),
            layer(stated, "rule", encoding, color=colour("muted"), strokeWidth=1.4),
        ]

    def attacks(self) -> list[Spec]:
        """Return a mark for each dated attack, hollow where the date is imprecise, over a line of the days that it may be."""
        rows, wide = [], []
        for place, line in enumerate(self.lines):
            for attack in line.attacks:
                if attack.at is None:
                    continue
                role, shape = SHAPES[attack.group]
                own, page = colour(role), colour("page")
                row: Row = {"x": attack.at, "y": self._middle(place), "shape": shape, "own": own}
                row |= {"fill": own, "edge": page} if attack.precise else {"fill": page, "edge": own}
                rows.append(row | {"said": f"{line.patient_id}, attack {attack.number}, {attack.said}"})
                if (
                    attack.earliest is not None
                    and attack.latest is not None
                    and (attack.latest - attack.earliest) * self.year > 2
                ):
                    wide.append(row | {"x": attack.earliest, "x2": attack.latest})
        whisker = self._at() | {"x2": {"field": "x2"}, "stroke": as_given("own")}
        mark = self._at() | {
            "shape": as_given("shape"),
            "fill": as_given("fill"),
            "stroke": as_given("edge"),
            "description": said(),
        }
        return [
            layer(wide, "rule", whisker, strokeWidth=1.6, aria=False),
            layer(rows, "point", mark, size=(self.step * 0.62) ** 2, strokeWidth=1.2, opacity=1),
        ]

    def ends(self) -> list[Spec]:
        """Return how each follow-up ended, and in words what is not simply alive, or could not be placed."""
        ends, words = [], []
        for place, line in enumerate(self.lines):
            at = {"y": self._middle(place)}
            if line.end and line.ended is not None:
                shape = ENDS_DRAWN.get(line.end, OTHER_END)
                ends.append(at | {"x": line.ended, "shape": shape, "said": f"{line.patient_id}: {line.end}"})
            parts = (
                [line.end + (", time not stated" if line.ended is None else "")] if line.end and line.end != ENDS["alive"] else []
            )
            parts += [f"{line.undated} undated"] if line.undated else []
            parts += ["no attack on record"] if not line.attacks else []
            if parts:
                words.append(at | {"x": line.last_known, "text": ", ".join(parts)})
        mark = self._at() | {"shape": as_given("shape"), "stroke": {"value": colour("ink")}, "description": said()}
        text = {"align": "left", "dx": 9, "baseline": "middle", "fontSize": 11, "color": colour("muted"), "aria": False}
        return [
            layer(ends, "point", mark, size=(self.step * 0.55) ** 2, strokeWidth=1.6, filled=False, opacity=1),
            layer(words, "text", self._at() | {"text": said("text")}, **text),
        ]

    def names(self) -> Spec:
        """Return the pseudonyms, left of the lines."""
        rows = [{"y": self._middle(place), "text": _short(line.patient_id)} for place, line in enumerate(self.lines)]
        encoding = {"x": {"value": -8}, "y": quantity("y", (self.height, 0)), "text": said("text")}
        return layer(rows, "text", encoding, align="right", baseline="middle", fontSize=11.5, color=colour("ink"), aria=False)

    def _middle(self, place: int) -> float:
        return self.step * (place + 0.5)

    def _at(self) -> Spec:
        first, last = self.domain
        every = next((every for every in (0.5, 1, 2, 5, 10, 20) if (last - first) / every <= 16), 50)
        ticks = [place * every for place in range(math.ceil(first / every), math.floor(last / every) + 1)]
        axis = {"values": ticks, "title": "Years from onset", "format": "~f"}
        return {"x": quantity("x", self.domain, axis), "y": quantity("y", (self.height, 0))}


def _lanes(bars: Sequence[TreatmentBar], stub: float) -> list[int]:
    """Return the lane of each bar, the lowest in which it overlaps no earlier one."""
    free_from: list[float] = []
    lanes = []
    for bar in bars:
        start, stop = _drawn_ends(bar, stub)
        lane = next((place for place, free in enumerate(free_from) if free <= start + 1e-9), len(free_from))
        if lane == len(free_from):
            free_from.append(stop)
        free_from[lane] = stop
        lanes.append(lane)
    return lanes


def _drawn_ends(bar: TreatmentBar, stub: float) -> tuple[float, float]:
    """Return where a bar starts and stops on paper: an end that was not stated is a short stub, left open."""
    if bar.start is None:
        return (bar.stop or 0.0) - stub, bar.stop or 0.0
    return bar.start, bar.start + stub if bar.stop is None else max(bar.stop, bar.start)


def _short(text: str, longest: int = 18) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
