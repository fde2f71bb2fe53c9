"""How a clinic writes things down: dates in several styles, brands and abbreviations, acuity on several charts."""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from nmosd.record.vocabulary import vocabulary
from nmosd.simulation.records.drawing import Draws
from nmosd.stats.arrays import Floats

Written = str | int | float | dt.date | None
_FIRST_SERIAL = dt.date(1899, 12, 30)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FAMILIAR = 4
"""So many of the words that the vocabulary knows for a name are in use."""
_TWO_THINGS = {"aps"}
"""Abbreviations that mean two things are not."""


class Handwriting:
    """A clinic's hand: what stands in a cell depends on the seed, the person and the column alone."""

    def __init__(self, seed: int, people: int) -> None:
        self._draws = Draws.of_people(seed, np.arange(1, people + 1))
        self._drawn: dict[str, Floats] = {}

    def among(self, choices: Sequence[str], person: int, purpose: str) -> str:
        """Return one of several ways."""
        if purpose not in self._drawn:
            self._drawn[purpose] = self._draws.uniform(f"sheet: {purpose}")
        return choices[int(self._drawn[purpose][person] * len(choices))]

    def word(self, listed: str, name: str | None, person: int, purpose: str) -> str | None:
        """Return a word for a name of a vocabulary: the name or one of the first that people write for it."""
        if name is None:
            return None
        words = [word for word in vocabulary(listed)[name].synonyms if word.isascii() and word not in _TWO_THINGS]
        return self.among([name, *words[:_FAMILIAR]], person, purpose)

    def date(self, earliest: dt.date | None, latest: dt.date | None, person: int, purpose: str) -> Written:
        """Return a date as exactly as it is known; a day is sometimes written as its month alone."""
        if earliest is None or latest is None:
            return None
        if (latest - earliest).days > 31:
            return earliest.year
        is_day = earliest == latest
        ways = ["cell", "cell", "cell", "text", "text", "serial", "03/14"] if is_day else ["03/14", "03/14", "3/2014", "Mar 2014"]
        written: dict[str, Written] = {
            "cell": earliest,
            "text": f"{earliest:%d.%m.%Y}",
            "serial": (earliest - _FIRST_SERIAL).days,
            "03/14": f"{earliest:%m/%y}",
            "3/2014": f"{earliest.month}/{earliest.year}",
            "Mar 2014": f"{_MONTHS[earliest.month - 1]} {earliest.year}",
        }
        return written[self.among(ways, person, purpose)]

    def number(self, value: float | None, person: int, purpose: str) -> Written:
        """Return a number, with a decimal comma here and there."""
        if value is None:
            return None
        way = self.among(["number", "number", "comma"], person, purpose)
        whole = int(value) if value == int(value) else value
        return whole if way == "number" else f"{value:g}".replace(".", ",")

    def acuity(self, decimal: float | None, category: str | None, person: int, purpose: str) -> Written:
        """Return an acuity as a decimal, a fraction in feet, or the abbreviation of a category below any chart."""
        if decimal is None:
            return None if category is None else vocabulary("acuity_category")[category].synonyms[0].upper()
        if self.among(["decimal", "decimal", "feet"], person, purpose) == "feet":
            return f"20/{round(20 / decimal)}"
        return self.number(float(f"{decimal:.2g}"), person, f"{purpose} as a number")
