"""Time Cox and Andersen-Gill fits beside R survival, lifelines and SurPyval, and write benchmarks/results/cox.md.

    python -m benchmarks.cox --rscript Rscript --peers PYTHON

`--peers` is the Python of an environment of its own that has lifelines and SurPyval. Every program must give the same
coefficients to 1e-4.
"""

import sys

import numpy as np
import polars as pl

from benchmarks.beside import Page, Peer, options, python_package, r_package

# Debian 12's R survival 3.5-3 has a robust error that is quadratic in the rows, mended since: no ratio is fair against it.
QUADRATIC_R = "3.5.3"
MODELS = ("Cox", "Andersen-Gill, model errors", "Andersen-Gill, robust errors")

OURS = """
from nmosd.stats import andersen_gill, cox
def work(data, model):
    covariates = data.select("a", "b", "c")
    if model == "Cox":
        return cox(None, data["stop"], data["event"], covariates)
    rows = (data["start"], data["stop"], data["event"], covariates)
    return andersen_gill(*rows, subject=data["id"]) if "robust" in model else cox(*rows, subject=data["id"], robust=False)
def figures(found, model):
    return found.coefficients.tolist()
"""

R = """
work <- function(job) switch(job,
  "Cox" = quote(coxph(Surv(stop, event) ~ a + b + c, d)),
  "Andersen-Gill, model errors" = quote(coxph(Surv(start, stop, event) ~ a + b + c, d)),
  "Andersen-Gill, robust errors" = quote(coxph(Surv(start, stop, event) ~ a + b + c, d, cluster = id)))
figures <- function(m, job) coef(m)
"""

LIFELINES = """
from lifelines import CoxPHFitter
def work(data, model):
    columns = ["a", "b", "c", "stop", "event"] + (["start"] if model != "Cox" else []) + (["id"] if "robust" in model else [])
    options = {} if model == "Cox" else {"entry_col": "start"}
    if "robust" in model:
        options["cluster_col"] = "id"
    return CoxPHFitter().fit(data[columns], "stop", "event", **options)
def figures(found, model):
    return found.params_[["a", "b", "c"]].tolist()
"""

SURPYVAL = """
from surpyval import CoxPH
def work(data, model):
    z, c = data[["a", "b", "c"]].to_numpy(), 1 - data["event"].to_numpy().astype(int)
    entry = {} if model == "Cox" else {"tl": data["start"].to_numpy()}
    found = CoxPH.fit(x=data["stop"].to_numpy(), Z=z, c=c, **entry)
    if "robust" in model:
        found.robust_covariance(cluster=data["id"].to_numpy())
    return found
def figures(found, model):
    return list(map(float, found.beta))
"""


def make_rows(n: int, _job: str) -> pl.DataFrame:
    """Five rows per person: recurrent events with three covariates and unequal rates, abutting, the last one censored."""
    random = np.random.default_rng(n)
    people = n // 5
    x = random.normal(size=(people, 3))
    rate = np.exp(x @ [0.3, -0.2, 0.1]) * random.gamma(2, 0.5, people)
    stop = np.round(np.cumsum(random.exponential(1 / rate[:, None], (people, 5)) + 1e-4, axis=1), 7)
    start = np.column_stack((np.zeros(people), stop[:, :-1]))
    event = np.ones((people, 5), dtype=np.int64)
    event[:, 4] = 0
    columns = {"id": np.repeat(np.arange(people), 5), "start": start.ravel(), "stop": stop.ravel(), "event": event.ravel()}
    return pl.DataFrame(columns | {name: np.repeat(x[:, j], 5) for j, name in enumerate("abc")})


def said(peer: Peer, job: str) -> str | None:
    """Return what stands where a comparison would not be fair."""
    return "quadratic in this version" if peer.known == QUADRATIC_R and peer.name == "R survival" and "robust" in job else None


def main() -> int:
    """Run every job, print the page and write it."""
    chosen = options("Time hazard models beside their peers.")
    page = Page(
        name="cox",
        title="Cox and Andersen-Gill beside their peers",
        about="Three covariates, Efron ties, five rows per person; Cox takes the same rows as right-censored.",
        jobs=MODELS,
        rows=make_rows,
        work=OURS,
        peers=(
            r_package(chosen.rscript, "survival", R),
            python_package(chosen.peers, "lifelines", LIFELINES),
            python_package(chosen.peers, "SurPyval", SURPYVAL),
        ),
        tolerance=1e-4,
        said=said,
        notes=(
            "No figure of R survival 3.5-3 (Debian 12's) stands beside robust errors: its time grows with the square of the",
            "rows, which later versions have mended.",
        ),
    )
    return page.write(chosen.sizes)


if __name__ == "__main__":
    sys.exit(main())
