"""Whom a row is about: the pseudonym in its id cell, or the reason why there is none."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from nmosd.intake.cells import Cell
from nmosd.intake.headers import plain
from nmosd.record.vocabulary import vocabulary
from nmosd.record.vocabulary.headers import header_words

_FIRST_WORDS_OF_SUMS = ("total", "mean", "median", "gesamt", "summe", "mittelwert", "moyenne", "legend")


@dataclass(frozen=True)
class NoPatient:
    """Why a row is about nobody."""

    code: str
    why: str
    remedy: str | None = None

    def message(self, row: int) -> str:
        """Return the sentence for the cells of one row."""
        return f"Row {row} {self.why}, so none of its cells can be given to a person."


def patient_of(cell: Cell | None) -> str | NoPatient:
    """Return the pseudonym that an id cell holds.

    A blank or a word for "not known" is no patient; nor is a date, an error of the spreadsheet program or a yes/no value; nor is
    a word that sums up other rows (`Total`, `mean`, `n = 118`).

    >>> patient_of(Cell(17.0))
    '17'
    >>> patient_of(Cell("n = 118")).code
    'I203'
    """
    text = " ".join(cell.text.split()) if cell else ""
    if cell is None or text.casefold() in _missing_words():
        return NoPatient("I201", "has no patient id")
    if isinstance(cell.value, bool | dt.date | dt.time) or text.startswith(("#", "=")) or text in ("nan", "inf", "-inf"):
        return NoPatient("I202", f"has a patient id that cannot be read ({text!r})")
    if _sums_up(text):
        return NoPatient("I203", f"sums up other rows ({text!r})")
    if not re.search(r"\w", text):
        return NoPatient("I202", f"has a patient id that cannot be read ({text!r})")
    return text


@cache
def _missing_words() -> frozenset[str]:
    terms = vocabulary("missing").values()
    words = {word.casefold() for term in terms for word in (term.name, *term.synonyms)}
    return frozenset(words | {""})


def _sums_up(text: str) -> bool:
    words = plain(text)
    if words in header_words().summary_rows or text.strip() in header_words().summary_rows:
        return True
    counted = re.fullmatch(r"n\s*[=:]\s*\d+.*", text.strip().casefold())
    return bool(counted) or words.split(" ")[0] in _FIRST_WORDS_OF_SUMS
