"""A run of a study as `nmosd study` left it in a folder: its figures, what it was made from, and its rows' fingerprints."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from nmosd.errors import SourceError
from nmosd.stats.results import Results

RESULTS, MANIFEST, ROWS = "results.csv", "manifest.json", "private/rows.parquet"


@dataclass(frozen=True)
class Run:
    """A folder of a run; `rows` is null where it was made for sharing, and so without fingerprints of rows."""

    folder: Path
    results: pl.DataFrame
    manifest: dict[str, Any]
    rows: pl.DataFrame | None


def read_run(folder: Path | str) -> Run:
    """Return the run that a folder holds.

    Raises:
        SourceError: no such folder, no run in it, or files that cannot be read as those of a run.
    """
    folder = Path(folder)
    for name in (RESULTS, MANIFEST):
        if not (folder / name).is_file():
            raise SourceError(f"{folder} holds no run of a study ({name} is not there): give the folder that nmosd study wrote.")
    types = {name: pl.String() if name == "warnings" else column.dtype for name, column in Results.columns().items()}
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        results = pl.read_csv(folder / RESULTS, schema=types)
        rows = pl.read_parquet(folder / ROWS) if (folder / ROWS).is_file() else None
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise SourceError(f"The run in {folder} cannot be read: run nmosd study again with this version.") from error
    if not isinstance(manifest, dict) or not {"nmosd", "protocol", "cohort", "definitions"} <= manifest.keys():
        raise SourceError(f"{folder / MANIFEST} is not the manifest of a study: run nmosd study again.")
    return Run(folder, results, manifest, rows)
