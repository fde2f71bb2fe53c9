"""Hazard models against R survival 3.5-3: frozen results in `data/`, made by the R code that stands in each file.

R stops Newton's method when the likelihood changes by less than 1e-9 of itself, so coefficients are compared to 1e-6, as far as
R's own digits go; where R was told to go on, to 1e-8.
"""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nmosd.stats import andersen_gill, cox, firth_cox, prentice_williams_peterson

DATA = Path(__file__).parent / "data"
NEWTON = {"rel": 1e-6, "abs": 1e-8}
TIGHT = {"rel": 1e-8, "abs": 1e-9}


def expected(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))["expected"]


def rows(name: str) -> pl.DataFrame:
    return pl.read_csv(DATA / f"{name}.csv", null_values="NA")


MORE = expected("cox_residuals_and_tests")


def agrees(fit, theirs: dict) -> None:
    assert fit.coefficients == pytest.approx(np.atleast_1d(theirs["coef"]), **NEWTON)
    assert np.sqrt(np.diag(fit.model_covariance)) == pytest.approx(np.atleast_1d(theirs["se"]), **NEWTON)
    assert [fit.log_likelihood_null, fit.log_likelihood] == pytest.approx(theirs["loglik"], rel=1e-10)
    assert (fit.intervals, fit.events) == (theirs["n"], theirs["nevent"])
    if "robust_se" in theirs:
        assert fit.standard_errors == pytest.approx(np.atleast_1d(theirs["robust_se"]), **NEWTON)


@pytest.fixture(scope="module")
def lung() -> pl.DataFrame:
    return rows("lung").select("time", "status", "age", "sex", "ph.ecog").drop_nulls()


@pytest.fixture(scope="module")
def lung_fit(lung):
    return cox(None, lung["time"], lung["status"] - 1, lung.select("age", "sex", "ph.ecog"))


@pytest.fixture(scope="module")
def lung_with_institution() -> pl.DataFrame:
    """226 people: one has no institution."""
    return rows("lung").select("inst", "time", "status", "age", "sex", "ph.ecog").drop_nulls()


@pytest.fixture(scope="module")
def fit_226(lung_with_institution):
    data = lung_with_institution
    return cox(None, data["time"], data["status"] - 1, data.select("age", "sex", "ph.ecog"))


@pytest.fixture(scope="module")
def heart() -> pl.DataFrame:
    return rows("heart")


@pytest.fixture(scope="module")
def heart_fit(heart):
    late = (heart["year"] > 3).alias("late")
    return cox(heart["start"], heart["stop"], heart["event"], heart.select("age", "surgery", "transplant"), strata=late)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_cox_of_lung_against_R_survival(lung, ties):
    agrees(
        cox(None, lung["time"], lung["status"] - 1, lung.select("age", "sex", "ph.ecog"), ties=ties), expected("coxph_lung")[ties]
    )


def test_robust_cox_of_lung_against_R_survival(lung):
    fit = cox(None, lung["time"], lung["status"] - 1, lung.select("age", "sex", "ph.ecog"), robust=True)
    agrees(fit, expected("coxph_lung")["robust"])


def test_tests_of_no_effect_against_R_survival(lung_fit):
    theirs = expected("coxph_lung")
    assert lung_fit.score.statistic == pytest.approx(theirs["score"], rel=1e-9)
    assert lung_fit.likelihood_ratio.statistic == pytest.approx(theirs["lr"], rel=1e-9)
    assert lung_fit.wald.statistic == pytest.approx(theirs["wald"], abs=0.005)  # R rounds this one to two decimals


def test_proportional_hazards_of_lung_against_R_cox_zph(lung_fit):
    theirs = expected("coxph_lung")["zph"]
    found = lung_fit.proportional_hazards()
    every = [*found.per_term.values(), found.together]
    assert [test.statistic for test in every] == pytest.approx(theirs["chisq"], **NEWTON)
    assert [test.p for test in every] == pytest.approx(theirs["p"], **NEWTON)


