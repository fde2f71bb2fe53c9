"""What reading one cell can give: values for fields, or a refusal with its reason."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nmosd.intake.cells import Cell
from nmosd.record import DateInterval

DateOrder = Literal["day-month", "month-day"]
Value = str | int | float | DateInterval | tuple[str, ...] | None


@dataclass(frozen=True)
class ReadOptions:
    """What the mapping says about a column.

    `values`: the column's own dictionary, from what stands there (case, accents and spaces do not matter) to what it means: an
    allowed value, or a text to be read instead; "" means that it says nothing here.
    `unit`: of times from onset and of ages that are written as bare numbers ("days", "weeks", "months", "years").
    `cells_swapped`: date cells were text that the spreadsheet program read with day and month in the wrong order.
    `latest_year`: the last year that a date may lie in. A two-digit year means 20xx up to this year, else 19xx; where nobody
    said it (2100), up to 2029.
    `own_notation`: the column belongs to one of our own tables, where what `tables_out` writes is taken as it stands.
    """

    date_order: DateOrder | None = None
    cells_swapped: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    calendar: Literal["absolute", "relative"] = "absolute"
    unit: str | None = None
    latest_year: int = 2100
    own_notation: bool = False


@dataclass(frozen=True)
class Read:
    """A cell that was understood: values for fields of one row, by field name.

    A date is a `DateInterval`, a set of choices a tuple in the vocabulary's order. None: read, and nothing is known.
    `certain` is False where something was matched by similarity, taken for exact though the text says "about", or left over;
    `note` says what.
    """

    fields: Mapping[str, Value]
    certain: bool = True
    note: str | None = None


@dataclass(frozen=True)
class Refused:
    """A cell that was not understood: a code of `import_problems.toml`, one sentence, a remedy that replaces the code's own."""

    code: str
    message: str
    remedy: str | None = None


def quoted(text: str) -> str:
    """Return what stood in a cell, in quotes and not too long for a message."""
    text = " ".join(text.split())
    return f'"{text[:57]}..."' if len(text) > 60 else f'"{text}"'


def as_cell(cell: Cell, text: str) -> Cell:
    """Return a cell at the same place that holds another text."""
    return Cell(text, "General", cell.sheet, cell.row, cell.column, cell.epoch)


def is_date(cell: Cell) -> bool:
    """Return whether the cell holds a date or a time of the spreadsheet program."""
    return isinstance(cell.value, dt.date | dt.time)


def is_number(cell: Cell) -> bool:
    """Return whether the cell holds a finite number of the spreadsheet program."""
    if isinstance(cell.value, float):
        return math.isfinite(cell.value)
    return isinstance(cell.value, int) and not isinstance(cell.value, bool)
