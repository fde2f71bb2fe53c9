"""Everything that a page or a terminal shows of one person."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from nmosd import __version__
from nmosd.course import Course, Definitions, derive, questions
from nmosd.record import CLINICAL_TABLES, FIELDS, Field, Record, record_of, show_interval
from nmosd.report.numbers import number
from nmosd.report.patient.facts import Subject, subjects_of


@dataclass(frozen=True)
class OpenQuestion:
    """What is missing or contradicts itself: its code and severity, what is wrong, what to do, and the rows concerned."""

    code: str
    severity: str
    message: str
    remedy: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class RecordedRow:
    """A row of the record in words: its id, its table, field by field what it says, and the cells that it came from."""

    row_id: str
    table: str
    said: tuple[tuple[str, str], ...]
    origins: tuple[str, ...]


@dataclass(frozen=True)
class PatientView:
    """One person: the record of them alone, their course with reasons, open questions, facts by subject, recorded rows by id."""

    patient_id: str
    record: Record
    course: Course
    open_questions: tuple[OpenQuestion, ...]
    subjects: tuple[Subject, ...]
    rows: Mapping[str, RecordedRow]
    version: str = __version__

    @property
    def title(self) -> str:
        """The cohort that the record belongs to."""
        return str(self.record.about["title"].item())

    @property
    def questions_by_code(self) -> tuple[tuple[OpenQuestion, ...], ...]:
        """The open questions, those of one kind together: errors first, then warnings and notes."""
        return tuple(tuple(alike) for _, alike in groupby(self.open_questions, key=lambda one: (one.severity, one.code)))

    @property
    def record_hash(self) -> str:
        """The first twelve digits of the SHA-256 of what is recorded of the person: the same record has the same."""
        tables = "".join(getattr(self.record, name).write_ndjson() for name in CLINICAL_TABLES)
        return hashlib.sha256(tables.encode()).hexdigest()[:12]

    @property
    def synthetic(self) -> bool:
        """Whether the person is invented."""
        return bool(self.record.about["synthetic"].item())


def patient_view(record: Record, patient_id: str, definitions: Definitions | None = None) -> PatientView:
    """Return what is known and derived of one person.

    The questions are asked of the whole record, since some compare people, and what most people lack is not asked of anybody.

    Raises:
        CohortError: nobody in the record has that pseudonym.
    """
    definitions = Definitions() if definitions is None else definitions
    alone = record_of(record, [patient_id])
    course = derive(alone, definitions, reasons=True)
    asked = questions(record, definitions).filter(patient_id=patient_id).sort("severity", "code", maintain_order=True)
    found = tuple(
        OpenQuestion(row["code"], row["severity"], row["message"], row["remedy"], tuple(row["row_ids"] or ()))
        for row in asked.iter_rows(named=True)
    )
    return PatientView(patient_id, alone, course, found, subjects_of(course), _recorded(alone))


def _recorded(record: Record) -> dict[str, RecordedRow]:
    cells: dict[str, list[str]] = {}
    for origin in record.origins.iter_rows(named=True):
        place = " ".join(part for part in (origin["file"], origin["sheet"], origin["cell"]) if part)
        cells.setdefault(origin["row_id"], []).append(f"{place}: {origin['text']}")
    rows = {}
    for table in CLINICAL_TABLES:
        fields = [field for field in FIELDS.values() if field.table == table and field.kind != "identifier"]
        for row in getattr(record, table).iter_rows(named=True):
            said = tuple((field.name.replace("_", " "), text) for field in fields if (text := _said(field, row, record.calendar)))
            origins = tuple(dict.fromkeys(cells.get(row["row_id"], ())))
            rows[row["row_id"]] = RecordedRow(row["row_id"], table.replace("_", " "), said, origins)
    return rows


def _said(field: Field, row: Mapping[str, Any], calendar: str) -> str:
    if field.kind == "date":
        earliest, latest = (row[column] for column in field.columns)
        return show_interval(earliest, latest, calendar)
    value = row[field.name]
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(value)
    text = number(value, 0 if value == int(value) else 3) if isinstance(value, float) else str(value)
    return f"{text} {field.unit}" if field.unit and field.kind in ("number", "whole number") else text
