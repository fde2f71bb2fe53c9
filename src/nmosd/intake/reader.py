"""The public door: a record from a cohort folder, a folder of CSV files, a workbook of tables, or a sheet with its mapping."""

from pathlib import Path

from nmosd.errors import CohortError, MappingError
from nmosd.intake.apply import import_source
from nmosd.intake.mapping_reading import read_mapping
from nmosd.intake.tables_in import read_tables, tables_at
from nmosd.intake.workbook import open_source
from nmosd.record import Record, is_cohort, read_cohort
from nmosd.record.store import MANIFEST


def read(path: Path | str, mapping: Path | str | None = None) -> Record:
    """Return the record that a path holds.

    `path` is a cohort folder; a folder of CSV files named after the tables; a workbook with one sheet per table (what
    `nmosd template` makes); or any sheet, if `mapping` is the path of its `mapping.toml`. A cell that cannot be read is in
    `record.problems`, the rest of its row is in the record.

    Raises:
        NmosdError: there is nothing there that can be read, or the mapping does not fit; the sentence says what to do.
    """
    path = Path(path)
    if mapping is not None:
        return import_source(open_source(path), read_mapping(mapping)).record
    if path.is_dir() and is_cohort(path):
        return read_cohort(path)
    tables = tables_at(path)
    if tables:
        return read_tables(tables, title=path.resolve().stem).record
    if path.is_dir():
        raise CohortError(
            f"{path} is neither a cohort (it has no {MANIFEST}) nor a folder of CSV files named after the tables, such as "
            "patients.csv."
        )
    raise MappingError(
        f"{path.name} has no sheet named after a table, so it needs a mapping: `nmosd import {path.name} -o cohort/` "
        "proposes one."
    )
