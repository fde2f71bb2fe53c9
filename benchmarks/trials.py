"""Time virtual trials beside a plain loop in R, and write benchmarks/results/trials.md.

    python -m benchmarks.trials --rscript Rscript

The job: event-driven trials of 200 people (1 to 1, constant rates, people entering over a year, some leaving, until 80
attacks), each judged by the log-rank test and Cox's model. `trials.R` beside this file does the same. Power, the median hazard
ratio and the mean duration must agree within four Monte Carlo errors. Ours goes through the whole engine: eligible people,
thinning, adjudication.
"""

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from nmosd.simulation.parameters import ParameterSet, parameter_set
from nmosd.simulation.trials import Scenario, TrialDesign, Trials, play, trial_design
from nmosd.stats import detectable_hazard_ratio, power_of_events

BUDGET = 1.0
TRIALS = 10_000
WEEK = 7 / 365.25
DESIGN = f"""
title = "200 people until 80 attacks"
[entry]
years_from_onset = [0, 8]
[drug]
name = "a drug that halves the rate"
people = 100
hazard_ratio = 0.5
dropout_per_year = 0.05
[control]
people = 100
dropout_per_year = 0.05
[follow_up]
accrual_weeks = {1 / WEEK}
weeks = {6 / WEEK}
events = 80
[adjudication]
confirmed = 1.0
"""


def constant_rate() -> ParameterSet:
    """Return a course without anything but a constant rate."""
    flat = {"attacks_per_year": 0.8, "frailty_variance": 0, "attack_factor": 1, "clustering": 0, "merged_days": 0}
    return parameter_set("event_dependence").replace(**flat)


def timed(design: TrialDesign, parameters: ParameterSet, trials: int, cores: int, runs: int = 5) -> tuple[str, float, Trials]:
    """Return the least times of several runs as cells, the least in seconds, and what was found; compiling comes before."""
    play(design, parameters, Scenario(), trials=10, seed=1)
    times, busy = [], []
    for _ in range(runs):
        start, work = time.perf_counter(), time.process_time()
        found = play(design, parameters, Scenario(), trials=trials, seed=1, cores=cores)
        times.append(time.perf_counter() - start)
        busy.append(time.process_time() - work)
    return f"{min(times):.2f} | {min(busy):.2f}", min(times), found


def figures(found: Trials) -> list[float]:
    """Return power, the median hazard ratio and the mean duration in years."""
    return [
        float((found["decision"] == 1).mean()),
        float(np.median(np.exp(found["log_hazard_ratio"]))),
        float(found["weeks"].mean() * WEEK),
    ]


def apart(ours: list[float], theirs: list[float], found: Trials, trials: int) -> list[float]:
    """Return by how many Monte Carlo errors the figures differ; both programs drew their own trials."""
    ratio, weeks = np.exp(found["log_hazard_ratio"]), found["weeks"] * WEEK
    spread = [math.sqrt(ours[0] * (1 - ours[0])), 1.2533 * float(ratio.std()), float(weeks.std())]
    error = [one * math.sqrt(1 / len(found) + 1 / trials) for one in spread]
    return [abs(a - b) / e for a, b, e in zip(ours, theirs, error, strict=True)]


def main() -> int:
    """Run, print the page and write it; return 1 if the budget is missed or the figures differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rscript", default="Rscript")
    parser.add_argument("--trials-in-r", type=int, default=TRIALS)
    chosen = parser.parse_args()
    before = os.getloadavg()[0]
    design, flat = TrialDesign.parse(DESIGN, "benchmark"), constant_rate()
    two, least, found = timed(design, flat, TRIALS, 2)
    one, many = timed(design, flat, TRIALS, 1)[0], timed(design, flat, 10 * TRIALS, 2, runs=2)[0]
    ours = figures(found)
    prevent = timed(trial_design("prevent"), parameter_set("mixed"), TRIALS, 2)[0]
    script = Path(__file__).with_suffix(".R")
    done = subprocess.run([chosen.rscript, script, str(chosen.trials_in_r), "2"], capture_output=True, text=True, check=False)
    theirs = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None
    lines = [
        "# Virtual trials beside a plain loop in R",
        "",
        "Event-driven trials of 200 people, each with a log-rank test and Cox's model; the least of five runs, compiled before.",
        "Written by `python -m benchmarks.trials`; the R loop is `benchmarks/trials.R` (survival's coxph, two cores, one run).",
        "",
        f"{os.cpu_count()} cores ({platform.machine()}), shared with other work (load before the run {before:.1f},",
        f"after it {os.getloadavg()[0]:.1f}); Python {platform.python_version()}.",
        f"Budget: {BUDGET:g} s for {TRIALS:,} trials on two cores.",
        "",
        "Seconds on the clock grow with other work on the machine; seconds of the processors, of both together, do not.",
        "",
        "| job | trials | seconds | of the processors |",
        "|---|--:|--:|--:|",
        f"| nmosd, two cores | {TRIALS:,} | {two} |",
        f"| nmosd, one core | {TRIALS:,} | {one} |",
        f"| nmosd, two cores | {10 * TRIALS:,} | {many} |",
        f"| nmosd, PREVENT with the parameter set `mixed`, two cores | {TRIALS:,} | {prevent} |",
    ]
    missed = least > BUDGET
    if theirs is None:
        lines += ["| R | missing | | |"]
    else:
        scaled = theirs["seconds"] * TRIALS / chosen.trials_in_r
        lines += [f"| R, two cores ({scaled / least:.0f} times as long) | {chosen.trials_in_r:,} | {theirs['seconds']:.1f} | |"]
        differ = apart(ours, theirs["figures"], found, chosen.trials_in_r)
        missed |= max(differ) > 4
        lines += ["", "| figure | nmosd | R | apart, Monte Carlo errors |", "|---|--:|--:|--:|"]
        names = ("power", "median hazard ratio", "mean duration, years")
        lines += [
            f"| {name} | {a:.4f} | {b:.4f} | {c:.1f} |"
            for name, a, b, c in zip(names, ours, theirs["figures"], differ, strict=True)
        ]
    formula = power_of_events(80, 0.5)
    lines += [
        "",
        f"Schoenfeld's formula gives a power of {formula:.4f} (80 events find {detectable_hazard_ratio(80):.2f} with 90 %).",
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    (Path(__file__).parent / "results" / "trials.md").write_text(text, encoding="utf-8")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
