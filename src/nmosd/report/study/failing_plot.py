"""Which clauses fail together, as a picture: a column for each combination, a dot for each clause in it, a bar for its people."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from nmosd.report.colours import colour
from nmosd.report.layout import Figure, capital
from nmosd.report.numbers import people
from nmosd.report.svg import Spec, inline_svg, layer, quantity, said
from nmosd.study.description.criteria_met import said_in

WIDTH = 860
MOST = 12
"""More combinations than this are not drawn; the table has all."""
_LEFT, _RIGHT, _BARS, _GAP, _LINE = 400, 20, 120, 14, 15
_WORDS = 58


def failing_plot(name: str, figures: Sequence[Figure]) -> str:
    """Return the combinations of failing clauses of one criterion, of which at least one is shown, the most frequent first."""
    drawn = [figure for figure in figures if figure["events"] is not None][:MOST]
    clauses = list(dict.fromkeys(clause for figure in drawn for clause in said_in(figure["level"])))
    heights, bottom = _placed(clauses)
    width = WIDTH - _LEFT - _RIGHT
    step = min(48.0, width / len(drawn))
    title = f"{figures[0]['variable']}: clauses that fail together"
    return inline_svg(
        [
            *_matrix(drawn, heights, step, (width, bottom)),
            *_bars(drawn, step, (width, bottom)),
            *_names(heights, (width, bottom)),
        ],
        size=(width, bottom),
        margins=(_LEFT, _RIGHT),
        name=name,
        title=title,
        description=f"The numbers of the table beside it, drawn: {len(drawn)} of {len(figures)} combinations, a column for each. "
        "The bar is how many people do not meet the criterion in that way, the dots below it are the clauses that fail.",
    )


def _placed(clauses: Sequence[str]) -> tuple[dict[str, float], float]:
    """Return the height of each clause, longer ones with more room, and that of the whole picture."""
    heights, below = {}, float(_BARS + _GAP)
    for clause in clauses:
        room = _LINE * len(_lines(clause)) + 9
        heights[clause] = below + room / 2
        below += room
    return heights, below


def _lines(clause: str) -> list[str]:
    return wrap(capital(clause), _WORDS)


def _at(size: tuple[float, float]) -> Spec:
    return {"x": quantity("x", (0, size[0])), "y": quantity("y", (size[1], 0))}


def _matrix(drawn: Sequence[Figure], heights: dict[str, float], step: float, size: tuple[float, float]) -> list[Spec]:
    """Return a dot for each clause that fails in a combination, joined by a line, and a faint one for each that does not."""
    dots, faint, joins = [], [], []
    for place, figure in enumerate(drawn):
        failing = set(said_in(figure["level"]))
        x = step * (place + 0.5)
        words = _said(figure)
        dots += [{"x": x, "y": y, "said": words} for clause, y in heights.items() if clause in failing]
        faint += [{"x": x, "y": y} for clause, y in heights.items() if clause not in failing]
        own = [y for clause, y in heights.items() if clause in failing]
        joins.append({"x": x, "y": min(own), "y2": max(own)})
    at = _at(size)
    return [
        layer(faint, "point", at, size=26, filled=True, opacity=1, color=colour("line"), aria=False),
        layer(joins, "rule", at | {"y2": {"field": "y2"}}, strokeWidth=2, color=colour("accent"), aria=False),
        layer(dots, "point", at | {"description": said()}, size=84, filled=True, opacity=1, color=colour("accent")),
    ]


def _bars(drawn: Sequence[Figure], step: float, size: tuple[float, float]) -> list[Spec]:
    most = max(figure["events"] for figure in drawn)
    rows: list[dict[str, Any]] = []
    for place, figure in enumerate(drawn):
        left, top = step * (place + 0.24), _BARS - (_BARS - 18) * figure["events"] / most
        rows.append(
            {
                "x": left,
                "x2": left + step * 0.52,
                "middle": step * (place + 0.5),
                "y": top,
                "y2": _BARS,
                "above": top - 7,
                "text": f"{figure['events']:,}",
                "said": _said(figure),
            }
        )
    at = _at(size)
    box = at | {"x2": {"field": "x2"}, "y2": {"field": "y2"}, "description": said()}
    text = {"x": quantity("middle", (0, size[0])), "y": quantity("above", (size[1], 0)), "text": said("text")}
    return [
        layer(rows, "bar", box, color=colour("accent")),
        layer(rows, "text", text, baseline="middle", align="center", fontSize=12, color=colour("ink"), aria=False),
    ]


def _names(heights: dict[str, float], size: tuple[float, float]) -> list[Spec]:
    rows = [
        {"y": y + _LINE * (place - (len(_lines(clause)) - 1) / 2), "text": line}
        for clause, y in heights.items()
        for place, line in enumerate(_lines(clause))
    ]
    heading = [{"y": _BARS - 6, "text": "People who do not meet the criterion"}]
    look: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": 12, "aria": False}
    at = {"x": {"value": 8 - _LEFT}, "y": quantity("y", (size[1], 0)), "text": said("text")}
    return [
        layer(rows, "text", at, color=colour("ink"), **look),
        layer(heading, "text", at, color=colour("muted"), **look),
    ]


def _said(figure: Figure) -> str:
    return f"{people(figure['events'])}: {'; '.join(said_in(figure['level']))}"
