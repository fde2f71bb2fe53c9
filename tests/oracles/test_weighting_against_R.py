"""Propensity scores, weights and balance against R: frozen results in `data/`, made by the R code that stands in each file.

`weighting_more.json` has R's logistic model run to the end and is compared to 1e-9. `iptw_lalonde.json` has it as R stops by
default, at about 1e-9 of the scores, which large weights multiply, and is compared to 1e-6.
"""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nmosd.stats import balancing_weights, cox, propensity_scores

DATA = Path(__file__).parent / "data"
TARGETS = ["ATE", "ATT", "ATO", "ATM"]


def expected(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))["expected"]


FIRST, MORE = expected("iptw_lalonde"), expected("weighting_more")


@pytest.fixture(scope="module")
def lalonde() -> pl.DataFrame:
    return pl.read_csv(DATA / "lalonde.csv", infer_schema_length=None)


@pytest.fixture(scope="module")
def rotterdam() -> pl.DataFrame:
    return pl.read_csv(DATA / "rotterdam.csv")


def lalonde_covariates(lalonde):
    return lalonde.select("age", "educ", "race", "married", "nodegree", "re74", "re75")


def rotterdam_covariates(rotterdam):
    return rotterdam.select("age", "meno", "size", "grade", "nodes", "hormon")


def in_r(name: str) -> str:
    return name.replace(": ", "")


def test_propensity_scores_against_R_glm(lalonde):
    ours, theirs = propensity_scores(lalonde["treat"], lalonde_covariates(lalonde)), MORE["lalonde"]
    assert ours.scores[np.r_[0:10, 604:614]] == pytest.approx(theirs["scores"], rel=1e-9)
    assert list(ours.coefficients.values()) == pytest.approx(theirs["coef"], rel=1e-8)
    assert ours.log_likelihood == pytest.approx(theirs["loglik"], rel=1e-12)
    assert ours.scores[:10] == pytest.approx(FIRST["ps_first10"], rel=1e-6)


def test_propensity_scores_of_rotterdam_against_R_glm(rotterdam):
    ours, theirs = propensity_scores(rotterdam["chemo"], rotterdam_covariates(rotterdam)), MORE["rotterdam"]
    assert ours.scores[:10] == pytest.approx(theirs["scores"], rel=1e-9)
    # R's reference of size is "<=20"; ours, the first in sorted order, is "20-50".
    same = {in_r(name): value for name, value in ours.coefficients.items() if "size" not in name and name != "intercept"}
    assert same == pytest.approx(
        {name: value for name, value in zip(theirs["names"], theirs["coef"], strict=True) if name in same}, rel=1e-8
    )
    assert ours.log_likelihood == pytest.approx(theirs["loglik"], rel=1e-12)


@pytest.mark.parametrize("target", TARGETS)
def test_weights_and_balance_of_lalonde_against_R(lalonde, target):
    ours = balancing_weights(lalonde["treat"], lalonde_covariates(lalonde), target=target)
    effect = ours.difference(lalonde["re78"])
    for theirs, exact in ((MORE["lalonde"]["weights"][target.lower()], True), (FIRST["weights"][target.lower()], False)):
        near = {"rel": 1e-9, "abs": 1e-11} if exact else {"rel": 1e-6, "abs": 1e-8}
        assert ours.weights.sum() == pytest.approx(theirs["sumw"], **near)
        assert [ours.effective_treated.estimate, ours.effective_others.estimate] == pytest.approx(theirs["ess"], **near)
        assert {in_r(line.name): line.after.estimate for line in ours.balance} == pytest.approx(theirs["smd"], **near)
        assert effect.estimate == pytest.approx(theirs["effect"], **near)
    error = (effect.upper - effect.lower) / 2 / 1.959963984540054
    assert error == pytest.approx(FIRST["weights"][target.lower()]["hc0"], rel=1e-6)
    assert {in_r(line.name): line.before.estimate for line in ours.balance} == pytest.approx(MORE["lalonde"]["before"], rel=1e-10)


@pytest.mark.parametrize("target", TARGETS)
def test_weights_and_balance_of_rotterdam_against_R(rotterdam, target):
    ours = balancing_weights(rotterdam["chemo"], rotterdam_covariates(rotterdam), target=target)
    theirs = MORE["rotterdam"]["weights"][target.lower()]
    assert [ours.effective_treated.estimate, ours.effective_others.estimate] == pytest.approx(theirs["ess"], rel=1e-9)
    assert {in_r(line.name): line.after.estimate for line in ours.balance} == pytest.approx(theirs["smd"], rel=1e-8, abs=1e-11)


def test_weighted_numbers_at_risk_against_R_survfit(rotterdam):
    theirs = expected("iptw_cox_km")["km"]
    ours = balancing_weights(rotterdam["chemo"], rotterdam_covariates(rotterdam))
    at_risk = [
        float(ours.weights[(rotterdam["chemo"] == chemo).to_numpy() & (rotterdam["rtime"] >= day).to_numpy()].sum())
        for chemo in (0, 1)
        for day in (365, 1826)
    ]
    assert at_risk == pytest.approx(theirs["n_risk"], rel=1e-7)


def test_weighted_cox_model_against_R_survival(rotterdam):
    theirs = expected("iptw_cox_km")["cox"]
    weights = balancing_weights(rotterdam["chemo"], rotterdam_covariates(rotterdam)).weights
    ours = cox(None, rotterdam["rtime"], rotterdam["recur"], rotterdam.select("chemo"), subject=rotterdam["pid"], weights=weights)
    assert ours.coefficients[0] == pytest.approx(theirs["coef"], rel=1e-6)
    assert ours.standard_errors[0] == pytest.approx(theirs["robust_se"], rel=1e-6)
