"""Time whole simulated records of growing size, from nothing to a cohort on disk: seconds, memory, and how both grow.

`python -m benchmarks.simulate` writes `benchmarks/results/simulate.md`. Each size runs in a process of its own: ten people are
simulated so that compiled code and imports are there, then everybody is simulated, validated, and written as Parquet with the
truth; the least of several runs is kept, and the most memory that the process ever had.
"""

import argparse
import json
import platform
import subprocess
import sys
from pathlib import Path

RESULT = Path(__file__).parent / "results" / "simulate.md"
SIZES = (10_000, 30_000, 100_000)
YEARS = 10
WANTED = {100_000: 30.0}
_CHILD = """
import json, resource, sys, tempfile, time
from pathlib import Path
from nmosd.simulation.records import simulated_cohort, write_simulated
people, years, runs = (int(text) for text in sys.argv[1:])
simulated_cohort(10, years, parameters="mixed", seed=1)
seconds = []
for _ in range(runs):
    cohort = None
    with tempfile.TemporaryDirectory() as folder:
        start, cpu = time.perf_counter(), time.process_time()
        cohort = simulated_cohort(people, years, parameters="mixed", seed=1)
        write_simulated(cohort, Path(folder) / "cohort")
        seconds.append((time.perf_counter() - start, time.process_time() - cpu))
rows = sum(getattr(cohort.record, name).height for name in cohort.record.member_schemas())
least, processor = min(seconds)
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
visits = cohort.record.visits.height
print(json.dumps({"seconds": least, "cpu": processor, "rows": rows, "visits": visits, "most_gb": most / 1e6}))
"""


def measured(people: int, runs: int) -> dict[str, float]:
    """Return what one process found for a cohort of so many people."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(people), str(YEARS), str(runs)],
        check=True,
        capture_output=True,
        text=True,
        cwd=RESULT.parents[2],
    )
    return dict(json.loads(done.stdout))


def page(found: dict[int, dict[str, float]], runs: int) -> str:
    """Return the results as a page."""
    lines = [
        f"# Whole simulated records over {YEARS} years, from 10,000 to 100,000 people",
        "",
        "From nothing to a cohort on disk: lives, the clinic's tables with what it lacks, validation, Parquet, the truth.",
        "Written by `python -m benchmarks.simulate`, which says how it is measured.",
        "",
        f"2 cores ({platform.machine()}), shared; Python {platform.python_version()}; least of {runs} runs.",
        "",
        "| people | visits | rows | seconds | wanted | of the processors | µs each, of the processors | most memory |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for people, one in found.items():
        wanted = f"{WANTED[people]:.0f} s" if people in WANTED else ""
        lines.append(
            f"| {people:,} | {one['visits']:,.0f} | {one['rows']:,.0f} | {one['seconds']:.2f} | {wanted} | {one['cpu']:.2f} "
            f"| {one['cpu'] / people * 1e6:.0f} | {one['most_gb']:.2f} GB |"
        )
    missed = [f"{WANTED[people]:.0f} s for {people:,} people" for people in WANTED if _too_slow(found, people)]
    return "\n".join([*lines, "", f"Not reached: {', '.join(missed)}." if missed else "All that is wanted is reached.", ""])


def _too_slow(found: dict[int, dict[str, float]], people: int) -> bool:
    return people in found and found[people]["seconds"] > WANTED[people]


def main() -> int:
    """Measure, write the page, and return 1 if a wanted time was missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    found = {}
    for people in asked.sizes:
        found[people] = measured(people, asked.runs)
        print(people, found[people], flush=True)
    if tuple(asked.sizes) == SIZES:
        RESULT.write_text(page(found, asked.runs), "utf-8")
    return int(any(_too_slow(found, people) for people in WANTED))


if __name__ == "__main__":
    sys.exit(main())
