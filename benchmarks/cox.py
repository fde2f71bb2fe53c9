"""Time Cox and Andersen-Gill fits beside R survival, lifelines and SurPyval, and write benchmarks/results/cox.md.

    python -m benchmarks.cox --rscript Rscript --peers PYTHON

`--peers` is the Python of an environment of its own that has lifelines and SurPyval. A peer that is missing is skipped, and the
page says so. Every program gets the same rows, reads them before the clock starts, fits in a process of its own, and must give
the same coefficients to 1e-4. A peer has about a minute per job, in which it runs once; ours is the least of five. The time of
`first call` is that of a new process, imports included.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

PAGE = Path(__file__).parent / "results" / "cox.md"
SIZES = (10_000, 100_000, 1_000_000)
MINUTE = 60
# Debian 12's R survival 3.5-3 has a robust error that is quadratic in the rows, mended since: no ratio is fair against it.
QUADRATIC_R = "3.5.3"

OURS = """
import json, sys, time
begin = time.perf_counter()
import polars as pl
import resource
from nmosd.stats import andersen_gill, cox
path, model, repeats = sys.argv[1], sys.argv[2], 5
data = pl.read_parquet(path)
covariates = data.select("a", "b", "c")
def fit():
    if model == "cox":
        return cox(None, data["stop"], data["event"], covariates)
    if model == "andersen-gill":
        return cox(data["start"], data["stop"], data["event"], covariates, subject=data["id"], robust=False)
    return andersen_gill(data["start"], data["stop"], data["event"], covariates, subject=data["id"])
times = []
for _ in range(repeats):
    start = time.perf_counter()
    found = fit()
    times.append(time.perf_counter() - start)
    first = locals().get("first") or time.perf_counter() - begin
