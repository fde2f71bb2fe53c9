"""Syntheses against R metafor 3.8-1: frozen results in `data/`, made by the R code that stands in each file.

Closed forms to 1e-10. R's default iterations stop early (tau² to about 1e-7), so those are compared to 1e-6, and to 1e-9
where R was told to go on.
"""

import json
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nmosd.stats import (
    arcsine_proportion,
    effect_sizes,
    freeman_tukey,
    log_odds_ratio,
    log_rate,
    log_rate_ratio,
    log_risk_ratio,
    logit_proportion,
    mantel_haenszel,
    mantel_haenszel_rates,
    peto,
    pool_effects,
    pool_proportions,
    pool_rates,
    risk_difference,
)

DATA = Path(__file__).parent / "data"
EXACT = {"rel": 1e-10, "abs": 1e-12}


def expected(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))["expected"]


BCG, PROPORTION, MORE = expected("meta_bcg"), expected("meta_proportion"), expected("synthesis_more")
SPARSE = {key: [row[key] for row in MORE["mh"]["sparse"]["data"]] for key in ("a", "n1", "c", "n2")}
NIELWEISE = pl.read_csv(DATA / "nielweise2008.csv")


@pytest.fixture(scope="module")
def trials() -> tuple[pl.Series, ...]:
    table = pl.read_csv(DATA / "bcg.csv")
    return table["tpos"], table["tpos"] + table["tneg"], table["cpos"], table["cpos"] + table["cneg"]


@pytest.fixture(scope="module")
def bcg(trials):
    return log_risk_ratio(*trials)


def same_effects(effects, theirs: dict) -> None:
    assert effects.values == pytest.approx(theirs["yi"], **EXACT)
    assert effects.variances == pytest.approx(theirs["vi"], **EXACT)


class TestEffectSizes:
    def test_log_risk_ratio_against_R_metafor(self, bcg):
        same_effects(bcg, BCG)

    @pytest.mark.parametrize(("maker", "name"), [(log_odds_ratio, "OR"), (risk_difference, "RD")])
    def test_of_two_groups_against_R_metafor(self, trials, maker, name):
        same_effects(maker(*trials), MORE["effects"][name])

    @pytest.mark.parametrize(("maker", "name"), [(log_risk_ratio, "RR"), (log_odds_ratio, "OR")])
    def test_with_empty_cells_against_R_metafor(self, maker, name):
        effects = maker(SPARSE["a"], SPARSE["n1"], SPARSE["c"], SPARSE["n2"])
        same_effects(effects, MORE["mh"]["sparse"][name])
        assert effects.corrected == ("1", "3", "5")

    def test_rates_against_R_metafor(self):
        same_effects(log_rate_ratio(*(NIELWEISE[name] for name in ("x1i", "t1i", "x2i", "t2i"))), MORE["effects"]["IRR"])
        same_effects(log_rate(NIELWEISE["x1i"], NIELWEISE["t1i"]), MORE["effects"]["IRLN"])

    def test_proportions_against_R_metafor(self):
        same_effects(logit_proportion(PROPORTION["xi"], PROPORTION["ni"]), MORE["effects"]["PLO"])
        same_effects(freeman_tukey(PROPORTION["xi"], PROPORTION["ni"]), {"yi": PROPORTION["pft_yi"], "vi": PROPORTION["pft_vi"]})


