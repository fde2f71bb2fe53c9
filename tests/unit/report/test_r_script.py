"""The R script repeats the models: R's own coefficients are those of the study, to six digits."""

import math
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from nmosd.record import Record
from nmosd.report.documents.r_script import r_script, write_script
from nmosd.stats import andersen_gill, balancing_weights, count_regression, cox, cumulative_incidence
from nmosd.stats.results import results_frame
from nmosd.study import Study
from nmosd.study.protocol.comparison import Adjustment
from tests.unit.report.invented import DRUG, REFERENCE, analysis_table

FIRST, ALL = "first attack", "all attacks"


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    unweighted = {FIRST: analysis_table(), ALL: analysis_table(seed=3, recurrent=True)}
    return {name: rows.drop("weight") for name, rows in unweighted.items()}


def _terms(rows: pl.DataFrame, *, adjusted: bool) -> dict[str, Any]:
    group = {"group": (rows["group"] == DRUG).cast(pl.Float64)}
    return group | ({"age": rows["age at time zero"], "male": (rows["sex"] == "male").cast(pl.Float64)} if adjusted else {})


def _happened(rows: pl.DataFrame) -> pl.Series:
    """Whether the outcome ends a row; a death is an end of time at risk like any other."""
    return (rows["event"] == 1).cast(pl.Int8)


