"""Which row of a sheet holds its headers, and which texts of the row above belong to them."""

import re
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass

from nmosd.intake.cells import Sheet
from nmosd.intake.guesses import SURE, guesses
from nmosd.intake.header_phrases import listed_as
from nmosd.intake.headers import header_names, spans_above, texts_of_row
from nmosd.intake.plan import PATIENT_ID
from nmosd.record.vocabulary.headers import header_words

_FIRST_ROWS = 30  # a header further down has not been seen
_LEAST_JOINED = 2  # one header that means more below the text above it may be chance


@dataclass(frozen=True)
class Headers:
    """The row of a sheet's headers, and the texts of the row above that belong to the headers which they span."""

    row: int
    above: tuple[str, ...] = ()


def headers_of(sheet: Sheet) -> Headers | None:
    """Return where the headers stand, or None where no row names two fields.

    A row scores a point for each cell that is a known header, and up to one for how full it is; so a title above the header and
    the data below it lose. A row below another is tried with that other's texts as well, if these span several of its columns
    (`Rel 1` above `date` and `type`). Of equal rows the first wins.
    """
    best, best_score = None, 0.0
    first = min((row for row, _ in sheet.cells), default=1)
    for row in range(first, first + _FIRST_ROWS + 1):
        for above in dict.fromkeys([(), _texts_that_belong_to(sheet, row)]):
            names = _names(sheet, row, above) if above else texts_of_row(sheet, row)
            named = _count(names, sheet)
            score = named + len(names) / max(sheet.n_columns, 1)
            if named >= 2 and score > best_score:
                best, best_score = Headers(row, above), score
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


def _count(names: Iterable[str], sheet: Sheet) -> int:
    return sum(is_header(name, sheet.name) for name in dict.fromkeys(names))


def _names(sheet: Sheet, row: int, above: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in header_names(sheet, row, above).values() if not name.startswith("(column "))


def _texts_that_belong_to(sheet: Sheet, row: int) -> tuple[str, ...]:
    """Return the texts above a row that make known headers of what stands below them, and those with nothing below them.

    Nothing where `row` cannot be a row of headers (a header is a text), or where fewer than two of its headers need one: a title
    or a note above the headers explains none of them.
    """
    above, headers = texts_of_row(sheet, row - 1), texts_of_row(sheet, row)
    if not above or not headers or not all(re.search(r"[^\W\d_]", text) for text in headers):
        return ()
    spans, plain = spans_above(sheet, row), header_names(sheet, row)
    recurring = {text for text, count in Counter(_below(sheet, row, range(1, sheet.n_columns + 1))).items() if count > 1}
    needed, belonging = 0, []
    for start, columns in spans.items():
        text, below = _below(sheet, row - 1, [start])[0], _below(sheet, row, columns)
        gained = _gained(text, below, recurring, sheet.name)
        if (not below and start in plain) or (len(below) > 1 and gained):
            belonging.append(text)
            needed += gained
    belonging = list(dict.fromkeys(belonging))
    names = header_names(sheet, row, belonging).values()
    loses_patient = any(map(_names_patient, above)) and not any(map(_names_patient, names))
    return () if needed < _LEAST_JOINED or loses_patient else tuple(belonging)


def _below(sheet: Sheet, row: int, columns: Iterable[int]) -> list[str]:
    return [" ".join(sheet.cells[row, column].text.split()) for column in columns if (row, column) in sheet.cells]


def _gained(text: str, headers: list[str], recurring: Set[str], sheet_name: str | None) -> int:
    """Return how many headers need the text above them, or 0 where it would hide more than it explains.

    A header needs it that is a known one only with it, or stands below other texts as well.
    """
    gained = lost = 0
    for header in headers:
        joined = f"{text} {header}"
        if _names_patient(header) or (_is_private(header) and not _is_private(joined)):
            return 0
        known, known_joined = is_header(header, sheet_name), is_header(joined, sheet_name)
        gained += known_joined and (header in recurring or not known)
        lost += known and not known_joined and header not in recurring
    return gained if gained > lost else 0


def _names_patient(header: str) -> bool:
    return any(guess.to == PATIENT_ID and guess.score >= SURE for guess in guesses(header))


def _is_private(header: str) -> bool:
    return listed_as(header, header_words().private) is not None
