"""Small sheets for the tests of the importer, written as a person sees them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nmosd.intake.apply import Imported, import_source
from nmosd.intake.cells import Cell, Sheet, Source
from nmosd.intake.mapping_reading import mapping_from


def sheet_of(rows: list[list[Any]], name: str | None = "NMO") -> Sheet:
    cells = {
        (row, column): Cell(value, "General", name, row, column)
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if value is not None
    }
    return Sheet(name, cells, len(rows), max((len(values) for values in rows), default=0))


@pytest.fixture
def source() -> Callable[..., Source]:
    """Make a source of one sheet (a list of rows), or of several by name."""

    def make(rows: list[list[Any]] | dict[str, list[list[Any]]], name: str = "clinic.xlsx") -> Source:
        sheets = rows if isinstance(rows, dict) else {"NMO": rows}
        return Source(Path(name), name, "0" * 64, tuple(sheet_of(content, title) for title, content in sheets.items()))

    return make


@pytest.fixture
def imported(source: Callable[..., Source]) -> Callable[..., Imported]:
    """Import rows whose first is the header, with the settings of each column (a field's address, or a table)."""

    def run(rows: list[list[Any]], columns: dict[str, Any], sheet: dict[str, Any] | None = None, **top: Any) -> Imported:
        described = {header: {"to": to} if isinstance(to, str) else to for header, to in columns.items()}
        raw = {"source": "clinic.xlsx", "title": "test", "sheet": [{"name": "NMO", "columns": described, **(sheet or {})}], **top}
        return import_source(source(rows), mapping_from(raw, "mapping.toml"))

    return run
