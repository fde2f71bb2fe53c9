"""Counts and rates against R 4.2.2 (base, MASS, sandwich): frozen results in `data/`, made by the R code that stands there."""

import json
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nmosd.stats import count_regression, paired_counts, paired_shares, rate_ratio

DATA = Path(__file__).parent / "data"
EXACT = {"rel": 1e-10, "abs": 1e-13}
# R's glm stops when the deviance changes by less than 1e-8 of itself; its standard errors lag one step behind
FITTED = {"rel": 2e-6, "abs": 1e-8}
ML = {"rel": 1e-4, "abs": 1e-6}


def expected(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))["expected"]


INTERVALS, EPIL, PAIRED = expected("exact_ci"), expected("nb_epil"), expected("prepost_paired")


@pytest.fixture(scope="module")
def epil() -> pl.DataFrame:
    """59 people with all their seizures of four visits, eight weeks."""
    data = pl.read_csv(DATA / "epil.csv")
    totals = data.group_by("subject", "trt", "base", "age", maintain_order=True).agg(pl.col("y").sum())
    return totals.with_columns(progabide=pl.col("trt") == "progabide", log_base=pl.col("base").log(), years=8 / 52.1775)


def epil_fit(data: pl.DataFrame, family: str, errors: str | None = None):
    return count_regression(
        data["y"], data.select("progabide", "log_base"), person_years=data["years"], family=family, errors=errors
    )


def test_exact_rate_ratio_against_R_poisson_test():
    theirs = INTERVALS["rate_ratio_exact"]
    result = rate_ratio(3, 171.3, 21, 52.4)
    assert result.ratio.estimate == pytest.approx(theirs["rr"], **EXACT)
    assert [result.ratio.lower, result.ratio.upper] == pytest.approx(theirs["ci"], **EXACT)
    assert result.p == pytest.approx(theirs["p"], rel=1e-10)


def test_rate_ratio_without_an_event_against_R_poisson_test():
    theirs = INTERVALS["zero_rate_ratio"]
    result = rate_ratio(0, 84, 20, 46.9)
    assert [result.ratio.lower, result.ratio.upper] == pytest.approx(theirs["ci"], **EXACT)
    assert result.p == pytest.approx(theirs["p"], rel=1e-10)


@pytest.mark.parametrize(("errors", "name"), [(None, "se"), ("robust", "hc0"), ("HC3", "hc3")])
def test_poisson_regression_of_epil_against_R_glm_and_sandwich(epil, errors, name):
    fit = epil_fit(epil, "poisson", errors)
    assert fit.coefficients == pytest.approx(EPIL["poisson"]["coef"], **FITTED)
    assert fit.standard_errors == pytest.approx(EPIL["poisson"][name], **FITTED)


def test_quasi_poisson_regression_of_epil_against_R_glm(epil):
    fit = epil_fit(epil, "quasi-poisson")
    assert fit.dispersion == pytest.approx(EPIL["quasi"]["dispersion"], **FITTED)
    assert fit.standard_errors == pytest.approx(EPIL["quasi"]["se"], **FITTED)


def test_negative_binomial_regression_of_epil_against_R_glm_nb(epil):
    theirs, fit = EPIL["nb"], epil_fit(epil, "negative binomial")
    assert fit.coefficients == pytest.approx(theirs["coef"], **ML)
    assert fit.standard_errors == pytest.approx(theirs["se"], **ML)
    assert 1 / fit.dispersion == pytest.approx(theirs["theta"], **ML)
    assert fit.dispersion_error / fit.dispersion**2 == pytest.approx(theirs["se_theta"], **ML)
    assert fit.log_likelihood >= theirs["twologlik"] / 2 - 1e-6


def test_negative_binomial_regression_of_quine_against_R_glm_nb():
    theirs, data = EPIL["quine"], pl.read_csv(DATA / "quine.csv")
    levels = {"Sex": "M", "Age": ("F1", "F2", "F3"), "Eth": "N", "Lrn": "SL"}
    covariates = {
        f"{name}{level}": data[name] == level for name, some in levels.items() for level in ([some] if name != "Age" else some)
    }
    fit = count_regression(data["Days"], covariates)
    assert list(fit.terms[1:]) == theirs["names"][1:]
    assert fit.coefficients == pytest.approx(theirs["coef"], **ML)
    assert fit.standard_errors == pytest.approx(theirs["se"], **ML)
    assert 1 / fit.dispersion == pytest.approx(theirs["theta"], **ML)
    assert fit.log_likelihood >= theirs["twologlik"] / 2 - 1e-6


def before_and_after(**options):
    counts, years = PAIRED["pre"] + PAIRED["post"], PAIRED["tpre"] + PAIRED["tpost"]
    return count_regression(counts, {"after": [0] * 12 + [1] * 12}, person_years=years, **options)


def test_cluster_robust_poisson_against_R_vcovCL():
    fit = before_and_after(family="poisson", cluster=list(range(12)) * 2)
    assert fit.coefficients == pytest.approx(PAIRED["poisson"]["coef"], **FITTED)
    assert fit.standard_errors == pytest.approx(PAIRED["poisson"]["cl_se_HC0"], **FITTED)
    assert before_and_after(family="poisson").standard_errors == pytest.approx(PAIRED["poisson"]["se"], **FITTED)
    quasi = before_and_after(family="quasi-poisson")
    assert quasi.dispersion == pytest.approx(PAIRED["quasi"]["dispersion"], **FITTED)
    assert quasi.standard_errors == pytest.approx(PAIRED["quasi"]["se"], **FITTED)


def test_paired_counts_against_R_conditional_glm_and_wilcox_test():
    result = paired_counts(PAIRED["pre"], PAIRED["tpre"], PAIRED["post"], PAIRED["tpost"])
    assert math.log(result.conditional.estimate) == pytest.approx(PAIRED["conditional"]["logRR"], **FITTED)
    assert result.conditional_error == pytest.approx(PAIRED["conditional"]["se"], **FITTED)
    assert result.signed_rank_p == pytest.approx(PAIRED["wilcoxon"]["p"], rel=1e-10)
    error = PAIRED["poisson"]["cl_se_HC0"][1]
    ratio = PAIRED["poisson"]["coef"][1]
    limits = np.exp([ratio - 1.959963984540054 * error, ratio + 1.959963984540054 * error])
    assert [result.marginal.lower, result.marginal.upper] == pytest.approx(limits, **FITTED)


def test_paired_shares_against_R_binom_test():
    assert paired_shares(2, 10).p == pytest.approx(INTERVALS["mcnemar_exact"], rel=1e-10)
