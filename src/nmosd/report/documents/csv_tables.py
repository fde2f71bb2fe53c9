"""The figures of a study as CSV files, for a spreadsheet or a statistician."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from nmosd.writing import write_whole

if TYPE_CHECKING:
    from nmosd.study import Study


def write_tables(study: "Study", folder: Path | str) -> list[Path]:
    """Write `results.csv` (every figure of the study) and one file for each analysis; return their paths, in that order.

    One row a figure, with the columns of `Results`; several warnings stand in one cell, separated by `; `. Numbers have full
    precision, and an empty cell is null. No file holds a row of a single patient.
    """
    folder = Path(folder)
    flat = study.results.with_columns(pl.col("warnings").list.join("; "))
    written = [write_whole(folder / "results.csv", flat.write_csv())]
    for analysis in flat["analysis"].unique(maintain_order=True):
        own = flat.filter(pl.col("analysis") == analysis)
        written.append(write_whole(folder / f"{file_stem(analysis)}.csv", own.write_csv()))
    return written


def file_stem(words: str) -> str:
    """Return words as the name of a file without its ending: letters, digits and underscores.

    >>> file_stem("table 1"), file_stem("EDSS 6: first time")
    ('table_1', 'EDSS_6_first_time')
    """
    return "_".join("".join(sign if sign.isalnum() else " " for sign in words).split()) or "unnamed"
