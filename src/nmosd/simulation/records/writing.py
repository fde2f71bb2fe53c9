"""A simulated cohort on disk: the cohort, and the truth in a folder inside it."""

import io
from pathlib import Path

from nmosd.intake.writing import replace_file
from nmosd.record import write_cohort
from nmosd.simulation.records.cohort import SimulatedCohort
from nmosd.simulation.records.truth import Truth

TRUTH = "truth"


def write_simulated(cohort: SimulatedCohort, folder: Path) -> list[Path]:
    """Write the record as a cohort and the truth as Parquet tables in its folder `truth`; return the files of the truth.

    The same cohort gives the same bytes.

    Raises:
        CohortError: the folder holds something that is not a cohort, or cannot be written.
    """
    write_cohort(cohort.record, folder)
    truth = folder / TRUTH
    truth.mkdir(exist_ok=True)
    written = [replace_file(truth / "README.md", _readme(cohort).encode())]
    for name, table in cohort.truth.tables().items():
        content = io.BytesIO()
        table.write_parquet(content, compression="zstd", statistics=False)
        written.append(replace_file(truth / f"{name}.parquet", content.getvalue()))
    return written


def _readme(cohort: SimulatedCohort) -> str:
    title = cohort.record.about["title"].item()
    lines = [
        f"# The truth behind: {title}",
        "",
        "Nobody here ever lived. The cohort beside this folder is what a clinic would have on record of them; these tables are",
        "what happened, until death or the end of the simulated years. Patients and rows have the names that they have there.",
        "",
        "| table | rows | a row is |",
        "|---|--:|---|",
        *(f"| {name}.parquet | {table.height:,} | {Truth.GRAINS[name]} |" for name, table in cohort.truth.tables().items()),
        "",
    ]
    return "\n".join(lines)
