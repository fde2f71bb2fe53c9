"""The tables of a study as CSV files, for a spreadsheet or a statistician."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from nmosd.writing import write_whole

if TYPE_CHECKING:
    from nmosd.study import Study

ANALYSES = {
    "flow": "flow",
    "table 1": "table_1",
    "attack kinds": "attack_kinds",
    "rates": "rates",
    "shares": "shares",
    "criteria": "criteria",
    "clauses": "clauses",
    "clauses failing together": "clauses_failing_together",
}
_IF_ANY = ("shares", "clauses", "clauses failing together")


def write_tables(study: "Study", folder: Path | str) -> list[Path]:
    """Write `results.csv` (every figure of the study) and one file for each of its tables; return their paths, in that order.

    Shares and clauses are written only where the protocol asks for them, failing clauses only where some fail.

    One row a figure, with the columns of `Results`; several warnings stand in one cell, separated by `; `. Numbers have full
    precision, and an empty cell is null. No file holds a row of a single patient.
    """
    folder = Path(folder)
    flat = study.results.with_columns(pl.col("warnings").list.join("; "))
    written = [write_whole(folder / "results.csv", flat.write_csv())]
    for analysis, name in ANALYSES.items():
        if analysis in _IF_ANY and analysis not in flat["analysis"]:
            continue
        written.append(write_whole(folder / f"{name}.csv", flat.filter(pl.col("analysis") == analysis).write_csv()))
    return written
