"""A table of any rows of results: what was measured, in whom, the figure, and what it rests on."""

from collections.abc import Sequence

from nmosd.report.layout import Cell, Figure, Notes, Row, Table, behind, capital, counted_cell, explained, figure_cell, made_table
from nmosd.report.numbers import p_text
from nmosd.study.groups import EVERYONE

_COUNTS = (("n", "People", 0), ("events", "Events", 0), ("person_years", "Person-years", 1), ("unknown", "Cannot tell", 0))


def plain_table(name: str, caption: str, figures: Sequence[Figure]) -> Table:
    """Return a row for each figure under its variable; columns that no figure fills are left out."""
    notes = Notes()
    kept = [(column, title, decimals) for column, title, decimals in _COUNTS if any(figure[column] for figure in figures)]
    with_p = any(figure["p_value"] is not None for figure in figures)
    rows: list[Row] = []
    for variable in dict.fromkeys(figure["variable"] for figure in figures):
        own = [figure for figure in figures if figure["variable"] == variable]
        single = len(own) == 1 and _label(own[0]) == own[0]["measure"]
        alike = len({notes.of(figure) for figure in own}) == 1
        if not single:
            rows.append(Row(capital(variable), (), "head", notes.of(own[0]) if alike else None))
        for figure in own:
            label = capital(variable) if single else capital(_label(figure))
            cells = (_figure(figure), *(_count(figure, column, decimals) for column, _, decimals in kept))
            p = (Cell(p_text(figure["p_value"]), explained(figure)) if figure["p_value"] is not None else Cell(""),)
            note = notes.of(figure) if single or not alike else None
            rows.append(Row(label, cells + (p if with_p else ()), "plain" if single else "level", note))
    columns = [("", ""), ("Figure", "(interval)"), *((title, "") for _, title, _ in kept), *([("p", "")] if with_p else [])]
    return made_table(name, caption, columns, rows, notes)


def _label(figure: Figure) -> str:
    at = f"{figure['at_years']:g} years" if figure["at_years"] is not None else ""
    whom = "" if figure["group"] == EVERYONE else figure["group"]
    against = f"against {figure['compared_with']}" if figure["compared_with"] else ""
    parts = [part for part in (figure["level"], whom, against, at, figure["measure"]) if part]
    return ", ".join(dict.fromkeys(parts))


def _figure(figure: Figure) -> Cell:
    from nmosd.report.study.share_tables import share_text

    if figure["measure"] in ("cumulative incidence", "survival", "share") and figure["estimate"] is not None:
        return Cell(share_text(figure), explained(figure), behind=behind(figure))
    return figure_cell(figure)


def _count(figure: Figure, column: str, decimals: int) -> Cell:
    return counted_cell(figure, column, explained(figure), decimals=decimals) if figure[column] is not None else Cell("")
