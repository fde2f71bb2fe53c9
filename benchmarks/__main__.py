"""Time what a person waits for, as whole processes: the least of several runs, beside its budget.

The machines are shared and noisy, so the least of the runs is compared with the budget, and the median is printed beside it.
`make bench`, or `python -m benchmarks --runs 15`. Exit code 1 if a budget is missed.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

BUDGETS: list[tuple[str, list[str], float, str]] = [
    ("python that does nothing", [sys.executable, "-c", "pass"], float("inf"), "for comparison"),
    ("import nmosd", [sys.executable, "-c", "import nmosd"], 0.20, "issue A"),
    ("nmosd --help", [str(BIN / "nmosd"), "--help"], 0.25, "issue A"),
    ("the demo's own work", [sys.executable, str(ROOT / "examples" / "run_demo.py")], 15.0, "issue F"),
]


def wall_seconds(command: list[str], runs: int) -> list[float]:
    """Return the wall time of each run of a command, after one that is not counted."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for run in range(runs + 1):
            start = time.perf_counter()
            subprocess.run(command, check=True, cwd=folder, capture_output=True)
            if run:
                times.append(time.perf_counter() - start)
    return times


def main() -> int:
    """Print one line per command; return 1 if the least of its runs misses its budget."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    missed = 0
    print(f"{'what':<28}{'least':>8}{'median':>8}{'budget':>8}   seconds, {runs} runs, python {sys.version.split()[0]}")
    for name, command, budget, _source in BUDGETS:
        if shutil.which(command[0]) is None:
            print(f"{name:<28} not installed: run `make test` first")
            missed += 1
            continue
        times = wall_seconds(command, runs)
        verdict = "" if min(times) <= budget else "  MISSED"
        missed += bool(verdict)
        limit = "" if budget == float("inf") else f"{budget:.2f}"
        print(f"{name:<28}{min(times):>8.3f}{statistics.median(times):>8.3f}{limit:>8}{verdict}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
