"""A derived table as facts about one person: what it says in words, the rule that says so, and the rows that it rests on."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from nmosd.record.dates import DAY_ZERO, show_interval
from nmosd.report.numbers import number

if TYPE_CHECKING:
    import polars as pl

    from nmosd.course import Course

NOT_KNOWN = "cannot tell"


@dataclass(frozen=True)
class Reason:
    """Why a derived row says what it says: the rule, its source with its mark, and the ids of the rows that decided."""

    rule: str
    text: str
    citation: str
    link: str
    mark: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """One derived row: the values that are shown, its reasons, and whether other readings of dates could change it."""

    values: tuple[str, ...]
    reasons: tuple[Reason, ...]
    date_dependent: bool


@dataclass(frozen=True)
class Subject:
    """A derived table of one person: a title, the columns that say something, and its rows.

    `remark` is what to know of it; `unfolded` says whether it shows its rows before anybody asks for them.
    """

    name: str
    title: str
    remark: str
    unfolded: bool
    columns: tuple[str, ...]
    facts: tuple[Fact, ...]


def subjects_of(course: "Course") -> tuple[Subject, ...]:
    """Return what was derived of one person, in the order of `facts.toml`; a table in which nothing is known is left out.

    The course must have been derived with reasons, and hold one person. A truth that cannot be told reads `cannot tell`, and so
    does the `answer` of a table; any other value that is not known leaves its place empty, and a column in which nothing is
    known is left out.
    """
    tables = course.tables()
    declared = _declared()
    order = [*declared, *(name for name in tables if name not in declared)]
    found = ((name, tables[name]) for name in order if name in tables)
    subjects = (_subject(name, table, course.calendar, declared.get(name, {})) for name, table in found)
    return tuple(subject for subject in subjects if subject.columns)


@cache
def _declared() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("nmosd.report.patient").joinpath("facts.toml").read_text("utf-8"))


def _subject(name: str, table: "pl.DataFrame", calendar: str, declared: Mapping[str, Any]) -> Subject:
    hidden = {"patient_id", "row_id", "row_ids", "rule", *declared.get("hidden", ())}
    shown = [column for column in table.columns if column not in hidden and not _belongs_elsewhere(column, table.columns)]
    rows = table.rows(named=True)
    texts = {column: [_text(column, table.schema[column], row, calendar) for row in rows] for column in shown}
    kept = [column for column in shown if any(text not in ("", NOT_KNOWN) for text in texts[column])]
    answer = declared.get("answer")
    if kept and answer:
        texts[answer] = [text or NOT_KNOWN for text in texts[answer]]
        kept = [column for column in shown if column in kept or column == answer]
    facts = tuple(
        Fact(tuple(texts[column][place] for column in kept), _reasons(row), row.get("date_dependent") is True)
        for place, row in enumerate(rows)
    )
    title = declared.get("title", name.replace("_", " ").capitalize())
    labels = tuple(_label(column, table.columns, declared) for column in kept)
    return Subject(name, title, declared.get("remark", ""), bool(declared.get("unfolded")), labels, facts)


def _belongs_elsewhere(column: str, columns: list[str]) -> bool:
    """Return whether a column is the bound of a day, or a second reason, and so is shown with another."""
    for end in ("_earliest_day", "_latest_day"):
        if column.endswith(end) and column.removesuffix(end) + "_day" in columns:
            return True
    return column.endswith(("_row_id", "_row_ids", "_rule")) or column == "date_dependent"


def _label(column: str, columns: list[str], declared: Mapping[str, Any]) -> str:
    name = column.removesuffix("_day")
    label = str(declared.get("labels", {}).get(name, name.replace("_", " ")))
    return f"{label}, day" if column != name and name in columns else label


def _text(column: str, dtype: "pl.DataType", row: Mapping[str, Any], calendar: str) -> str:
    import polars as pl

    value = row[column]
    if dtype == pl.Boolean:
        return {True: "yes", False: "no", None: NOT_KNOWN}[value]
    if value is None:
        return ""
    if column == "day" or column.endswith("_day"):
        stem = column.removesuffix("_day")
        first, last = (row.get(f"{stem}_{end}_day") for end in ("earliest", "latest"))
        return show_days(value if first is None else first, value if last is None else last, calendar)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, float):
        return number(value, next(decimals for decimals in (0, 1, 2) if decimals == 2 or round(value, decimals) == value))
    return str(value)


def show_days(first: int, last: int, calendar: str) -> str:
    """Return one or two whole numbers of days as a date, or an interval of dates, is written."""
    return show_interval(DAY_ZERO + dt.timedelta(first), DAY_ZERO + dt.timedelta(last), calendar)


def _reasons(row: Mapping[str, Any]) -> tuple[Reason, ...]:
    """Return the reasons of a row: that of the row itself, and those of columns that have their own (`mog_rule`)."""
    from nmosd.course.definitions import sources
    from nmosd.course.rules import rules

    found = []
    for column in (name for name in row if name == "rule" or name.endswith("_rule")):
        if row[column] is None:
            continue
        rule = rules()[row[column]]
        source = sources()[rule.source]
        link = f"https://doi.org/{source.doi}" if source.doi else source.url or ""
        rows = row.get(column.removesuffix("rule") + "row_ids") or ()
        found.append(Reason(row[column], rule.text, source.citation, link, source.mark, tuple(dict.fromkeys(rows))))
    return tuple(found)
