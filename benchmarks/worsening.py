"""Time confirmed worsening beside pymsprog, and write benchmarks/results/worsening.md.

    python -m benchmarks.worsening --peers PYTHON

`--peers` is the Python of an environment of its own that has pymsprog. Both get the same patients (15 visits and up to 4 attacks
each), read them before the clock starts and find all confirmed worsening with its kind: EDSS, 12 weeks, roving reference, no
attack from 90 days before to 30 days after onset and confirmation. Every worsening, and its kind, must be the same.

Ours is the least of five: from the record, merging attacks and placing visits beside them included, and from visits so placed.
pymsprog runs once with all patients in one call, and once with a hundred at a time until half a minute is over, because its
time per patient grows with the patients of a call.
"""

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.beside import RESULTS, run

PEOPLE, VISITS, ATTACKS = 10_000, 15, 4
HALF_A_MINUTE, PATIENCE = 30, 900

OURS = """
import json, resource, sys, time
import polars as pl
from nmosd.course import Definitions, derive
from nmosd.course.disability import derive_worsening
from nmosd.record import new_record
visits, attacks = (pl.read_parquet(f"{sys.argv[1]}/{name}.parquet") for name in ("visits", "attacks"))
def table(rows, name, date):
    day = pl.col("day").cast(pl.Int32).cast(pl.Date)
    row = pl.concat_str("patient_id", pl.lit(f"/{name}/"), pl.int_range(pl.len()).cast(pl.String))
    return rows.with_columns(row_id=row, **{f"{date}_{end}": day for end in ("earliest", "latest")}).drop("day")
patients = visits.select("patient_id", row_id="patient_id").unique(maintain_order=True)
tables = {"patients": patients, "visits": table(visits, "visits", "visited"), "attacks": table(attacks, "attacks", "onset")}
record = new_record(tables, title="random patients")
# Every attack stands alone, and a visit counts from the very day 30 on, as with pymsprog.
definitions = Definitions().replace(merge_before_days=1, edss_unstable_days=29)
placed = derive(record, definitions, only=["attacks", "disability"])
jobs = {"record": lambda: derive(record, definitions, only=["worsening"]).worsening,
        "placed": lambda: derive_worsening(placed.disability, placed.attacks, definitions)}
times = {name: [] for name in jobs}
for name, job in jobs.items():
    for _ in range(5):
        start, processor = time.perf_counter(), time.process_time()
        found = job()
        times[name].append((time.perf_counter() - start, time.process_time() - processor))
found.select("patient_id", "onset_day", "confirmed_day", "kind").write_parquet(f"{sys.argv[1]}/ours.parquet")
least = {name: {"seconds": min(one for one, _ in each), "processor": min(one for _, one in each)} for name, each in times.items()}
print(json.dumps(least | {"found": found.height, "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9}))
"""

PYMSPROG = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import pandas as pd
from pymsprog import MSprog
visits, attacks = (pd.read_csv(f"{sys.argv[1]}/{name}.csv") for name in ("visits", "attacks"))
people, at_once, limit = visits["patient_id"].unique(), int(sys.argv[2]), float(sys.argv[3])
parts, done, seconds, processor = [], 0, 0.0, 0.0
while seconds < limit and done < len(people):
    some = people[done:done + at_once]
    own, theirs = (rows[rows["patient_id"].isin(some)] for rows in (visits, attacks))
    start, begin = time.perf_counter(), time.process_time()
    _, found = MSprog(own, "patient_id", "edss", "day", "edss", relapse=theirs, date_format="day", event="multiple",
                      baseline="roving", RAW_PIRA=True, conf_days=84, conf_tol_days=[7, 730], include_dates=True, verbose=0)
    seconds, processor = seconds + time.perf_counter() - start, processor + time.process_time() - begin
    done += len(some)
    parts.append(found[(found["nevent"] > 0) & (found["event_type"] == "CDW")])
