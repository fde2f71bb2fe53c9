"""How often intervals of syntheses hold the truth, over simulated studies: a longer sweep.

Each asymptotic interval is asked at a size where its theory says it should hold: 93 to 97 % of 2,000 samples.
"""

import numpy as np
import pytest

from nmosd.stats import (
    balancing_weights,
    combine_imputations,
    effect_sizes,
    mantel_haenszel,
    pool_effects,
    pool_proportions,
    pool_rates,
)
from tests.laws.random_effects import mean_coverage, prediction_coverage

pytestmark = pytest.mark.long

SAMPLES = 2000


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


def near(found: float, theory: float) -> bool:
    """Within simulation error: 3.9 standard errors, which chance exceeds once in 10,000 tests."""
    return abs(found - theory) < 3.9 * np.sqrt(theory * (1 - theory) / SAMPLES)


@pytest.mark.parametrize("studies", [3, 10])
@pytest.mark.parametrize("share_between", [0.0, 0.3, 0.9])
def test_hartung_knapp_covers_what_theory_says(studies, share_between):
    """Never less than 95 %; more where the floor at 1 makes it wider, which is where studies hardly differ."""
    random, hits = np.random.default_rng(1), []
    for _ in range(SAMPLES):
        pooled = pool_effects(effect_sizes(random.normal(0.4, 1, studies), np.full(studies, 1 - share_between))).pooled
        hits.append(pooled.lower <= 0.4 <= pooled.upper)
    theory = mean_coverage(studies, share_between)
    assert theory >= 0.95 - 1e-9
    assert near(share(hits), theory)


def test_hartung_knapp_over_ten_unequal_studies():
    random, hits = np.random.default_rng(1), []
    for _ in range(SAMPLES):
        variances = random.uniform(0.05, 0.3, 10)
        pooled = pool_effects(effect_sizes(random.normal(0.4, np.sqrt(variances + 0.5)), variances)).pooled
        hits.append(pooled.lower <= 0.4 <= pooled.upper)
    assert 0.93 <= share(hits) <= 0.97


def predicted(random, studies, variances, tau2) -> float:
    """How often the prediction interval holds the true effect of one study more."""
    hits = []
    for _ in range(SAMPLES):
        spread = variances(random, studies)
        found = pool_effects(effect_sizes(random.normal(0.4, np.sqrt(spread + tau2)), spread)).prediction
        hits.append(found.lower <= random.normal(0.4, np.sqrt(tau2)) <= found.upper)
    return share(hits)


@pytest.mark.parametrize("studies", [3, 5, 10, 20])
@pytest.mark.parametrize("share_between", [0.1, 0.5, 0.9])
def test_prediction_intervals_cover_what_theory_says(studies, share_between):
    """Studies of equal size have a closed answer: it is not 95 %, and the reference page prints it."""
    random = np.random.default_rng(8)
    found = predicted(random, studies, lambda _, k: np.full(k, 1 - share_between), share_between)
    assert near(found, prediction_coverage(studies, share_between))


@pytest.mark.parametrize("tau2", [0.1, 0.5])
def test_prediction_intervals_of_unequal_studies_are_reported(tau2, capsys):
    covered = predicted(np.random.default_rng(9), 10, lambda random, k: random.uniform(0.05, 0.3, k), tau2)
    with capsys.disabled():
        print(f"\nprediction interval, 10 studies with variances 0.05 to 0.3, tau² {tau2}: 95 % cover {100 * covered:.1f} %")


def test_the_q_profile_interval_of_tau2():
    random, hits = np.random.default_rng(2), []
    for _ in range(SAMPLES):
        variances = random.uniform(0.05, 0.3, 8)
        tau2 = pool_effects(effect_sizes(random.normal(0.0, np.sqrt(variances + 0.2)), variances)).tau2
        hits.append(tau2.lower is not None and tau2.lower <= 0.2 <= tau2.upper)
    assert 0.93 <= share(hits) <= 0.97


def test_the_binomial_mixed_model_over_thirty_studies():
    random, hits = np.random.default_rng(3), []
    for _ in range(SAMPLES):
        sizes = random.integers(20, 80, 30)
        result = pool_proportions(random.binomial(sizes, 1 / (1 + np.exp(-random.normal(-1.5, 0.6, 30)))), sizes)
        hits.append(result.value - 1.96 * result.standard_error <= -1.5 <= result.value + 1.96 * result.standard_error)
    assert 0.93 <= share(hits) <= 0.97


def test_the_poisson_mixed_model_over_thirty_studies():
    random, hits = np.random.default_rng(4), []
    for _ in range(SAMPLES):
        years = random.uniform(20, 120, 30)
        result = pool_rates(random.poisson(years * np.exp(random.normal(-1.2, 0.5, 30))), years)
        hits.append(result.value - 1.96 * result.standard_error <= -1.2 <= result.value + 1.96 * result.standard_error)
    assert 0.93 <= share(hits) <= 0.97


def test_mantel_haenszel_over_sparse_tables():
    random, hits = np.random.default_rng(5), []
    for _ in range(SAMPLES):
        control = random.uniform(0.05, 0.3, 25)
        treated = control * 0.5 / (1 - control + control * 0.5)
        n = random.integers(10, 30, 25)
        result = mantel_haenszel(random.binomial(n, treated), n, random.binomial(n, control), n).pooled
        hits.append(result.lower <= 0.5 <= result.upper)
    assert 0.93 <= share(hits) <= 0.97


def test_rubins_rules_over_imputed_means():
    random, hits = np.random.default_rng(6), []
    for _ in range(SAMPLES):
        values, missing = random.normal(0, 1, 60), random.random(60) < 0.3
        seen = values[~missing]
        means, variances = [], []
        for _ in range(10):
            # Proper imputation: the spread and the mean are drawn first.
            spread = seen.var(ddof=1) * (seen.size - 1) / random.chisquare(seen.size - 1)
            centre = random.normal(seen.mean(), np.sqrt(spread / seen.size))
            filled = np.concatenate([seen, random.normal(centre, np.sqrt(spread), missing.sum())])
            means.append(filled.mean())
            variances.append(filled.var(ddof=1) / 60)
        result = combine_imputations(means, variances, complete_degrees_of_freedom=59).estimate
        hits.append(result.lower <= 0 <= result.upper)
    assert 0.93 <= share(hits) <= 0.97


@pytest.mark.parametrize("scores", ["known", "estimated"])
def test_weighted_differences_hold_the_truth(scores):
    random, hits = np.random.default_rng(7), []
    for _ in range(SAMPLES):
        x = random.normal(0, 1, 500)
        chance = 1 / (1 + np.exp(-0.7 * x))
        treated = random.random(500) < chance
        found = balancing_weights(treated, {"x": x}, target="ATO", scores=chance if scores == "known" else None)
        result = found.difference(1.0 * treated + x + random.normal(0, 1, 500))
        hits.append(result.lower <= 1.0 <= result.upper)
    assert share(hits) >= 0.93
    # Estimated scores also take out what differs by chance, which an error that takes weights as known does not see.
    assert scores == "estimated" or share(hits) <= 0.97
