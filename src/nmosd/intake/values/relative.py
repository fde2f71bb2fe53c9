"""Times from the onset of disease, for a record whose calendar is relative."""

import math
import re

from nmosd.intake.cells import Cell
from nmosd.intake.values.numbers import UNIT_DAYS
from nmosd.intake.values.outcomes import Read, ReadOptions, Refused, is_date, quoted
from nmosd.intake.values.words import normalise, reading_words, word_meanings
from nmosd.record import DateInterval, Field
from nmosd.record.dates import relative

_NUMBER = r"[0-9]{1,6}(?:[.,][0-9]{1,6})?"
_AMOUNT = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>[a-z]+)\.?")
_UNIT_FIRST = re.compile(rf"(?P<unit>[a-z]+)\s*(?P<number>[+-]?{_NUMBER})")
_SIGNED = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<amounts>{_NUMBER}.*?)\s*(?P<side>before|after|later|post)?(?: (?:the )?(?:onset|index))?"
)
_SPAN = re.compile(
    rf"(?P<before>[a-z]+)?\s*(?P<first>[+-]?{_NUMBER}) (?:to|bis|a|hasta) (?P<last>[+-]?{_NUMBER})\s*(?P<after>[a-z]+)?\.?"
)
_MOST_DAYS = 120 * 366


def read_time_from_onset(cell: Cell, field: Field, options: ReadOptions) -> Read | Refused:
    """Return the days from onset that a text such as `6 months`, `15 years`, `day 12` or `index` stands for.

    The interval is half a unit of the last stated digit to both sides: 15 years is 14.5 to 15.5 years, 1.6 months is 1.55 to
    1.65; 0 is exactly day 0. A bare number takes the unit of its column; without one only 0 is read. `day 30 to 45` and
    `6 to 8 months` are one date that lies between the two, unless the field starts or stops something.
    """
    if is_date(cell):
        return Refused(
            "I107",
            f"{quoted(cell.text)} is a calendar date, but the calendar of this record is relative.",
            'Write the time from onset, or set calendar = "absolute" in the mapping.',
        )
    text = normalise(cell.text)
    if text in reading_words("date_phrases")["index"]:
        return Read({field.name: relative(0)})
    span = _span(text)
    if span is not None:
        return _from_span(span, cell, field)
    found = _SIGNED.fullmatch(text) or _unit_first(text)
    amounts = _amounts(found["amounts"], options.unit) if found else None
    if not found or amounts is None:
        return Refused("I107", f"{quoted(cell.text)} is no time from onset{_missing_unit(text, options)}.")
    backwards = (found["sign"] == "-") != (found["side"] == "before")
    days, half = (-amounts[0] if backwards else amounts[0]), amounts[1]
    if abs(days) + half > _MOST_DAYS:
        return Refused("I103", f"{quoted(cell.text)} is longer than a life.")
    return Read({field.name: _interval(days, half)})


def _span(text: str) -> tuple[str, str, str] | None:
    """Return the two ends of a stretch and their unit, None for any other text."""
    found = _SPAN.fullmatch(text)
    units = [unit for unit in (found["before"], found["after"]) if unit] if found else []
    if not found or len(units) != 1 or units[0] not in word_meanings("time_units"):
        return None
    return found["first"], found["last"], units[0]


def _from_span(span: tuple[str, str, str], cell: Cell, field: Field) -> Read | Refused:
    ends = []
    for written in span[:2]:
        amounts = _amounts(f"{written.lstrip('+-')} {span[2]}", None)
        assert amounts is not None  # a number and a known unit
        days, half = amounts
        if days + half > _MOST_DAYS:
            return Refused("I103", f"{quoted(cell.text)} is longer than a life.")
        ends.append(_interval(-days if written.startswith("-") else days, half))
    if ends[1].earliest < ends[0].earliest:
        return Refused("I103", f"{quoted(cell.text)} ends before it starts.")
    if field.name in ("start", "stop"):
        return Refused(
            "I106", f"{quoted(cell.text)} may be a start and a stop in one cell, or one date that is not known better."
        )
    return Read({field.name: DateInterval(ends[0].earliest, ends[1].latest)})


def _unit_first(text: str) -> re.Match[str] | None:
    found = _UNIT_FIRST.fullmatch(text)
    if not found or found["unit"] not in word_meanings("time_units"):
        return None
    turned = f"{found['number']} {found['unit']}"
    return _SIGNED.fullmatch(turned)


def _amounts(text: str, unit: str | None) -> tuple[float, float] | None:
    """Return the days that `1 year 6 months` adds up to, and half of the last stated digit in days."""
    if re.fullmatch(_NUMBER, text):
        if float(text.replace(",", ".")) == 0:
            return 0.0, 0.0
        text = f"{text} {unit or '?'}"
    days, half, position = 0.0, 0.0, 0
    for found in _AMOUNT.finditer(text):
        if text[position : found.start()].strip(" ,") not in ("", "and", "und"):
            return None
        length = UNIT_DAYS.get(word_meanings("time_units").get(found["unit"], found["unit"]))
        if length is None:
            return None
        number = found["number"].replace(",", ".")
        decimals = len(number.partition(".")[2])
        days += float(number) * length
        half = length * 10.0**-decimals / 2
        position = found.end()
    if position == 0 or text[position:].strip():
        return None
    return (days, half) if days else (0.0, 0.0)


def _interval(days: float, half: float) -> DateInterval:
    first, last = math.ceil(days - half), math.floor(days + half)
    return relative(first, last) if first <= last else relative(round(days))


def _missing_unit(text: str, options: ReadOptions) -> str:
    return ": its unit is not stated" if options.unit is None and re.fullmatch(rf"[+-]?{_NUMBER}", text) else ""
