"""The interval of a rate from how unevenly events fall on people."""

import math

import numpy as np
import pytest
from scipy.stats import t as student

from nmosd.stats import StatisticsError, rate, rate_between_people


def test_it_is_the_ratio_estimator_worked_out_step_by_step() -> None:
    counts, years = [0, 3, 1, 0, 2], [1.0, 2.0, 2.0, 0.5, 1.5]
    value = 6 / 7
    residuals = [x - value * time for x, time in zip(counts, years, strict=True)]
    error = math.sqrt(5 / 4 * sum(one**2 for one in residuals)) / 6
    found = rate_between_people(counts, years)
    assert found.estimate == pytest.approx(value)
    assert found.upper == pytest.approx(value * math.exp(student.ppf(0.975, 4) * error))
    assert found.lower == pytest.approx(value * math.exp(-student.ppf(0.975, 4) * error))


def test_one_row_of_twice_the_events_and_time_says_the_same_rate() -> None:
    assert rate_between_people([2, 4], [1.0, 1.0]).estimate == rate(6, 2.0).estimate


@pytest.mark.parametrize("variance", [0.5, 2.0])
def test_it_holds_the_truth_where_people_differ_and_the_exact_interval_does_not(variance: float) -> None:
    draws = np.random.default_rng(1)
    held = {"between": 0, "exact": 0}
    for _ in range(400):
        times = draws.uniform(1, 6, 120)
        counts = draws.poisson(0.6 * times * draws.gamma(1 / variance, variance, 120))
        between = rate_between_people(counts.tolist(), times.tolist())
        exact = rate(int(counts.sum()), float(times.sum()))
        held["between"] += between.lower <= 0.6 <= between.upper
        held["exact"] += exact.lower <= 0.6 <= exact.upper
    assert held["between"] / 400 > 0.92
    assert held["exact"] / 400 < 0.87


@pytest.mark.parametrize(
    ("counts", "years"), [([1], [1.0]), ([0, 0], [1.0, 1.0]), ([1, 2], [1.0]), ([1, 2], [1.0, 0.0]), ([1, -1], [1.0, 1.0])]
)
def test_what_cannot_be_told_is_refused(counts: list[float], years: list[float]) -> None:
    with pytest.raises(StatisticsError):
        rate_between_people(counts, years)