class TestRandomEffects:
    @pytest.mark.parametrize("method", ["DL", "REML", "ML", "PM", "HE", "SJ", "EB"])
    def test_bcg_against_R_metafor_run_to_the_end(self, bcg, method):
        theirs = MORE["converged"][method]
        ours = pool_effects(bcg, tau2=method, interval="classical")
        assert [ours.value, ours.standard_error] == pytest.approx([theirs["beta"], theirs["se"]], rel=1e-9)
        assert [math.log(ours.pooled.lower), math.log(ours.pooled.upper)] == pytest.approx(theirs["ci"], rel=1e-9)
        assert ours.tau2.estimate == pytest.approx(theirs["tau2"], rel=1e-9)
        assert 100 * ours.i2.estimate == pytest.approx(theirs["I2"], rel=1e-9)
        assert ours.heterogeneity.statistic == pytest.approx(theirs["QE"], rel=1e-10)
        assert ours.heterogeneity.p == pytest.approx(theirs["QEp"], rel=1e-8)

    @pytest.mark.parametrize("method", ["DL", "REML", "ML", "HE", "SJ", "EB"])
    def test_bcg_against_R_metafor(self, bcg, method):
        theirs = BCG["methods"][method]
        ours = pool_effects(bcg, tau2=method, interval="classical")
        assert [ours.value, ours.standard_error, ours.tau2.estimate] == pytest.approx(
            [theirs["beta"], theirs["se"], theirs["tau2"]], abs=1e-6
        )

    def test_fixed_effect_against_R_metafor(self, bcg):
        theirs, ours = BCG["methods"]["FE"], pool_effects(bcg, model="fixed")
        assert [ours.value, ours.standard_error] == pytest.approx([theirs["beta"], theirs["se"]], **EXACT)
        assert 100 * ours.i2.estimate == pytest.approx(theirs["I2"], **EXACT)
        assert ours.tau2 is None
        assert ours.prediction is None

    def test_hartung_knapp_against_R_metafor(self, bcg):
        ours = pool_effects(bcg)
        assert ours.standard_error == pytest.approx(MORE["knha"]["se"], rel=1e-9)
        assert [math.log(ours.pooled.lower), math.log(ours.pooled.upper)] == pytest.approx(MORE["knha"]["ci"], rel=1e-9)
        assert [math.log(ours.prediction.lower), math.log(ours.prediction.upper)] == pytest.approx(
            MORE["knha_prediction"], rel=1e-9
        )
        assert [math.log(ours.pooled.lower), math.log(ours.pooled.upper)] == pytest.approx(BCG["knha"]["ci"], abs=1e-6)

    def test_prediction_interval_against_R_metafor(self, bcg):
        ours = pool_effects(bcg, interval="classical").prediction
        assert [math.log(ours.lower), math.log(ours.upper)] == pytest.approx(BCG["pred_interval"], abs=1e-6)

    def test_the_floor_of_hartung_knapp_against_R_metafor(self):
        close = MORE["close"]
        ours = pool_effects(effect_sizes(close["y"], close["v"]))
        assert ours.standard_error == pytest.approx(close["adhoc"]["se"], rel=1e-10)
        assert [ours.pooled.lower, ours.pooled.upper] == pytest.approx(close["adhoc"]["ci"], rel=1e-9)
        assert ours.standard_error > 10 * close["knha"]["se"]
        assert any("held at 1" in warning for warning in ours.warnings)

    def test_q_profile_interval_against_R_metafor(self, bcg):
        tau2 = pool_effects(bcg).tau2
        assert [tau2.lower, tau2.upper] == pytest.approx(MORE["q_profile"]["DL"][1:], rel=1e-8)
        # R's root finder stops at 1e-4 unless told otherwise.
        assert [tau2.lower, tau2.upper] == pytest.approx(BCG["tau2_qprofile"][1:], abs=1e-4)

    def test_leaving_one_out_against_R_metafor(self, bcg):
        without = [
            pool_effects(effect_sizes(np.delete(bcg.values, i), np.delete(bcg.variances, i)), interval="classical").value
            for i in range(13)
        ]
        assert without == pytest.approx(BCG["loo_beta"], abs=1e-6)

    def test_rate_ratios_against_R_metafor(self):
        effects = log_rate_ratio(*(NIELWEISE[name] for name in ("x1i", "t1i", "x2i", "t2i")))
        ours, theirs = pool_effects(effects, interval="classical"), MORE["irr"]
        assert [ours.value, ours.standard_error, ours.tau2.estimate] == pytest.approx(
            [theirs["beta"], theirs["se"], theirs["tau2"]], rel=1e-8
        )


class TestProportions:
    def test_freeman_tukey_against_R_metafor(self):
        ours = pool_effects(freeman_tukey(PROPORTION["xi"], PROPORTION["ni"]), interval="classical")
        assert [ours.value, ours.tau2.estimate] == pytest.approx([PROPORTION["pft"]["beta"], PROPORTION["pft"]["tau2"]], abs=1e-6)
        assert [ours.pooled.estimate, ours.pooled.lower, ours.pooled.upper] == pytest.approx(PROPORTION["pft_back"], abs=1e-6)

    def test_freeman_tukey_of_rare_events_against_R_metafor(self):
        rare = PROPORTION["rare"]
        ours = pool_effects(freeman_tukey(rare["x"], rare["n"]), interval="classical")
        assert [ours.pooled.estimate, ours.pooled.lower, ours.pooled.upper] == pytest.approx(rare["pft_back"], rel=1e-8)
        assert ours.pooled.estimate < 0.6 * rare["pooled_raw"]

    @pytest.mark.parametrize(("maker", "name"), [(logit_proportion, "logit"), (arcsine_proportion, "arcsine")])
    def test_other_scales_against_R_metafor(self, maker, name):
        theirs = PROPORTION[name]
        ours = pool_effects(maker(PROPORTION["xi"], PROPORTION["ni"]), interval="classical")
        assert [ours.value, ours.standard_error, ours.tau2.estimate] == pytest.approx(
            [theirs["beta"], theirs["se"], theirs["tau2"]], abs=1e-6
        )

    def test_mixed_model_against_R_metafor(self):
        ours, theirs = pool_proportions(PROPORTION["xi"], PROPORTION["ni"]), PROPORTION["glmm"]
        assert [ours.value, ours.standard_error, ours.tau2.estimate] == pytest.approx(
            [theirs["beta"], theirs["se"], theirs["tau2"]], abs=1e-4
        )

    def test_mixed_model_of_rare_events_against_R_metafor(self):
        ours, theirs = pool_proportions(PROPORTION["rare"]["x"], PROPORTION["rare"]["n"]), PROPORTION["rare"]["glmm"]
        assert [ours.value, ours.standard_error] == pytest.approx([theirs["beta"], theirs["se"]], abs=1e-6)
        assert ours.tau2.estimate == theirs["tau2"] == 0
        assert ours.pooled.estimate == pytest.approx(PROPORTION["rare"]["pooled_raw"], rel=1e-12)


