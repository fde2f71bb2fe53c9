"""Time curves and log-rank tests beside R survival and lifelines, and write benchmarks/results/curves.md.

    python -m benchmarks.curves --rscript Rscript --peers PYTHON

`--peers` is the Python of an environment of its own that has lifelines. A peer that is missing is skipped, and the page says so.
Every program gets the same rows and reads them before the clock starts, works in a process of its own, makes limits too, and must
give the same figures to 1e-6. A peer has about a minute per job, in which it runs once; ours is the least of five. The time of
`first call` is that of a new process, imports included.
"""

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.cox import run, version

PAGE = Path(__file__).parent / "results" / "curves.md"
SIZES = (10_000, 100_000, 1_000_000)
MINUTE = 60

OURS = """
import json, sys, time
begin = time.perf_counter()
import polars as pl
import resource
from nmosd.stats import cumulative_incidence, kaplan_meier, log_rank, mean_cumulative_count
path, job, repeats = sys.argv[1], sys.argv[2], 5
d = pl.read_parquet(path)
when = (0.5, 1.0, 2.0)
def work():
    if job == "Kaplan-Meier":
        curve = kaplan_meier(None, d["stop"], d["event"])["everyone"]
        return lambda: [curve.at(t).estimate for t in when] + [curve.at(1.0).lower]
    if job == "Kaplan-Meier, delayed entry":
        curve = kaplan_meier(d["start"], d["stop"], d["event"])["everyone"]
        return lambda: [curve.at(t).estimate for t in when] + [curve.at(1.0).lower]
    if job == "Kaplan-Meier, weights, robust":
        curve = kaplan_meier(None, d["stop"], d["event"], weights=d["weight"])["everyone"]
        return lambda: [curve.at(t).estimate for t in when] + [curve.at(1.0).lower]
    if job == "log-rank":
        test = log_rank(None, d["stop"], d["event"], d["group"])
        return lambda: [test.test.statistic]
    if job == "cumulative incidence":
        curve = cumulative_incidence(None, d["stop"], d["kind"])["everyone"]
        return lambda: [curve.at(1, t).estimate for t in when] + [curve.at(1, 1.0).lower]
    curve = mean_cumulative_count(d["start"], d["stop"], d["event"], subject=d["id"])["everyone"]
    place = curve.time.searchsorted(1.0, side="right") - 1
    return lambda: [curve.at(t).estimate for t in when] + [float(curve.standard_error[place])]
times = []
for _ in range(repeats):
    start = time.perf_counter()
    figures = work()
    times.append(time.perf_counter() - start)
    first = locals().get("first") or time.perf_counter() - begin
print(json.dumps({"seconds": min(times), "first": first, "figures": figures(),
                  "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}))
"""

R = """
suppressPackageStartupMessages(library(survival))
argument <- commandArgs(TRUE)
d <- read.csv(argument[1]); d$cause <- factor(d$kind, 0:2, c("censored", "1", "2"))
call <- switch(argument[2],
  "Kaplan-Meier" = quote(survfit(Surv(stop, event) ~ 1, d, conf.type = "log-log")),
  "Kaplan-Meier, delayed entry" = quote(survfit(Surv(start, stop, event) ~ 1, d, conf.type = "log-log")),
  "Kaplan-Meier, weights, robust" = quote(survfit(Surv(stop, event) ~ 1, d, weights = weight, conf.type = "log-log")),
  "log-rank" = quote(survdiff(Surv(stop, event) ~ group, d)),
  "cumulative incidence" = quote(survfit(Surv(stop, cause) ~ 1, d, conf.type = "log-log")),
  "mean cumulative count" = quote(survfit(Surv(start, stop, event) ~ 1, d, id = id, cluster = id)))
s <- system.time(m <- eval(call))[["elapsed"]]
when <- c(0.5, 1, 2)
figures <- switch(argument[2],
  "log-rank" = m$chisq,
  "cumulative incidence" = { k <- summary(m, times = when); c(k$pstate[, 2], k$lower[2, 2]) },
  "mean cumulative count" = { k <- summary(m, times = when); c(k$cumhaz, k$std.chaz[2]) },
  { k <- summary(m, times = when); c(k$surv, k$lower[2]) })
cat(sprintf('{"seconds": %.4f, "figures": [%s]}', s, paste(format(unname(figures), digits = 12), collapse = ", ")))
"""

LIFELINES = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import pandas as pd
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test
d, job = pd.read_csv(sys.argv[1]), sys.argv[2]
when = (0.5, 1.0, 2.0)
start = time.perf_counter()
if job == "log-rank":
    one, two = d[d["group"] == 0], d[d["group"] == 1]
    found = logrank_test(one["stop"], two["stop"], one["event"], two["event"])
    figures = lambda: [found.test_statistic]
elif job == "cumulative incidence":
    found = AalenJohansenFitter(jitter_level=1e-12, seed=1).fit(d["stop"], d["kind"], 1)
    figures = lambda: [float(found.cumulative_density_.iloc[:, 0][:t].iloc[-1]) for t in when]
