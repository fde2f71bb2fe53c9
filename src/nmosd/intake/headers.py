"""The headers of a sheet: one name per column, and the words they are made of."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence

from nmosd.intake.cells import Cell, Sheet, column_letters


def header_names(sheet: Sheet, header_row: int, header_above: Collection[str] = ()) -> dict[int, str]:
    """Return the name of each column that has a header or a cell below it, by its number, from left to right.

    Texts of the row above that are in `header_above` stand before the headers that they span (`Rel 1 date`). The second of two
    equal headers is `Header (2)`; a column without a header is `(column F)`.
    """
    used = sorted({column for row, column in sheet.cells if row >= header_row})
    spanning = spans_above(sheet, header_row) if header_above else {}
    above = {
        column: text
        for text_column, columns in spanning.items()
        for column in columns
        if (text := _text(sheet, header_row - 1, text_column)) in header_above
    }
    names: dict[int, str] = {}
    taken: set[str] = set()
    for number in used:
        base = " ".join(part for part in (above.get(number, ""), _text(sheet, header_row, number)) if part)
        base = base or f"(column {column_letters(number)})"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base} ({count})"
        taken.add(name)
        names[number] = name
    return names


def texts_of_row(sheet: Sheet, row: int) -> tuple[str, ...]:
    """Return the different texts of a row from left to right, with single spaces."""
    return tuple(dict.fromkeys(text for column in range(1, sheet.n_columns + 1) if (text := _text(sheet, row, column))))


def spans_above(sheet: Sheet, header_row: int) -> dict[int, tuple[int, ...]]:
    """Return the columns over which each text in the row above the header stretches, by the column in which it stands.

    Where cells of that row are merged, the merged ranges say it. Elsewhere a text stretches over the blanks behind it as long as
    there are headers below them; over headers that recur (date, type, date, type) only as far as they do, and over each once.
    """
    row = header_row - 1
    columns = range(1, sheet.n_columns + 1)
    starts = [column for column in columns if _text(sheet, row, column)]
    merged = {left: right for top, left, bottom, right in sheet.merged if top <= row <= bottom and right > left}
    if merged:
        return {start: tuple(range(start, merged.get(start, start) + 1)) for start in starts}
    headers = [_text(sheet, header_row, column) for column in columns]
    ends = [*starts[1:], sheet.n_columns + 1]
    return {start: _stretch(sheet, header_row, start, end, headers) for start, end in zip(starts, ends, strict=False)}


def _stretch(sheet: Sheet, header_row: int, start: int, end: int, headers: Sequence[str]) -> tuple[int, ...]:
    first = _text(sheet, header_row, start)
    recurs = headers.count(first) > 1
    columns, seen = [start], {first}
    for column in range(start + 1, end):
        header = _text(sheet, header_row, column)
        if not first or not header or header in seen or (recurs and headers.count(header) < 2):
            break
        columns.append(column)
        seen.add(header)
    return tuple(columns)


def _text(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return " ".join(cell.text.split()) if cell else ""


def cells_below(sheet: Sheet, header_row: int) -> Iterator[Cell]:
    """Yield the non-empty cells below the header, row by row, from left to right."""
    for row, column in sorted(sheet.cells):
        if row > header_row:
            yield sheet.cells[row, column]


def plain(text: str) -> str:
    """Return a text without case, accents and punctuation, its words parted by one space; letters and digits are parted too.

    >>> plain("Schübe (Anz.)"), plain("Rel1_type"), plain("PatID"), plain("VA (logMAR)"), plain("NMO-IgG")
    ('schube anz', 'rel 1 type', 'pat id', 'va logmar', 'nmo igg')
    """
    text = re.sub(r"(?<=[a-z])(?=[A-Z])(?<!\bIg(?=G))(?<!\blog(?=MAR))", " ", text)
    text = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W\d_]+|\d+", text))
