"""The mean number of events where death ends them, against sums written from its definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmosd.stats import StatisticsError, mean_cumulative_count

PERSON = st.tuples(st.integers(0, 3), st.lists(st.integers(1, 4), min_size=0, max_size=3), st.integers(1, 4), st.booleans())


def rows_of(people):
    """Rows of each person: entry, gaps between events, the time after the last of them, and whether it ends with death."""
    rows = []
    for name, (entry, gaps, rest, dies) in enumerate(people):
        begin = entry
        for gap in gaps:
            rows.append((name, begin, begin + gap, 1, 0))
            begin += gap
        rows.append((name, begin, begin + rest, 0, int(dies)))
    return rows


def slow_mean(rows, weights, time):
    """The sum over event times of the share alive just before, times events over people at risk."""
    alive, mean = 1.0, 0.0
    for at in sorted({row[2] for row in rows if row[2] <= time}):
        at_risk = sum(weights[row[0]] for row in rows if row[1] < at <= row[2])
        mean += alive * sum(weights[row[0]] * row[3] for row in rows if row[2] == at) / at_risk
        alive *= 1 - sum(weights[row[0]] * row[4] for row in rows if row[2] == at) / at_risk
    return mean


def fast(rows):
    name, start, stop, event, death = (list(column) for column in zip(*rows, strict=True))
    return mean_cumulative_count(start, stop, event, subject=name, death=death)["everyone"]


@given(st.lists(PERSON, min_size=3, max_size=9))
def test_mean_and_error_are_those_of_the_definition(people) -> None:
    rows = rows_of(people)
    curve = fast(rows)
    ones = np.ones(len(people))
    for time, mean, error in zip(curve.time, curve.mean, curve.standard_error, strict=True):
        assert mean == pytest.approx(slow_mean(rows, ones, time))
        # Each person's contribution is how the mean moves with the person's weight.
        moved = []
        for person in range(len(people)):
            heavier, lighter = ones.copy(), ones.copy()
            heavier[person], lighter[person] = 1 + 1e-5, 1 - 1e-5
            moved.append((slow_mean(rows, heavier, time) - slow_mean(rows, lighter, time)) / 2e-5)
        expected = float(np.sqrt(np.sum(np.square(moved))))
        assert expected < 1e-8 if np.isnan(error) else error == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_with_deaths_the_mean_is_that_of_everybody_who_began() -> None:
    """Attacks at 1 a year until death at 0.5 a year: by 3 years (1 - exp(-1.5)) / 0.5 = 1.55, not 3."""
    chance = np.random.default_rng(3)
    people = []
    for death in chance.exponential(2.0, 4000):
        days, day = [], 0.0
        while (day := day + chance.exponential(1.0)) < min(death, 3.0):
            days.append(day)
        people.append((days, min(death, 3.0), death < 3.0))
    rows = []
    for name, (days, end, dies) in enumerate(people):
        for begin, day in zip([0.0, *days], days, strict=False):
            rows.append((name, begin, day, 1, 0))
        rows.append((name, days[-1] if days else 0.0, end, 0, int(dies)))
    found = fast(rows).at(2.99)
    truth = (1 - np.exp(-0.5 * 2.99)) / 0.5
    assert found.lower < truth < found.upper
    assert found.upper - found.lower < 0.15


def test_a_row_cannot_end_with_an_event_and_with_death() -> None:
    with pytest.raises(StatisticsError, match="an event and with death"):
        mean_cumulative_count(None, [1, 2], [1, 0], subject=[1, 2], death=[1, 0])
