"""Time all derivations on random cohorts of growing size: seconds, memory, and how both grow.

`python -m benchmarks.derive` writes `benchmarks/results/derive.md`. Each size runs in a process of its own: the record is made
(not timed), a few people are derived so that compiled code and imports are there, then everybody is derived, in the parts that
`nmosd derive` writes one after the other (`derive_in_parts`), each let go when it was counted; the least of several runs is kept.
Another process does the same and holds all tables (`derive`), for its memory. Memory is the most that the process ever had, the
record and the making of it included.
"""

import argparse
import json
import platform
import subprocess
import sys
from pathlib import Path

RESULT = Path(__file__).parent / "results" / "derive.md"
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
WANTED = {10_000: 2.0, 1_000_000: 30.0}
WANTED_GB = 8.0
_CHILD = """
import json, resource, sys, time
from benchmarks.cohorts import random_record
from nmosd.course import derive, derive_in_parts
people, runs, whole = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "whole"
record = random_record(people)
held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
derive(random_record(10))
seconds = []
for _ in range(runs):
    rows = 0
    start, cpu = time.perf_counter(), time.process_time()
    parts = [derive(record)] if whole else derive_in_parts(record)
    for part in parts:
        rows += sum(table.height for table in part.tables().values())
    seconds.append((time.perf_counter() - start, time.process_time() - cpu))
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
least, processor = min(seconds)
found = {"seconds": least, "cpu": processor, "rows": rows, "record_gb": held / 1e6, "most_gb": most / 1e6}
print(json.dumps(found))
"""


def measured(people: int, runs: int, how: str) -> dict[str, float]:
    """Return what one process found for a cohort of so many people, derived in `parts` or held `whole`."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(people), str(runs), how],
        check=True,
        capture_output=True,
        text=True,
        cwd=RESULT.parents[2],
    )
    return dict(json.loads(done.stdout))


def page(parts: dict[int, dict[str, float]], whole: dict[int, dict[str, float]], runs: int) -> str:
    """Return the results as a page."""
    lines = [
        "# All derivations, from 10,000 to 1,000,000 people",
        "",
        "Random cohorts with 13 visits, 4 attacks, 4 acute treatments, 4 eye examinations, 3 scans and some of everything else a",
        "person (`benchmarks/cohorts.py`). Written by `python -m benchmarks.derive`, which says how it is measured.",
        "",
        f"2 cores ({platform.machine()}), shared; Python {platform.python_version()}; least of {runs} runs, of a million one.",
        "",
        "| people | visits | derived rows | seconds | wanted | processor | µs each | most memory | all held | the record |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for people, one in parts.items():
        wanted = f"{WANTED[people]:.0f} s" if people in WANTED else ""
        lines.append(
            f"| {people:,} | {people * 13:,} | {one['rows']:,.0f} | {one['seconds']:.2f} | {wanted} | {one['cpu']:.2f} "
            f"| {one['seconds'] / people * 1e6:.0f} | {one['most_gb']:.2f} GB | {whole[people]['most_gb']:.2f} GB "
            f"| {one['record_gb']:.2f} GB |"
        )
    missed = [f"{WANTED[people]:.0f} s for {people:,} people" for people in WANTED if _too_slow(parts, people)]
    missed += [f"{WANTED_GB:.0f} GB for {people:,} people" for people, one in parts.items() if one["most_gb"] > WANTED_GB]
    lines += ["", f"Not reached: {', '.join(missed)}." if missed else "All that is wanted is reached.", ""]
    return "\n".join(lines)


def _too_slow(found: dict[int, dict[str, float]], people: int) -> bool:
    return people in found and found[people]["seconds"] > WANTED[people]


def main() -> int:
    """Measure, write the page, and return 1 if a wanted time was missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    parts, whole = {}, {}
    for people in asked.sizes:
        parts[people] = measured(people, 1 if people >= 1_000_000 else asked.runs, "parts")
        whole[people] = measured(people, 1, "whole")
        print(people, parts[people], whole[people], flush=True)
    if tuple(asked.sizes) == SIZES:
        RESULT.write_text(page(parts, whole, asked.runs), "utf-8")
    return int(any(_too_slow(parts, people) for people in WANTED))


if __name__ == "__main__":
    sys.exit(main())
