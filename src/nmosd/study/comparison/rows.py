"""How a figure of a comparison becomes a row of results, and what stands there when there is none."""

from collections.abc import Iterable
from dataclasses import replace

from nmosd.stats import Estimate
from nmosd.study.description.summaries import CANNOT_BE_TOLD, Row

FEWEST_EVENTS = 5
"""With fewer events in a group no p value is given that rests on large numbers."""

SAME_AGAIN = "The {} events are {} different ones, each counted for every trial or episode of the person that it falls in"

CONFIDENCE = 0.95


def figure(found: Estimate, **where: object) -> Row:
    """Return the row of a figure, its warnings as whole sentences; one without estimate and limits has no method either."""
    said = tuple(sentence(warning) for warning in found.warnings)
    if found.estimate is None and found.lower is None and found.upper is None:
        return replace(found, method=CANNOT_BE_TOLD, confidence=None, warnings=said).row(**where)
    return replace(found, warnings=said).row(**where)


def nothing(measure: str, why: str, **where: object) -> Row:
    """Return the row of a figure that cannot be told, and why."""
    return Estimate(measure, None, None, None, None, CANNOT_BE_TOLD, warnings=(sentence(why),)).row(**where)


def sentence(text: str) -> str:
    """Return a text that begins and ends as a sentence does.

    >>> sentence("only 3 events")
    'Only 3 events.'
    """
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def with_warnings(row: Row, more: Iterable[str]) -> Row:
    """Return a row with more warnings, none twice."""
    own = row.get("warnings")
    said = dict.fromkeys([*(own if isinstance(own, list) else []), *(sentence(text) for text in more)])
    return row | {"warnings": list(said) or None}


def many(number: int, one: str, more: str) -> str:
    """Return a number with the noun that goes with it.

    >>> many(1, "person", "people"), many(2, "person", "people")
    ('1 person', '2 people')
    """
    return f"{number} {one if number == 1 else more}"


def in_years(years: float) -> str:
    """Return a number of years with its noun.

    >>> in_years(1), in_years(2.5)
    ('1 year', '2.5 years')
    """
    return f"{years:g} {'year' if years == 1 else 'years'}"
