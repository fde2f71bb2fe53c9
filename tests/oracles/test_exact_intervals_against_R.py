"""Intervals against R 4.2.2, from `data/exact_ci.json` (13 significant digits): closed forms, so to 1e-10."""

import json
import math
from pathlib import Path

import pytest

from nmosd.stats import proportion, rate, two_by_two

R = json.loads((Path(__file__).parent / "data" / "exact_ci.json").read_text("utf-8"))["expected"]


METHODS = [("exact", "cp"), ("wilson", "wilson"), ("jeffreys", "jeffreys"), ("mid-p", "midp")]


@pytest.mark.parametrize("method", METHODS, ids=lambda pair: pair[0])
@pytest.mark.parametrize("case", R["binom"], ids=lambda case: f"{case['x']} of {case['n']}")
def test_proportion_against_R(case, method):
    ours, theirs = method
    result = proportion(case["x"], case["n"], method=ours)
    assert [result.lower, result.upper] == pytest.approx(case[theirs], rel=1e-10, abs=1e-13)


@pytest.mark.parametrize("case", R["poisson"], ids=lambda case: f"{case['x']} in {case['pt']}")
def test_exact_rate_against_R_poisson_test(case):
    result = rate(case["x"], case["pt"])
    assert result.estimate == pytest.approx(case["rate"], rel=1e-10)
    assert [result.lower, result.upper] == pytest.approx(case["exact"], rel=1e-10, abs=1e-13)
    for confidence, name in ((0.95, "upper_one_sided95"), (0.975, "upper_975")):
        one_sided = rate(case["x"], case["pt"], confidence=confidence, sides="upper")
        assert one_sided.upper == pytest.approx(case[name], rel=1e-10)


@pytest.mark.parametrize("case", R["poisson"], ids=lambda case: f"{case['x']} in {case['pt']}")
def test_midp_rate_against_R_definition(case):
    result = rate(case["x"], case["pt"], method="mid-p")
    assert [result.lower, result.upper] == pytest.approx(case["midp"], rel=1e-10, abs=1e-13)


def test_prevent_table_against_R_fisher_test():
    expected = R["fisher_prevent"]
    result = two_by_two([[3, 93], [20, 27]])
    assert result.fisher_p == pytest.approx(expected["p"], rel=1e-10)
    # R finds these roots with a tolerance of 1.2e-4, so R is matched to that, and the definition to far more.
    assert result.conditional_odds_ratio.estimate == pytest.approx(expected["or"], abs=1.3e-4)
    assert [result.odds_ratio.lower, result.odds_ratio.upper] == pytest.approx(expected["ci"], abs=1.3e-4)
    assert tail(result.odds_ratio.upper, range(4)) == pytest.approx(0.025, rel=1e-6)
    assert tail(result.odds_ratio.lower, range(3, 24)) == pytest.approx(0.025, rel=1e-6)


def tail(odds_ratio: float, events: range) -> float:
    """Probability of so many of the 23 events among the 96 treated, 47 not treated, given the odds ratio."""
    weights = [math.comb(96, k) * math.comb(47, 23 - k) * odds_ratio**k for k in range(24)]
    return sum(weights[k] for k in events) / sum(weights)
