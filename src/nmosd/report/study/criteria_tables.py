"""The tables of a study about diagnostic criteria: verdicts, labels, the answers to each clause, and what fails together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nmosd.report.layout import Cell, Figure, Notes, Row, Table, behind, capital, counted_cell, explained, made_table, suppressed
from nmosd.report.numbers import CANNOT_TELL, number, percent
from nmosd.report.study.result_tables import figures_of
from nmosd.study.description.criteria_met import LABEL, said_in

if TYPE_CHECKING:
    import polars as pl


def criteria_tables(results: "pl.DataFrame") -> list[Table]:
    """Return the tables in the order of the page: verdicts and labels, then clauses and what fails together by criterion."""
    figures = figures_of(results, "criteria")
    verdicts = [figure for figure in figures if figure["variable"] != LABEL]
    labels = [figure for figure in figures if figure["variable"] == LABEL]
    clauses, failing = (_by_variable(figures_of(results, name)) for name in ("clauses", "clauses failing together"))
    tables = [_verdicts(verdicts), _labels(labels)]
    for title, own in clauses.items():
        tables.append(_clauses(f"clauses-{len(tables)}", title, own))
        if title in failing:
            tables.append(_failing(f"failing-{len(tables)}", title, failing[title]))
    return tables


def _by_variable(figures: Sequence[Figure]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure["variable"], []).append(figure)
    return found


def _verdicts(figures: Sequence[Figure]) -> Table:
    notes = Notes()
    words = list(dict.fromkeys(figure["level"] for figure in figures))
    notes.of(figures[0])
    rows = [Row(title, tuple(_people(figure) for figure in own)) for title, own in _by_variable(figures).items()]
    columns = [("Criteria", ""), *((capital(word), "people") for word in words)]
    return made_table("verdicts", "Verdicts on the criteria", columns, rows, notes, lined=True)


def _labels(figures: Sequence[Figure]) -> Table:
    notes = Notes()
    notes.of(figures[0])
    rows = [
        Row(
            capital(figure["level"]),
            (_people(figure), Cell(_share(figure), explained(figure))),
        )
        for figure in figures
    ]
    caption = "Labels by all criteria together"
    return made_table("labels", caption, [("Label", ""), ("With it", "people"), ("Share", "")], rows, notes, lined=True)


def _share(figure: Figure) -> str:
    return "" if figure["estimate"] is None else percent(figure["estimate"])


def _clauses(name: str, title: str, figures: Sequence[Figure]) -> Table:
    notes = Notes()
    notes.of(figures[0])
    rows = [Row(capital(figure["level"]), _answers(figure)) for figure in figures]
    columns = [("Clause", ""), ("Holds", "people"), ("Does not", "people"), ("Cannot tell", "people")]
    return made_table(name, f"{title}, clause by clause", columns, rows, notes, lined=True)


def _answers(figure: Figure) -> tuple[Cell, ...]:
    said = explained(figure)
    unknown = counted_cell(figure, "unknown", said)
    if figure["n"] is None or figure["events"] is None:
        hidden = Cell(suppressed(figure) or CANNOT_TELL, said)
        return hidden, hidden, unknown
    does_not = Cell(number(figure["n"] - figure["events"]), said, behind=behind(figure))
    return counted_cell(figure, "events", said), does_not, unknown


def _people(figure: Figure) -> Cell:
    return counted_cell(figure, "events", explained(figure))


def _failing(name: str, title: str, figures: Sequence[Figure]) -> Table:
    notes = Notes()
    notes.of(figures[0])
    rows = [Row(capital("; ".join(said_in(figure["level"]))), (_people(figure),)) for figure in figures]
    caption = f"{title}: clauses that fail together"
    not_met = figures[0]["n"]
    whom = f"in {number(not_met)} who do not meet it" if not_met is not None else "in those who do not meet it"
    return made_table(name, caption, [("Clauses", ""), ("Fail together in", "people")], rows, notes, lined=True, explanation=whom)