else:
    options = {"entry": d["start"]} if "delayed" in job else {"weights": d["weight"]} if "weights" in job else {}
    found = KaplanMeierFitter().fit(d["stop"], d["event"], **options)
    figures = lambda: [float(found.predict(t)) for t in when] + [float(found.confidence_interval_.iloc[:, 0][:1.0].iloc[-1])]
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "figures": figures()}))
"""

JOBS = (
    "Kaplan-Meier",
    "Kaplan-Meier, delayed entry",
    "Kaplan-Meier, weights, robust",
    "log-rank",
    "cumulative incidence",
    "mean cumulative count",
)
RECURRENT = "mean cumulative count"


def single_rows(n: int) -> pl.DataFrame:
    """One row per person: some enter late, two kinds of event, two groups, weights that are no counts."""
    random = np.random.default_rng(n)
    group = random.integers(0, 2, n)
    start = np.round(np.where(random.random(n) < 0.7, 0.0, random.uniform(0, 0.4, n)), 7)
    stop = np.round(start + 1e-4 + random.exponential(np.where(group == 1, 1.4, 1.0)), 7)
    kind = random.choice([0, 1, 2], n, p=[0.4, 0.4, 0.2])
    columns = {"start": start, "stop": stop, "event": np.minimum(kind, 1), "kind": kind, "group": group}
    return pl.DataFrame(columns | {"weight": np.round(random.uniform(0.5, 2.0, n), 3), "id": np.arange(n)})


def recurrent_rows(n: int) -> pl.DataFrame:
    """Five abutting rows per person, the last one censored."""
    random = np.random.default_rng(n)
    people = n // 5
    stop = np.round(np.cumsum(random.exponential(1 / random.gamma(2, 0.5, people)[:, None], (people, 5)) + 1e-4, axis=1), 7)
    start = np.column_stack((np.zeros(people), stop[:, :-1]))
    event = np.ones((people, 5), dtype=np.int64)
    event[:, 4] = 0
    ones = np.zeros(5 * people, dtype=np.int64)
    columns = {"start": start.ravel(), "stop": stop.ravel(), "event": event.ravel(), "kind": event.ravel(), "group": ones}
    return pl.DataFrame(columns | {"weight": ones + 1.0, "id": np.repeat(np.arange(people), 5)})


def cell(found: dict | str, ours: dict) -> str:
    """Return a peer's time with its ratio to ours, and by how much its figures differ if they do."""
    if isinstance(found, str):
        return found
    apart = max(abs(one - two) for one, two in zip(found["figures"], ours["figures"], strict=False))
    differs = "" if apart < 1e-6 else f", figures differ by {apart:.1g}"
    return f"{found['seconds']:.3g} s ({found['seconds'] / ours['seconds']:.1f} times){differs}"


def main() -> int:
    """Run every job, print the page and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rscript", default="Rscript")
    parser.add_argument("--peers", default=sys.executable, help="Python of an environment with lifelines")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    ask = "from importlib.metadata import version; print(version('lifelines'))"
    known = {
        "R survival": version([options.rscript, "-e", "cat(as.character(packageVersion('survival')))"]),
        "lifelines": version([options.peers, "-c", ask]),
    }
    lines = [
        "| job | rows | nmosd | " + " | ".join(f"{peer} {number or '(missing)'}" for peer, number in known.items()) + " |",
        "|---|--:|--:|--:|--:|",
    ]
    notes = []
    with tempfile.TemporaryDirectory() as folder:
        for n in options.sizes:
            for job in JOBS:
                csv, parquet = f"{folder}/rows.csv", f"{folder}/rows.parquet"
                data = recurrent_rows(n) if job == RECURRENT else single_rows(n)
                data.write_csv(csv)
                data.write_parquet(parquet)
                ours = run([sys.executable, "-c", OURS, parquet, job], None)
                if isinstance(ours, str):
                    print(f"our own job {ours}: {job}, {n} rows", file=sys.stderr)
                    return 1
                limit = MINUTE + (20 if n >= 1_000_000 else 5)
                r = "missing" if known["R survival"] is None else run([options.rscript, "-e", R, csv, job], limit)
                offered = job != RECURRENT
                peer = run([options.peers, "-c", LIFELINES, csv, job], limit) if offered and known["lifelines"] else "missing"
                lifelines = cell(peer, ours) if offered else "not offered"
                lines.append(" | ".join((f"| {job}", f"{n:,}", f"{ours['seconds']:.3g} s", cell(r, ours), lifelines)) + " |")
                notes.append(f"| {job} | {n:,} | {ours['first']:.2f} s | {ours['gigabytes']:.2f} GB |")
                print(lines[-1], flush=True)
    page = [
        "# Curves and log-rank tests beside their peers",
        "",
        "One row per person (five for the mean cumulative count), times to 1e-7. Written by `python -m benchmarks.curves`; how",
        "it is measured stands at the top of that file. In brackets: how many times as long as ours.",
        "",
        f"{os.cpu_count()} cores ({platform.machine()}), shared with other work; Python {platform.python_version()}; one run.",
        "",
        *lines,
        "",
        "lifelines' errors with weights that are no counts are not robust, so its limits differ there.",
        "",
        "Ours in a new process (imports and the compiled code from its cache included), and the most memory the process had:",
        "",
        "| job | rows | first call | memory |",
        "|---|--:|--:|--:|",
        *notes,
    ]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(page) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
