"""How alike the groups are, before and after weighting: standardised differences as a love plot and a table, and the overlap."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nmosd.report.colours import colour
from nmosd.report.layout import Cell, Figure, Notes, Row, Table, capital, explained, made_table, suppressed
from nmosd.report.numbers import number
from nmosd.report.study.comparison.overlap_plot import overlap_plot
from nmosd.report.study.plain_table import plain_table
from nmosd.report.study.result_tables import figures_of, remarks
from nmosd.report.study.section import Drawn, Section
from nmosd.report.svg import Spec, as_given, inline_svg, layer, quantity, said

if TYPE_CHECKING:
    import polars as pl

LIMIT = 0.1
"""A standardised difference beyond which groups are commonly called unlike."""

_LOOKS = (("group-2", "circle"), ("group-1", "diamond"), ("group-3", "square"), ("group-4", "triangle-up"))
_STEP, _LEFT, _WIDTH, _RIGHT = 22, 270, 430, 30
_KEY_STEP = 18


def balance_section(results: "pl.DataFrame") -> Section | None:
    """Return the section on balance and overlap, or None where the study has neither."""
    figures, overlap = figures_of(results, "balance"), figures_of(results, "overlap")
    if not figures and not overlap:
        return None
    groups = list(dict.fromkeys(figure["group"] for figure in figures))
    tables: list[Table] = []
    drawn: list[Drawn] = []
    for place, group in enumerate(groups, start=1):
        own = [figure for figure in figures if figure["group"] == group]
        tables.append(_table(f"balance-{place}", own))
        svg = _love_plot(f"balance-plot-{place}", own)
        if svg:
            caption = f"{_whom(own[0])}: standardised mean differences; the band is {LIMIT} either way."
            drawn.append(Drawn(f"Balance: {_whom(own[0])}", f"balance_{place}", svg, caption))
    tenths = [figure for figure in overlap if figure["level"] is not None and figure["measure"] == "proportion"]
    drawn += _overlap(tenths)
    summary = [figure for figure in overlap if figure not in tenths]
    if summary:
        tables.append(plain_table("overlap-table", "Overlap of the groups", summary))
    return Section("balance", "Balance", tables=tuple(tables), figures=tuple(drawn), remarks=tuple(remarks([*figures, *overlap])))


def _overlap(figures: Sequence[Figure]) -> Iterator[Drawn]:
    """Yield a picture for each pair of groups of which scores are known."""
    pairs = dict.fromkeys((figure["variable"], frozenset((figure["group"], figure["compared_with"]))) for figure in figures)
    for place, (variable, pair) in enumerate(pairs, start=1):
        own = [figure for figure in figures if figure["variable"] == variable and figure["group"] in pair]
        own = [figure for figure in own if figure["compared_with"] in pair]
        svg = overlap_plot(f"overlap-plot-{place}", own)
        if svg:
            caption = (
                f"{capital(variable)}: the share of each group in each tenth; where only one group stands, nobody is like it."
            )
            yield Drawn(f"Overlap: {' and '.join(sorted(pair))}", f"overlap_{place}", svg, caption)


def _whom(figure: Figure) -> str:
    return capital(figure["group"]) + (f" against {figure['compared_with']}" if figure["compared_with"] else "")


def _ways(figures: Sequence[Figure]) -> list[str]:
    return list(dict.fromkeys(figure["level"] or "difference" for figure in figures))


def _table(name: str, figures: Sequence[Figure]) -> Table:
    notes = Notes()
    ways = _ways(figures)
    rows = []
    for covariate in dict.fromkeys(figure["variable"] for figure in figures):
        own = {figure["level"] or "difference": figure for figure in figures if figure["variable"] == covariate}
        note = notes.of(next(iter(own.values())))
        rows.append(Row(capital(covariate), tuple(_cell(own.get(way)) for way in ways), note=note))
    columns = [("Covariate", ""), *((capital(way), "standardised difference") for way in ways)]
    return made_table(name, f"{_whom(figures[0])}: differences between the groups", columns, rows, notes, lined=True)


def _cell(figure: Figure | None) -> Cell:
    if figure is None:
        return Cell("")
    return Cell(suppressed(figure) or number(figure["estimate"], 2), explained(figure))


def _love_plot(name: str, figures: Sequence[Figure]) -> str | None:
    told = [figure for figure in figures if figure["estimate"] is not None]
    if not told:
        return None
    ways = _ways(figures)[: len(_LOOKS)]
    looks = dict(zip(ways, _LOOKS, strict=False))
    before = {figure["variable"]: abs(figure["estimate"]) for figure in reversed(told)}
    order = sorted(before, key=lambda covariate: (-before[covariate], covariate))
    height = float(_STEP * len(order))
    reach = max(0.25, 1.08 * max(abs(figure["estimate"]) for figure in told))
    domain = (-reach, reach)
    points, keys = _points(told, order, looks), _keys(looks, height)
    axis: Spec = {"title": "Standardised mean difference", "tickCount": 7, "format": "~g"}
    y = quantity("y", (height, 0))
    mark = {"x": quantity("value", domain, axis), "y": y, "color": as_given("colour"), "shape": as_given("shape")}
    band = {"x": quantity("from", domain, axis), "x2": {"field": "to"}, "y": y, "y2": {"field": "end"}}
    names = [{"y": _STEP * (place + 0.5), "text": capital(covariate)} for place, covariate in enumerate(order)]
    text: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": 12, "aria": False}
    in_key = {"x": {"value": 6}, "y": {"field": "y", "type": "quantitative", "scale": None}}
    return inline_svg(
        [
            layer([{"from": -LIMIT, "to": LIMIT, "y": 0, "end": height}], "rect", band, color=colour("class-5"), opacity=0.45),
            layer(points, "point", mark | {"description": said()}, filled=True, size=64, opacity=1),
            layer(names, "text", {"x": {"value": 10 - _LEFT}, "y": y, "text": said("text")}, color=colour("ink"), **text),
            layer(
                keys,
                "point",
                in_key | {"color": as_given("colour"), "shape": as_given("shape")},
                filled=True,
                size=64,
                opacity=1,
                aria=False,
            ),
            layer(keys, "text", in_key | {"text": said("text")}, color=colour("ink"), dx=12, **text),
        ],
        size=(float(_WIDTH), height),
        margins=(_LEFT, _RIGHT),
        below=56 + _KEY_STEP * len(keys),
        name=name,
        title=f"Balance: {_whom(figures[0])}",
        description=f"Standardised mean difference of each covariate, {' and '.join(ways)}; the band is {LIMIT} either way.",
    )


def _points(figures: Sequence[Figure], order: Sequence[str], looks: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    points = []
    for figure in figures:
        way = figure["level"] or "difference"
        if way in looks:
            words = f"{figure['variable']}, {way}: {number(figure['estimate'], 2)}"
            place = {"y": _STEP * (order.index(figure["variable"]) + 0.5), "value": figure["estimate"], "said": words}
            points.append(place | {"colour": colour(looks[way][0]), "shape": looks[way][1]})
    return points


def _keys(looks: dict[str, tuple[str, str]], height: float) -> list[dict[str, Any]]:
    """Return the key of each way, one below the other: side by side long ones would run out of the picture."""
    below = height + 58
    return [
        {"y": below + _KEY_STEP * place, "text": way, "colour": colour(role), "shape": shape}
        for place, (way, (role, shape)) in enumerate(looks.items())
    ]
