"""Acuity charts that are scored by letters, read from `letter_chart.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class LetterChart:
    """How letters are scored: logMAR of one letter, the score that is 20/20, the most letters there are, source and mark."""

    letter: float
    letters_at_20_20: int
    most: int
    source: str
    mark: str

    def logmar(self, letters: float) -> float:
        """Return the logMAR acuity of a score.

        >>> letter_chart().logmar(85), letter_chart().logmar(35)
        (0.0, 1.0)
        """
        return (self.letters_at_20_20 - letters) * self.letter


@cache
def letter_chart() -> LetterChart:
    """Return the chart of the Early Treatment Diabetic Retinopathy Study, the one in use."""
    return LetterChart(**tomllib.loads(files(__package__).joinpath("letter_chart.toml").read_text("utf-8")))
