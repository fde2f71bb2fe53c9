"""The sensitivity analyses in one forest: the main model under every variant of the definitions and of the data."""

from typing import TYPE_CHECKING

from nmosd.report.layout import Cell, Figure, Notes, Row, behind, capital, counted_cell, explained, made_table
from nmosd.report.numbers import confidence_percent, number
from nmosd.report.study.comparison.models import main_figure
from nmosd.report.study.comparison.ratios import forest, ratio_text
from nmosd.report.study.result_tables import figures_of, remarks
from nmosd.report.study.section import Drawn, Section

if TYPE_CHECKING:
    import polars as pl


def sensitivity_section(results: "pl.DataFrame") -> Section | None:
    """Return the section of the variants, or None where there are none; the main answer stands first in each block."""
    figures = figures_of(results, "sensitivity")
    if not figures:
        return None
    main = main_figure(results)
    blocks = {
        key: [figure for figure in figures if (figure["variable"], figure["group"]) == key]
        for key in dict.fromkeys((figure["variable"], figure["group"]) for figure in figures)
    }
    notes = Notes()
    rows: list[Row] = []
    lines: list[tuple[str, list[tuple[str, Figure]]]] = []
    for (outcome, group), own in blocks.items():
        against = own[0]["compared_with"]
        heading = f"{capital(outcome)}: {group}{f' against {against}' if against else ''}"
        as_run = main is not None and (main["variable"], main["group"]) == (outcome, group)
        every = [("As the protocol asks", main), *_named(own)] if as_run and main is not None else _named(own)
        lines.append((heading, every))
        rows.append(Row(heading, (), "head", notes.of(own[0])))
        rows += [Row(name, _cells(figure), "level") for name, figure in every]
    svg = forest(
        "sensitivity-plot",
        lines,
        axis="Ratio, logarithmic",
        title="The main ratio under every variant",
        description="A line for each variant of definitions and data, with its interval, on a logarithmic scale.",
    )
    caption = "The main model, run again under every variant; all variants that were run are shown."
    confidence = next((figure["confidence"] for figure in figures if figure["confidence"] is not None), None)
    columns = [("Variant", ""), ("People", ""), ("Events", "")]
    columns.append(("Ratio", f"({confidence_percent(confidence)} interval)" if confidence else ""))
    return Section(
        "sensitivity",
        "Sensitivity",
        sentences=tuple(_spread(heading, [figure for _, figure in every]) for heading, every in lines),
        tables=(made_table("sensitivity-table", "The same question under every variant", columns, rows, notes),),
        figures=(Drawn("The main ratio under every variant", "sensitivity", svg, caption),) if svg else (),
        remarks=tuple(remarks(figures)),
    )


def _named(figures: list[Figure]) -> list[tuple[str, Figure]]:
    return [(capital(figure["level"] or "variant"), figure) for figure in figures]


def _cells(figure: Figure) -> tuple[Cell, ...]:
    said = explained(figure)
    counts = tuple(counted_cell(figure, name, said) if figure[name] is not None else Cell("") for name in ("n", "events"))
    return (*counts, Cell(ratio_text(figure), said, behind=behind(figure)))


def _spread(heading: str, figures: list[Figure]) -> str:
    told = sorted(figure["estimate"] for figure in figures if figure["estimate"] is not None)
    if not told:
        return f"{heading}: no variant could be told."
    left = len(figures) - len(told)
    besides = f"; {left} more could not be told" if left else ""
    return f"{heading}: from {number(told[0], 2)} to {number(told[-1], 2)} over {len(told)} runs{besides}."
