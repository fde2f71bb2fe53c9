"""Laws of syntheses: what must hold whatever the studies say."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binom, poisson
from scipy.stats import t as student

from nmosd.stats import (
    StatisticsError,
    effect_sizes,
    indirect_comparison,
    log_odds_ratio,
    mantel_haenszel,
    mantel_haenszel_rates,
    peto,
    pool_effects,
    pool_proportions,
    pool_rates,
    results_frame,
)
from nmosd.stats.synthesis.quadrature import binomial, marginal
from nmosd.stats.synthesis.quadrature import poisson as poisson_counts
from tests.laws.random_effects import mean_coverage, prediction_coverage

METHODS = ("REML", "DL", "PM", "ML", "HE", "SJ", "EB")
values = st.floats(-5, 5).map(lambda x: round(x, 3))
variances = st.floats(0.01, 4).map(lambda x: round(x, 3))
study_lists = st.lists(st.tuples(values, variances), min_size=2, max_size=10)
# Effects within half a unit, each with a variance of a half or more: less different than chance alone would make them.
studies_alike = st.lists(st.tuples(values.map(lambda y: y / 20), variances.map(lambda v: v + 0.5)), min_size=2, max_size=10)
binomial_studies = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=6
)
poisson_studies = st.lists(st.tuples(st.integers(0, 30), st.floats(0.5, 200)), min_size=2, max_size=6)
tables = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 30), st.integers(0, 12), st.integers(0, 30)), min_size=2, max_size=6
)


def effects_of(studies, shift=0.0, factor=1.0):
    y, v = zip(*studies, strict=True)
    return effect_sizes(factor * np.array(y) + shift, factor**2 * np.array(v))


def figures(synthesis) -> list[float]:
    return [synthesis.value, synthesis.standard_error, synthesis.pooled.lower, synthesis.pooled.upper]


class TestInverseVariance:
    @given(study_lists, st.randoms(), st.sampled_from(METHODS))
    def test_the_order_of_studies_changes_nothing(self, studies, random, method):
        shuffled = list(studies)
        random.shuffle(shuffled)
        one, other = (pool_effects(effects_of(order), tau2=method) for order in (studies, shuffled))
        assert figures(one) == pytest.approx(figures(other), rel=1e-7, abs=1e-9)

    @given(study_lists, st.floats(-20, 20), st.sampled_from(METHODS))
    def test_a_constant_added_to_every_effect_is_added_to_the_pooled_one(self, studies, shift, method):
        one, other = pool_effects(effects_of(studies), tau2=method), pool_effects(effects_of(studies, shift=shift), tau2=method)
        assert other.value == pytest.approx(one.value + shift, rel=1e-6, abs=1e-6)
        assert other.tau2.estimate == pytest.approx(one.tau2.estimate, rel=1e-5, abs=1e-6)

    @given(study_lists, st.floats(0.01, 100), st.sampled_from(METHODS))
    def test_a_scale_carries_through(self, studies, factor, method):
        one, other = pool_effects(effects_of(studies), tau2=method), pool_effects(effects_of(studies, factor=factor), tau2=method)
        assert other.value == pytest.approx(factor * one.value, rel=1e-6, abs=1e-7 * factor)
        assert other.standard_error == pytest.approx(factor * one.standard_error, rel=1e-6)
        assert other.tau2.estimate == pytest.approx(factor**2 * one.tau2.estimate, rel=1e-5, abs=1e-7 * factor**2)
        assert other.i2.estimate == pytest.approx(one.i2.estimate, rel=1e-5, abs=1e-7)

    @given(studies_alike, st.sampled_from([method for method in METHODS if method != "SJ"]))
    def test_without_differences_random_effects_are_the_fixed_effect(self, studies, method):
        """Sidik and Jonkman's estimate is never zero, so it is left out."""
        random = pool_effects(effects_of(studies), tau2=method, interval="classical")
        assert random.tau2.estimate == 0
        fixed = pool_effects(effects_of(studies), model="fixed")
        assert figures(random) == pytest.approx(figures(fixed), rel=1e-12, abs=1e-14)
        assert random.weights == pytest.approx(fixed.weights, rel=1e-12)

    @given(study_lists, st.sampled_from(METHODS), st.sampled_from((0.8, 0.95, 0.99)))
    def test_hartung_knapp_is_never_narrower_than_the_classical_interval(self, studies, method, confidence):
        both = [
            pool_effects(effects_of(studies), tau2=method, interval=interval, confidence=confidence)
            for interval in ("Hartung-Knapp", "classical")
        ]
        wide, narrow = (result.pooled.upper - result.pooled.lower for result in both)
        assert wide >= narrow * (1 - 1e-12)

    @given(study_lists, st.sampled_from(METHODS), st.sampled_from(("Hartung-Knapp", "classical")))
    def test_the_prediction_interval_contains_the_confidence_interval(self, studies, method, interval):
        result = pool_effects(effects_of(studies), tau2=method, interval=interval)
        assert result.prediction.lower <= result.pooled.lower + 1e-12
        assert result.prediction.upper >= result.pooled.upper - 1e-12

    @given(study_lists, st.sampled_from(METHODS), st.sampled_from(("random", "fixed")))
    def test_the_pooled_effect_lies_between_the_studies_and_weights_add_to_one(self, studies, method, model):
        result = pool_effects(effects_of(studies), tau2=method, model=model)
        found = [y for y, _ in studies]
        assert min(found) - 1e-9 <= result.value <= max(found) + 1e-9
        assert math.fsum(result.weights) == pytest.approx(1)
        assert result.value == pytest.approx(math.fsum(w * y for w, y in zip(result.weights, found, strict=True)), abs=1e-9)

    @given(study_lists)
    def test_the_q_profile_interval_holds_the_paule_mandel_estimate(self, studies):
        tau2 = pool_effects(effects_of(studies), tau2="PM", confidence=0.9).tau2
        assume(tau2.lower is not None and len(studies) > 2)
        assert tau2.lower - 1e-9 <= tau2.estimate <= tau2.upper + 1e-9

    @given(study_lists)
    def test_restricted_likelihood_is_highest_where_it_says(self, studies):
        y, v = (np.array(column) for column in zip(*studies, strict=True))

        def restricted(tau2):
            w = 1 / (v + tau2)
            mean = w @ y / w.sum()
            return 0.5 * (np.log(w).sum() - np.log(w.sum()) - (w * (y - mean) ** 2).sum())

        found = pool_effects(effects_of(studies), tau2="REML").tau2.estimate
        elsewhere = np.concatenate([[0.0], np.logspace(-4, 3, 200), found * np.array([0.9, 0.99, 1.01, 1.1])])
        assert restricted(found) >= max(restricted(t) for t in elsewhere) - 1e-9


