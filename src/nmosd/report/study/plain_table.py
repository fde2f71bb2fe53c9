"""A table of any rows of results: what was measured, in whom, the figure, and what it rests on."""

from collections.abc import Sequence

from nmosd.report.layout import Cell, Figure, Notes, Row, Table, behind, capital, counted_cell, explained, figure_cell, made_table
from nmosd.report.numbers import confidence_percent, p_text
from nmosd.study.groups import EVERYONE

_IN_PERCENT = ("cumulative incidence", "survival", "share")
_COUNTS = (("n", "People", 0), ("events", "Events", 0), ("person_years", "Person-years", 1), ("unknown", "Cannot tell", 0))


def plain_table(name: str, caption: str, figures: Sequence[Figure]) -> Table:
    """Return a row for each figure under its variable; columns that no figure fills are left out."""
    notes = Notes()
    measures = {figure["measure"] for figure in figures}
    only = measures.pop() if len(measures) == 1 else None
    kept = [(column, title, decimals) for column, title, decimals in _COUNTS if any(_beside(one, column) for one in figures)]
    with_p = any(figure["p_value"] is not None and not _is_p(figure) for figure in figures)
    rows: list[Row] = []
    for variable in dict.fromkeys(figure["variable"] for figure in figures):
        own = [figure for figure in figures if figure["variable"] == variable]
        single = len(own) == 1 and not _where(own[0])
        alike = len({notes.of(figure) for figure in own}) == 1
        if not single:
            rows.append(Row(capital(variable), (), "head", notes.of(own[0]) if alike else None))
        for figure in own:
            parts = [*_where(figure), *([figure["measure"]] if figure["measure"] != only else [])]
            label = capital(variable) if single else capital(", ".join(parts) or EVERYONE)
            cells = (_figure(figure), *(_count(figure, column, decimals) for column, _, decimals in kept))
            p = (_p(figure),) if with_p else ()
            note = notes.of(figure) if single or not alike else None
            rows.append(Row(label, cells + p, "plain" if single else "level", note))
    confidence = next((figure["confidence"] for figure in figures if figure["confidence"] is not None), None)
    head = (capital(only or "figure"), f"({confidence_percent(confidence)} interval)" if confidence is not None else "")
    columns = [("", ""), head, *((title, "") for _, title, _ in kept), *([("p", "")] if with_p else [])]
    return made_table(name, caption, columns, rows, notes)


def _where(figure: Figure) -> list[str]:
    """Return in whom, against whom and when, in words; nothing where it is everyone."""
    whom = "" if figure["group"] == EVERYONE else figure["group"]
    against = f"against {figure['compared_with']}" if figure["compared_with"] else ""
    at = f"{figure['at_years']:g} years" if figure["at_years"] is not None else ""
    parts = (figure["level"], " ".join(part for part in (whom, against) if part), at)
    return list(dict.fromkeys(part for part in parts if part))


def _is_p(figure: Figure) -> bool:
    return "p value" in figure["measure"]


def _p(figure: Figure) -> Cell:
    return Cell(p_text(figure["p_value"]), explained(figure)) if figure["p_value"] is not None else Cell("")


def _figure(figure: Figure) -> Cell:
    from nmosd.report.study.share_tables import share_text

    if figure["estimate"] is not None and _is_p(figure):
        return Cell(p_text(figure["estimate"]), explained(figure), behind=behind(figure))
    if figure["estimate"] is not None and figure["measure"].startswith(_IN_PERCENT):
        return Cell(share_text(figure), explained(figure), behind=behind(figure))
    return figure_cell(figure)


def _count(figure: Figure, column: str, decimals: int) -> Cell:
    told = _beside(figure, column) is not None
    return counted_cell(figure, column, explained(figure), decimals=decimals) if told else Cell("")


def _beside(figure: Figure, column: str) -> float | None:
    """Return what stands beside the figure; of a count, its `events` are the figure itself."""
    if column == "events" and figure["measure"] == "count":
        return None
    value: float | None = figure[column]
    return value