def _expected(tables: dict[str, pl.DataFrame]) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Return ratio and limits of each model, fitted by the package itself."""
    found = {}
    first, every = tables[FIRST], tables[ALL]
    time = {"start": first["start"], "stop": first["stop"], "event": _happened(first), "subject": first["subject"]}
    for name, adjusted in (("Cox", False), ("Cox, adjusted", True)):
        found[FIRST, name] = cox(**time, covariates=_terms(first, adjusted=adjusted), cluster=first["patient_id"])
    people = first.unique("subject", keep="first", maintain_order=True)
    terms = {name: column for name, column in _terms(people, adjusted=True).items() if name != "group"}
    for name, target in (("Cox, inverse probability weights", "ATE"), ("Cox, overlap weights", "ATO")):
        treated = (people["group"] == DRUG).cast(pl.Float64)
        weights = pl.Series(balancing_weights(treated, terms, target=target, stabilised=target == "ATE").weights)
        found[FIRST, name] = cox(**time, covariates=_terms(first, adjusted=False), weights=weights, cluster=first["patient_id"])
    recurrent = {"start": every["start"], "stop": every["stop"], "event": _happened(every), "subject": every["subject"]}
    for name, adjusted in (("Andersen-Gill", False), ("Andersen-Gill, adjusted", True)):
        found[ALL, name] = andersen_gill(**recurrent, covariates=_terms(every, adjusted=adjusted), cluster=every["patient_id"])
    ratios = {key: fit.hazard_ratios["group"] for key, fit in found.items()}
    counts = every.group_by("subject", "group", maintain_order=True).agg(
        events=(pl.col("event") == 1).sum(), years=(pl.col("stop") - pl.col("start")).sum()
    )
    for name, family in (("rates, Poisson regression", "poisson"), ("rates, negative binomial regression", "negative binomial")):
        drug = {"group": (counts["group"] == DRUG).cast(pl.Float64)}
        fit = count_regression(counts["events"], drug, person_years=counts["years"], family=family, errors="model")
        ratios[ALL, name] = fit.rate_ratios["group"]
    return {key: (ratio.estimate, ratio.lower, ratio.upper) for key, ratio in ratios.items()}


def _study(clinic: Study, tables: dict[str, pl.DataFrame], models: list[tuple[str, str]]) -> Study:
    rows = [
        {"analysis": "models", "group": DRUG, "compared_with": REFERENCE, "variable": outcome, "level": model, "measure": "ratio",
         "estimate": 1.0, "method": "as named"}
        for outcome, model in models
    ]  # fmt: skip
    rows += [
        {"analysis": "curves", "group": group, "variable": FIRST, "measure": "cumulative incidence", "at_years": years,
         "estimate": 0.5}
        for group in (REFERENCE, DRUG)
        for years in (1.0, 2.0)
    ]  # fmt: skip
    adjustment = Adjustment(covariates=("age at time zero", "sex"))
    protocol = clinic.protocol.model_copy(update={"adjustment": adjustment})
    return replace(clinic, protocol=protocol, results=results_frame(rows), tables=tables)


@pytest.fixture(scope="module")
def small(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> Study:
    return study_of(record_of(3))


@pytest.fixture(scope="module")
def ran(small: Study, tables: dict[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, str]:
    """What R found, and what it printed."""
    if shutil.which("Rscript") is None:
        pytest.skip("no Rscript on the PATH: install R with its package survival")
    packages = subprocess.run(["Rscript", "-e", "library(survival); library(MASS)"], capture_output=True, check=False)
    if packages.returncode:
        pytest.skip("R has no package survival or MASS")
    folder = tmp_path_factory.mktemp("r")
    write_script(_study(small, tables, list(_expected(tables))), folder)
    run = subprocess.run(["Rscript", "analysis.R"], cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return pl.read_csv(folder / "analysis_R.csv"), run.stdout


def test_every_model_against_R_survival_and_MASS(ran: tuple[pl.DataFrame, str], tables: dict[str, pl.DataFrame]) -> None:
    expected, found = _expected(tables), ran[0]
    assert set(found.select("outcome", "model").iter_rows()) == set(expected)
    for row in found.iter_rows(named=True):
        ratio, lower, upper = expected[row["outcome"], row["model"]]
        assert row["group"] == DRUG
        assert row["log_ratio"] == pytest.approx(math.log(ratio), abs=1e-6), row["model"]
        if "Andersen-Gill" in row["model"] or row["model"] in ("Cox", "Cox, adjusted"):
            assert (row["lower"], row["upper"]) == pytest.approx((lower, upper), rel=1e-5), row["model"]


def test_cumulative_incidence_against_R_survfit(ran: tuple[pl.DataFrame, str], tables: dict[str, pl.DataFrame]) -> None:
    lines = [line.split() for line in ran[1].splitlines()]
    shares = {(line[0], float(line[1])): float(line[2]) for line in lines if len(line) == 3 and line[0] in (REFERENCE, DRUG)}
    assert len(shares) == 4
    rows = tables[FIRST]
    for (group, years), share in shares.items():
        own = rows.filter(pl.col("group") == group)
        found = cumulative_incidence(own["start"], own["stop"], own["event"], subject=own["subject"])["everyone"]
        assert share == pytest.approx(found.at(1, years).estimate, abs=1e-6)


def test_what_is_not_repeated_is_named(small: Study, tables: dict[str, pl.DataFrame]) -> None:
    models = [(FIRST, "Cox, adjusted, multiple imputation"), (ALL, "Prentice-Williams-Peterson, gap time"), (ALL, "rates, exact")]
    script = r_script(_study(small, tables, models))
    for _, model in models:
        assert f"# {model}: " in script
    assert 'keep("' not in script.split("# first attack")[1]


def test_names_with_quotes_stay_texts(small: Study, tables: dict[str, pl.DataFrame]) -> None:
    hostile = 'first "attack"\n; quit()'
    rows = tables[FIRST].with_columns(group=pl.col("group").replace(REFERENCE, hostile))
    script = r_script(_study(small, {hostile: rows}, [(hostile, "Cox")]))
    assert "\n; quit()" not in script
    assert '"first \\"attack\\"\\n; quit()"' in script


def test_without_analysis_tables_there_is_no_script(small: Study, tmp_path: Path) -> None:
    assert write_script(small, tmp_path) == []
    assert not list(tmp_path.iterdir())


def test_the_invented_table_is_worth_a_comparison(tables: dict[str, pl.DataFrame]) -> None:
    assert tables[FIRST]["start"].max() > 0  # late entry
    assert tables[FIRST]["subject"].n_unique() > tables[FIRST]["patient_id"].n_unique()
    assert set(tables[FIRST]["event"]) == {0, 1, 2}
    assert np.unique(tables[ALL]["subject"], return_counts=True)[1].max() > 2
