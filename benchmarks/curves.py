"""Time curves and log-rank tests beside R survival and lifelines, and write benchmarks/results/curves.md.

    python -m benchmarks.curves --rscript Rscript --peers PYTHON

`--peers` is the Python of an environment of its own that has lifelines. Every program makes limits too, and must give the same
figures to 1e-6.
"""

import sys

import numpy as np
import polars as pl

from benchmarks.beside import Page, Peer, options, python_package, r_package

JOBS = (
    "Kaplan-Meier",
    "Kaplan-Meier, delayed entry",
    "Kaplan-Meier, weights, robust",
    "log-rank",
    "cumulative incidence",
    "mean cumulative count",
)
RECURRENT = "mean cumulative count"

OURS = """
from nmosd.stats import cumulative_incidence, kaplan_meier, log_rank, mean_cumulative_count
when = (0.5, 1.0, 2.0)
def work(d, job):
    if job == "Kaplan-Meier":
        return kaplan_meier(None, d["stop"], d["event"])["everyone"]
    if job == "Kaplan-Meier, delayed entry":
        return kaplan_meier(d["start"], d["stop"], d["event"])["everyone"]
    if job == "Kaplan-Meier, weights, robust":
        return kaplan_meier(None, d["stop"], d["event"], weights=d["weight"])["everyone"]
    if job == "log-rank":
        return log_rank(None, d["stop"], d["event"], d["group"])
    if job == "cumulative incidence":
        return cumulative_incidence(None, d["stop"], d["kind"])["everyone"]
    return mean_cumulative_count(d["start"], d["stop"], d["event"], subject=d["id"])["everyone"]
def figures(found, job):
    if job == "log-rank":
        return [found.test.statistic]
    if job == "cumulative incidence":
        return [found.at(1, t).estimate for t in when] + [found.at(1, 1.0).lower]
    if job == "mean cumulative count":
        place = found.time.searchsorted(1.0, side="right") - 1
        return [found.at(t).estimate for t in when] + [float(found.standard_error[place])]
    return [found.at(t).estimate for t in when] + [found.at(1.0).lower]
"""

R = """
d$cause <- factor(d$kind, 0:2, c("censored", "1", "2"))
when <- c(0.5, 1, 2)
work <- function(job) switch(job,
  "Kaplan-Meier" = quote(survfit(Surv(stop, event) ~ 1, d, conf.type = "log-log")),
  "Kaplan-Meier, delayed entry" = quote(survfit(Surv(start, stop, event) ~ 1, d, conf.type = "log-log")),
  "Kaplan-Meier, weights, robust" = quote(survfit(Surv(stop, event) ~ 1, d, weights = weight, conf.type = "log-log")),
  "log-rank" = quote(survdiff(Surv(stop, event) ~ group, d)),
  "cumulative incidence" = quote(survfit(Surv(stop, cause) ~ 1, d, conf.type = "log-log")),
  "mean cumulative count" = quote(survfit(Surv(start, stop, event) ~ 1, d, id = id, cluster = id)))
figures <- function(m, job) switch(job,
  "log-rank" = m$chisq,
  "cumulative incidence" = { k <- summary(m, times = when); c(k$pstate[, 2], k$lower[2, 2]) },
  "mean cumulative count" = { k <- summary(m, times = when); c(k$cumhaz, k$std.chaz[2]) },
  { k <- summary(m, times = when); c(k$surv, k$lower[2]) })
"""

LIFELINES = """
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test
when = (0.5, 1.0, 2.0)
def work(d, job):
    if job == "log-rank":
        one, two = d[d["group"] == 0], d[d["group"] == 1]
        return logrank_test(one["stop"], two["stop"], one["event"], two["event"])
    if job == "cumulative incidence":
        return AalenJohansenFitter(jitter_level=1e-12, seed=1).fit(d["stop"], d["kind"], 1)
    options = {"entry": d["start"]} if "delayed" in job else {"weights": d["weight"]} if "weights" in job else {}
    return KaplanMeierFitter().fit(d["stop"], d["event"], **options)
def figures(found, job):
    if job == "log-rank":
        return [found.test_statistic]
    if job == "cumulative incidence":
        return [float(found.cumulative_density_.iloc[:, 0][:t].iloc[-1]) for t in when]
    return [float(found.predict(t)) for t in when] + [float(found.confidence_interval_.iloc[:, 0][:1.0].iloc[-1])]
"""


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


def make_rows(n: int, job: str) -> pl.DataFrame:
    """Return the rows of a job."""
    return recurrent_rows(n) if job == RECURRENT else single_rows(n)


def said(peer: Peer, job: str) -> str | None:
    """Return what stands where a peer has no such function."""
    return "not offered" if peer.name == "lifelines" and job == RECURRENT else None


def main() -> int:
    """Run every job, print the page and write it."""
    chosen = options("Time curves and log-rank tests beside their peers.")
    page = Page(
        name="curves",
        title="Curves and log-rank tests beside their peers",
        about="One row per person (five for the mean cumulative count), times to 1e-7.",
        jobs=JOBS,
        rows=make_rows,
        work=OURS,
        peers=(r_package(chosen.rscript, "survival", R), python_package(chosen.peers, "lifelines", LIFELINES)),
        tolerance=1e-6,
        said=said,
        notes=("lifelines' errors with weights that are no counts are not robust, so its limits differ there.",),
    )
    return page.write(chosen.sizes)


if __name__ == "__main__":
    sys.exit(main())