print(json.dumps({"seconds": min(times), "first": first, "coefficients": found.coefficients.tolist(),
                  "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}))
"""

R = """
suppressPackageStartupMessages(library(survival))
argument <- commandArgs(TRUE)
d <- read.csv(argument[1])
call <- switch(argument[2],
  "cox" = quote(coxph(Surv(stop, event) ~ a + b + c, d)),
  "andersen-gill" = quote(coxph(Surv(start, stop, event) ~ a + b + c, d)),
  "andersen-gill, robust" = quote(coxph(Surv(start, stop, event) ~ a + b + c, d, cluster = id)))
s <- system.time(m <- eval(call))[["elapsed"]]
cat(sprintf('{"seconds": %.4f, "coefficients": [%s]}', s, paste(format(unname(coef(m)), digits = 12), collapse = ", ")))
"""

LIFELINES = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import pandas as pd
from lifelines import CoxPHFitter
data = pd.read_csv(sys.argv[1])
model = sys.argv[2]
columns = ["a", "b", "c", "stop", "event"] + (["start"] if model != "cox" else []) + (["id"] if "robust" in model else [])
data = data[columns]
options = {} if model == "cox" else {"entry_col": "start"}
if "robust" in model:
    options["cluster_col"] = "id"
start = time.perf_counter()
found = CoxPHFitter().fit(data, "stop", "event", **options)
print(json.dumps({"seconds": time.perf_counter() - start, "coefficients": found.params_[["a", "b", "c"]].tolist()}))
"""

SURPYVAL = """
import json, sys, time
import numpy as np
import pandas as pd
from surpyval import CoxPH
data, model = pd.read_csv(sys.argv[1]), sys.argv[2]
z, c = data[["a", "b", "c"]].to_numpy(), 1 - data["event"].to_numpy().astype(int)
entry = {} if model == "cox" else {"tl": data["start"].to_numpy()}
start = time.perf_counter()
found = CoxPH.fit(x=data["stop"].to_numpy(), Z=z, c=c, **entry)
if "robust" in model:
    found.robust_covariance(cluster=data["id"].to_numpy())
print(json.dumps({"seconds": time.perf_counter() - start, "coefficients": list(map(float, found.beta))}))
"""

MODELS = ("cox", "andersen-gill", "andersen-gill, robust")


def make_rows(n: int) -> pl.DataFrame:
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


def run(command: list[str], limit: float | None) -> dict | str:
    """Return what the command printed as JSON, or why there is nothing."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=True)
    except FileNotFoundError:
        return "missing"
    except subprocess.TimeoutExpired:
        return f"over {limit:.0f} s"
    except subprocess.CalledProcessError as error:
        return "missing" if "No module named" in error.stderr or "no package" in error.stderr else "failed"
    return json.loads(done.stdout.strip().splitlines()[-1])


def version(command: list[str]) -> str | None:
    """Return what the command prints, or None if it cannot run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().strip('"')
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None


def versions(rscript: str, peers: str) -> dict[str, str | None]:
    ask = "from importlib.metadata import version; print(version('{}'))"
    return {
        "R survival": version([rscript, "-e", "cat(as.character(packageVersion('survival')))"]),
        "lifelines": version([peers, "-c", ask.format("lifelines")]),
        "SurPyval": version([peers, "-c", ask.format("surpyval")]),
    }


def peer_command(peer: str, rscript: str, peers: str, csv: str, model: str) -> list[str]:
    if peer == "R survival":
        return [rscript, "-e", R, csv, model]
    return [peers, "-c", LIFELINES, csv, model] if peer == "lifelines" else [peers, "-c", SURPYVAL, csv, model]


def cell(peer: str, found: dict | str, ours: dict, model: str, known: dict[str, str | None]) -> str:
    if isinstance(found, str):
        return found
    apart = max(abs(one - two) for one, two in zip(found["coefficients"], ours["coefficients"], strict=True))
    differs = "" if apart < 1e-4 else f", coefficients differ by {apart:.1g}"
    seconds = f"{found['seconds']:.3g} s"
    if peer == "R survival" and "robust" in model and known[peer] == QUADRATIC_R:
        return f"{seconds} (quadratic in this version){differs}"
    return f"{seconds} ({found['seconds'] / ours['seconds']:.0f} times){differs}"


def main() -> int:
    """Run every job, print the page and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rscript", default="Rscript")
    parser.add_argument("--peers", default=sys.executable, help="Python of an environment with lifelines and SurPyval")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    known = versions(options.rscript, options.peers)
    lines = [
        "| model | rows | nmosd | " + " | ".join(f"{peer} {number or '(missing)'}" for peer, number in known.items()) + " |",
        "|---|--:|--:|" + "--:|" * len(known),
    ]
    notes = []
    with tempfile.TemporaryDirectory() as folder:
        for n in options.sizes:
            csv, parquet = f"{folder}/rows.csv", f"{folder}/rows.parquet"
            data = make_rows(n)
            data.write_csv(csv)
            data.write_parquet(parquet)
            for model in MODELS:
                ours = run([sys.executable, "-c", OURS, parquet, model], None)
                if isinstance(ours, str):
                    print(f"our own job {ours}: {model}, {n} rows", file=sys.stderr)
                    return 1
                cells = []
                for peer in known:
                    command = peer_command(peer, options.rscript, options.peers, csv, model)
                    found = "missing" if known[peer] is None else run(command, MINUTE + (20 if n >= 1_000_000 else 5))
                    cells.append(cell(peer, found, ours, model, known))
                lines.append(" | ".join((f"| {model}", f"{n:,}", f"{ours['seconds']:.3g} s", *cells)) + " |")
                notes.append(f"| {model} | {n:,} | {ours['first']:.2f} s | {ours['gigabytes']:.2f} GB |")
                print(lines[-1], flush=True)
    page = [
        "# Cox and Andersen-Gill beside their peers",
        "",
        "Three covariates, Efron ties, five rows per person; Cox takes the same rows as right-censored. Written by",
        "`python -m benchmarks.cox`; how it is measured stands at the top of that file. In brackets: how many times ours.",
        "",
        f"{os.cpu_count()} cores ({platform.machine()}), shared with other work; Python {platform.python_version()}; one run.",
        "",
        *lines,
        "",
        "Ours in a new process (imports and the compiled code from its cache included), and the most memory the process had:",
        "",
        "| model | rows | first call | memory |",
        "|---|--:|--:|--:|",
        *notes,
    ]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(page) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
