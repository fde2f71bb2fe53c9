"""Time all criteria on derived random cohorts of growing size: seconds, memory, and how both grow.

`python -m benchmarks.criteria` writes `benchmarks/results/criteria.md`. Each size runs in a process of its own: the record is
made and the tables that the criteria need are derived (not timed), then everybody is classified; the least of several runs is
kept.
"""

import argparse
import json
import platform
import subprocess
import sys
from pathlib import Path

RESULT = Path(__file__).parent / "results" / "criteria.md"
SIZES = (10_000, 100_000, 1_000_000)
WANTED = {1_000_000: 10.0}
_CHILD = """
import json, resource, sys, time
from benchmarks.cohorts import random_record
from nmosd.course import derive
from nmosd.criteria import classify
from nmosd.criteria.facts import NEEDED
people, runs = int(sys.argv[1]), int(sys.argv[2])
record = random_record(people)
course = derive(record, only=NEEDED)
held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
small = random_record(10)
classify(small)
seconds = []
for _ in range(runs):
    start, cpu = time.perf_counter(), time.process_time()
    verdicts = classify(record, course=course)
    seconds.append((time.perf_counter() - start, time.process_time() - cpu))
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
least, processor = min(seconds)
found = {"seconds": least, "cpu": processor, "attacks": course.attacks.height, "held_gb": held / 1e6, "most_gb": most / 1e6}
found |= {"verdicts": verdicts.height}
print(json.dumps(found))
"""


def measured(people: int, runs: int) -> dict[str, float]:
    """Return what one process found for a cohort of so many people."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(people), str(runs)], check=True, capture_output=True, text=True, cwd=RESULT.parents[2]
    )
    return dict(json.loads(done.stdout))


def page(found: dict[int, dict[str, float]], runs: int) -> str:
    """Return the results as a page."""
    lines = [
        "# All criteria, from 10,000 to 1,000,000 people",
        "",
        "Random cohorts as in `benchmarks/cohorts.py`, derived before. Written by `python -m benchmarks.criteria`; the top of",
        "that file says how it is measured.",
        "",
        f"2 cores ({platform.machine()}), shared with other work; Python {platform.python_version()}; least of {runs} runs.",
        "",
        "| people | attacks | verdicts | seconds | wanted | processor | microseconds a person | most memory | of it before |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for people, one in found.items():
        wanted = f"{WANTED[people]:.0f} s" if people in WANTED else ""
        lines.append(
            f"| {people:,} | {one['attacks']:,.0f} | {one['verdicts']:,.0f} | {one['seconds']:.2f} | {wanted} | {one['cpu']:.2f} "
            f"| {one['seconds'] / people * 1e6:.1f} | {one['most_gb']:.2f} GB | {one['held_gb']:.2f} GB |"
        )
    return "\n".join([*lines, ""])


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
    return int(any(found[people]["seconds"] > limit for people, limit in WANTED.items() if people in found))


if __name__ == "__main__":
    sys.exit(main())
