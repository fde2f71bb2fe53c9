"""A record as one sheet or one CSV file per table, so that `nmosd.read` gives the same record again.

One column per field, named after it. A date is one column, written as a person writes it (`2014-03-12`, `2014-03`, `2014`,
`2014-03-01 to 2014-05-31`; `day 30 to 45` where the calendar is relative); a set of values is joined by `; `; blank is null.
The sheet `about` holds the title, the calendar and whether the people are invented.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nmosd.errors import SourceError
from nmosd.intake.writing import LONGEST_CELL, replace_file, save_workbook, write_cell
from nmosd.record import CLINICAL_TABLES, FIELDS, Field, Record, show_interval
from nmosd.record.described import SEPARATOR

ABOUT = "about"
ABOUT_COLUMNS = ("title", "calendar", "synthetic")

Value = str | float | None


def fields_of_table(table: str) -> tuple[Field, ...]:
    """Return the fields of a clinical table in the order of its declaration: the columns of its sheet."""
    return tuple(field for field in FIELDS.values() if field.table == table)


def write_tables_workbook(record: Record, path: Path) -> Path:
    """Write a record as a workbook, one sheet per table that has rows, and return its path.

    Raises:
        SourceError: the file cannot be written, or a text is longer than a cell of a workbook can be.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in _sheets(record):
        sheet = workbook.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if isinstance(value, str) and len(value) > LONGEST_CELL:
                    where = f"{rows[0][column - 1]} in row {number} of {name}"
                    raise SourceError(f"{where} is longer than a cell of a workbook can be: write CSV files instead.")
                if value is not None:
                    write_cell(sheet, number, column, _as_stored(value))
        sheet.freeze_panes = "C2"
    return save_workbook(workbook, path)


def _as_stored(value: str | float) -> str | float:
    """Return a value for a workbook: a number that its 16 digits would change is written as text, which is read all the same."""
    return repr(value) if isinstance(value, float) and float(f"{value:.16g}") != value else value


def write_tables_csv(record: Record, folder: Path) -> Path:
    """Write a record as CSV files named after the tables that have rows, into a folder, and return the folder.

    The folder is made where it is missing; its parent must be there. Numbers have a decimal point, text is UTF-8.

    Raises:
        SourceError: the folder or a file cannot be written.
    """
    folder = Path(folder)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise SourceError(f"The folder {folder} cannot be made ({error.strerror}): give another path.") from error
    for name, rows in _sheets(record):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        replace_file(folder / f"{name}.csv", text.getvalue().encode())
    return folder


def _sheets(record: Record) -> Iterator[tuple[str, list[list[Value]]]]:
    about = record.about.row(0, named=True)
    yield ABOUT, [list(ABOUT_COLUMNS), [about["title"], about["calendar"], "yes" if about["synthetic"] else "no"]]
    for table in CLINICAL_TABLES:
        frame = getattr(record, table)
        if table != "patients" and frame.is_empty():
            continue
        columns = fields_of_table(table)
        header: list[Value] = [field.name for field in columns]
        yield (
            table,
            [header, *([_shown(field, row, record.calendar) for field in columns] for row in frame.iter_rows(named=True))],
        )


def _shown(field: Field, row: dict[str, Any], calendar: str) -> Value:
    """Return what stands in the cell of a field; None for null."""
    if field.kind == "date":
        earliest, latest = (row[column] for column in field.columns)
        return show_interval(earliest, latest, calendar) or None
    value: Any = row[field.name]
    if field.kind == "choices" and value is not None:
        return SEPARATOR.join(value) or None
    result: Value = value
    return result
