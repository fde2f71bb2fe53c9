"""Time attack histories beside R, and write benchmarks/results/histories.md.

    python -m benchmarks.histories --rscript Rscript

The job: the attacks of people over 10 years under each named parameter set, untreated. `histories.R` beside this file does the
same in two ways: vectors over people, and a plain loop over people. Attacks per person, the share without a relapse and the share
of relapses within a year of the attack before must agree within four Monte Carlo errors. Ours runs in a process of its own, so
that its memory is that of the job, once before R and once after it, since other work on the machine comes and goes.
"""

import argparse
import math
import os
import platform
import sys
from pathlib import Path

from benchmarks.beside import RESULTS, Answer, run
from nmosd.simulation.parameters import PARAMETER_SETS, parameter_set

BUDGET, MEMORY = 5.0, 4.0
SIZES = (10_000, 100_000, 1_000_000)
YEARS = 10
PATIENCE = 900

OURS = """
import json, resource, sys, time
import numpy as np
from nmosd.simulation.histories import attack_histories, people
from nmosd.simulation.parameters import parameter_set
world, number, years = parameter_set(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
attack_histories(world, people(10), years, seed=1)
times, processor = [], []
for _ in range(5):
    start, used = time.perf_counter(), time.process_time()
    found = attack_histories(world, people(number), years, seed=1)
    times.append(time.perf_counter() - start)
    processor.append(time.process_time() - used)
gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
counts = np.diff(found.first)
gaps = np.diff(found.day)[np.diff(found.person()) == 0]
# Each with its standard deviation for one person.
figures = [(counts.mean(), counts.std()), ((counts == 1).mean(), (counts == 1).std())]
figures.append(((gaps < 365).mean(), (gaps < 365).std() * 2 / (gaps.size / number) ** 0.5))
figures = [[float(one) for one in pair] for pair in figures]
print(json.dumps({"seconds": min(times), "processor": min(processor), "gigabytes": gigabytes, "figures": figures}))
"""


def ours(name: str, number: int) -> dict:
    """Return the least time of five, the memory and the figures of a set."""
    found = run([sys.executable, "-c", OURS, name, str(number), str(YEARS)], None)
    if isinstance(found, str):
        raise SystemExit(f"our own job {found}: {name}")
    return found


def in_r(rscript: str, name: str, number: int, way: str) -> Answer:
    """Return the time and the figures of R, by vectors or by a loop."""
    p = parameter_set(name)
    values = (p.attacks_per_year, p.frailty_variance, p.attack_factor, p.clustering, p.clustering_days, p.merged_days, YEARS)
    script = str(Path(__file__).with_suffix(".R"))
    return run([rscript, script, str(number), "2", *(str(value) for value in values), way], PATIENCE)


def cell(theirs: Answer, mine: dict, number: int) -> str:
    """Return the time of R, how many times ours it is, and by how much figures differ if they do."""
    if isinstance(theirs, str):
        return theirs
    pairs = zip(mine["figures"], theirs["figures"], strict=True)
    apart = max(abs(one - other) / (spread * math.sqrt(2 / number)) for (one, spread), other in pairs)
    differs = "" if apart < 4 else f", figures differ by {apart:.1f} Monte Carlo errors"
    return f"{theirs['seconds']:.3g} s ({theirs['seconds'] / mine['seconds']:.0f} times){differs}"


def main() -> int:
    """Run, print the page and write it; return 1 if the budget is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rscript", default="Rscript")
    parser.add_argument("--people-in-r", type=int, default=100_000, help="Largest size at which R is timed.")
    chosen = parser.parse_args()
    before = os.getloadavg()[0]
    rows = []
    slowest, most = 0.0, 0.0
    for name in PARAMETER_SETS:
        for number in SIZES:
            mine = ours(name, number)
            ways = ("vectors", "loop") if number <= chosen.people_in_r else ()
            theirs = [in_r(chosen.rscript, name, number, way) for way in ways]
            mine = min(mine, ours(name, number), key=lambda one: one["seconds"])
            slowest, most = max(slowest, mine["seconds"]), max(most, mine["gigabytes"])
            peers = [cell(one, mine, number) for one in theirs] or ["not run", "not run"]
            each = mine["processor"] / number * 1e6
            least = f"{mine['seconds']:.3g} s | {mine['processor']:.3g} s | {each:.2f} | {mine['gigabytes']:.2f} GB"
            rows.append(f"| {name} | {number:,} | {least} | {' | '.join(peers)} |")
            print(rows[-1], flush=True)
    missed = slowest > BUDGET or most > MEMORY
    budget = f"Budget: {BUDGET:g} s and {MEMORY:g} GB for {SIZES[-1]:,} people; slowest {slowest:.2f} s, most {most:.2f} GB"
    text = [
        "# Attack histories beside R",
        "",
        f"The attacks of people over {YEARS} years; the least of ten runs on all cores, compiled before. R: one run on two",
        "cores, with vectors over people and with a plain loop over people. Microseconds per person are of processor time.",
        "Written by `python -m benchmarks.histories`.",
        "",
        f"{os.cpu_count()} cores ({platform.machine()}), shared with other work (load before the run {before:.1f}, after it",
        f"{os.getloadavg()[0]:.1f}); Python {platform.python_version()}.",
        f"{budget}{': MISSED' if missed else ''}.",
        "",
        "| parameter set | people | nmosd | processor, all cores | microseconds per person | memory | R, vectors | R, loop |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
        *rows,
    ]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "histories.md").write_text("\n".join(text) + "\n", encoding="utf-8")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
