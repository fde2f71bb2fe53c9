"""Curves against R survival 3.5-3: frozen results in `data/`, made by the R code that stands there. Closed forms, so to 1e-10."""

import json
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nmosd.stats import cumulative_incidence, kaplan_meier, log_rank, mean_cumulative_count

DATA = Path(__file__).parent / "data"
EXACT = {"rel": 1e-10, "abs": 1e-12}
TIMES = (100, 180, 365, 730)
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


def expected(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))["expected"]


def rows(name: str) -> pl.DataFrame:
    return pl.read_csv(DATA / f"{name}.csv", null_values="NA")


MORE = expected("curves_more")


def flat(values) -> list[float]:
    return np.array(values, dtype=float).ravel().tolist()


@pytest.fixture(scope="module")
def lung() -> pl.DataFrame:
    return rows("lung").with_columns(event=pl.col("status") - 1, w=0.5 + (pl.col("age") % 7) / 4)


@pytest.fixture(scope="module")
def heart() -> pl.DataFrame:
    return rows("heart")


@pytest.fixture(scope="module")
def mgus() -> pl.DataFrame:
    progressed = pl.col("pstat") == 1
    time = pl.when(progressed).then("ptime").otherwise("futime")
    died = pl.col("death") == 1
    ended = pl.when(progressed).then(pl.lit("pcm")).when(died).then(pl.lit("death")).otherwise(pl.lit("censored"))
    return rows("mgus2").with_columns(time=time, ended=ended)


def curves_agree(curves, times, name: str) -> None:
    """Survival, limits and numbers at risk as `summary(survfit)` has them; errors from the curve itself."""
    estimates = [curve.at(time) for curve in curves.values() for time in times]
    assert [e.estimate for e in estimates] == pytest.approx(MORE[f"{name}_surv"], **EXACT)
    assert [e.lower for e in estimates] == pytest.approx(MORE[f"{name}_lower"], **EXACT)
    assert [e.upper for e in estimates] == pytest.approx(MORE[f"{name}_upper"], **EXACT)
    places = [int(np.searchsorted(curve.time, time, side="right")) - 1 for curve in curves.values() for time in times]
    owners = [curve for curve in curves.values() for _ in times]
    errors = [float(curve.standard_error[place]) for curve, place in zip(owners, places, strict=True)]
    assert errors == pytest.approx(MORE[f"{name}_se"], **EXACT)


def quantiles_agree(curves, shares, name: str) -> None:
    found = [curve.quantile(share) for curve in curves.values() for share in shares]
    assert [q.estimate for q in found] == MORE[f"{name}_quantile"]
    assert [q.lower for q in found] == MORE[f"{name}_quantile_lower"]
    assert [None if q.upper is None or math.isinf(q.upper) else q.upper for q in found] == MORE[f"{name}_quantile_upper"]


@pytest.mark.parametrize(("interval", "name"), [("log", "log"), ("log-log", "loglog"), ("plain", "plain")])
def test_kaplan_meier_of_lung_against_R_survfit(lung, interval, name):
    theirs = expected("km_lung_sex")
    curves = kaplan_meier(None, lung["time"], lung["event"], group=lung["sex"], interval=interval)
    estimates = [curve.at(time) for curve in curves.values() for time in TIMES]
    assert [e.estimate for e in estimates] == pytest.approx(theirs["surv"], **EXACT)
    assert [e.lower for e in estimates] == pytest.approx(theirs[f"{name}_lower"], **EXACT)
    assert [e.upper for e in estimates] == pytest.approx(theirs[f"{name}_upper"], **EXACT)
    errors = curves.frame.filter(pl.col("time") <= 730).group_by("group", maintain_order=True).last()["standard_error"]
    assert errors.to_list() == pytest.approx([theirs["se"][3], theirs["se"][7]], **EXACT)
    assert [curve.number_at_risk(time) for curve in curves.values() for time in TIMES] == theirs["n_risk"]


def test_quartiles_and_restricted_mean_of_lung_against_R_survfit(lung):
    theirs = expected("km_lung_sex")
    curves = kaplan_meier(None, lung["time"], lung["event"], group=lung["sex"], interval="log")
    quartiles = [[curve.quantile(share) for share in (0.25, 0.5, 0.75)] for curve in curves.values()]
    assert [[q.estimate for q in line] for line in quartiles] == theirs["quartiles"]["q"]
    assert [[q.lower for q in line] for line in quartiles] == theirs["quartiles"]["lower"]
    uppers = [[None if math.isinf(q.upper) else q.upper for q in line] for line in quartiles]
    assert uppers == theirs["quartiles"]["upper"]
    means = [curve.restricted_mean(365) for curve in curves.values()]
    assert [mean.estimate for mean in means] == pytest.approx(theirs["rmst365"], **EXACT)
    errors = [(mean.upper - mean.estimate) / 1.959963984540054 for mean in means]
    assert errors == pytest.approx(theirs["rmst365_se"], **EXACT)


@pytest.mark.parametrize("interval", ["log-log", "plain"])
def test_quantiles_of_lung_against_R_survfit(lung, interval):
    curves = kaplan_meier(None, lung["time"], lung["event"], group=lung["sex"], interval=interval)
    quantiles_agree(curves, SHARES, f"lung_{interval}")