def test_baseline_and_sums_of_residuals_against_R_survival(lung_fit):
    theirs = expected("coxph_lung")
    baseline = lung_fit.baseline()
    at = baseline.filter(pl.col("time").is_in([float(time) for time in theirs["basehaz_at"]["time"]]))
    assert at["cumulative_hazard"].to_list() == pytest.approx(theirs["basehaz_at"]["hazard"], **NEWTON)
    assert (lung_fit.residuals("martingale")["residual"] ** 2).sum() == pytest.approx(theirs["sum_martingale_sq"], **NEWTON)
    dfbeta = lung_fit.residuals("dfbeta").drop("row")
    assert [column.abs().sum() for column in dfbeta] == pytest.approx(theirs["sum_dfbeta_abs"], **NEWTON)


@pytest.mark.parametrize("transform", ["km", "identity", "rank", "log"])
@pytest.mark.parametrize("prefix", ["", "heart_"], ids=["right censored", "start-stop with strata"])
def test_every_time_transform_against_R_cox_zph(fit_226, heart_fit, prefix, transform):
    found = (heart_fit if prefix else fit_226).proportional_hazards(transform)
    statistics = [test.statistic for test in (*found.per_term.values(), found.together)]
    assert statistics == pytest.approx(MORE[f"{prefix}zph_{transform}"], **TIGHT)