class TestMixedModels:
    @settings(max_examples=25)
    @given(binomial_studies, st.floats(-6, 4), st.floats(0, 6))
    def test_the_binomial_likelihood_is_the_integral_that_it_says(self, studies, mean, deviation):
        x, n = (np.array(column, dtype=float)[:, None] for column in zip(*studies, strict=True))
        ours = marginal(binomial(x, n), len(studies), mean, deviation).value
        assert ours == pytest.approx(
            math.fsum(
                slow(lambda eta, a=a, b=b: binom.logpmf(a, b, 1 / (1 + np.exp(-eta))), mean, deviation) for a, b in studies
            ),
            abs=1e-7,
        )

    @settings(max_examples=25)
    @given(poisson_studies, st.floats(-6, 2), st.floats(0, 3))
    def test_the_poisson_likelihood_is_the_integral_that_it_says(self, studies, mean, deviation):
        x, t = (np.array(column, dtype=float)[:, None] for column in zip(*studies, strict=True))
        ours = marginal(poisson_counts(x, t), len(studies), mean, deviation).value
        assert ours == pytest.approx(
            math.fsum(slow(lambda eta, a=a, b=b: poisson.logpmf(a, b * np.exp(eta)), mean, deviation) for a, b in studies),
            abs=1e-7,
        )

    @settings(max_examples=20)
    @given(binomial_studies, st.randoms())
    def test_the_order_of_studies_changes_nothing_and_every_answer_is_a_number(self, studies, random):
        shuffled = list(studies)
        random.shuffle(shuffled)
        one, other = (answer(pool_proportions, order) for order in (studies, shuffled))
        if one is None or other is None:
            assert one is other
            return
        assert [one.pooled.estimate, one.pooled.lower, one.pooled.upper] == pytest.approx(
            [other.pooled.estimate, other.pooled.lower, other.pooled.upper], abs=1e-6
        )
        results_frame(one.rows(analysis="synthesis", group="everyone", variable="attack"))

    @settings(max_examples=20)
    @given(binomial_studies)
    def test_those_without_are_the_mirror_of_those_with(self, studies):
        have = answer(pool_proportions, studies)
        lack = answer(pool_proportions, [(n - x, n) for x, n in studies])
        if have is None or lack is None:
            assert have is lack
            return
        assert have.pooled.estimate == pytest.approx(1 - lack.pooled.estimate, abs=1e-6)
        assert have.pooled.lower == pytest.approx(1 - lack.pooled.upper, abs=1e-5)

    @settings(max_examples=20)
    @given(poisson_studies, st.floats(0.01, 100))
    def test_ten_times_the_person_years_make_a_tenth_of_the_rate(self, studies, factor):
        one = answer(pool_rates, studies)
        other = answer(pool_rates, [(x, t * factor) for x, t in studies])
        assert (one is None) == (other is None)
        if one is None or other is None:
            return
        for name in ("estimate", "lower", "upper"):
            assert getattr(other.pooled, name) * factor == pytest.approx(getattr(one.pooled, name), rel=1e-4)

    @settings(max_examples=20)
    @given(binomial_studies)
    def test_no_grid_of_means_and_deviations_has_a_higher_likelihood(self, studies):
        fit = answer(pool_proportions, studies)
        assume(fit is not None and fit.log_likelihood is not None)
        x, n = (np.array(column, dtype=float)[:, None] for column in zip(*studies, strict=True))
        grid = [marginal(binomial(x, n), len(studies), m, t).value for m in np.linspace(-6, 6, 25) for t in np.linspace(0, 5, 11)]
        assert fit.log_likelihood >= max(grid) - 1e-8

    @given(st.lists(st.integers(1, 500), min_size=2, max_size=8))
    def test_no_event_anywhere_gives_zero_with_the_exact_upper_limit_of_the_sum(self, sizes):
        result = pool_proportions([0] * len(sizes), sizes)
        assert result.pooled.estimate == result.pooled.lower == 0
        assert result.pooled.upper == pytest.approx(1 - 0.025 ** (1 / sum(sizes)), rel=1e-10)
        assert "cannot be told" in result.warnings[0]
        rates = pool_rates([0] * len(sizes), sizes)
        assert rates.pooled.upper == pytest.approx(-math.log(0.025) / sum(sizes), rel=1e-10)


