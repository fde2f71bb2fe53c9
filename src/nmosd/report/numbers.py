"""How a number is written: decimals by what it measures, intervals, minus signs, and the word for what cannot be told."""

import math
from dataclasses import dataclass

CANNOT_TELL = "cannot tell"
MINUS = "\u2212"
NARROW_SPACE = "\u202f"

_DECIMALS = {
    "mean cumulative": 2,
    "count": 0,
    "person-years": 1,
    "median": 1,
    "standardized": 2,
    "mean": 1,
    "rate": 2,
    "ratio": 2,
    "proportion": 2,
    "survival": 2,
    "incidence": 2,
    "prevalence": 2,
    "difference": 2,
    "share": 2,
}

_MOST_DECIMALS = 6


@dataclass(frozen=True)
class Written:
    """A number as it is printed, cut where a column of numbers is aligned: before the decimal point.

    `head` is what stands left of the point (`12`), `tail` the rest (`.4 (10.2 to 14.1)`); together they are the text.
    """

    head: str
    tail: str = ""

    def __str__(self) -> str:
        return self.head + self.tail


def number(value: float | None, decimals: int = 0) -> str:
    """Return a number with fixed decimals, a true minus sign and narrow spaces from 10 000 on; null is `cannot tell`.

    >>> number(-0.4567, 2), number(12345), number(None), number(float("inf"))
    ('−0.46', '12\\u202f345', 'cannot tell', '∞')
    """
    if value is None or math.isnan(value):
        return CANNOT_TELL
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    text = f"{abs(value):,.{decimals}f}"
    if abs(value) < 10_000:
        text = text.replace(",", "")
    below_zero = value < 0 and float(text.replace(",", "")) != 0
    return (MINUS if below_zero else "") + text.replace(",", NARROW_SPACE)


def decimals_of(measure: str, *values: float | None) -> int:
    """Return how many decimals a measure is printed with; small rates, ratios and shares get more, so that none reads as zero.

    `measure` is the column of `Results`; its first known word decides (`rate per person-year` is a rate).

    >>> decimals_of("rate", 0.42), decimals_of("rate", 0.004, 0.02), decimals_of("rate", 0.0, 0.002), decimals_of("count")
    (2, 3, 4, 0)
    """
    decimals = next((found for word, found in _DECIMALS.items() if word in measure), 1)
    finite = [abs(value) for value in values if value is not None and math.isfinite(value)]
    largest = max(finite, default=0.0)
    if decimals == _DECIMALS["rate"] and 0 < largest < 0.1:
        return min(decimals - 1 - math.floor(math.log10(largest)), _MOST_DECIMALS)
    return decimals


def interval(estimate: float | None, lower: float | None, upper: float | None, decimals: int = 2) -> str:
    """Return an estimate with its interval, such as `0.42 (0.27 to 0.66)`; without limits the estimate alone.

    >>> interval(0.4211, 0.2712, 0.6604), interval(3, None, None, 0), interval(None, None, None)
    ('0.42 (0.27 to 0.66)', '3', 'cannot tell')
    """
    if estimate is None or lower is None or upper is None:
        return number(estimate, decimals)
    return f"{number(estimate, decimals)} ({number(lower, decimals)} to {number(upper, decimals)})"


def percent(share: float | None, decimals: int = 0) -> str:
    """Return a share as a percentage with its sign; only nobody is 0 %, and only everybody 100 %.

    >>> percent(0.7234), percent(1 / 300), percent(299 / 300), percent(0.0)
    ('72\\u202f%', '<1\\u202f%', '>99\\u202f%', '0\\u202f%')
    """
    if share is None:
        return CANNOT_TELL
    written = number(100 * share, decimals)
    smallest = number(10**-decimals, decimals)
    if 0 < share < 1 and float(written) in (0, 100):
        written = f"<{smallest}" if float(written) == 0 else f">{number(100 - 10**-decimals, decimals)}"
    return written + NARROW_SPACE + "%"


def p_text(value: float | None) -> str:
    """Return a p value as journals print it: two digits that count, no smaller than `<0.001`; null is empty.

    >>> p_text(0.0421), p_text(0.3), p_text(0.00042), p_text(0.9999), p_text(None)
    ('0.042', '0.30', '<0.001', '>0.99', '')
    """
    if value is None:
        return ""
    if value < 0.001:
        return "<0.001"
    return ">0.99" if value > 0.99 else number(value, 2 if value >= 0.1 else 3)


def confidence_percent(confidence: float) -> str:
    """Return the confidence of an interval as it was asked for, not rounded.

    >>> confidence_percent(0.95), confidence_percent(0.975)
    ('95\\u202f%', '97.5\\u202f%')
    """
    return f"{100 * confidence:.10g}{NARROW_SPACE}%"


def share_of(events: int | None, n: int | None, share: float | None) -> str:
    """Return people out of people with the percentage, such as `34/47 (72 %)`; nobody to count in is `cannot tell`.

    >>> share_of(34, 47, 34 / 47)
    '34/47 (72\\u202f%)'
    """
    if events is None or not n:
        return CANNOT_TELL
    return f"{number(events)}/{number(n)} ({percent(share if share is not None else events / n)})"


def aligned(text: str) -> Written:
    """Return a printed number cut before its decimal point, or after its first whole number where it has none.

    >>> aligned("12.4 (10.2 to 14.1)"), aligned("34 (72 %)"), aligned("cannot tell")
    (Written(head='12', tail='.4 (10.2 to 14.1)'), Written(head='34', tail=' (72 %)'), Written(head='', tail='cannot tell'))
    """
    if text.startswith((CANNOT_TELL, "< ", "not ")):
        return Written("", text)
    cut = next((place for place, sign in enumerate(text) if sign in ". /("), len(text))
    return Written(text[:cut], text[cut:])


def years(value: float | None) -> str:
    """Return a span of time in years with one decimal, and its unit."""
    return CANNOT_TELL if value is None else f"{number(value, 1)} years"


def people(count: int) -> str:
    """Return a number of people in words: `1 person`, `118 people`.

    >>> people(1), people(118)
    ('1 person', '118 people')
    """
    return counted(count, "person", "people")


def counted(count: int, one: str, many: str) -> str:
    """Return a count with its noun.

    >>> counted(0, "attack", "attacks"), counted(1, "attack", "attacks")
    ('0 attacks', '1 attack')
    """
    return f"{number(count)} {one if count == 1 else many}"
