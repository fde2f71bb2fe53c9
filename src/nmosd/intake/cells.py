"""The cells of a sheet as they stand in the file: value, number format and place."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nmosd.intake.number_formats import show_date

CellValue = str | int | float | bool | dt.datetime | dt.date | dt.time
Range = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass(frozen=True)
class Cell:
    """One cell that is not empty.

    `row` and `column` count from 1 as the spreadsheet program does; `sheet` is None for a text file, whose `number_format` is
    `General`. `epoch` is the workbook's day 0, which a date written as a bare number counts from. A formula whose result was
    never stored has its own text (`=B2+1`) as value and `is_formula`; a text may begin with `=` as well.
    """

    value: CellValue
    number_format: str = "General"
    sheet: str | None = None
    row: int = 1
    column: int = 1
    epoch: dt.date = dt.date(1899, 12, 30)
    is_formula: bool = False

    @property
    def address(self) -> str:
        """Where it stands, as the spreadsheet program says it.

        >>> Cell("pos", row=12, column=28).address
        'AB12'
        """
        return f"{column_letters(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """What a person saw there: a date in its format, a whole number without its decimal point; spaces around it removed.

        >>> Cell(dt.datetime(2014, 3, 1), "mm/yy").text, Cell(3.0).text, Cell(True).text
        ('03/14', '3', 'TRUE')
        """
        value = self.value
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, dt.date | dt.time):
            return show_date(value, self.number_format)
        if isinstance(value, int):
            return str(value) if abs(value) < 10**300 else "a number of more than 300 digits"
        if not math.isfinite(value):
            return str(value)
        return f"{value:.15g}" if not value.is_integer() or abs(value) >= 1e15 else str(int(value))


def column_letters(column: int) -> str:
    """Return the letters of a column that is counted from 1.

    >>> column_letters(1), column_letters(26), column_letters(27)
    ('A', 'Z', 'AA')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells by (row, column), both from 1, empty ones left out; how far it reaches; None as name for a text file.

    `merged` are the ranges of cells that the spreadsheet program shows as one, `comments` the places of
    cells that carry a comment.
    """

    name: str | None
    cells: Mapping[tuple[int, int], Cell]
    n_rows: int
    n_columns: int
    merged: tuple[Range, ...] = ()
    comments: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Source:
    """A file that was read: where it is, its name, the SHA-256 of its bytes, its sheets in their order."""

    path: Path
    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
