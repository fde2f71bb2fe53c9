"""Rows of the misdiagnosis review on a terminal."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from nmosd.record import show_interval
from nmosd.record.dates import DAY_ZERO


def review_words(row: Mapping[str, Any], calendar: str) -> tuple[str, ...]:
    """Return a row of `review` as cells: the person, what it is about, what is on record, the question.

    >>> review_words({"patient_id": "P1", "matter": "meets", "about": "IPND 2015", "finding": "f", "question": "q?"}, "absolute")
    ('P1', 'IPND 2015', 'f', 'q?')
    """
    about = row["about"] if row["matter"] != "drug reported harmful" else f"{row['about']}, {_days(row, calendar)}"
    finding = row["finding"] if row["matter"] != "speaks for multiple sclerosis" else row["finding"].partition("; ")[2]
    return row["patient_id"], about, finding, row["question"]


def _days(row: Mapping[str, Any], calendar: str) -> str:
    begin, end = (_shown(row[name], calendar) for name in ("from_day", "until_day"))
    attacks = "" if row["attacks"] is None else f", {row['attacks']} {'attack' if row['attacks'] == 1 else 'attacks'} on it"
    return f"{begin} to {end}{attacks}"


def _shown(day: int | None, calendar: str) -> str:
    if day is None:
        return "?"
    date = DAY_ZERO + dt.timedelta(day)
    return show_interval(date, date, calendar)
