"""Verdicts, labels, red flags and the review as files for a spreadsheet."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from nmosd.report.derived_tables import spreadsheet_columns
from nmosd.writing import write_whole


def write_verdicts(tables: Mapping[str, pl.DataFrame], folder: Path, *, calendar: str = "absolute") -> list[Path]:
    """Write tables that the criteria made (`verdicts`, `labels`, `red_flags`, `review`) into a folder, each as `<name>.csv`.

    Yes and no are words, days are dates, lists stand in one cell, and an empty cell is null: it cannot be told, or there is
    nothing. The same tables give the same bytes.

    Raises:
        NmosdError: the folder cannot be written.
    """
    return [
        write_whole(folder / f"{name}.csv", spreadsheet_columns(table, calendar).write_csv()) for name, table in tables.items()
    ]
