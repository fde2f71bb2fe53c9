"""Rows in the making become the typed frames of a record."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from nmosd.intake.duplicates import same_person_problems
from nmosd.intake.ledger import Ledger
from nmosd.intake.mapping import ImportMapping
from nmosd.intake.rows import Row
from nmosd.record import CLINICAL_TABLES, FIELDS, DateInterval, Field, Record, new_record, problems_frame


def assembled(rows: Mapping[tuple[str, str], Row], patients: Iterable[str], ledger: Ledger, mapping: ImportMapping) -> Record:
    """Return the validated record of rows, with one row of `patients` per person, the origins and the problems."""
    every = dict(rows)
    for patient in patients:
        row_id = f"{patient}/patients"
        every.setdefault(("patients", row_id), Row("patients", patient, row_id))
    tables: dict[str, pl.DataFrame] = {}
    for table in CLINICAL_TABLES:
        tables[table] = _frame(table, [row for (at, _), row in every.items() if at == table])
    tables["origins"] = _origins(ledger)
    for problem in same_person_problems(tables, mapping.calendar, mapping.different_people):
        ledger.note_person(problem.code, problem.message, problem.patient_id or "", *problem.row_ids, remedy=problem.remedy)
    tables["problems"] = problems_frame(ledger.problems())
    return new_record(tables, title=mapping.title, calendar=mapping.calendar, synthetic=mapping.synthetic)


def _frame(table: str, rows: list[Row]) -> pl.DataFrame:
    types = {name: column.dtype for name, column in CLINICAL_TABLES[table].columns().items()}
    columns: dict[str, list[Any]] = {name: [] for name in types}
    fields = [field for field in FIELDS.values() if field.table == table and field.kind != "identifier"]
    for row in rows:
        columns["row_id"].append(row.row_id)
        columns["patient_id"].append(row.patient)
        for field in fields:
            for name, value in zip(field.columns, _stored(field, row.values.get(field.name)), strict=True):
                columns[name].append(value)
    return pl.DataFrame(columns, schema=types)


def _stored(field: Field, value: Any) -> tuple[Any, ...]:
    """Return what the columns of a field hold for a value."""
    if field.kind == "date":
        return (value.earliest, value.latest) if isinstance(value, DateInterval) else (None, None)
    if field.kind == "choices" and value is not None:
        return (sorted(set(value), key=field.allowed.index),)
    if field.kind == "number" and value is not None:
        return (float(value),)
    return (value,)


def _origins(ledger: Ledger) -> pl.DataFrame:
    origins = sorted(ledger.origins, key=lambda origin: (origin.where, origin.table, origin.row_id, origin.field))
    columns = ("row_id", "table", "field", "file", "sheet", "cell", "column", "text")
    data: dict[str, list[Any]] = {name: [getattr(origin, name) for origin in origins] for name in columns}
    return pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String))
