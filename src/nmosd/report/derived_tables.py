"""The derived tables of a course as files: for a spreadsheet (CSV) or for a program (Parquet)."""

import json
from collections.abc import Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nmosd.errors import NmosdError
from nmosd.report.writing import write_whole

if TYPE_CHECKING:
    from nmosd.course import Course

FORMATS = ("csv", "parquet")
_RULES = "definitions.json"


def write_derived(course: "Course", folder: Path | str, *, form: str = "csv") -> list[Path]:
    """Write the derived tables of a course, one file each, and `definitions.json`; return their paths.

    In CSV a day is a date (`2014-03-01`), or in a relative calendar the
    number of days from the onset of disease; lists stand in one cell, apart by `; `; an empty cell is null. In Parquet days are
    whole numbers from 1970-01-01, and lists are lists. The same course gives the same bytes.

    Raises:
        NmosdError: the folder cannot be written, or would then hold tables made by other rules beside these.
    """
    folder = Path(folder)
    definitions = _definitions(course)
    _refuse_mixture(folder, definitions, {f"{name}.{form}" for name in course.tables()})
    written = [write_whole(folder / _RULES, definitions)]
    for name, table in course.tables().items():
        path = folder / f"{name}.{form}"
        if form == "parquet":
            written.append(write_whole(path, table.rechunk().write_parquet))
        else:
            written.append(write_whole(path, spreadsheet_columns(table, course.calendar).write_csv()))
    return written


def _refuse_mixture(folder: Path, definitions: str, replaced: Set[str]) -> None:
    """Refuse to put tables beside those of other rules, since one `definitions.json` speaks for the whole folder."""
    from nmosd.course import GRAINS

    rules = folder / _RULES
    if not rules.is_file() or rules.read_text("utf-8") == definitions:
        return
    names = (f"{name}.{form}" for name in GRAINS for form in FORMATS)
    staying = [name for name in names if name not in replaced and (folder / name).exists()]
    if staying:
        raise NmosdError(f"{folder} holds tables that other rules made, such as {staying[0]}: give another folder.")


def spreadsheet_columns(table: pl.DataFrame, calendar: str) -> pl.DataFrame:
    """Return a derived table as a person reads it: days as dates, lists as text, truth as yes and no."""
    columns = []
    for name, dtype in table.schema.items():
        column = pl.col(name)
        if (name == "day" or name.endswith("_day")) and calendar == "absolute":
            columns.append(column.cast(pl.Int32).cast(pl.Date))
        elif isinstance(dtype, pl.List):
            columns.append(column.cast(pl.List(pl.String)).list.join("; "))
        elif dtype == pl.Boolean:
            columns.append(pl.when(column).then(pl.lit("yes")).when(~column).then(pl.lit("no")).alias(name))
        else:
            columns.append(column)
    return table.select(columns)


def _definitions(course: "Course") -> str:
    settings: dict[str, Any] = {
        setting.name: {"value": setting.value, "unit": setting.unit, "source": setting.citation, "mark": setting.mark}
        for setting in course.definitions.explain()
    }
    said = {"preset": course.definitions.based_on, "calendar": course.calendar, "settings": settings}
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"