@pytest.mark.parametrize("kind", ["martingale", "deviance", "score", "dfbeta"])
@pytest.mark.parametrize("prefix", ["lung", "heart"])
def test_residuals_per_row_against_R_survival(fit_226, heart_fit, prefix, kind):
    frame = (heart_fit if prefix == "heart" else fit_226).residuals(kind).drop("row")
    assert frame.to_numpy().ravel() == pytest.approx(MORE[f"{prefix}_{kind}"], rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("kind", ["schoenfeld", "scaled schoenfeld"])
def test_residuals_per_event_against_R_survival(fit_226, kind):
    frame = fit_226.residuals(kind)
    theirs = np.reshape(MORE[f"lung_{kind.replace(' ', '_')}"], (-1, 3))
    assert frame["time"].is_sorted()
    # Events at one time stand in no order that both programs would keep.
    ours = frame.sort("time", "age", "sex", "ph.ecog").select("age", "sex", "ph.ecog").to_numpy()
    times = frame["time"].sort().to_numpy()
    theirs = theirs[np.lexsort((theirs[:, 2], theirs[:, 1], theirs[:, 0], times))]
    assert ours.ravel() == pytest.approx(theirs.ravel(), rel=1e-7, abs=1e-8)


def test_curve_of_a_given_person_against_R_survfit(fit_226):
    curve = fit_226.baseline({"age": 60, "sex": 1, "ph.ecog": 1})
    assert curve["time"].to_list() == MORE["curve_time"]
    for ours, theirs in (("cumulative_hazard", "cumhaz"), ("standard_error", "std_chaz")):
        assert curve[ours].to_numpy() == pytest.approx(MORE[f"curve_{theirs}"], **TIGHT)
    # R's Efron survival and its limits are exp(-hazard), as ours are.
    assert curve["survival_lower"].to_numpy() == pytest.approx(MORE["curve_lower"], **NEWTON)
    assert curve["survival_upper"].to_numpy() == pytest.approx(MORE["curve_upper"], **NEWTON)


def test_curve_with_delayed_entry_against_R_survfit(heart):
    fit = cox(heart["start"], heart["stop"], heart["event"], heart.select("age", "surgery", "transplant"))
    curve = fit.baseline()
    assert curve["time"].to_list() == MORE["heart_curve_time"]
    assert curve["at_risk"].to_list() == MORE["heart_curve_n_risk"]
    assert curve["cumulative_hazard"].to_numpy() == pytest.approx(MORE["heart_curve_cumhaz"], **TIGHT)
    assert curve["standard_error"].to_numpy() == pytest.approx(MORE["heart_curve_std_chaz"], **TIGHT)


def test_time_varying_covariates_of_heart_against_R_survival(heart):
    by_transplant = [(pl.col(name) * pl.col("transplant")).alias(f"{name}:transplant") for name in ("age", "surgery")]
    covariates = heart.select("age", "surgery", "transplant", *by_transplant)
    fit = cox(heart["start"], heart["stop"], heart["event"], covariates, subject=heart["id"])
    agrees(fit, expected("coxph_heart_td"))
    assert fit.clusters is None
    assert fit.people == 103


def test_start_stop_with_strata_against_R_survival(heart_fit):
    assert heart_fit.coefficients == pytest.approx(MORE["heart_coef"], **TIGHT)
    assert heart_fit.standard_errors == pytest.approx(MORE["heart_se"], **TIGHT)
    assert [heart_fit.log_likelihood_null, heart_fit.log_likelihood] == pytest.approx(MORE["heart_loglik"], rel=1e-11)


def test_breslow_start_stop_with_clusters_against_R_survival(heart):
    covariates = heart.select("age", "surgery", "transplant")
    fit = cox(heart["start"], heart["stop"], heart["event"], covariates, cluster=heart["id"], ties="breslow")
    assert fit.coefficients == pytest.approx(MORE["heart_breslow_coef"], **TIGHT)
    assert fit.standard_errors == pytest.approx(MORE["heart_breslow_robust_se"], **TIGHT)


def test_time_split_coefficients_of_veteran_against_R_survival():
    cuts = [0.0, 90.0, 180.0]
    veteran = rows("veteran").with_row_index("id")
    parts = []
    for episode, (low, high) in enumerate(zip(cuts, [*cuts[1:], float("inf")], strict=True), start=1):
        stop = pl.col("time").cast(pl.Float64).clip(upper_bound=high)
        parts.append(
            veteran.filter(pl.col("time") > low).with_columns(
                start=pl.lit(low),
                stop=stop,
                event=(pl.col("status") == 1) & (pl.col("time") <= high),
                **{f"karno {k}": pl.col("karno") * int(k == episode) for k in (1, 2, 3)},
            )
        )
    split = pl.concat(parts)
    covariates = split.select("trt", "prior", "karno 1", "karno 2", "karno 3")
    agrees(cox(split["start"], split["stop"], split["event"], covariates, subject=split["id"]), expected("coxph_veteran_tsplit"))


def test_strata_of_pbc_against_R_survival():
    pbc = rows("pbc")[:312]
    covariates = pbc.select("age", pl.col("bili").log(), pl.col("protime").log(), "albumin")
    agrees(cox(None, pbc["time"], pbc["status"] == 2, covariates, strata=pbc["edema"]), expected("coxph_pbc_strata"))


@pytest.mark.parametrize(("cause", "status"), [("pcm", 1), ("death", 2)])
def test_cause_specific_hazards_of_mgus2_against_R_survival(cause, status):
    progressed = pl.col("pstat") == 1
    data = rows("mgus2").with_columns(
        months=pl.when(progressed).then("ptime").otherwise("futime"),
        status=pl.when(progressed).then(1).otherwise(2 * pl.col("death")),
        sexM=(pl.col("sex") == "M").cast(pl.Int64),
    )
    fit = cox(None, data["months"], data["status"] == status, data.select("age", "sexM"))
    agrees(fit, expected("compete_mgus2")["cause_specific"][cause])


def test_andersen_gill_of_bladder_against_R_survival():
    data = rows("bladder2")
    fit = andersen_gill(data["start"], data["stop"], data["event"], data.select("rx", "size", "number"), subject=data["id"])
    agrees(fit, expected("recurrent_bladder")["andersen_gill"])
    assert (fit.people, fit.clusters) == (85, 85)


@pytest.mark.parametrize("scale", ["total", "gap"])
def test_prentice_williams_peterson_of_bladder_against_R_survival(scale):
    data = rows("bladder2")
    fit = prentice_williams_peterson(
        data["start"], data["stop"], data["event"], data.select("rx", "size", "number"), subject=data["id"], scale=scale
    )
    agrees(fit, expected("recurrent_bladder")[f"pwp_{scale}_time"])


def test_near_ties_against_R_survival_with_timefix():
    data = rows("timefix_ag1000")
    fit = andersen_gill(data["start"], data["stop"], data["event"], data.select("x1", "x2", "x3"), subject=data["id"])
    theirs = expected("timefix_ag1000")
    assert fit.coefficients == pytest.approx(theirs["timefix_true"]["coef"], rel=1e-10)
    assert fit.standard_errors == pytest.approx(theirs["timefix_true"]["robust_se"], rel=1e-10)
    assert fit.coefficients != pytest.approx(theirs["timefix_false"]["coef"], rel=1e-5)


def test_inverse_probability_weights_of_rotterdam_against_R_survival():
    data = rows("rotterdam")
    size = pl.col("size").replace_strict({"<=20": 0, "20-50": 1, ">50": 2})
    model = data.select(
        one=1.0, age="age", meno="meno", middle=size == 1, large=size == 2, grade="grade", nodes="nodes", h="hormon"
    )
    score = propensity(model.cast(pl.Float64).to_numpy(), data["chemo"].to_numpy())
    weights = np.where(data["chemo"] == 1, 1 / score, 1 / (1 - score))
    fit = cox(None, data["rtime"], data["recur"], data.select("chemo"), weights=weights)
    agrees(fit, expected("iptw_cox_km")["cox"])
    assert fit.clusters == data.height


def propensity(x: np.ndarray, treated: np.ndarray) -> np.ndarray:
    """Fitted probabilities of a logistic regression, to all digits."""
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        share = 1 / (1 + np.exp(-x @ beta))
        beta = beta + np.linalg.solve((x * (share * (1 - share))[:, None]).T @ x, x.T @ (treated - share))
    return 1 / (1 + np.exp(-x @ beta))


def test_weights_with_clusters_against_R_survival(lung_with_institution):
    data = lung_with_institution
    weights = 1 + 0.5 * (data["age"] > 60)
    fit = cox(None, data["time"], data["status"] - 1, data.select("age", "sex"), weights=weights, cluster=data["inst"])
    assert fit.coefficients == pytest.approx(MORE["weights_cluster_coef"], **TIGHT)
    assert fit.standard_errors == pytest.approx(MORE["weights_cluster_robust_se"], **TIGHT)
    assert np.sqrt(np.diag(fit.model_covariance)) == pytest.approx(MORE["weights_cluster_naive_se"], **TIGHT)


def test_offset_against_R_survival(lung_with_institution):
    data = lung_with_institution
    fit = cox(None, data["time"], data["status"] - 1, data.select("sex"), offset=0.03 * data["age"])
    assert fit.coefficients == pytest.approx(MORE["offset_coef"], **TIGHT)


def test_firth_with_an_arm_without_events_against_R_definition():
    theirs = expected("coxph_firth_like_monotone")
    fit = firth_cox(None, theirs["time"], theirs["event"], {"treated": theirs["x"]})
    assert fit.penalised_log_likelihood == pytest.approx(theirs["pl_max"], rel=1e-10)
    assert [fit.lower[0], fit.upper[0]] == pytest.approx([theirs["pl_lower"], theirs["pl_upper"]], rel=1e-8)
    # R found these two by golden section, which knows a maximum to half the digits only.
    assert fit.coefficients[0] == pytest.approx(theirs["firth_coef"], abs=1e-6)
    assert fit.standard_errors[0] == pytest.approx(theirs["firth_se"], abs=1e-6)
