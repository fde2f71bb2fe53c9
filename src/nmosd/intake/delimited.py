"""Text tables (CSV): their encoding, their delimiter, their cells."""

import csv
import io
from collections import Counter
from types import MappingProxyType

from nmosd.errors import SourceError
from nmosd.intake.cells import Cell, Sheet

_DELIMITERS = (",", ";", "\t")
_ROWS_LOOKED_AT = 100


def read_delimited(raw: bytes, name: str, *, delimiter: str | None = None) -> Sheet:
    """Return the one sheet of a text table; every value is text as it stands there, rows count as a spreadsheet program counts.

    The encoding is UTF-8 or UTF-16 with its mark, else UTF-8, else Windows-1252. The delimiter is the one of comma, semicolon and
    tab that gives the most even columns, unless it is given.

    Raises:
        SourceError: an encoding that is none of these, bytes that are no text, quotes that do not close, no cell at all.
    """
    text = _decoded(raw, name)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[4], rest
    delimiter = delimiter or _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    cells: dict[tuple[int, int], Cell] = {}
    try:
        for row, values in enumerate(reader, start=1):
            for column, value in enumerate(values, start=1):
                if value.strip():
                    cells[row, column] = Cell(value, row=row, column=column)
    except csv.Error as error:
        raise SourceError(
            f"{name}: near line {reader.line_num} the text table breaks ({error}); "
            "open it in a spreadsheet program and save it as .xlsx."
        ) from None
    if not cells:
        raise SourceError(f"{name} holds no cell with a value; choose the file with the patients.")
    return Sheet(None, MappingProxyType(cells), max(row for row, _ in cells), max(column for _, column in cells))


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in raw:
        raise SourceError(
            f"{name} holds zero bytes, so it is no text table; save it from the spreadsheet program as CSV (UTF-8) or .xlsx."
        )
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SourceError(f"{name} is in no encoding that can be read (UTF-8 or Windows-1252); save it as CSV (UTF-8) or .xlsx.")


def _delimiter(text: str) -> str:
    def evenness(delimiter: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        widths: Counter[int] = Counter()
        try:
            for values, _ in zip(reader, range(_ROWS_LOOKED_AT), strict=False):
                widths[len(values)] += bool(values)
        except csv.Error:
            return (0.0, 0)
        wide = {width: rows for width, rows in widths.items() if width > 1}
        if not wide:
            return (0.0, 0)
        width, rows = max(wide.items(), key=lambda item: (item[1], item[0]))
        return (rows / widths.total(), width)

    return max(_DELIMITERS, key=evenness)
