"""Indirect comparisons of NMOSD trials: Bucher's formula on published hazard ratios, and the published network meta-analysis."""

import json
from pathlib import Path

import pytest

from nmosd.stats import indirect_comparison, pool_effects, published_ratios

TRIALS = json.loads((Path(__file__).parent / "data" / "bucher_nmosd.json").read_text("utf-8"))["expected"]


def agrees(ours, theirs: list[float]) -> None:
    figures = [ours.estimate.estimate, ours.estimate.lower, ours.estimate.upper, ours.standard_error]
    assert figures == pytest.approx(theirs, rel=1e-10)


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        ("ecu_PREVENT", "ineb_aqp4", "ecu_vs_ineb_aqp4"),
        ("ecu_PREVENT", "satr_star_aqp4", "ecu_vs_satr_star"),
        ("ineb_aqp4", "satr_star_aqp4", "ineb_vs_satr_star"),
    ],
)
def test_trials_against_bucher(first, second, name):
    agrees(indirect_comparison(tuple(TRIALS[first]), tuple(TRIALS[second])), TRIALS[name])


def satralizumab():
    both = [TRIALS["satr_sky_aqp4"], TRIALS["satr_star_aqp4"]]
    return pool_effects(published_ratios(*zip(*both, strict=True), studies=["SAkuraSky", "SAkuraStar"]), model="fixed")


def test_satralizumab_pooled():
    pooled = satralizumab().pooled
    assert [pooled.estimate, pooled.lower, pooled.upper] == pytest.approx(TRIALS["satr_pooled"], rel=1e-10)


def test_eculizumab_against_pooled_satralizumab():
    ours = indirect_comparison(tuple(TRIALS["ecu_PREVENT"]), satralizumab(), measure="hazard ratio")
    agrees(ours, TRIALS["ecu_vs_satr_pooled"])
    # The published Bayesian network has 0.24 (0.06 to 0.98) for the same comparison (Wingerchuk 2022).
    published = [0.24, 0.06, 0.98]
    assert [ours.estimate.estimate, ours.estimate.lower, ours.estimate.upper] == pytest.approx(published, abs=0.025)