def slow(log_probability, mean, deviation) -> float:
    """The log of a study's integral by many small Gauss-Legendre pieces, far enough out for a mode at either end."""

    def height(u: np.ndarray) -> np.ndarray:
        return log_probability(mean + deviation * u) - u * u / 2

    coarse = np.linspace(-20, 20, 801)
    summit = coarse[np.argmax(height(coarse))]
    edges = np.union1d(coarse, summit + np.linspace(-0.2, 0.2, 201))  # a large study's peak is narrower than a piece
    nodes, weights = np.polynomial.legendre.leggauss(12)
    middles, halves = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    heights = height((middles[:, None] + halves[:, None] * nodes).ravel()).reshape(-1, nodes.size)
    # Less the height of the top, for an exponential of -740 has few digits and one of -750 none.
    top = heights.max()
    return float(top + np.log(np.exp(heights - top) @ weights @ halves) - math.log(2 * math.pi) / 2)


def answer(pool, studies):
    """The synthesis, or nothing where studies are all against nobody."""
    try:
        return pool(*zip(*studies, strict=True))
    except StatisticsError:
        with pytest.raises(StatisticsError, match="no finite estimate"):
            pool(*zip(*studies, strict=True))
        return None


class TestTables:
    @given(tables, st.sampled_from(("odds ratio", "risk ratio", "risk difference")))
    def test_swapping_the_groups_turns_the_effect_around(self, rows, measure):
        a, b, c, d = (np.array(column) for column in zip(*rows, strict=True))
        n1, n2 = a + b + 1, c + d + 1
        try:
            one = mantel_haenszel(a, n1, c, n2, measure=measure)
        except StatisticsError:
            with pytest.raises(StatisticsError):
                mantel_haenszel(c, n2, a, n1, measure=measure)
            return
        other = mantel_haenszel(c, n2, a, n1, measure=measure)
        assert [other.value, other.standard_error] == pytest.approx([-one.value, one.standard_error], rel=1e-9, abs=1e-12)

    @given(tables)
    def test_calling_events_what_were_none_inverts_the_odds_ratios(self, rows):
        a, b, c, d = (np.array(column) for column in zip(*rows, strict=True))
        assume((a + b > 0).all() and (c + d > 0).all() and (a * d).sum() > 0 and (b * c).sum() > 0)
        one, other = mantel_haenszel(a, a + b, c, c + d), mantel_haenszel(b, a + b, d, c + d)
        assert [other.value, other.standard_error] == pytest.approx([-one.value, one.standard_error], rel=1e-9, abs=1e-12)
        one, other = peto(a, a + b, c, c + d), peto(b, a + b, d, c + d)
        assert [other.value, other.standard_error] == pytest.approx([-one.value, one.standard_error], rel=1e-9, abs=1e-9)

    @given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), st.integers(2, 5))
    def test_one_table_split_into_equal_studies_has_its_own_odds_ratio(self, a, b, c, d, times):
        result = mantel_haenszel([a] * times, [a + b] * times, [c] * times, [c + d] * times)
        own = log_odds_ratio([a * times], [(a + b) * times], [c * times], [(c + d) * times])
        assert [result.value, result.standard_error] == pytest.approx(
            [own.values[0], math.sqrt(own.variances[0])], rel=1e-9, abs=1e-9
        )

    @given(
        st.lists(st.tuples(st.integers(1, 20), st.floats(1, 100), st.integers(1, 20), st.floats(1, 100)), min_size=2, max_size=6),
        st.floats(0.1, 50),
    )
    def test_the_unit_of_time_changes_no_rate_ratio(self, rows, factor):
        x1, t1, x2, t2 = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
        one, other = mantel_haenszel_rates(x1, t1, x2, t2), mantel_haenszel_rates(x1, t1 * factor, x2, t2 * factor)
        assert figures(other) == pytest.approx(figures(one), rel=1e-9, abs=1e-12)


