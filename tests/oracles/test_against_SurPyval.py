"""Against SurPyval 0.25, frozen in `data/surpyval.json` by `python_peers.py`, in an environment of its own."""

import numpy as np
import polars as pl
import pytest

from nmosd.stats import cox, cumulative_incidence, kaplan_meier, log_rank, mean_cumulative_count
from tests.oracles.peers import frozen, lung, rows

THEIRS = frozen("surpyval")
COVARIATES = {
    "lung": ("age", "sex", "ph.ecog"),
    "heart": ("age", "year", "surgery", "transplant"),
    "bladder2": ("rx", "size", "number"),
}


def agrees(fit, theirs, errors="standard_errors"):
    assert fit.coefficients == pytest.approx(theirs["coefficients"], rel=1e-6)
    assert fit.standard_errors == pytest.approx(theirs[errors], rel=1e-6)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_cox_of_lung_against_SurPyval(ties):
    table = lung()
    fit = cox(None, table["time"], table["event"], table.select(COVARIATES["lung"]), ties=ties)
    agrees(fit, THEIRS["cox"][f"lung {ties}"])


def test_strata_of_lung_against_SurPyval():
    table = lung()
    fit = cox(None, table["time"], table["event"], table.select("age", "ph.ecog"), strata=table["sex"])
    agrees(fit, THEIRS["cox"]["lung strata"])


@pytest.mark.parametrize(("name", "ties"), [("heart", "efron"), ("bladder2", "efron"), ("bladder2", "breslow")])
def test_start_stop_rows_against_SurPyval(name, ties):
    table, theirs = rows(name), THEIRS["cox"][f"{name.removesuffix('2')} {ties}"]
    columns = (table["start"], table["stop"], table["event"], table.select(COVARIATES[name]))
    agrees(cox(*columns, subject=table["id"], robust=False, ties=ties), theirs)
    agrees(cox(*columns, subject=table["id"], robust=True, ties=ties), theirs, "robust")


@pytest.mark.parametrize("case", ["men", "delayed_entry"])
def test_kaplan_meier_against_SurPyval(case):
    theirs = THEIRS["kaplan_meier"][case]
    if case == "men":
        table = lung().filter(pl.col("sex") == 1)
        curve = kaplan_meier(None, table["time"], table["event"])["everyone"]
    else:
        table = rows("heart")
        curve = kaplan_meier(table["start"], table["stop"], table["event"])["everyone"]
    assert curve.time.tolist() == theirs["time"]
    assert curve.survival == pytest.approx(theirs["survival"], abs=1e-10)
    known = ~np.isnan(curve.lower)
    assert curve.lower[known] == pytest.approx(np.array(theirs["lower"], dtype=float)[known], abs=1e-8)
    assert curve.upper[known] == pytest.approx(np.array(theirs["upper"], dtype=float)[known], abs=1e-8)


def test_restricted_means_of_lung_against_SurPyval():
    table = lung()
    curves = kaplan_meier(None, table["time"], table["event"], group=table["sex"])
    theirs = THEIRS["kaplan_meier"]["restricted_mean_men_365"]
    found = curves[1].restricted_mean(365)
    assert [found.estimate, found.lower, found.upper] == pytest.approx([theirs[k] for k in ("rmst", "lower", "upper")], rel=1e-9)
    theirs = THEIRS["kaplan_meier"]["restricted_mean_difference_365"]
    found = curves.restricted_mean_difference(365, 2, 1)
    expected = [theirs[key] for key in ("difference", "lower", "upper")]
    assert [found.estimate, found.lower, found.upper] == pytest.approx(expected, rel=1e-9)


def test_log_rank_of_lung_against_SurPyval():
    table = lung()
    columns = (None, table["time"], table["event"], table["sex"])
    assert log_rank(*columns).test.statistic == pytest.approx(THEIRS["log_rank"]["equal"], rel=1e-9)
    stratified = log_rank(*columns, strata=table["ph.ecog"])
    assert stratified.test.statistic == pytest.approx(THEIRS["log_rank"]["stratified"], rel=1e-9)


@pytest.mark.parametrize("arm", ["placebo", "rIFN-g"])
def test_mean_cumulative_count_of_cgd_against_SurPyval(arm):
    table, theirs = rows("cgd").filter(pl.col("treat") == arm), THEIRS["mean_cumulative_count"][arm]
    curve = mean_cumulative_count(table["tstart"], table["tstop"], table["status"], subject=table["id"])["everyone"]
    found = [curve.at(day) for day in theirs["time"]]
    assert [one.estimate for one in found] == pytest.approx(theirs["mean"], rel=1e-10)
    # Before the first event SurPyval's limits are 0, which is no interval.
    told = [place for place, one in enumerate(found) if one.estimate]
    assert len(told) >= 3
    for place in told:
        limits = [theirs["lower"][place], theirs["upper"][place]]
        assert [found[place].lower, found[place].upper] == pytest.approx(limits, rel=1e-6)


def test_cumulative_incidence_of_mgus2_against_SurPyval():
    progressed, died = pl.col("pstat") == 1, pl.col("death") == 1
    table = rows("mgus2").select(
        months=pl.when(progressed).then("ptime").otherwise("futime"),
        kind=pl.when(progressed).then(1).when(died).then(2).otherwise(0),
    )
    theirs = THEIRS["cumulative_incidence"]
    curves = cumulative_incidence(None, table["months"], table["kind"])["everyone"]
    for kind, name in ((1, "progression"), (2, "death")):
        assert [curves.at(kind, month).estimate for month in theirs["time"]] == pytest.approx(theirs[name], rel=1e-9)
