"""What the benchmarks beside other programs share: peers and their versions, one job in a process of its own, the page.

Every program gets the same rows, reads them before the clock starts and works in a process of its own, five times; the least
counts. Ours does so once before the peers and once after them, since other work on the machine comes and goes. A peer stops after
the run that ends beyond ten seconds, and is given up after about a minute. A peer that is missing is skipped, and the page says
so.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

SIZES = (10_000, 100_000, 1_000_000)
MINUTE = 60
RESULTS = Path(__file__).parent / "results"
Answer = dict | str
"""What a job printed as JSON, or why there is nothing."""

# Ours, around a `work(data, job)` that returns figures: the least of five, the memory, and the first call of a new process.
OURS = """
import json, resource, sys, time
begin = time.perf_counter()
import polars as pl
{work}
data, job = pl.read_parquet(sys.argv[1]), sys.argv[2]
ready = time.perf_counter()
times = []
for _ in range(int(sys.argv[3])):
    found = None
    start = time.perf_counter()
    found = work(data, job)
    times.append(time.perf_counter() - start)
print(json.dumps({{"seconds": min(times), "call": times[0], "process": ready - begin + times[0], "figures": figures(found, job),
                  "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9}}))
"""

# The same for the peers, until a run ends beyond ten seconds.
PYTHON = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import pandas as pd
{work}
data, job = pd.read_csv(sys.argv[1]), sys.argv[2]
begin, times = time.perf_counter(), []
while len(times) < 5 and time.perf_counter() - begin < 10:
    start = time.perf_counter()
    found = work(data, job)
    times.append(time.perf_counter() - start)
print(json.dumps({{"seconds": min(times), "figures": figures(found, job)}}))
"""
R = """
suppressPackageStartupMessages(library({package}))
argument <- commandArgs(TRUE)
d <- read.csv(argument[1])
job <- argument[2]
{work}
call <- work(job)
begin <- proc.time()[["elapsed"]]
seconds <- c()
while (length(seconds) < 5 && proc.time()[["elapsed"]] - begin < 10)
  seconds <- c(seconds, system.time(m <- eval(call))[["elapsed"]])
found <- paste(format(unname(figures(m, job)), digits = 12), collapse = ", ")
cat(sprintf('{{"seconds": %.4f, "figures": [%s]}}', min(seconds), found))
"""


@dataclass(frozen=True)
class Peer:
    """Another program: how to ask for its version, and the command for a job on a CSV file."""

    name: str
    asks: list[str]
    command: Callable[[str, str], list[str]]
    known: str | None


def run(command: list[str], limit: float | None, **environment: str) -> Answer:
    """Return what the command printed as JSON, or why there is nothing."""
    # Compiled modules are kept, as they are wherever a package is installed.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | environment
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=True, env=own)
    except FileNotFoundError:
        return "missing"
    except subprocess.TimeoutExpired:
        return f"over {limit:.0f} s"
    except subprocess.CalledProcessError as error:
        return "missing" if "No module named" in error.stderr or "no package" in error.stderr else "failed"
    found: dict = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def r_package(rscript: str, name: str, work: str) -> Peer:
    """Return an R package; `work(job)` is the call on the rows `d`, `figures(m, job)` what is compared."""
    script = R.format(package=name, work=work)
    asks = [rscript, "-e", f"cat(as.character(packageVersion('{name}')))"]
    return Peer(f"R {name}", asks, lambda csv, job: [rscript, "-e", script, csv, job], _version(asks))


def python_package(python: str, name: str, work: str) -> Peer:
    """Return a package of another Python environment; `work(data, job)` is timed, `figures(found, job)` is compared."""
    script = PYTHON.format(work=work)
    asks = [python, "-c", f"from importlib.metadata import version; print(version('{name.lower()}'))"]
    return Peer(name, asks, lambda csv, job: [python, "-c", script, csv, job], _version(asks))


def _version(command: list[str]) -> str | None:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().strip('"')
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None


@dataclass(frozen=True)
class Page:
    """A page of results: its jobs, its rows, its peers, and the words around the tables."""

    name: str
    title: str
    about: str
    jobs: Sequence[str]
    rows: Callable[[int, str], pl.DataFrame]
    work: str
    peers: Sequence[Peer]
    tolerance: float
    said: Callable[[Peer, str], str | None]
    notes: Sequence[str] = ()

    def write(self, sizes: Sequence[int]) -> int:
        """Run every job, print the lines and write the page; return the exit code."""
        heads = [f"{peer.name} {peer.known or '(missing)'}" for peer in self.peers]
        lines = [f"| job | rows | nmosd | {' | '.join(heads)} |", "|---|--:|--:|" + "--:|" * len(heads)]
        memory = ["| job | rows | memory |", "|---|--:|--:|"]
        before = os.getloadavg()[0]
        with tempfile.TemporaryDirectory() as folder:
            for n in sizes:
                for job in self.jobs:
                    ours, cells = self._one(n, job, folder)
                    lines.append(" | ".join((f"| {job}", f"{n:,}", f"{ours['seconds']:.3g} s", *cells)) + " |")
                    memory.append(f"| {job} | {n:,} | {ours['gigabytes']:.2f} GB |")
                    print(lines[-1], flush=True)
            first = self._first_calls(folder)
        load = f"load before the run {before:.1f}, after it {os.getloadavg()[0]:.1f}"
        text = [
            f"# {self.title}",
            "",
            self.about,
            "The least of several runs, in brackets how many times as long as ours; how it is measured stands at the top of",
            f"`benchmarks/beside.py`. Written by `python -m benchmarks.{self.name}`.",
            "",
            f"{os.cpu_count()} cores ({platform.machine()}), shared with other work ({load});",
            f"Python {platform.python_version()}.",
            "",
            *lines,
            "",
            *self.notes,
            *([""] if self.notes else []),
            "Ours: the most memory that the process had, imports and rows included.",
            "",
            *memory,
            "",
            *first,
        ]
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{self.name}.md").write_text("\n".join(text) + "\n", encoding="utf-8")
        return 0

    def _one(self, n: int, job: str, folder: str) -> tuple[dict, list[str]]:
        csv, parquet = f"{folder}/rows.csv", f"{folder}/rows.parquet"
        data = self.rows(n, job)
        data.write_csv(csv)
        data.write_parquet(parquet)
        ours = self._ours(parquet, job, 5)
        cells: list[Answer] = []
        for peer in self.peers:
            instead = self.said(peer, job)
            if instead is not None or peer.known is None:
                cells.append(instead or "missing")
                continue
            cells.append(run(peer.command(csv, job), MINUTE + (20 if n >= 1_000_000 else 5)))
        ours = min(ours, self._ours(parquet, job, 5), key=lambda one: one["seconds"])
        return ours, [self._cell(found, ours) for found in cells]

    def _ours(self, parquet: str, job: str, times: int, **environment: str) -> dict:
        found = run([sys.executable, "-c", OURS.format(work=self.work), parquet, job, str(times)], None, **environment)
        if isinstance(found, str):
            raise SystemExit(f"our own job {found}: {job}")
        return found

    def _cell(self, found: Answer, ours: dict) -> str:
        if isinstance(found, str):
            return found
        apart = max(abs(one - two) for one, two in zip(found["figures"], ours["figures"], strict=False))
        differs = "" if apart < self.tolerance else f", figures differ by {apart:.1g}"
        times = found["seconds"] / ours["seconds"]
        ratio = f"{times:.0f}" if times >= 10 else f"{times:.1f}"
        return f"{found['seconds']:.3g} s ({ratio} times){differs}"

    def _first_calls(self, folder: str) -> list[str]:
        """Time the first call after installation, nothing compiled yet, and that of the next processes."""
        job, parquet = self.jobs[-1], f"{folder}/few.parquet"
        self.rows(SIZES[0], job).write_parquet(parquet)
        lines = [
            f"The first call in a new process ({job}, {SIZES[0]:,} rows): after installation, with nothing compiled (neither the",
            "loops nor Python's own modules), and from the cache. The call alone, and with all imports; the least of three.",
            "",
            "| | call | with imports |",
            "|---|--:|--:|",
        ]
        new, cached = [], []
        for attempt in range(3):
            caches = {"NUMBA_CACHE_DIR": f"{folder}/loops{attempt}", "PYTHONPYCACHEPREFIX": f"{folder}/modules{attempt}"}
            new.append(self._ours(parquet, job, 1, **caches))
            cached.append(self._ours(parquet, job, 1, **caches))
        for name, found in (("after installation", new), ("from the cache", cached)):
            least = {key: min(one[key] for one in found) for key in ("call", "process")}
            lines.append(f"| {name} | {least['call']:.2f} s | {least['process']:.2f} s |")
        return lines


def options(description: str) -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rscript", default="Rscript")
    parser.add_argument("--peers", default=sys.executable, help="Python of an environment with the Python peers")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    return parser.parse_args()
