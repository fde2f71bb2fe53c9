"""What must hold of random numbers: their distributions, and that different places share nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nmosd.simulation.draws import exponential, normal, stream, two_uniforms, uniform, uniforms, uniforms_at
from tests.laws import history_twin

NUMBER = 8_000


@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**63 - 1), st.integers(0, 2**32 - 1))
def test_the_slow_twin_draws_the_same(seed, purpose, unit, number):
    drawn = two_uniforms(seed, purpose, unit, number)
    assert drawn == history_twin.two_uniforms(seed, purpose, unit, number)
    assert all(0 < one < 1 for one in drawn)


@pytest.mark.parametrize(("draw", "law"), [(uniform, stats.uniform), (exponential, stats.expon), (normal, stats.norm)])
def test_values_have_their_distribution_over_units_and_over_numbers(draw, law):
    purpose = stream("a test")
    over_units = [draw(3, purpose, unit, 0) for unit in range(NUMBER)]
    over_numbers = [draw(3, purpose, 0, number) for number in range(NUMBER)]
    assert stats.kstest(over_units, law().cdf).pvalue > 1e-3
    assert stats.kstest(over_numbers, law().cdf).pvalue > 1e-3


def test_the_two_values_of_a_place_and_neighbouring_places_are_unrelated():
    pairs = np.array([two_uniforms(7, 1, unit, 0) for unit in range(NUMBER)])
    others = [
        pairs[:, 1],
        np.roll(pairs[:, 0], 1),
        uniforms(8, 1, np.arange(NUMBER), 0),
        uniforms(7, 2, np.arange(NUMBER), 0),
        uniforms_at(7, 1, np.arange(NUMBER), np.ones(NUMBER, np.int64)),
    ]
    for other in others:
        assert abs(np.corrcoef(pairs[:, 0], other)[0, 1]) < 4 / NUMBER**0.5