GLMM, RARE = MORE["glmm"], MORE["rare_rates"]
CASES = {
    "pritz": (pool_proportions, PROPORTION["xi"], PROPORTION["ni"], GLMM["pritz"]),
    "rare_uneven": (pool_proportions, GLMM["rare_uneven"]["x"], GLMM["rare_uneven"]["n"], GLMM["rare_uneven"]["fits"]),
    "rates": (pool_rates, NIELWEISE["x1i"], NIELWEISE["t1i"], GLMM["rates"]),
    "rates_control": (pool_rates, NIELWEISE["x2i"], NIELWEISE["t2i"], GLMM["rates_control"]),
    "rare_rates": (pool_rates, RARE["x"], RARE["t"], RARE["fits"]),
}


@pytest.mark.parametrize("name", CASES)
def test_mixed_models_against_R_metafor_with_many_points(name):
    fit, events, size, fits = CASES[name]
    theirs, ours = next(fit for fit in fits if fit["nAGQ"] == 25), fit(events, size)
    assert [ours.value, ours.standard_error, ours.tau2.estimate] == pytest.approx(
        [theirs["beta"], theirs["se"], theirs["tau2"]], rel=1e-4, abs=1e-4
    )
    to_scale = (lambda x: math.log(x / (1 - x))) if ours.scale == "logit" else math.log
    assert [to_scale(ours.pooled.lower), to_scale(ours.pooled.upper)] == pytest.approx(theirs["ci"], abs=1e-4)


@pytest.mark.parametrize("name", CASES)
def test_log_likelihood_of_mixed_models_against_R(name):
    """Not below R's (lme4 with 25 points), nor below R's direct integration at R's estimates, and equal to both nearly."""
    fit, events, size, _ = CASES[name]
    theirs, ours = MORE["loglik"][name], fit(events, size).log_likelihood
    assert ours >= theirs["lme4"] - 1e-6
    assert ours >= theirs["direct"] - 1e-9
    assert ours == pytest.approx(theirs["direct"], abs=1e-8)


class TestTables:
    @pytest.mark.parametrize(("measure", "name"), [("odds ratio", "OR"), ("risk ratio", "RR"), ("risk difference", "RD")])
    def test_mantel_haenszel_against_R_metafor(self, trials, measure, name):
        ours, theirs = mantel_haenszel(*trials, measure=measure), MORE["mh"]["bcg"][name]
        assert [ours.value, ours.standard_error] == pytest.approx([theirs["beta"], theirs["se"]], **EXACT)
        assert ours.heterogeneity.statistic == pytest.approx(theirs["QE"], rel=1e-10)

    @pytest.mark.parametrize(("measure", "name"), [("odds ratio", "OR"), ("risk ratio", "RR"), ("risk difference", "RD")])
    def test_mantel_haenszel_of_sparse_tables_against_R_metafor(self, measure, name):
        ours = mantel_haenszel(SPARSE["a"], SPARSE["n1"], SPARSE["c"], SPARSE["n2"], measure=measure)
        theirs = MORE["mh"]["sparse"]["mh"][name]
        assert [ours.value, ours.standard_error] == pytest.approx([theirs["beta"], theirs["se"]], **EXACT)

    def test_mantel_haenszel_rates_against_R_metafor(self):
        ours = mantel_haenszel_rates(*(NIELWEISE[name] for name in ("x1i", "t1i", "x2i", "t2i")))
        theirs = MORE["mh"]["nielweise"]
        assert [ours.value, ours.standard_error] == pytest.approx([theirs["beta"], theirs["se"]], **EXACT)
        assert ours.heterogeneity.statistic == pytest.approx(theirs["QE"], rel=1e-10)

    def test_peto_against_R_metafor(self, trials):
        ours, theirs = peto(*trials), MORE["peto_bcg"]
        assert [ours.value, ours.standard_error] == pytest.approx([theirs["beta"], theirs["se"]], **EXACT)
        assert [ours.value, ours.standard_error] == pytest.approx([BCG["peto"]["beta"], BCG["peto"]["se"]], **EXACT)
        assert ours.heterogeneity.statistic == pytest.approx(theirs["QE"], rel=1e-10)
        sparse, theirs = peto(SPARSE["a"], SPARSE["n1"], SPARSE["c"], SPARSE["n2"]), MORE["mh"]["sparse"]["peto"]
        assert [sparse.value, sparse.standard_error] == pytest.approx([theirs["beta"], theirs["se"]], **EXACT)
        assert sparse.heterogeneity.statistic == pytest.approx(theirs["QE"], rel=1e-10)

    def test_mantel_haenszel_risk_ratio_against_the_first_oracle(self, trials):
        ours = mantel_haenszel(*trials, measure="risk ratio")
        assert [ours.value, ours.standard_error] == pytest.approx([BCG["mh"]["beta"], BCG["mh"]["se"]], **EXACT)