def test_quantiles_on_a_flat_curve_against_R_survfit():
    quantiles_agree(kaplan_meier(None, range(1, 7), [1, 1, 1, 0, 0, 0]), (1 / 6, 1 / 3, 0.5), "flat")


def test_delayed_entry_against_R_survfit(heart):
    times = (10, 50, 100, 200, 500, 1000)
    for name, data in (("heart", heart), ("heart_late", heart.filter(pl.col("transplant") == 1))):
        curves = kaplan_meier(data["start"], data["stop"], data["event"])
        curves_agree(curves, times, name)
        # R prints the number at the next time at which a row ends, when others may have entered: here it is at the time asked
        assert [curves["everyone"].number_at_risk(time) for time in times[1:]] == MORE[f"{name}_n_risk"][1:]
        at_ten = data.filter((pl.col("start") < 10) & (pl.col("stop") >= 10)).height
        assert curves["everyone"].number_at_risk(10) == at_ten
    curve = kaplan_meier(heart["start"], heart["stop"], heart["event"], subject=heart["id"])
    quantiles_agree(curve, SHARES, "heart")
    mean = curve["everyone"].restricted_mean(500)
    assert [mean.estimate, (mean.upper - mean.estimate) / 1.959963984540054] == pytest.approx(MORE["heart_mean500"], **EXACT)
    robust = kaplan_meier(heart["start"], heart["stop"], heart["event"], subject=heart["id"], robust=True)
    curves_agree(robust, times, "heart_robust")
    assert robust["everyone"].restricted_mean(500).upper == pytest.approx(mean.upper, **EXACT)


def test_weights_and_clusters_against_R_survfit(lung):
    times = (50, 180, 365, 730)
    weighted = kaplan_meier(None, lung["time"], lung["event"], group=lung["sex"], weights=lung["w"])
    curves_agree(weighted, times, "lung_weighted")
    at_risk = [
        float(curve.frame.filter(pl.col("time") >= time)["weighted_at_risk"][0]) for curve in weighted.values() for time in times
    ]
    assert at_risk == pytest.approx(MORE["lung_weighted_n_risk"], **EXACT)
    whole = kaplan_meier(None, lung["time"], lung["event"], group=lung["sex"], weights=1 + lung["age"] % 3)
    curves_agree(whole, times, "lung_whole")
    known = lung.drop_nulls("inst")
    clustered = kaplan_meier(None, known["time"], known["event"], group=known["sex"], cluster=known["inst"])
    curves_agree(clustered, times, "lung_robust")


def test_inverse_probability_weighted_curve_of_rotterdam_against_R_survfit():
    import statsmodels.api as sm

    theirs = expected("iptw_cox_km")["km"]
    data = rows("rotterdam")
    size = pl.col("size")
    terms = data.select(
        "age",
        "meno",
        (size == "20-50").cast(float).alias("middle"),
        (size == ">50").cast(float).alias("large"),
        "grade",
        "nodes",
        "hormon",
    )
    treated = data["chemo"].to_numpy()
    model = sm.GLM(treated, sm.add_constant(terms.to_numpy()), family=sm.families.Binomial()).fit(tol=1e-12)
    score = model.fittedvalues
    weights = np.where(treated == 1, 1 / score, 1 / (1 - score))
    curves = kaplan_meier(None, data["rtime"], data["recur"], group=data["chemo"], weights=weights)
    shares = [curve.at(time).estimate for curve in curves.values() for time in (365, 1826)]
    at_risk = [
        float(curve.frame.filter(pl.col("time") >= time)["weighted_at_risk"][0])
        for curve in curves.values()
        for time in (365, 1826)
    ]
    # R's own logistic regression stops at 1e-8 of the deviance, and the weights carry that into the curve
    assert shares == pytest.approx(theirs["surv"], rel=1e-6)
    assert at_risk == pytest.approx(theirs["n_risk"], rel=1e-6)


def test_log_rank_of_lung_against_R_survdiff(lung):
    theirs = expected("logrank_lung")
    test = log_rank(None, lung["time"], lung["event"], lung["sex"])
    assert test.test.statistic == pytest.approx(theirs["chisq"], **EXACT)
    assert test.observed.tolist() == theirs["obs"]
    assert test.expected.tolist() == pytest.approx(theirs["exp"], **EXACT)
    assert test.covariance.ravel().tolist() == pytest.approx(flat(theirs["var"]), **EXACT)
    peto = log_rank(None, lung["time"], lung["event"], lung["sex"], weighting="peto")
    assert peto.test.statistic == pytest.approx(theirs["chisq_rho1"], **EXACT)
    known = lung.drop_nulls("inst")
    stratified = log_rank(None, known["time"], known["event"], known["sex"], strata=known["inst"])
    assert stratified.test.statistic == pytest.approx(theirs["chisq_strat_inst"], **EXACT)


