"""What a check works with, and how its questions become rows that name the cell they came from."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from nmosd.course.course import Course
from nmosd.course.definitions import Definitions
from nmosd.record import FIELDS, Problem, Record, problems_frame, show_interval

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """One question to the clinic: about whom, which rows of the record, in words, and which field of the first row holds it."""

    code: str
    patient_id: str
    row_ids: tuple[str, ...]
    field: str
    message: str


@dataclass(frozen=True)
class Material:
    """What every check reads: the record, its course with reasons, and the definitions in use."""

    record: Record
    course: Course
    definitions: Definitions

    def show(self, row: Row, name: str) -> str:
        """Return a date of a row as a person writes it in the record's calendar."""
        return show_interval(row[f"{name}_earliest"], row[f"{name}_latest"], self.course.calendar)

    def usual(self, table: str, field: str) -> bool:
        """Return whether at least half of a table's rows answer a field; what most lack is not asked person by person."""
        column = FIELDS[f"{table}.{field}"].columns[0]
        frame: pl.DataFrame = getattr(self.record, table)
        return not frame.is_empty() and 2 * frame[column].null_count() <= frame.height


Check = Callable[[Material], Iterable[Question]]


def rows(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Return the rows of a frame as dictionaries; checks narrow a frame down first, so that these are few."""
    return frame.iter_rows(named=True)


def as_problems(questions: Iterable[Question], origins: pl.DataFrame) -> pl.DataFrame:
    """Return questions as rows of `problems`, sorted by code, patient and rows, with the cell of the first row's field."""
    ordered = sorted(
        set(questions), key=lambda question: (question.code, question.patient_id, question.row_ids, question.message)
    )
    first_rows = pl.Series([question.row_ids[0] for question in ordered], dtype=pl.String).unique()
    concerned = origins.filter(pl.col("row_id").is_in(first_rows.implode()))
    by_field = {
        (row["row_id"], row["field"]): row for row in reversed(concerned.sort("row_id", "field", "cell").rows(named=True))
    }
    by_row = {row_id: row for (row_id, _), row in by_field.items()}
    return problems_frame(
        _problem(question, by_field.get((question.row_ids[0], question.field), by_row.get(question.row_ids[0])))
        for question in ordered
    )


def _problem(question: Question, origin: Row | None) -> Problem:
    asked = Problem(question.code, question.message, patient_id=question.patient_id, row_ids=question.row_ids)
    if origin is None:
        return asked
    digits = re.search(r"[0-9]+$", origin["cell"])
    return Problem(
        **vars(asked)
        | {name: origin[name] for name in ("file", "sheet", "column", "cell", "text")}
        | {"row": int(digits[0]) if digits else None}
    )
