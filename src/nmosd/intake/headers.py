"""The headers of a sheet: one name per column, and the words they are made of."""

import re
import unicodedata
from collections.abc import Iterator

from nmosd.intake.cells import Cell, Sheet, column_letters


def header_names(sheet: Sheet, header_row: int) -> dict[int, str]:
    """Return the name of each column that has a header or a cell below it, by its number, from left to right.

    The second of two equal headers is `Header (2)`; a column without a header is `(column F)`.
    """
    used = sorted({column for row, column in sheet.cells if row >= header_row})
    names: dict[int, str] = {}
    taken: set[str] = set()
    for number in used:
        cell = sheet.cells.get((header_row, number))
        base = " ".join(cell.text.split()) if cell else ""
        base = base or f"(column {column_letters(number)})"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base} ({count})"
        taken.add(name)
        names[number] = name
    return names


def cells_below(sheet: Sheet, header_row: int) -> Iterator[Cell]:
    """Yield the non-empty cells below the header, row by row, from left to right."""
    for row, column in sorted(sheet.cells):
        if row > header_row:
            yield sheet.cells[row, column]


def plain(text: str) -> str:
    """Return a text without case, accents and punctuation, its words parted by one space; letters and digits are parted too.

    >>> plain("Schübe (Anz.)"), plain("Rel1_type"), plain("PatID")
    ('schube anz', 'rel 1 type', 'pat id')
    """
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    text = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W\d_]+|\d+", text))