found = pd.concat(parts)[["patient_id", "date", "conf84_date", "CDW_type"]]
found.to_csv(f"{sys.argv[1]}/pymsprog.csv", index=False)
print(json.dumps({"seconds": seconds, "processor": processor, "people": done, "found": len(found)}))
"""

KINDS = {"RAW": "relapse-associated", "PIRA": "independent", "undefined": "undetermined"}


def make_rows(people: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Visits every three months or so, with scores that go up and down and often stay; attacks from the first visit on."""
    random = np.random.default_rng(people)
    patients = np.array([f"P{number:06d}" for number in range(people)])
    days = 10_000 + np.cumsum(random.integers(40, 140, (people, VISITS)), axis=1)
    moves = np.where(random.random((people, VISITS)) < 0.35, random.integers(-3, 5, (people, VISITS)), 0)
    scores = np.clip(random.integers(0, 9, (people, 1)) + np.cumsum(moves, axis=1), 0, 17) / 2
    scores[scores == 0.5] = 1.0
    span = days[:, -1] - days[:, 0]
    onsets = np.sort(days[:, :1] + 1 + (random.random((people, ATTACKS)) * span[:, None]).astype(np.int64), axis=1)
    kept = random.random((people, ATTACKS)) < 0.8
    kept[:, 0] = True
    visits = {"patient_id": np.repeat(patients, VISITS), "day": days.ravel(), "edss": scores.ravel()}
    attacks = {"patient_id": np.repeat(patients, ATTACKS), "day": onsets.ravel()}
    return pl.DataFrame(visits), pl.DataFrame(attacks).filter(pl.Series(kept.ravel())).unique(maintain_order=True)


def apart(folder: str, people: int) -> int:
    """Return how many worsenings of the first people the two do not share, kinds included."""
    first = [f"P{number:06d}" for number in range(people)]
    ours = pl.read_parquet(f"{folder}/ours.parquet").filter(pl.col("patient_id").is_in(first))
    theirs = pl.read_csv(f"{folder}/pymsprog.csv").with_columns(pl.col("CDW_type").replace_strict(KINDS))
    theirs = theirs.with_columns(pl.col("date", "conf84_date").cast(pl.Int32))
    return len(set(ours.rows()) ^ set(theirs.rows()))


def main() -> int:
    """Run both, print the page and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", default=sys.executable, help="Python of an environment with pymsprog")
    options = parser.parse_args()
    timed: list[tuple[str, int, dict]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in zip(("visits", "attacks"), make_rows(PEOPLE), strict=True):
            rows.write_parquet(Path(folder) / f"{name}.parquet")
            rows.write_csv(Path(folder) / f"{name}.csv")
        ours = run([sys.executable, "-c", OURS, folder], None)
        if isinstance(ours, str):
            print(f"our own job {ours}", file=sys.stderr)
            return 1
        for at_once, limit, name in ((100, HALF_A_MINUTE, "a hundred at a time"), (PEOPLE, PATIENCE, "all in one call")):
            theirs = run([options.peers, "-c", PYMSPROG, folder, str(at_once), str(limit)], PATIENCE)
            if isinstance(theirs, str):
                print(f"pymsprog, {name}: {theirs}", file=sys.stderr)
                return 1
            differing = apart(folder, theirs["people"])
            if differing:
                print(f"{differing} confirmed worsenings differ", file=sys.stderr)
                return 1
            timed.append((f"pymsprog, {name}", theirs["people"], theirs))
    own = [
        ("nmosd, from the record", PEOPLE, ours["record"]),
        ("nmosd, from visits placed beside attacks", PEOPLE, ours["placed"]),
    ]
    lines = [
        "| | patients | seconds | of the processor | a patient, of the processor |",
        "|---|--:|--:|--:|--:|",
        *(line(*each) for each in (*own, *timed)),
    ]
    page = [
        "# Confirmed worsening beside pymsprog",
        "",
        f"{PEOPLE:,} patients with {PEOPLE * VISITS:,} visits, {ours['found']:,} confirmed worsenings. Written by",
        "`python -m benchmarks.worsening --peers PYTHON`; how it is measured stands at the top of that file.",
        "",
        f"{os.cpu_count()} cores ({platform.machine()}), shared with other work; Python {platform.python_version()}; one run.",
        "",
        *lines,
        "",
        "How many times as much of the processor pymsprog takes for a patient:",
        "",
        "| | from the record | from visits placed |",
        "|---|--:|--:|",
        *(
            f"| {name} | {' | '.join(f'{ratio(theirs, people, mine):,.0f}' for _, _, mine in own)} |"
            for name, people, theirs in timed
        ),
        "",
        "Every confirmed worsening and its kind is the same in both.",
        f"Ours: {ours['gigabytes']:.2f} GB at the most, imports and rows included.",
    ]
    print("\n".join(page))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "worsening.md").write_text("\n".join(page) + "\n", encoding="utf-8")
    return 0


def line(name: str, people: int, found: dict) -> str:
    each = found["processor"] / people * 1e6
    per_patient = f"{each:,.1f}" if each < 100 else f"{each:,.0f}"
    return f"| {name} | {people:,} | {found['seconds']:.3g} | {found['processor']:.3g} | {per_patient} microseconds |"


def ratio(theirs: dict, people: int, ours: dict) -> float:
    return float(theirs["processor"] / people / (ours["processor"] / PEOPLE))


if __name__ == "__main__":
    sys.exit(main())
