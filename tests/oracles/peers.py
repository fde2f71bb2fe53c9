"""Frozen results of other Python packages, and the data sets that they were asked about."""

import hashlib
import json
from pathlib import Path

import polars as pl

DATA = Path(__file__).parent / "data"


def frozen(package: str) -> dict:
    """What a package said; refuses if a data set is no longer the one that it was asked about."""
    found = json.loads((DATA / f"{package}.json").read_text("utf-8"))
    for name, digest in found["inputs"].items():
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == digest, f"{name} changed: run python_peers.py"
    return found["expected"]


def expected(name: str) -> dict:
    """What R said, from a file of its own."""
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))["expected"]


def rows(name: str, missing: tuple[str, ...] = ()) -> pl.DataFrame:
    table = pl.read_csv(DATA / f"{name}.csv", null_values="NA")
    return table.drop_nulls(missing) if missing else table


def lung() -> pl.DataFrame:
    table = rows("lung", ("age", "sex", "ph.ecog"))
    untied = pl.col("time") + pl.int_range(pl.len()) / 1000
    return table.with_columns(event=pl.col("status") - 1, weight=1 + pl.col("age") / 100, untied=untied)
