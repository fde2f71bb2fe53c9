"""The grammar of written dates: each function knows one way of writing and returns None for every other."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nmosd.intake.values.outcomes import ReadOptions
from nmosd.intake.values.words import reading_words, similar, word_meanings
from nmosd.record import DateInterval
from nmosd.record.dates import day, month, year

_WHO_SAID_NOTHING = 2100
_PIVOT = 2029
_EARLIEST_TWO_DIGIT_YEAR = 1950

_YEAR = r"(?P<y>[0-9]{4})"
_ANY_YEAR = r"'?(?P<y>[0-9]{4}|[0-9]{2})"
_CLOCK = r"(?:[t ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:z|[ap]m|[+-][0-9]{2}:?[0-9]{2})?)?"
_YEAR_FIRST = re.compile(rf"{_YEAR}\s*(?P<mark>[-/.])\s*(?P<m>[0-9]{{1,2}})\s*(?P=mark)\s*(?P<d>[0-9]{{1,2}})\.?{_CLOCK}")
_COMPACT = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})?")
_THREE = re.compile(rf"(?P<a>[0-9]{{1,2}})\s*(?P<mark>[-/.])\s*(?P<b>[0-9]{{1,2}})\s*(?P=mark)\s*{_ANY_YEAR}\.?{_CLOCK}")
_YEAR_MONTH = re.compile(rf"{_YEAR}\s*[-/]\s*(?P<m>[0-9]{{1,2}})")
_MONTH_YEAR = re.compile(rf"(?P<m>[0-9]{{1,2}})\s*[-/.]\s*{_YEAR}|(?P<m2>[0-9]{{1,2}})\s*/\s*'?(?P<y2>[0-9]{{2}})")
_QUARTER = re.compile(rf"(?:q|t)\s*(?P<q>[1-4])\s*[-/ ]?\s*{_YEAR}|{_YEAR.replace('y>', 'y2>')}\s*[-/ ]?\s*q\s*(?P<q2>[1-4])")
_QUARTER_WORD = re.compile(rf"(?P<q>[1-4])\s*(?:\.|st|nd|rd|th|er|e|eme|o|q)?\s*(?P<word>[a-z]*)\s*[-/]?\s*{_YEAR}")


@dataclass(frozen=True)
class Attempt:
    """A date that was recognised (`interval`), or a way of writing that was recognised and gives none (`code` and `reason`)."""

    interval: DateInterval | None = None
    certain: bool = True
    a_span: bool = False
    code: str | None = None
    reason: str = ""
    remedy: str | None = None


def parse_date(text: str, options: ReadOptions, *, births: bool = False) -> Attempt | None:
    """Return what a normalised text says about a date; None if it is no way of writing one.

    >>> str(parse_date("12. marz 2014", ReadOptions()).interval)
    '2014-03-12'
    """
    for grammar in (_numeric, _season, _third, _quarter, _worded):
        attempt = grammar(text, options, births)
        if attempt is not None:
            return attempt
    return _span(text, options, births)


def swappable(text: str) -> tuple[int, int] | None:
    """Return the first two numbers of a date whose day and month may stand in either order, None for any other text."""
    found = _THREE.fullmatch(text)
    if not found or found["mark"] == "." or (found["mark"] == "-" and len(found["y"]) == 2):
        return None
    return int(found["a"]), int(found["b"])


def full_year(written: str, options: ReadOptions, births: bool) -> int | None:
    """Return the year that four or two digits mean; None where two digits mean a year too early for anything but a birth."""
    if len(written) == 4:
        return int(written)
    pivot = options.latest_year if options.latest_year < _WHO_SAID_NOTHING else _PIVOT
    number = 2000 + int(written) if 2000 + int(written) <= pivot else 1900 + int(written)
    return number if births or number >= _EARLIEST_TWO_DIGIT_YEAR else None


def _a_day(number: int | None, month_number: int, day_number: int) -> Attempt:
    if number is None:
        return Attempt(code="I103", reason="has a year of two digits that lies in the future or before 1950")
    try:
        return Attempt(day(number, month_number, day_number))
    except ValueError:
        if not 1 <= month_number <= 12:
            return Attempt(code="I103", reason=f"has no month: there is no month {month_number}")
        if number < 1:
            return Attempt(code="I103", reason="has no year")
        days = monthrange(number, month_number)[1]
        return Attempt(code="I103", reason=f"is no day: {dt.date(number, month_number, 1):%Y-%m} has {days} days")


def _a_month(number: int | None, month_number: int) -> Attempt:
    attempt = _a_day(number, month_number, 1)
    return attempt if number is None or attempt.interval is None else Attempt(month(number, month_number))


def _numeric(text: str, options: ReadOptions, births: bool) -> Attempt | None:
    if re.fullmatch(r"[0-9]{4}", text):
        return Attempt(year(int(text))) if int(text) else None
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text) or _YEAR_MONTH.fullmatch(text):
        parts = {name: int(digits) for name, digits in found.groupdict().items() if name in ("y", "m", "d") and digits}
        return _a_day(parts["y"], parts["m"], parts["d"]) if "d" in parts else _a_month(parts["y"], parts["m"])
    if found := _THREE.fullmatch(text):
        return _three_numbers(found, options, births)
    found = _MONTH_YEAR.fullmatch(text)
    return _month_and_year(found, options, births) if found else None


def _month_and_year(found: re.Match[str], options: ReadOptions, births: bool) -> Attempt:
    if found["y"]:
        return _a_month(int(found["y"]), int(found["m"]))
    first, second = int(found["m2"]), found["y2"]
    if first > 12 >= int(second) >= 1 and first <= 31:
        return Attempt(code="I101", reason="looks like a day and a month without a year")
    return _a_month(full_year(second, options, births), first)


def _three_numbers(found: re.Match[str], options: ReadOptions, births: bool) -> Attempt:
    a, b, mark = int(found["a"]), int(found["b"]), found["mark"]
    number = full_year(found["y"], options, births)
    if mark == ".":
        return _a_day(number, b, a)
    if mark == "-" and len(found["y"]) == 2 and options.date_order is None:
        return Attempt(code="I102", reason="may start with its day, its month or its year")
    if options.date_order is not None:
        return _a_day(number, *((b, a) if options.date_order == "day-month" else (a, b)))
    if a != b and 1 <= a <= 12 and 1 <= b <= 12:
        return Attempt(
            code="I102", reason="may be read with its day first or its month first, and nothing in its column tells which"
        )
    return _a_day(number, a, b) if 1 <= a <= 12 and not 1 <= b <= 12 else _a_day(number, b, a)


@lru_cache(maxsize=1024)
def _month_named(word: str) -> tuple[int, bool] | None:
    months = word_meanings("months")
    if word in months:
        return int(months[word]), True
    alike = similar(word, months)
    return (int(alike), False) if alike else None


@dataclass(frozen=True)
class _Pieces:
    """A date whose month is a word, and in which order: M the month, Y four digits, S two after an apostrophe, N one or two."""

    shape: str
    digits: tuple[str, ...]
    month: int
    certain: bool


def _worded(text: str, options: ReadOptions, births: bool) -> Attempt | None:
    """Read a date whose month is a word: `12-Mar-2014`, `March 12, 2014`, `12 de marzo de 2014`, `2014 Mar`, `Mar '14`."""
    pieces = _pieces(re.sub(_CLOCK[:-1] + "$", "", text) if ":" in text else text)
    if pieces is None:
        return None
    attempt = None
    certain = pieces.certain
    if pieces.shape in ("MY", "YM"):
        attempt = _a_month(int(pieces.digits[0]), pieces.month)
    elif pieces.shape in ("MS", "MN") and len(pieces.digits[0]) == 2:
        attempt = _a_month(full_year(pieces.digits[0], options, births), pieces.month)
        certain = certain and (pieces.shape == "MS" or not re.search(r"[a-z]\.? +[0-9]+$", text))
    elif pieces.shape in ("NMY", "MNY"):
        attempt = _a_day(int(pieces.digits[1]), pieces.month, int(pieces.digits[0]))
    elif pieces.shape == "YMN":
        attempt = _a_day(int(pieces.digits[0]), pieces.month, int(pieces.digits[1]))
    elif pieces.shape in ("NMN", "MNN", "NMS", "MNS") and len(pieces.digits[1]) == 2:
        attempt = _a_day(full_year(pieces.digits[1], options, births), pieces.month, int(pieces.digits[0]))
    return Attempt(attempt.interval, certain) if attempt and attempt.interval else attempt


def _pieces(text: str) -> _Pieces | None:
    """Return the pieces of a text that holds one name of a month, numbers and words such as `of`; None for any other text."""
    plain = re.sub(r"(?<=[0-9])(?:st|nd|rd|th|er)\b", "", text)
    plain = re.sub(r"(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9])", " ", plain)
    filler = reading_words("date_phrases")["filler"]
    shape, digits, months, certain = "", [], [], True
    for piece in re.split(r"[\s,./\-]+", plain):
        if not piece or piece in filler:
            continue
        if found := re.fullmatch(r"(?P<short>')?(?P<digits>[0-9]{1,2}|[0-9]{4})", piece):
            shape += "Y" if len(found["digits"]) == 4 else "S" if found["short"] else "N"
            digits.append(found["digits"])
            continue
        named = _month_named(piece) if re.fullmatch(r"[a-z]+", piece) else None
        if named is None:
            return None
        shape += "M"
        months.append(named[0])
        certain = certain and named[1]
    return _Pieces(shape, tuple(digits), months[0], certain) if len(months) == 1 else None


def _quarter(text: str, options: ReadOptions, births: bool) -> Attempt | None:
    found = _QUARTER.fullmatch(text)
    if found:
        number, quarter = int(found["y"] or found["y2"]), int(found["q"] or found["q2"])
    else:
        found = _QUARTER_WORD.fullmatch(text)
        if not found or found["word"] not in {*reading_words("date_phrases")["quarter"], "q"}:
            return None
        number, quarter = int(found["y"]), int(found["q"])
    return _months(number, 3 * quarter - 2, 3)


def _months(number: int, first: int, how_many: int) -> Attempt:
    """Return consecutive months; they may run into the next year."""
    if not 1 <= number < dt.MAXYEAR:
        return Attempt(code="I103", reason="has no year that can be")
    last = first + how_many - 1
    ends = month(number + (last - 1) // 12, (last - 1) % 12 + 1)
    return Attempt(DateInterval(month(number, first).earliest, ends.latest))


def _season(text: str, options: ReadOptions, births: bool) -> Attempt | None:
    found = re.fullmatch(
        r"(?P<season>[a-z]+)(?: (?:of|de|del|des|du))?\s*[-/]?\s*(?P<years>'?[0-9]{2,4}(?:\s*[-/]\s*[0-9]{2,4})?)", text
    )
    found = found or re.fullmatch(r"(?P<years>[0-9]{4}(?:\s*[-/]\s*[0-9]{2,4})?)\s*[-/]?\s*(?P<season>[a-z]+)", text)
    season = word_meanings("seasons").get(found["season"]) if found else None
    if not found or season is None:
        return None
    first, _, second = (part.strip().lstrip("'") for part in re.sub("[-/]", "|", found["years"]).partition("|"))
    number = full_year(first, options, births) if len(first) in (2, 4) else None
    if number is None or not 2 <= number < dt.MAXYEAR - 1:
        return Attempt(code="I103", reason="has no year that can be")
    if season != "winter":
        return _months(number, {"spring": 3, "summer": 6, "autumn": 9}[season], 3) if not second else None
    if not second:
        return _months(number - 1, 12, 15)
    follows = int(second) == (number + 1) % 10 ** len(second) and len(second) in (2, 4)
    return _months(number, 12, 3) if follows else Attempt(code="I103", reason="names no single winter")


def _third(text: str, options: ReadOptions, births: bool) -> Attempt | None:
    """Read `early 2012`, `mid-March 2014`, `Ende 2012`: thirds of a year (four months) or of a month (ten days)."""
    found = re.fullmatch(r"(?:the )?(?P<third>[a-z]+)[\s-]*(?P<rest>.*[0-9])", text)
    third = word_meanings("thirds").get(found["third"]) if found else None
    if not found or third is None:
        return None
    place = ("first", "second", "third").index(third)
    rest = re.sub(r"^(?:of|de|del|des|du|in|the)\s+", "", found["rest"])
    if re.fullmatch(r"[0-9]{4}", rest):
        return _months(int(rest), 1 + 4 * place, 4)
    attempt = _numeric(rest, options, births) or _worded(rest, options, births)
    if attempt is None or attempt.interval is None:
        return attempt
    first, last = attempt.interval.earliest, attempt.interval.latest
    if attempt.interval != month(first.year, first.month):
        return None
    ends = last if place == 2 else first.replace(day=10 * place + 10)
    return Attempt(DateInterval(first.replace(day=10 * place + 1), ends), attempt.certain)


def _span(text: str, options: ReadOptions, births: bool) -> Attempt | None:
    """Read one date that is known only to lie between two: `2012-2013`, `between 2012 and 2013`, `Mar-May 2014`."""
    for first_part, last_part in _splits(text):
        ends = [_one_end(part, options, births) for part in (first_part, last_part)]
        if any(end is None or end.interval is None for end in ends):
            continue
        first, last = (end.interval for end in ends if end)
        if first is None or last is None or first.earliest > last.latest or first.latest > last.latest:
            return Attempt(code="I103", reason="ends before it starts")
        certain = all(end.certain for end in ends if end)
        return Attempt(DateInterval(first.earliest, last.latest), certain, a_span=True)
    return None


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """Yield every way to cut a text into a first and a last date, the plainest first."""
    if found := re.fullmatch(r"([0-9]{4})\s*[-/]\s*([0-9]{4})", text):
        yield found[1], found[2]
        return
    if found := re.fullmatch(r"(?:between|zwischen|entre) (.+?) (?:and|und|et|y) (.+)", text):
        yield found[1], found[2]
        return
    for separator in (r" (?:to|bis|a|hasta|-) ", r"(?<=[a-z0-9.])-(?=[a-z0-9])"):
        for found in re.finditer(separator, text):
            first, last = text[: found.start()], text[found.end() :]
            closing_year = re.search(r"(?<![0-9])[0-9]{4}$", last)
            yield (f"{first} {closing_year[0]}" if closing_year and not re.search(r"[0-9]", first) else first), last


def _one_end(text: str, options: ReadOptions, births: bool) -> Attempt | None:
    return _numeric(text.strip(), options, births) or _worded(text.strip(), options, births)
