"""The derived tables of a course as files: for a spreadsheet (CSV) or for a program (Parquet)."""

import json
from collections.abc import Iterable, Set
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from nmosd.course import GRAINS, Course
from nmosd.errors import NmosdError
from nmosd.writing import write_whole

FORMATS = ("csv", "parquet")
_RULES = "definitions.json"


def write_derived(courses: Course | Iterable[Course], folder: Path | str, *, form: str = "csv") -> list[Path]:
    """Write the derived tables of a course, one file each, and `definitions.json`; return their paths.

    The course may come in parts (`nmosd.course.derive_in_parts`): then no more than a few parts, or one table, are in memory at a
    time, and the files are the same. In CSV a day is a date (`2014-03-01`), or in a relative calendar the number of days from the
    onset of disease; lists stand in one cell, apart by `; `; an empty cell is null. In Parquet days are whole numbers from
    1970-01-01, and lists are lists. The same course gives the same bytes.

    Raises:
        NmosdError: the folder cannot be written, or would then hold tables made by other rules beside these.
    """
    folder = Path(folder)
    parts = iter([courses] if isinstance(courses, Course) else courses)
    course = next(parts)
    definitions = _definitions(course)
    _refuse_mixture(folder, definitions, {f"{name}.{form}" for name in course.tables()})
    with TemporaryDirectory(prefix="nmosd-derived-") as beside:
        spool = _Spool(Path(beside), course)
        for part in parts:
            spool.add(part)
        written = [write_whole(folder / _RULES, definitions)]
        for name in course.tables():
            table = spool.table(name)
            if form == "parquet":
                written.append(write_whole(folder / f"{name}.{form}", table.write_parquet))
            else:
                written.append(write_whole(folder / f"{name}.{form}", spreadsheet_columns(table, course.calendar).write_csv()))
    return written


class _Spool:
    """The parts of a course: one is kept in memory; as soon as there are several, they wait in files."""

    def __init__(self, folder: Path, first: Course) -> None:
        self.folder, self.first, self.parts = folder, first, 0

    def add(self, part: Course) -> None:
        if not self.parts:
            self._put(self.first)
        self._put(part)

    def _put(self, part: Course) -> None:
        for name, table in part.tables().items():
            table.write_ipc(self.folder / f"{name}-{self.parts}.arrow")
        self.parts += 1

    def table(self, name: str) -> pl.DataFrame:
        """Return a table, the parts one under another."""
        if not self.parts:
            return self.first.tables()[name].rechunk()
        files = [self.folder / f"{name}-{number}.arrow" for number in range(self.parts)]
        return pl.concat([pl.read_ipc(file) for file in files]).rechunk()


def _refuse_mixture(folder: Path, definitions: str, replaced: Set[str]) -> None:
    """Refuse to put tables beside those of other rules, since one `definitions.json` speaks for the whole folder."""
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


def _definitions(course: Course) -> str:
    settings: dict[str, Any] = {
        setting.name: {"value": setting.value, "unit": setting.unit, "source": setting.citation, "mark": setting.mark}
        for setting in course.definitions.explain()
    }
    said = {"preset": course.definitions.based_on, "calendar": course.calendar, "settings": settings}
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"
