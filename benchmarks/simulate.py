"""Time whole simulated records of growing size, from nothing to a cohort on disk: seconds, memory, and how both grow.

Ten people are simulated so that compiled code and imports are there, then everybody is simulated over ten years, validated, and
written as Parquet with the truth.
"""

import sys

from benchmarks.growing import Growing, counted

BENCHMARK = Growing(
    name="simulate",
    title="Whole simulated records over 10 years, from 10,000 to 100,000 people",
    about=("From nothing to a cohort on disk: lives, the clinic's tables with what it lacks, validation, Parquet, the truth.",),
    child="""
import tempfile
from pathlib import Path
from nmosd.simulation.records import simulated_cohort, write_simulated
simulated_cohort(10, 10, parameters="mixed", seed=1)
def work():
    cohort = simulated_cohort(people, 10, parameters="mixed", seed=1)
    with tempfile.TemporaryDirectory() as folder:
        write_simulated(cohort, Path(folder) / "cohort")
    return cohort.record
def said(record):
    rows = sum(getattr(record, name).height for name in record.member_schemas())
    return {"visits": record.visits.height, "rows": rows}
""",
    columns={"visits": counted("visits"), "rows": counted("rows")},
    sizes=(10_000, 30_000, 100_000),
    wanted={100_000: 30.0},
)

if __name__ == "__main__":
    sys.exit(BENCHMARK.main(__doc__.splitlines()[0]))