ratios = st.tuples(st.floats(0.05, 20), st.floats(0.1, 1.5)).map(lambda x: (x[0], x[0] * math.exp(-x[1]), x[0] * math.exp(x[1])))


@given(ratios, ratios)
def test_an_indirect_comparison_turned_around_is_its_inverse_and_no_narrower_than_either_side(first, second):
    one, other = indirect_comparison(first, second), indirect_comparison(second, first)
    assert other.estimate.estimate == pytest.approx(1 / one.estimate.estimate, rel=1e-9)
    assert other.estimate.lower == pytest.approx(1 / one.estimate.upper, rel=1e-9)
    for side in (first, second):
        assert one.estimate.upper / one.estimate.lower >= side[2] / side[1] * (1 - 1e-12)


@given(st.lists(st.floats(-3, 3), min_size=3, max_size=12), st.floats(0.5, 0.99))
def test_of_very_large_studies_the_prediction_interval_is_the_exact_one_of_a_further_observation(values, confidence):
    assume(np.std(values) > 0.01)
    k, spread = len(values), np.std(values, ddof=1)
    found = pool_effects(effect_sizes(values, [1e-12] * k), confidence=confidence).prediction
    half = student.ppf(0.5 + confidence / 2, k - 1) * spread * math.sqrt(1 + 1 / k)
    assert [found.lower, found.upper] == pytest.approx([np.mean(values) - half, np.mean(values) + half], abs=1e-6)


def test_the_reference_page_prints_the_coverage_that_theory_gives():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "statistics" / "synthesis.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", page, flags=re.MULTILINE)
    assert [int(row[0]) for row in rows] == [3, 5, 10, 20, 40]
    for studies, *printed in rows:
        theory = [100 * prediction_coverage(int(studies), share) for share in (0.1, 0.25, 0.5, 0.75, 0.9)]
        assert [float(figure) for figure in printed] == pytest.approx(theory, abs=0.051)
    assert f"{100 * mean_coverage(10, 0):.0f} % for ten that do not differ" in page
