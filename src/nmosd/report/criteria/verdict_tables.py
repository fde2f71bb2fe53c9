"""Verdicts and red flags as files for a spreadsheet."""

from pathlib import Path

import polars as pl

from nmosd.report.derived_tables import spreadsheet_columns
from nmosd.writing import write_whole


def write_verdicts(verdicts: pl.DataFrame, flags: pl.DataFrame, folder: Path) -> list[Path]:
    """Write `verdicts.csv` (what `classify` returned) and `red_flags.csv` into a folder; return their paths.

    Yes and no are words, and an empty cell is null: it cannot be told. The same tables give the same bytes.

    Raises:
        NmosdError: the folder cannot be written.
    """
    tables = {"verdicts": verdicts, "red_flags": flags}
    return [
        write_whole(folder / f"{name}.csv", spreadsheet_columns(table, "absolute").write_csv()) for name, table in tables.items()
    ]
