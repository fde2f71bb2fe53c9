"""Whether a blank stop date means that a treatment goes on: nobody can know it from the sheet, so the clinic is asked once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nmosd.intake.cells import Cell
from nmosd.intake.mapping import ColumnMapping

_START, _STOP, _ONGOING = "therapies.start", "therapies.stop", "therapies.ongoing"
_MEANS = {"ongoing": "yes"}


def asked_what_blanks_mean(columns: Mapping[str, ColumnMapping], cells: Mapping[str, Sequence[Cell]]) -> dict[str, ColumnMapping]:
    """Turn each column of stop dates into a question if there are rows with a start and a blank stop.

    Not where a column of its own says whether the treatment goes on. A question that is open already is asked together with it.
    """
    asked = dict(columns)
    stated = {row for column in columns.values() for row in _rows(column, _ONGOING)}
    for header, column in columns.items():
        open_ends = {
            cell.row
            for row in _rows(column, _STOP)
            if row not in stated
            for other, starting in columns.items()
            if row in _rows(starting, _START)
            for cell in cells[other]
        } - {cell.row for cell in cells[header]}
        if open_ends:
            asked[header] = _with_question(column, len(open_ends))
    return asked


def _rows(column: ColumnMapping, address: str) -> list[str]:
    """Return the rows of which a column fills a field, or may fill it once its question is answered."""
    return [settings.get("row") or "1" for settings in _readings(column) if address in _addresses(settings)]


def _readings(column: ColumnMapping) -> Iterator[Mapping[str, Any]]:
    yield {"to": column.to, "row": column.row}
    yield from column.choices.values()


def _addresses(settings: Mapping[str, Any]) -> tuple[str, ...]:
    to = settings["to"]
    return (to,) if isinstance(to, str) else tuple(to)


def _with_question(column: ColumnMapping, rows: int) -> ColumnMapping:
    question = f"a blank here, where there is a start ({rows} row{'s' if rows > 1 else ''}): still on it?"
    if not column.choices:
        here = {"to": column.to[0] if len(column.to) == 1 else list(column.to), "row": column.row or "1"}
        choices: dict[str, dict[str, Any]] = {"yes": here | {"blank": _MEANS}, "not known": here}
        return column.model_copy(update={"to": ("todo",), "row": None, "question": question, "choices": choices})
    choices = {}
    for name, settings in column.choices.items():
        if _STOP in _addresses(settings):
            choices[f"{name}, blank: still on it"] = settings | {"blank": _MEANS}
            choices[f"{name}, blank: not known"] = settings
        else:
            choices[name] = settings
    return column.model_copy(update={"question": f"{column.question}; and {question}", "choices": choices})
