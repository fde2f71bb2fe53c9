"""Days, and intervals of days, and how they are shown.

The record keeps a date as its first and last possible day. In a record whose calendar is relative, day 0 is the onset of disease;
it is stored as 1970-01-01, whose day number is 0, and shown as days or months from onset, never as a date.
"""

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass

DAYS_PER_YEAR = 365.25
# To multiply by: Polars rounds a division by a number otherwise for one row than for many, and a person alone must have the years
# that they have among others.
YEARS_PER_DAY = 1 / DAYS_PER_YEAR
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
DAY_ZERO = dt.date(1970, 1, 1)
FIRST_DAY, LAST_DAY = dt.date(1800, 1, 1), dt.date(2100, 12, 31)
"""The days that a record can hold: outside them lies no patient, only a typing error."""

_SHOWN_DAYS = re.compile(r"day (-?[0-9]{1,6})(?: to (-?[0-9]{1,6}))?")
_SHOWN_DATES = re.compile(r"([0-9]{4}(?:-[0-9]{2}){0,2})(?: to ([0-9]{4}-[0-9]{2}-[0-9]{2}))?")


@dataclass(frozen=True, order=True)
class DateInterval:
    """The first and the last day that a date may be; equal where the day is known."""

    earliest: dt.date
    latest: dt.date

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError(f"An interval cannot end ({self.latest}) before it starts ({self.earliest}).")

    def __str__(self) -> str:
        return show_interval(self.earliest, self.latest)


def day(year: int, month: int, day_of_month: int) -> DateInterval:
    """Return the interval of one day."""
    exact = dt.date(year, month, day_of_month)
    return DateInterval(exact, exact)


def month(year: int, number: int) -> DateInterval:
    """Return the interval of a calendar month.

    >>> str(month(2014, 2))
    '2014-02'
    """
    return DateInterval(dt.date(year, number, 1), dt.date(year, number, monthrange(year, number)[1]))


def year(number: int) -> DateInterval:
    """Return the interval of a calendar year."""
    return DateInterval(dt.date(number, 1, 1), dt.date(number, 12, 31))


def relative(first_day: int, last_day: int | None = None) -> DateInterval:
    """Return the interval of days counted from the onset of disease, for a record whose calendar is relative."""
    last_day = first_day if last_day is None else last_day
    return DateInterval(DAY_ZERO + dt.timedelta(first_day), DAY_ZERO + dt.timedelta(last_day))


def show_interval(earliest: dt.date | None, latest: dt.date | None, calendar: str = "absolute") -> str:
    """Return an interval as a person writes it: `2014-03-12`, `2014-03`, `2014`, else `2014-03-01 to 2014-05-31`.

    With a relative calendar: `day 0`, `day 30 to 45`. An unknown date is the empty string.

    >>> show_interval(dt.date(2014, 1, 1), dt.date(2014, 12, 31))
    '2014'
    >>> show_interval(dt.date(1970, 1, 31), dt.date(1970, 2, 15), "relative")
    'day 30 to 45'
    """
    if earliest is None or latest is None:
        return ""
    if calendar == "relative":
        first, last = ((point - DAY_ZERO).days for point in (earliest, latest))
        return f"day {first}" if first == last else f"day {first} to {last}"
    if earliest == latest:
        return earliest.isoformat()
    interval = DateInterval(earliest, latest)
    if interval == month(earliest.year, earliest.month):
        return f"{earliest:%Y-%m}"
    if interval == year(earliest.year):
        return f"{earliest.year}"
    return f"{earliest.isoformat()} to {latest.isoformat()}"


def parse_shown(text: str, calendar: str = "absolute") -> DateInterval | None:
    """Return the interval that `show_interval` shows as this text; None for any other text and for days no record can hold.

    >>> parse_shown("2014-03-01 to 2014-05-31") == DateInterval(dt.date(2014, 3, 1), dt.date(2014, 5, 31))
    True
    >>> parse_shown("day 30 to 45", "relative") == relative(30, 45)
    True
    """
    try:
        if calendar == "relative":
            days = _SHOWN_DAYS.fullmatch(text)
            interval = relative(int(days[1]), int(days[2] or days[1])) if days else None
        else:
            dates = _SHOWN_DATES.fullmatch(text)
            interval = _shown_dates(dates[1], dates[2]) if dates else None
    except (ValueError, OverflowError):
        return None
    return interval if interval and interval.earliest >= FIRST_DAY and interval.latest <= LAST_DAY else None


def _shown_dates(first: str, last: str | None) -> DateInterval | None:
    numbers = [int(part) for part in first.split("-")]
    if len(numbers) == 3:
        return DateInterval(dt.date.fromisoformat(first), dt.date.fromisoformat(last or first))
    if last is not None:
        return None
    return month(*numbers) if len(numbers) == 2 else year(numbers[0])
