"""The tables of shares: for each row the people with it, those it is counted in, those it cannot be told of, and the share."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nmosd.report.layout import Cell, Figure, Notes, Row, Table, behind, capital, counted_cell, explained, made_table, suppressed
from nmosd.report.numbers import CANNOT_TELL, confidence_percent, counted, number, percent
from nmosd.report.study.result_tables import figures_of

if TYPE_CHECKING:
    import polars as pl

_COLUMNS = (("With it", "people"), ("Of", "people"), ("Cannot tell", "people"))


def share_tables(results: "pl.DataFrame") -> list[Table]:
    """Return one table for each block of shares, in the order in which the protocol asks for them."""
    figures = figures_of(results, "shares")
    titles = list(dict.fromkeys(figure["variable"] for figure in figures))
    return [
        _table(f"shares-{place}", title, [figure for figure in figures if figure["variable"] == title])
        for place, title in enumerate(titles, start=1)
    ]


def share_text(figure: Figure) -> str:
    """Return a share in percent with its interval, such as `22.0 % (12.3 to 34.7)`."""
    if figure["estimate"] is None:
        return suppressed(figure) or CANNOT_TELL
    if figure["lower"] is None or figure["upper"] is None:
        return percent(figure["estimate"], 1)
    return f"{percent(figure['estimate'], 1)} ({number(100 * figure['lower'], 1)} to {number(100 * figure['upper'], 1)})"


def _table(name: str, title: str, figures: Sequence[Figure]) -> Table:
    notes = Notes()
    groups = list(dict.fromkeys(figure["group"] for figure in figures))
    rows = [row for group in groups for row in _rows(group, figures, notes, alone=len(groups) == 1)]
    confidence = next((figure["confidence"] for figure in figures if figure["confidence"] is not None), None)
    detail = f"{confidence_percent(confidence)} interval" if confidence is not None else ""
    return made_table(
        name, title, [("", ""), *_COLUMNS, ("Share", detail)], rows, notes, lined=True, explanation=_whom(figures[0])
    )


def _whom(first: Figure) -> str:
    if first["events"] is None:
        return f"in {suppressed(first) or CANNOT_TELL} people"
    people = counted(first["events"], "person", "people")
    return f"in {people}" + (f", and {number(first['unknown'])} of whom it cannot be told" if first["unknown"] else "")


def _rows(group: str, figures: Sequence[Figure], notes: Notes, *, alone: bool) -> Iterator[Row]:
    own = [figure for figure in figures if figure["group"] == group]
    if not alone:
        yield Row(f"{capital(group)}, {_whom(own[0])}", (), "head")
    for figure in own[1:]:
        yield Row(capital(figure["level"]), _cells(figure), "plain" if alone else "level", notes.of(figure))


def _cells(figure: Figure) -> tuple[Cell, ...]:
    said = explained(figure)
    if figure["measure"] == "count":
        return counted_cell(figure, "events", said), Cell(""), Cell(""), Cell("")
    unknown = counted_cell(figure, "unknown", "People of whom it cannot be told; they are in no share.")
    share = Cell(share_text(figure), said, behind=behind(figure))
    return counted_cell(figure, "events", said), counted_cell(figure, "n", said), unknown, share
