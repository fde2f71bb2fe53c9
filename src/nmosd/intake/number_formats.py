"""What a number format of a spreadsheet says about a date: how precisely it was meant, and what a person saw.

A date cell always holds a day. Only its format tells `mm/yy` (a month) from `dd.mm.yyyy` (a day).
"""

import datetime as dt
import re
from functools import lru_cache
from typing import Literal

Precision = Literal["day", "month", "year", "day without year"]

_NOT_SHOWN = re.compile(r"\[[^\]]*\]|_.|\*.", re.DOTALL)
_TOKENS = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<half>am/pm|a/p)|(?P<code>y+|m+|d+|h+|s+)|(?P<other>.)', re.DOTALL)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@lru_cache(maxsize=1024)
def format_codes(number_format: str) -> tuple[tuple[str, str], ...]:
    """Return the pieces of a date format as (`code` | `literal`, text); minutes are told from months as `min`.

    >>> format_codes(r"[$-407]mmm\\ yy;@")
    (('code', 'mmm'), ('literal', ' '), ('code', 'yy'))
    """
    first = _first_section(_NOT_SHOWN.sub("", number_format))
    pieces: list[tuple[str, str]] = []
    for found in _TOKENS.finditer(first.lower()):
        if found["code"]:
            pieces.append(("code", found["code"]))
        elif found["half"]:
            pieces.append(("code", "half"))
        else:
            literal = next((text for text in (found["quoted"], found["escaped"], found["other"]) if text is not None), "")
            pieces.append(("literal", literal))
    return tuple(_minutes_marked(pieces))


def _first_section(number_format: str) -> str:
    quoted = False
    for position, character in enumerate(number_format):
        if character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            return number_format[:position]
    return number_format


def _minutes_marked(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    codes = [index for index, (kind, _) in enumerate(pieces) if kind == "code"]
    marked = list(pieces)
    for place, index in enumerate(codes):
        text = pieces[index][1]
        before = pieces[codes[place - 1]][1] if place else ""
        after = pieces[codes[place + 1]][1] if place + 1 < len(codes) else ""
        if text in ("m", "mm") and (before.startswith("h") or after.startswith("s")):
            marked[index] = ("code", "min" * len(text))
    return marked


def date_precision(number_format: str) -> Precision:
    """Return how precisely a date cell of this format is meant.

    A format that shows day and month but no year is what a spreadsheet program gives to a typed `5/10`: the year is the year of
    typing. A format that is not one of a date (`General`) leaves the day that the cell holds.

    >>> date_precision("mm/yy"), date_precision("yyyy"), date_precision("dd.mm.yyyy"), date_precision("d-mmm")
    ('month', 'year', 'day', 'day without year')
    """
    codes = {text[0] for kind, text in format_codes(number_format) if kind == "code" and not text.startswith("min")}
    if "d" in codes:
        return "day" if "y" in codes or "m" not in codes else "day without year"
    if "m" in codes:
        return "month"
    return "year" if "y" in codes else "day"


def show_date(value: dt.datetime | dt.date | dt.time, number_format: str) -> str:
    """Return a date or a time as its format shows it, month names in English; in ISO form where the format says nothing.

    >>> show_date(dt.date(2014, 3, 1), "mm/yy")
    '03/14'
    """
    pieces = format_codes(number_format)
    dated, timed = isinstance(value, dt.date), not isinstance(value, dt.date) or isinstance(value, dt.datetime)
    wanted = [text[0] for kind, text in pieces if kind == "code" and text != "half" and not text.startswith("min")]
    if (
        not wanted
        or not all(code in "ymd" if dated and not timed else True for code in wanted)
        or (not dated and set(wanted) & set("ymd"))
    ):
        return _iso(value)
    twelve = ("code", "half") in pieces
    return "".join(text if kind == "literal" else _show_code(value, text, twelve) for kind, text in pieces).strip()


def _iso(value: dt.datetime | dt.date | dt.time) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
    return value.isoformat()


def _show_code(value: dt.datetime | dt.date | dt.time, code: str, twelve: bool) -> str:
    if code.startswith("min") or code[0] in "hs" or code == "half":
        return _show_clock(value, code, twelve)
    assert isinstance(value, dt.date)  # show_date has sent times without a day elsewhere
    if code[0] == "y":
        return f"{value.year % 100:02d}" if len(code) <= 2 else f"{value.year:04d}"
    if code[0] == "m":
        name = _MONTHS[value.month - 1]
        return {1: str(value.month), 2: f"{value.month:02d}", 3: name[:3], 5: name[0]}.get(len(code), name)
    weekday = _WEEKDAYS[value.weekday()]
    return {1: str(value.day), 2: f"{value.day:02d}", 3: weekday[:3]}.get(len(code), weekday)


def _show_clock(value: dt.datetime | dt.date | dt.time, code: str, twelve: bool) -> str:
    clock = value.time() if isinstance(value, dt.datetime) else value if isinstance(value, dt.time) else dt.time()
    if code == "half":
        return "AM" if clock.hour < 12 else "PM"
    if code[0] == "h":
        hour = (clock.hour % 12 or 12) if twelve else clock.hour
        return f"{hour:02d}" if len(code) > 1 else str(hour)
    part, width = (clock.minute, len(code) // 3) if code.startswith("min") else (clock.second, len(code))
    return f"{part:02d}" if width > 1 else str(part)
