"""The models: ratios against the reference with interval, p value, people and events; their forest; what else they held."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from nmosd.report.layout import Cell, Figure, Notes, Row, Table, behind, capital, counted_cell, explained, made_table
from nmosd.report.numbers import confidence_percent, p_text
from nmosd.report.study.comparison.ratios import forest, ratio_text
from nmosd.report.study.plain_table import plain_table
from nmosd.report.study.result_tables import figures_of, remarks
from nmosd.report.study.section import Drawn, Section

if TYPE_CHECKING:
    import polars as pl


def model_section(results: "pl.DataFrame") -> Section | None:
    """Return the section of the models, or None where none was fitted."""
    figures = figures_of(results, "models")
    if not figures:
        return None
    terms = figures_of(results, "model terms")
    outcomes = list(dict.fromkeys(figure["variable"] for figure in figures))
    return Section(
        "models",
        "Comparison",
        tables=(_table(figures, outcomes), *([_terms(terms)] if terms else []), *_besides(results)),
        figures=tuple(_forest(figures, outcomes)),
        remarks=tuple(remarks([*figures, *terms], ("variable", "level"))),
    )


def main_figure(results: "pl.DataFrame", main: Mapping[str, str]) -> Figure | None:
    """Return the figure that answers the question: of the first outcome, by its main model (`Study.main`), of the first group.

    Null where nothing was modelled.
    """
    figures = figures_of(results, "models")
    return next(
        (
            figure
            for outcome, level in main.items()
            for figure in figures
            if (figure["variable"], figure["level"]) == (outcome, level)
        ),
        None,
    )


def difference_sentences(results: "pl.DataFrame", main: Mapping[str, str]) -> list[str]:
    """Return by how much naive answers miss the proper ones, a sentence for each."""
    proper = main_figure(results, main)
    found = []
    for figure in figures_of(results, "naive"):
        if proper is None or figure["estimate"] is None or not proper["estimate"]:
            continue
        if (figure["variable"], figure["group"]) != (proper["variable"], proper["group"]):
            continue
        times = figure["estimate"] / proper["estimate"]
        found.append(
            f"Without what the linter asked for ({figure['level']}), the {figure['measure']} of {figure['group']} would have "
            f"been {ratio_text(figure)} instead of {ratio_text(proper)}: {times:.2f} times the answer given here."
        )
    return found


def _table(figures: Sequence[Figure], outcomes: Sequence[str]) -> Table:
    notes = Notes()
    contrasts = {_against(figure) for figure in figures}
    rows = []
    for outcome in outcomes:
        own = [figure for figure in figures if figure["variable"] == outcome]
        rows.append(Row(capital(outcome), (), "head"))
        for figure in own:
            label = capital(figure["level"] or "model") + ("" if len(contrasts) == 1 else f": {_against(figure)}")
            rows.append(Row(label, _cells(figure), "level", notes.of(figure), figure["measure"]))
    confidence = next((figure["confidence"] for figure in figures if figure["confidence"] is not None), None)
    columns = [
        ("Outcome and model", ""),
        ("People", ""),
        ("Events", ""),
        ("Ratio", f"({confidence_percent(confidence)} interval)" if confidence else ""),
        ("p", ""),
    ]
    caption = capital(contrasts.pop()) if len(contrasts) == 1 else "Ratios by outcome and model"
    return made_table("models-table", caption, columns, rows, notes)


def _against(figure: Figure) -> str:
    return f"{figure['group']} against {figure['compared_with']}" if figure["compared_with"] else str(figure["group"])


def _cells(figure: Figure) -> tuple[Cell, ...]:
    said = explained(figure)
    return (
        counted_cell(figure, "n", said) if figure["n"] is not None else Cell(""),
        counted_cell(figure, "events", said) if figure["events"] is not None else Cell(""),
        Cell(ratio_text(figure), said, behind=behind(figure)),
        Cell(p_text(figure["p_value"]), said) if figure["p_value"] is not None else _no_p(),
    )


def _no_p() -> Cell:
    return Cell("not given", prose=True)


def _besides(results: "pl.DataFrame") -> Iterator[Table]:
    """Yield the rates of the outcomes, and the tests of what the models assume."""
    for analysis, caption in (("outcome rates", "Rates of the outcomes"), ("proportional hazards", "One ratio for all times?")):
        figures = figures_of(results, analysis)
        if figures:
            yield plain_table(f"{analysis.replace(' ', '-')}-table", caption, figures)


def _terms(figures: Sequence[Figure]) -> Table:
    notes = Notes()
    with_p = any(figure["p_value"] is not None for figure in figures)
    rows: list[Row] = []
    for outcome in dict.fromkeys(figure["variable"] for figure in figures):
        own = [figure for figure in figures if figure["variable"] == outcome]
        rows.append(Row(capital(outcome), (), "head", notes.of(own[0])))
        for figure in own:
            said = explained(figure)
            p = (Cell(p_text(figure["p_value"]), said) if figure["p_value"] is not None else _no_p(),) if with_p else ()
            rows.append(Row(figure["level"] or "", (Cell(ratio_text(figure), said), *p), "level"))
    confidence = next((figure["confidence"] for figure in figures if figure["confidence"] is not None), None)
    ratio = ("Ratio", f"({confidence_percent(confidence)} interval)" if confidence else "")
    columns = [("Model and term", ""), ratio, *([("p", "")] if with_p else [])]
    caption = "The other terms of the models"
    why = "they were put in so that groups are alike, and are no answers of their own"
    return made_table("model-terms", caption, columns, rows, notes, explanation=why)


def _forest(figures: Sequence[Figure], outcomes: Sequence[str]) -> list[Drawn]:
    groups = []
    for outcome in outcomes:
        own = [figure for figure in figures if figure["variable"] == outcome]
        several = len({figure["group"] for figure in own}) > 1
        lines = [(capital(figure["level"] or "model") + (f": {figure['group']}" if several else ""), figure) for figure in own]
        against = sorted({figure["compared_with"] for figure in own if figure["compared_with"]})
        whom = f", {own[0]['group']}" if not several else ""
        groups.append((f"{capital(outcome)}{whom}{f' against {against[0]}' if len(against) == 1 else ''}", lines))
    title = "Ratios of all models"
    svg = forest(
        "models-plot",
        groups,
        axis="Ratio, logarithmic; below 1: fewer events than in the reference",
        title=title,
        description="The ratios of the tables, drawn: a mark for each, a line for its interval, on a logarithmic scale.",
    )
    caption = "Ratios with their intervals on a logarithmic scale; the upright line is no difference."
    return [Drawn(title, "models", svg, caption)] if svg else []
