"""Laws of the intervals: what must hold for every count, whatever the numbers."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from nmosd.stats import dispersion, proportion, rate, results_frame, two_by_two

PROPORTION_METHODS = ("wilson", "exact", "mid-p", "jeffreys")
confidences = st.floats(0.5, 0.999)
counts_of = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
times = st.floats(0.01, 5000)


@given(counts_of, confidences, confidences, st.sampled_from(PROPORTION_METHODS))
def test_a_wider_confidence_holds_the_narrower_interval_of_a_proportion(case, one, other, method):
    narrow = proportion(*case, confidence=min(one, other), method=method)
    wide = proportion(*case, confidence=max(one, other), method=method)
    assert 0 <= wide.lower <= narrow.lower + 1e-12
    assert narrow.upper <= wide.upper + 1e-12 <= 1 + 2e-12
    assert narrow.lower - 1e-12 <= narrow.estimate <= narrow.upper + 1e-12


@given(counts_of, confidences, st.sampled_from(PROPORTION_METHODS))
def test_the_interval_of_those_without_is_the_mirror_of_those_with(case, confidence, method):
    events, n = case
    have, lack = (proportion(count, n, confidence=confidence, method=method) for count in (events, n - events))
    assert have.lower == pytest.approx(1 - lack.upper, abs=1e-10)
    assert have.upper == pytest.approx(1 - lack.lower, abs=1e-10)


@given(st.integers(0, 500), times, confidences, confidences)
def test_a_wider_confidence_holds_the_narrower_interval_of_a_rate(events, years, one, other):
    narrow, wide = (rate(events, years, confidence=level) for level in sorted((one, other)))
    assert 0 <= wide.lower <= narrow.lower * (1 + 1e-9) <= narrow.estimate * (1 + 2e-9)
    assert narrow.estimate <= narrow.upper * (1 + 1e-9) <= wide.upper * (1 + 2e-9)


@given(st.integers(1, 500), times, st.floats(0.01, 100), st.sampled_from(("exact", "mid-p", "log-normal")))
def test_ten_times_the_person_years_make_a_tenth_of_the_rate_and_of_its_limits(events, years, factor, method):
    once, scaled = rate(events, years, method=method), rate(events, years * factor, method=method)
    for name in ("estimate", "lower", "upper"):
        assert getattr(scaled, name) == pytest.approx(getattr(once, name) / factor, rel=1e-9)


@given(st.integers(0, 500), times, st.floats(0.55, 0.99))
def test_a_one_sided_limit_is_the_two_sided_one_at_half_the_error(events, years, confidence):
    one_sided = rate(events, years, confidence=confidence, sides="upper")
    two_sided = rate(events, years, confidence=2 * confidence - 1)
    assert one_sided.upper == pytest.approx(two_sided.upper, rel=1e-9)


@given(st.integers(1, 14), st.floats(0.001, 0.999), st.sampled_from((0.8, 0.9, 0.95, 0.99)))
def test_exact_proportion_covers_every_truth_at_least_as_often_as_it_says(n, truth, confidence):
    covered = 0.0
    for events in range(n + 1):
        interval = proportion(events, n, confidence=confidence, method="exact")
        if interval.lower <= truth <= interval.upper:
            covered += math.comb(n, events) * truth**events * (1 - truth) ** (n - events)
    assert covered >= confidence - 1e-9


@given(st.floats(0.01, 12), st.floats(0.1, 50), st.sampled_from((0.8, 0.95, 0.99)))
def test_exact_rate_covers_every_truth_at_least_as_often_as_it_says(mean, years, confidence):
    covered = 0.0
    for events in range(70):
        interval = rate(events, years, confidence=confidence)
        if interval.lower <= mean / years <= interval.upper:
            covered += math.exp(events * math.log(mean) - mean - math.lgamma(events + 1))
    assert covered >= confidence - 1e-9


cells = st.integers(0, 40)


@given(cells, cells, cells, cells)
def test_changing_the_two_groups_over_turns_every_comparison_round(a, b, c, d):
    assume(a + b > 0 and c + d > 0)
    first, second = two_by_two([[a, b], [c, d]]), two_by_two([[c, d], [a, b]])
    assert first.fisher_p == pytest.approx(second.fisher_p, rel=1e-9)
    assert (first.chi2_p is None) == (second.chi2_p is None) == (a + c == 0 or b + d == 0)
    assert first.risk_difference.estimate == pytest.approx(-second.risk_difference.estimate, abs=1e-12)
    assert first.risk_difference.lower == pytest.approx(-second.risk_difference.upper, abs=1e-12)
    if a and b and c and d:
        assert first.odds_ratio.estimate == pytest.approx(1 / second.odds_ratio.estimate)
        assert first.risk_ratio.lower == pytest.approx(1 / second.risk_ratio.upper)


@given(cells, cells, cells, cells)
def test_every_figure_becomes_a_valid_row_of_results(a, b, c, d):
    assume(a + b > 0 and c + d > 0)
    table = two_by_two([[a, b], [c, d]])
    figures = [table.odds_ratio, table.conditional_odds_ratio, table.risk_ratio, table.risk_difference, proportion(a, a + b)]
    frame = results_frame(figure.row(analysis="test", group="everyone", variable="x") for figure in figures)
    assert frame["measure"].to_list() == [figure.measure for figure in figures]
    assert all(str(figure).startswith(figure.measure) for figure in figures)


@given(st.lists(st.floats(0.1, 20), min_size=2, max_size=4), st.integers(1, 5))
def test_dispersion_is_measured_against_what_chance_would_do_by_full_enumeration(years, events):
    """Every way in which the events can fall on the people, each with its probability; no formula of the code is used."""
    total = math.fsum(years)
    ratios, excesses, weights = [], [], []
    for fall in itertools.product(range(len(years)), repeat=events):
        result = dispersion([fall.count(person) for person in range(len(years))], years)
        ratios.append(result.ratio)
        excesses.append(result.excess)
        weights.append(math.prod(years[person] / total for person in fall))
    mean_ratio = math.fsum(w * x for w, x in zip(weights, ratios, strict=True))
    mean = math.fsum(w * x for w, x in zip(weights, excesses, strict=True))
    assert mean_ratio == pytest.approx(1, abs=1e-6)
    assert mean == pytest.approx(0, abs=1e-6)
    if max(ratios) - min(ratios) > 1e-6:
        variance = math.fsum(w * (x - mean) ** 2 for w, x in zip(weights, excesses, strict=True))
        assert variance == pytest.approx(1, rel=1e-4)


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0.1, 20)), min_size=2, max_size=12), st.randoms())
def test_dispersion_does_not_depend_on_the_order_of_people(people, random):
    before = dispersion(*zip(*people, strict=True))
    random.shuffle(people)
    after = dispersion(*zip(*people, strict=True))
    if before is None:
        assert after is None
    else:
        assert after.ratio == pytest.approx(before.ratio)


SHARES = np.linspace(0.02, 0.98, 97)


@pytest.mark.parametrize("n", [5, 20, 60])
def test_exact_intervals_of_a_share_never_cover_less_than_they_say_and_the_others_do_on_average(n):
    """Coverage added up over every count that could have been seen: no simulation, and so no error of one."""
    covered = {}
    for method in PROPORTION_METHODS:
        limits = [proportion(events, n, method=method) for events in range(n + 1)]
        holds = np.array([[one.lower <= share <= one.upper for one in limits] for share in SHARES])
        covered[method] = (holds * binom.pmf(np.arange(n + 1), n, SHARES[:, None])).sum(axis=1)
    assert covered["exact"].min() >= 0.95
    assert (covered["exact"] >= covered["mid-p"] - 1e-12).all()
    for method in ("wilson", "mid-p", "jeffreys"):
        assert 0.93 <= covered[method].mean() <= 0.985, method


def test_exact_intervals_of_a_rate_never_cover_less_than_they_say_and_mid_p_does_on_average():
    means, counts = np.linspace(0.1, 40, 400), np.arange(120)
    covered = {}
    for method in ("exact", "mid-p"):
        limits = [rate(int(events), 1.0, method=method) for events in counts]
        holds = np.array([[one.lower <= mean <= one.upper for one in limits] for mean in means])
        covered[method] = (holds * poisson.pmf(counts, means[:, None])).sum(axis=1)
    assert covered["exact"].min() >= 0.95
    assert 0.945 <= covered["mid-p"].mean() <= 0.965
