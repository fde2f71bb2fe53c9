"""What must hold of every comparison of counts and rates, whatever the counts."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import binom, poisson

from nmosd.stats import (
    compare_rates,
    count_regression,
    firth_counts,
    paired_counts,
    proportion,
    rate,
    rate_ratio,
)

events = st.integers(0, 30)
years = st.floats(0.5, 500)


@given(events, years)
def test_midp_limits_are_where_the_definition_puts_them(x, t):
    result = rate(x, t, method="mid-p")
    mean = result.upper * t
    assert poisson.cdf(x - 1, mean) + poisson.pmf(x, mean) / 2 == pytest.approx(0.025, rel=1e-6)
    if x:
        mean = result.lower * t
        assert poisson.sf(x, mean) + poisson.pmf(x, mean) / 2 == pytest.approx(0.025, rel=1e-6)
    exact = rate(x, t)
    assert exact.lower <= result.lower <= result.estimate <= result.upper <= exact.upper


@given(events, events)
def test_midp_proportion_lies_within_the_exact_interval_and_mirrors(x, other):
    assume(x + other > 0)
    result, exact = proportion(x, x + other, method="mid-p"), proportion(x, x + other, method="exact")
    assert exact.lower - 1e-12 <= result.lower <= result.estimate <= result.upper <= exact.upper + 1e-12
    mirror = proportion(other, x + other, method="mid-p")
    assert [mirror.lower, mirror.upper] == pytest.approx([1 - result.upper, 1 - result.lower], abs=1e-12)
    if x > 0:
        assert binom.sf(x, x + other, result.lower) + binom.pmf(x, x + other, result.lower) / 2 == pytest.approx(0.025, rel=1e-6)


@given(events, years, events, years, st.sampled_from(["exact", "mid-p"]))
def test_a_rate_ratio_turned_round_is_its_inverse(x, t, y, u, method):
    assume(x + y > 0)
    one, two = rate_ratio(x, t, y, u, method=method), rate_ratio(y, u, x, t, method=method)
    assert one.p == pytest.approx(two.p, rel=1e-9)
    if x and y:
        assert one.ratio.estimate == pytest.approx(1 / two.ratio.estimate)
    if x:
        assert one.ratio.lower == pytest.approx(1 / two.ratio.upper)
    else:
        assert one.ratio.lower == 0
        assert math.isinf(two.ratio.upper)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=8), st.lists(st.integers(0, 6), min_size=2, max_size=8))
def test_firth_adds_half_an_event_to_each_of_two_groups(first, second):
    assume(sum(first) + sum(second) > 0)
    t = [1.0 + i % 3 for i in range(len(first) + len(second))]
    fit = firth_counts(first + second, {"first": [1] * len(first) + [0] * len(second)}, person_years=t)
    rates = [(sum(x) + 0.5) / sum(time) for x, time in ((first, t[: len(first)]), (second, t[len(first) :]))]
    assert fit.rate_ratios["first"].estimate == pytest.approx(rates[0] / rates[1], rel=1e-6)


def penalised(x, y, log_time, beta):
    mean = np.exp(x @ beta + log_time)
    return (poisson.logpmf(y, mean)).sum() + np.linalg.slogdet((x * mean[:, None]).T @ x)[1] / 2


@given(st.integers(0, 10_000))
def test_firth_is_the_highest_point_of_the_penalised_likelihood(seed):
    some = np.random.default_rng(seed)
    x = np.column_stack((np.ones(12), some.integers(0, 2, 12), some.normal(size=12)))
    y, t = some.poisson(0.6, 12), some.uniform(0.5, 3, 12)
    assume(y.sum() > 0)
    assume(np.ptp(x[:, 1]) > 0)
    fit = firth_counts(y, {"a": x[:, 1], "b": x[:, 2]}, person_years=t)
    other = minimize(
        lambda b: -penalised(x, y, np.log(t), b), fit.coefficients + 0.1, method="Nelder-Mead", options={"xatol": 1e-9}
    )
    assert fit.log_likelihood == pytest.approx(penalised(x, y, np.log(t), fit.coefficients))
    assert fit.log_likelihood >= -other.fun - 1e-8
    edge = fit.coefficients.copy()
    edge[1] = fit.lower[1]
    profile = minimize(
        lambda b: -penalised(x, y, np.log(t), np.array([b[0], edge[1], b[1]])),
        edge[[0, 2]],
        method="Nelder-Mead",
        options={"xatol": 1e-9},
    )
    assert 2 * (fit.log_likelihood + profile.fun) == pytest.approx(3.841458820694124, rel=1e-4)


@given(st.integers(0, 10_000))
def test_regression_on_a_group_gives_the_ratio_of_its_rates(seed):
    some = np.random.default_rng(seed)
    y, t, group = some.poisson(2.0, 30), some.uniform(0.5, 3, 30), np.arange(30) % 2
    assume(min(y[group == 0].sum(), y[group == 1].sum()) > 0)
    for family in ("poisson", "quasi-poisson"):
        ratio = count_regression(y, {"late": group}, person_years=t, family=family).rate_ratios["late"].estimate
        assert ratio == pytest.approx(y[group == 1].sum() / t[group == 1].sum() / (y[group == 0].sum() / t[group == 0].sum()))
    order = some.permutation(30)
    for options in ({"family": "negative binomial"}, {"family": "poisson", "cluster": np.arange(30) // 3}):
        moved = {key: value[order] if key == "cluster" else value for key, value in options.items()}
        one = count_regression(y, {"late": group}, person_years=t, **options)
        two = count_regression(y[order], {"late": group[order]}, person_years=t[order], **moved)
        assert one.coefficients == pytest.approx(two.coefficients, rel=1e-6, abs=1e-7)
        assert one.standard_errors == pytest.approx(two.standard_errors, rel=1e-6)


def test_negative_binomial_on_a_group_gives_the_ratio_of_rates_for_equal_times():
    y = [0, 3, 1, 9, 0, 2, 0, 0, 1, 12, 0, 4]
    fit = count_regression(y, {"late": [0] * 6 + [1] * 6}, person_years=[2.0] * 12)
    assert fit.rate_ratios["late"].estimate == pytest.approx(17 / 15, rel=1e-6)
    assert fit.baseline_rate.estimate == pytest.approx(15 / 12, rel=1e-6)
    assert fit.dispersion > 0.5


@given(st.lists(st.tuples(events, events), min_size=2, max_size=12), st.floats(0.2, 5))
def test_paired_counts_with_one_ratio_of_times_are_the_binomial_interval(pairs, times):
    before, after = [a for a, _ in pairs], [b for _, b in pairs]
    assume(sum(before) + sum(after) > 0)
    n = len(pairs)
    result = paired_counts(before, [1.0] * n, after, [times] * n)
    simple = rate_ratio(sum(after), times, sum(before), 1.0).ratio
    assert result.exact.lower == pytest.approx(simple.lower, rel=1e-8)
    assert result.exact.upper == pytest.approx(simple.upper, rel=1e-8)
    if sum(before):
        assert result.exact.estimate == pytest.approx(simple.estimate, rel=1e-8)


def test_exact_paired_limits_are_where_the_tails_are_a_fortieth():
    """By enumeration: two people, all ways that their events can fall after, with different times."""
    before, after, t, u = [2, 1], [1, 3], [1.0, 2.0], [2.0, 1.0]
    result = paired_counts(before, t, after, u)

    def tail(ratio, at_least):
        shares = [ratio * v / (ratio * v + w) for v, w in zip(u, t, strict=True)]
        total = 0.0
        for i in range(4):
            for j in range(5):
                if (i + j >= 4) if at_least else (i + j <= 4):
                    total += binom.pmf(i, 3, shares[0]) * binom.pmf(j, 4, shares[1])
        return total

    assert tail(result.exact.lower, True) == pytest.approx(0.025, rel=1e-8)
    assert tail(result.exact.upper, False) == pytest.approx(0.025, rel=1e-8)
    assert result.exact_p == pytest.approx(min(1, 2 * min(tail(1, True), tail(1, False))))


@given(st.integers(0, 10_000))
def test_compare_rates_says_what_it_chose_and_gives_just_that(seed):
    some = np.random.default_rng(seed)
    mean = some.choice([0.1, 0.5, 2.0])
    y = some.poisson(mean * some.gamma(1 / some.choice([0.01, 2.0]), some.choice([0.01, 2.0]), 24))
    t, group = np.full(24, 2.0), np.arange(24) % 2
    assume(y.sum() > 0)
    found = compare_rates(y, t, group)
    few = y.sum() < 10 or min(y[group == 0].sum(), y[group == 1].sum()) < 5
    if few:
        simple = rate_ratio(int(y[group == 1].sum()), 24.0, int(y[group == 0].sum()), 24.0).ratio
        assert found.method == "exact conditional ratio"
        assert found.ratios[1].upper == pytest.approx(simple.upper)
        assert "cannot be told whether some people" in found.ratios[1].warnings[-1]
    else:
        family = "negative binomial" if found.because == "counts vary more than chance would make them" else "poisson"
        fit = count_regression(y, {"1": group}, person_years=t, family=family)
        assert found.method == fit.model
        assert found.ratios[1].lower == pytest.approx(fit.rate_ratios["1"].lower)


@pytest.mark.parametrize(("method", "most"), [("exact", 1.0), ("mid-p", 0.97)])
def test_limits_of_a_rate_ratio_cover_at_least_what_they_say(method, most):
    """Expected 6 and 12 events, added up over every pair of counts that could be seen: no simulation, and so no error of one."""
    first, second = np.arange(25), np.arange(38)
    chance = np.outer(poisson.pmf(first, 6), poisson.pmf(second, 12))
    held = np.ones(chance.shape, dtype=bool)
    for x, y in itertools.product(first, second):
        if x + y > 0:
            ratio = rate_ratio(int(x), 20.0, int(y), 20.0, method=method).ratio
            held[x, y] = ratio.lower <= 0.5 <= ratio.upper
    assert 0.95 <= (chance * held).sum() <= most


@pytest.mark.long
def test_coverage_of_firths_rate_ratio_over_2000_samples():
    """Expected 6 and 12 events."""
    some = np.random.default_rng(20240501)
    samples, hits = 2000, 0
    for _ in range(samples):
        x, y = some.poisson(6), some.poisson(12)
        ratio = firth_counts([x, y, 0], {"first": [1, 0, 0]}, person_years=[20.0, 19.5, 0.5]).rate_ratios["first"]
        hits += ratio.lower <= 0.5 <= ratio.upper
    assert 0.93 <= hits / samples <= 0.97


@pytest.mark.long
def test_coverage_of_the_negative_binomial_over_2000_samples():
    some = np.random.default_rng(20240502)
    samples, hits, group = 2000, 0, np.arange(120) % 2
    for _ in range(samples):
        y = some.poisson(np.where(group == 1, 0.8, 1.6) * some.gamma(1.25, 0.8, 120))
        ratio = count_regression(y, {"late": group}, person_years=np.full(120, 2.0)).rate_ratios["late"]
        hits += ratio.lower <= 0.5 <= ratio.upper
    assert 0.93 <= hits / samples <= 0.97
