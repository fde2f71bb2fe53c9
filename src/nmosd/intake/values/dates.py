"""Calendar dates in every way in which people write them, read as the interval of days that they leave open."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from nmosd.intake.cells import Cell
from nmosd.intake.number_formats import date_precision
from nmosd.intake.values.choices import remark_note
from nmosd.intake.values.date_texts import Attempt, parse_date, swappable
from nmosd.intake.values.outcomes import DateOrder, Read, ReadOptions, Refused, is_date, is_number, quoted
from nmosd.intake.values.words import caution, normalise, reading_words
from nmosd.record import FIELDS, DateInterval, Field
from nmosd.record.dates import LAST_DAY, month, year

EARLIEST_YEAR = 1900
_YEAR_TYPED_INTO_A_DATE_CELL = (dt.date(1905, 2, 1), dt.date(1905, 12, 31))


def read_date(cell: Cell, field: Field, options: ReadOptions) -> Read | Refused:
    """Return the days that a date may be, as a `DateInterval`.

    - Date cells: the number format says how precisely the date is meant (`mm/yy` a month, `yyyy` a year); a time of day is
      left out.
    - Numbers: four digits are a year, 20140312 a day, 201403 a month; other whole numbers are the spreadsheet's count of days.
    - `12.03.2014` is 12 March whatever `date_order` says. `12/03/2014` follows `date_order`, and without it is read only if one
      order alone gives a date.
    - `03/14` and `Mar-14` are March 2014. Two-digit years: see `ReadOptions`; before 1950 they are read for births only.
    - Seasons are three months of the northern year, from March; `winter 2016` covers both winters that may be meant
      (December 2015 to February 2017), `winter 2015/16` the one. `early`, `mid` and `late` are thirds of a year (four months)
      or of a month (days 1-10, 11-20, 21 on).
    - `2012-2013` is one date that lies somewhere in the two years, unless the field starts or stops something.
    - `~2012`, `ca. 2012` and `2012?` are read as 2012 and not made wider; the reading is then not certain.
    - A remark in brackets (`06/2014 (recall)`) stays unread if it has no figure and nothing about time or doubt; not certain.
    - `ongoing` in `therapies.stop` leaves the stop open and says `ongoing = yes`; `before 2010` and the like are refused.
    """
    if is_date(cell):
        return _read_date_cell(cell, field, options)
    if is_number(cell):
        assert isinstance(cell.value, int | float)
        return _finished(_from_number(cell.value, cell, options), cell, field, options)
    return _read_text(cell, field, options)


def _read_text(cell: Cell, field: Field, options: ReadOptions) -> Read | Refused:
    text = normalise(cell.text)
    if field.path == "therapies.stop" and text in reading_words("date_phrases")["ongoing"]:
        return Read({"stop": None, "ongoing": "yes"})
    said, remark = _without_remark(text)
    bare, about = _without_doubt(said)
    since, bare = _without_since(bare, field)
    attempt = parse_date(bare, options, births=field.name == "birth")
    if attempt is None and re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", bare):
        attempt = _from_number(float(bare), cell, options)
    if attempt is None:
        return _not_a_date(cell, text, field)
    outcome = _finished(attempt, cell, field, options)
    if isinstance(outcome, Read) and (about or since):
        note = f"{quoted(cell.text)} was read as {outcome.fields[field.name]} and not made wider."
        return Read(outcome.fields, certain=False, note=note)
    if isinstance(outcome, Read) and remark:
        return Read(outcome.fields, certain=False, note=remark_note(remark))
    return outcome


def _read_date_cell(cell: Cell, field: Field, options: ReadOptions) -> Read | Refused:
    value = cell.value
    if not isinstance(value, dt.date):
        return Refused("I101", f"{quoted(cell.text)} is a time of day without a date.")
    exact = value.date() if isinstance(value, dt.datetime) else value
    precision = date_precision(cell.number_format)
    if options.cells_swapped:
        if exact.day > 12 or precision != "day":
            return Refused("I102", f"{quoted(cell.text)} cannot be a date whose day and month were swapped.")
        exact = exact.replace(month=exact.day, day=exact.month)
    if precision == "day without year":
        return Refused(
            "I105", f"{quoted(cell.text)} shows no year; the spreadsheet program supplied {exact.year} when it was typed."
        )
    if _YEAR_TYPED_INTO_A_DATE_CELL[0] <= exact <= _YEAR_TYPED_INTO_A_DATE_CELL[1]:
        typed = (exact - cell.epoch).days
        return Refused(
            "I105",
            f"{quoted(cell.text)} is what a spreadsheet program makes of the year {typed} typed into a date cell.",
            f"Format the cell as text and write {typed}, or the date that is meant.",
        )
    intervals = {"month": lambda: month(exact.year, exact.month), "year": lambda: year(exact.year)}
    interval = intervals.get(precision, lambda: DateInterval(exact, exact))()
    return _finished(Attempt(interval), cell, field, options)


def _from_number(value: float, cell: Cell, options: ReadOptions) -> Attempt | None:
    if abs(value) >= 100_000_000:
        return None
    if not float(value).is_integer():
        return _from_serial(value, cell, options) if value >= 10_000 else None
    whole = int(value)
    if 1000 <= whole < 10_000:
        return Attempt(year(whole))
    if 10_000 <= whole < 100_000:
        return _from_serial(whole, cell, options)
    return parse_date(str(whole), options) if whole >= 100_000 else None


def _from_serial(value: float, cell: Cell, options: ReadOptions) -> Attempt | None:
    if value >= 100_000:
        return None
    exact = cell.epoch + dt.timedelta(days=int(value))
    return Attempt(DateInterval(exact, exact)) if exact.year <= options.latest_year else None


def _without_remark(text: str) -> tuple[str, str | None]:
    """Return the text without a remark in brackets that says nothing about the date itself, and that remark."""
    found = re.fullmatch(r"(?P<said>.*[0-9])\s*\((?P<remark>[^()0-9?<>]*[a-z][^()0-9?<>]*)\)", text)
    words = set(re.findall(r"[a-z]+", found["remark"])) if found else set()
    phrases = reading_words("date_phrases")
    if not found or caution(found["remark"]) or words & (phrases["open"] | phrases["about"] | phrases["ongoing"]):
        return text, None
    return found["said"], found["remark"]


def _without_doubt(text: str) -> tuple[str, bool]:
    bare = re.sub(r"\s*(?:\(\s*\?+\s*\)|\?+|\(\s*(?:ca|circa|about|approx|approximately)\.?\s*\))$", "", text)
    words = "|".join(re.escape(word) for word in sorted(reading_words("date_phrases")["about"], key=len, reverse=True))
    bare = re.sub(rf"^(?:{words})(?![a-z])\.?\s*(?=[0-9a-z(])", "", bare)
    return bare, bare != text


def _without_since(text: str, field: Field) -> tuple[bool, str]:
    """A drug that was started since 2014 was started in 2014; elsewhere `since` leaves the end open."""
    first, _, rest = text.partition(" ")
    if field.path == "therapies.start" and rest and first in reading_words("date_phrases")["since"]:
        return True, rest
    return False, text


def _finished(attempt: Attempt | None, cell: Cell, field: Field, options: ReadOptions) -> Read | Refused:
    if attempt is None:
        return Refused("I101", f"{quoted(cell.text)} is no date for {field.path}.")
    if attempt.code:
        return Refused(attempt.code, f"{quoted(cell.text)} {attempt.reason}.", attempt.remedy)
    interval = attempt.interval
    assert interval is not None  # an attempt without a code has an interval
    if interval.earliest.year < EARLIEST_YEAR or interval.earliest.year > options.latest_year or interval.latest > LAST_DAY:
        return Refused("I103", f"{quoted(cell.text)} lies outside the years {EARLIEST_YEAR} to {options.latest_year}.")
    if attempt.a_span and field.name in ("start", "stop"):
        return Refused(
            "I106", f"{quoted(cell.text)} may be a start and a stop in one cell, or one date that is not known better."
        )
    if (interval.latest - interval.earliest).days > 3 * 366:
        return Refused("I106", f"{quoted(cell.text)} spans more than three years, so it looks like two dates.")
    if field.name == "birth" and _century_is_open(interval.earliest.year, cell, options):
        attempt = replace(attempt, certain=False)
    note = None if attempt.certain else f"{quoted(cell.text)} was taken for {interval}."
    return Read({field.name: interval}, attempt.certain, note)


def _century_is_open(born: int, cell: Cell, options: ReadOptions) -> bool:
    """Return whether a birth year of two digits may as well be a hundred years earlier, at an age that people reach."""
    oldest = FIELDS["patients.age_at_report"].high or 0
    written = isinstance(cell.value, str) and not re.search(r"[0-9]{4}", cell.text)
    return written and born >= 2000 and options.latest_year - (born - 100) <= oldest


def _not_a_date(cell: Cell, text: str, field: Field) -> Refused:
    phrases = reading_words("date_phrases")
    words = set(re.findall(r"[a-z]+|[<>≤≥]", text))
    if text in phrases["ongoing"] or words & phrases["open"]:
        return Refused("I104", f"{quoted(cell.text)} leaves one end of {field.path} open.")
    if caution(text) == "doubt":
        return Refused("I122", f"{quoted(cell.text)} leaves {field.path} in doubt.")
    if len(re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", text)) > 1 or re.search(
        r"[0-9]\s*[;,&+]\s*[0-9]+[./-][0-9]", text
    ):
        return Refused("I106", f"{quoted(cell.text)} holds more than one date.")
    return Refused("I101", f"{quoted(cell.text)} is no date for {field.path}.")


def converted_by_half(cells: Iterable[Cell]) -> bool:
    """Return whether a column looks as if the spreadsheet program had taken day for month wherever that gave a date.

    Then texts have numbers above 12 in the place where the program wants a month, and no date cell has a day above 12, though
    half of all dates do: `25/04/2014` stayed text and `05/04/2014` became 4 May.

    >>> converted_by_half([Cell("25/04/2014"), Cell(dt.datetime(2014, 5, 4), "mm/dd/yyyy")])
    True
    """
    cells = list(cells)
    days = [cell.value for cell in cells if isinstance(cell.value, dt.date) and date_precision(cell.number_format) == "day"]
    swapped = any(day.day != day.month for day in days) and all(day.day <= 12 for day in days)
    return swapped and date_order_of(cells) is not None


def date_order_of(cells: Iterable[Cell]) -> DateOrder | None:
    """Return the order of day and month that the unambiguous cells of a column have in common.

    None if no cell tells, or if two cells contradict each other. `25/04/2014` tells; `25.04.2014`, whose dots always mean
    day and month, does not.

    >>> date_order_of([Cell("05/04/2014"), Cell("25/04/2014")])
    'day-month'
    """
    orders: set[DateOrder] = set()
    for cell in cells:
        pair = swappable(normalise(cell.value)) if isinstance(cell.value, str) else None
        if pair and pair[0] > 12 >= pair[1]:
            orders.add("day-month")
        elif pair and pair[1] > 12 >= pair[0]:
            orders.add("month-day")
    return orders.pop() if len(orders) == 1 else None
