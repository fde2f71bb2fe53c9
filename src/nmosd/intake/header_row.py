"""Which row of a sheet holds its headers."""

from nmosd.intake.cells import Sheet
from nmosd.intake.guesses import SURE, guesses, listed_as
from nmosd.record.vocabulary.headers import header_words

_FIRST_ROWS = 30  # a header further down has not been seen


def header_row_of(sheet: Sheet) -> int | None:
    """Return the row whose cells best name fields, or None where no row names two.

    A row scores a point for each cell that is a known header, and up to one for how full it is; so a title above the header and
    the data below it lose. Of equal rows the first wins.
    """
    rows: dict[int, list[str]] = {}
    last = min((row for row, _ in sheet.cells), default=1) + _FIRST_ROWS
    for row, column in sorted(sheet.cells):
        if row <= last:
            rows.setdefault(row, []).append(sheet.cells[row, column].text)
    best, best_score = None, 0.0
    for row, texts in rows.items():
        named = sum(is_header(text, sheet.name) for text in dict.fromkeys(texts))
        score = named + len(texts) / max(sheet.n_columns, 1)
        if named >= 2 and score > best_score:
            best, best_score = row, score
    return best


def is_header(text: str, sheet_name: str | None = None) -> bool:
    """Return whether a text reads like the header of a column."""
    if len(text) > 60 or not any(letter.isalpha() for letter in text):
        return False
    words = header_words()
    if listed_as(text, words.private) or listed_as(text, words.unread):
        return True
    found = guesses(text, sheet_name)
    return bool(found) and found[0].score >= SURE