def test_log_rank_of_three_groups_against_R_survdiff(lung):
    data = lung.filter(pl.col("ph.ecog") < 3)
    for rho in (0, 0.5, 1):
        test = log_rank(None, data["time"], data["event"], data["ph.ecog"], weighting=(float(rho), 0.0))
        assert test.test.statistic == pytest.approx(MORE[f"ecog_rho{rho}"][0], **EXACT)
        assert test.test.degrees_of_freedom == 2
    plain = log_rank(None, data["time"], data["event"], data["ph.ecog"])
    assert plain.covariance.ravel().tolist() == pytest.approx(MORE["ecog_var"], **EXACT)
    assert plain.expected.tolist() == pytest.approx(MORE["ecog_exp"], **EXACT)


def test_log_rank_with_delayed_entry_against_R_coxph_score(heart):
    """The score test of a Cox model with exact ties is the log-rank test, and R offers no other with delayed entry."""
    plain = log_rank(heart["start"], heart["stop"], heart["event"], heart["transplant"], subject=heart["id"])
    assert plain.test.statistic == pytest.approx(MORE["heart_log_rank"][0], rel=1e-8)
    stratified = log_rank(heart["start"], heart["stop"], heart["event"], heart["transplant"], strata=heart["surgery"])
    assert stratified.test.statistic == pytest.approx(MORE["heart_log_rank_strata"][0], rel=1e-8)


def test_mean_cumulative_count_of_cgd_against_R_survfit():
    data = rows("cgd")
    columns = (data["tstart"], data["tstop"], data["status"])
    weighted = 1 + 0.5 * (data["age"] > 12).cast(float)
    mine = mean_cumulative_count(*columns, subject=data["id"], group=data["treat"])
    also = mean_cumulative_count(*columns, subject=data["id"], group=data["treat"], weights=weighted)
    theirs = expected("recurrent_mcf_cgd")
    for counts, mean, error in (
        (mine, theirs["cumhaz"], theirs["std_chaz"]),
        (also, MORE["cgd_weighted_mean"], MORE["cgd_weighted_se"]),
    ):
        found = [curve.at(time) for curve in counts.values() for time in (100, 200, 300, 365)]
        assert [e.estimate for e in found] == pytest.approx(mean, **EXACT)
        errors = [e.estimate * math.log(e.upper / e.estimate) / 1.959963984540054 for e in found]
        assert errors == pytest.approx(error, **EXACT)


def test_mean_cumulative_count_with_near_ties_against_R_survfit():
    data = rows("timefix_ag1000")
    curve = mean_cumulative_count(data["start"], data["stop"], data["event"], subject=data["id"], interval="plain")["everyone"]
    found = [curve.at(time) for time in (1, 2, 3, 4)]
    assert [e.estimate for e in found] == pytest.approx(MORE["timefix_mean"], **EXACT)
    assert [(e.upper - e.estimate) / 1.959963984540054 for e in found] == pytest.approx(MORE["timefix_se"], **EXACT)


def test_log_rank_with_an_arm_without_events_against_R_survdiff():
    theirs = expected("coxph_firth_like_monotone")
    found = log_rank(None, theirs["time"], theirs["event"], theirs["x"])
    assert found.test.statistic == pytest.approx(theirs["logrank_chisq"], **EXACT)


def test_cumulative_incidence_of_mgus2_against_R_survfit(mgus):
    theirs = expected("compete_mgus2")
    curves = cumulative_incidence(None, mgus["time"], mgus["ended"], censored="censored", group=mgus["sex"])
    places = [
        (curve, int(np.searchsorted(curve.time, time, side="right")) - 1) for curve in curves.values() for time in (60, 120, 240)
    ]
    shares = [[curve.event_free[i], curve.incidence["pcm"][i], curve.incidence["death"][i]] for curve, i in places]
    errors = [
        [curve.event_free_error[i], curve.standard_error["pcm"][i], curve.standard_error["death"][i]] for curve, i in places
    ]
    assert flat(shares) == pytest.approx(flat(theirs["cif"]), **EXACT)
    assert flat(errors) == pytest.approx(flat(theirs["se"]), **EXACT)


@pytest.mark.parametrize("case", ["weighted", "delayed"])
def test_cumulative_incidence_with_weights_and_delayed_entry_against_R_survfit(mgus, case):
    start, weights = None, pl.when(pl.col("age") > 70).then(1.5).otherwise(0.75)
    data = mgus.with_columns(w=weights, begin=12.0 * (pl.col("id") % 2))
    if case == "delayed":
        data = data.filter(pl.col("time") > 12)
        start = data["begin"]
    w = data["w"] if case == "weighted" else None
    curves = cumulative_incidence(
        start, data["time"], data["ended"], censored="censored", group=data["sex"], weights=w, subject=data["id"]
    )
    found = [curve.at(kind, time) for curve in curves.values() for time in (60, 120, 240) for kind in ("pcm", "death")]
    for ours, name in (("estimate", "share"), ("lower", "lower"), ("upper", "upper")):
        theirs = np.array(MORE[f"mgus_{case}_{name}"]).reshape(-1, 3)[:, 1:]
        assert [getattr(e, ours) for e in found] == pytest.approx(flat(theirs), **EXACT)
