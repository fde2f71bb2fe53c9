"""The notation of our own tables: what `tables_out` writes means exactly one thing and is taken as it stands.

A clinic's sheet is read with doubt (`12.345` may be thousands, a stretch of days in a `start` may be a start and a stop). In a
table whose headers are our fields these texts are exact, so a record written out and read again is the same record. Whatever is
not in this notation goes on to the readers that a clinic's sheet has, because people fill the template by hand.
"""

import re
from collections.abc import Callable

from nmosd.intake.cells import Cell
from nmosd.intake.values.numbers import check
from nmosd.intake.values.outcomes import Read, ReadOptions, Value, is_number
from nmosd.record import DateInterval, Field
from nmosd.record.dates import parse_shown
from nmosd.record.described import SEPARATOR

_WRITTEN_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
_MOST_SIGNS = 30


def read_own_notation(cell: Cell, field: Field, options: ReadOptions) -> Read | None:
    """Return what a cell says in our own notation, None if it is not in it; only the field itself is filled.

    Words of a vocabulary stand for themselves, text for itself (`NA` is Namibia, not a blank), a number has a decimal point, a
    date is written as `show_interval` shows it, day 30 to 45 and stretches of many years included.
    """
    reader = _READERS.get(field.kind)
    if reader is None or cell.is_formula or not (isinstance(cell.value, str) or field.kind == "number"):
        return None
    value = reader(cell, field, options)
    return None if value is None else Read({field.name: value})


def _text(cell: Cell, field: Field, options: ReadOptions) -> str | None:
    return None if cell.text.startswith("#") else cell.text or None  # "#REF!" may be an error of the spreadsheet program


def _choice(cell: Cell, field: Field, options: ReadOptions) -> str | None:
    return cell.text if cell.text in field.allowed else None


def _choices(cell: Cell, field: Field, options: ReadOptions) -> tuple[str, ...] | None:
    named = set(cell.text.split(SEPARATOR))
    return tuple(name for name in field.allowed if name in named) if named <= set(field.allowed) else None


def _date(cell: Cell, field: Field, options: ReadOptions) -> DateInterval | None:
    return parse_shown(cell.text, options.calendar)


def _number(cell: Cell, field: Field, options: ReadOptions) -> float | None:
    if is_number(cell):
        assert isinstance(cell.value, int | float)
        value = float(cell.value) if abs(cell.value) < 1e15 else None
    else:
        written = isinstance(cell.value, str) and len(cell.text) <= _MOST_SIGNS and _WRITTEN_NUMBER.fullmatch(cell.text)
        value = float(cell.text) if written else None
    return value if value is not None and check(value, cell.text, field) is None else None


_READERS: dict[str, Callable[[Cell, Field, ReadOptions], Value]] = {
    "text": _text,
    "choice": _choice,
    "choices": _choices,
    "date": _date,
    "number": _number,
}
