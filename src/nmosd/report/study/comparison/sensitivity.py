"""The sensitivity analyses in one picture: the main figure under every variant of the definitions and of the data."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nmosd.report.dot_plot import Dot, DotGroup, dot_plot
from nmosd.report.layout import Cell, Figure, Notes, Row, behind, capital, counted_cell, explained, figure_cell, made_table
from nmosd.report.numbers import confidence_percent, number
from nmosd.report.study.comparison.ratios import forest
from nmosd.report.study.result_tables import figures_of, remarks
from nmosd.report.study.section import Drawn, Section
from nmosd.study.groups import EVERYONE

if TYPE_CHECKING:
    import polars as pl

_TITLE = "The main figure under every variant"
_DESCRIPTION = "A line for each variant of definitions and data, with its interval."

Block = tuple[str, list[Figure]]


def sensitivity_section(results: "pl.DataFrame") -> Section | None:
    """Return the section of the variants, or None where there are none; a comparison shows ratios, a description rates."""
    figures = figures_of(results, "sensitivity")
    if not figures:
        return None
    blocks = [
        (_heading(own[0]), own)
        for key in dict.fromkeys((figure["variable"], figure["group"]) for figure in figures)
        if (own := [figure for figure in figures if (figure["variable"], figure["group"]) == key])
    ]
    svg = _ratios(blocks) if all("ratio" in figure["measure"] for figure in figures) else _rates(blocks)
    caption = "The main figure, made again under every variant; all variants that were run are shown."
    notes = Notes()
    rows: list[Row] = []
    for heading, own in blocks:
        rows.append(Row(heading, (), "head", notes.of(own[0])))
        rows += [Row(_name(figure), _cells(figure), "level") for figure in own]
    confidence = next((figure["confidence"] for figure in figures if figure["confidence"] is not None), None)
    measure = capital(figures[0]["measure"])
    columns = [("Variant", ""), ("People", ""), ("Events", "")]
    columns.append((measure, f"({confidence_percent(confidence)} interval)" if confidence else ""))
    return Section(
        "sensitivity",
        "Sensitivity",
        sentences=tuple(_spread(heading, own) for heading, own in blocks),
        tables=(made_table("sensitivity-table", "The same question under every variant", columns, rows, notes),),
        figures=(Drawn(_TITLE, "sensitivity", svg, caption),) if svg else (),
        remarks=tuple(remarks(figures, ("level",))),
    )


def _heading(figure: Figure) -> str:
    whom = "" if figure["group"] == EVERYONE else f": {figure['group']}"
    return capital(figure["variable"]) + whom + (f" against {figure['compared_with']}" if figure["compared_with"] else "")


def _name(figure: Figure) -> str:
    return capital(figure["level"] or "variant")


def _cells(figure: Figure) -> tuple[Cell, ...]:
    said = explained(figure)
    counts = tuple(counted_cell(figure, name, said) if figure[name] is not None else Cell("") for name in ("n", "events"))
    return (*counts, Cell(figure_cell(figure).text, said, behind=behind(figure)))


def _spread(heading: str, figures: Sequence[Figure]) -> str:
    told = sorted(figure["estimate"] for figure in figures if figure["estimate"] is not None)
    if not told:
        return f"{heading}: no variant could be told."
    left = len(figures) - len(told)
    same = sum(_alike(figure, figures[0]) for figure in figures[1:] if figures[0]["estimate"] is not None)
    unchanged = f"; {same} of them change nothing in the people, events and figure" if same else ""
    besides = f"; {left} more could not be told" if left else ""
    span = f"{figures[0]['measure']} from {number(told[0], 2)} to {number(told[-1], 2)}"
    return f"{heading}: {span} over {len(told)} runs{unchanged}{besides}."


def _alike(figure: Figure, other: Figure) -> bool:
    return all(figure[column] == other[column] for column in ("n", "events", "estimate", "lower", "upper"))


def _ratios(blocks: Sequence[Block]) -> str | None:
    lines = [(heading, [(_name(figure), figure) for figure in own]) for heading, own in blocks]
    return forest("sensitivity-plot", lines, axis="Ratio, logarithmic", title=_TITLE, description=_DESCRIPTION)


def _rates(blocks: Sequence[Block]) -> str | None:
    told = [figure for _, own in blocks for figure in own if figure["estimate"] is not None]
    if not told:
        return None
    most = max(figure["estimate"] if figure["upper"] is None else figure["upper"] for figure in told)
    longest = max(len(_name(figure)) for figure in told)
    return dot_plot(
        [DotGroup(heading, tuple(_dot(figure) for figure in own if figure["estimate"] is not None)) for heading, own in blocks],
        domain=(0.0, 1.05 * most or 1.0),
        axis={"title": capital(told[0]["measure"]), "tickCount": 6},
        margins=(min(max(190.0, 6.7 * longest + 30), 440.0), 165),
        name="sensitivity-plot",
        title=_TITLE,
        description=_DESCRIPTION,
    )


def _dot(figure: Figure) -> Dot:
    text, estimate = figure_cell(figure).text, figure["estimate"]
    lower, upper = (estimate if figure[end] is None else figure[end] for end in ("lower", "upper"))
    return Dot(_name(figure), estimate, lower, upper, text, f"{_name(figure)}: {text}")
