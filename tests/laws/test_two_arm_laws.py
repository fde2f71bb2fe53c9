"""The loops for two arms, which thousands of virtual trials run through, say what the checked functions of `stats` say."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nmosd.stats import StatisticsError, andersen_gill, cox, log_rank
from nmosd.stats.hazards.two_arms import log_rank_score, risk_table, robust_variance, two_arm_cox


@st.composite
def trials(draw):
    """People of two arms, some of them with an event at their end; times in days, so that some are tied."""
    n = draw(st.integers(4, 40))
    end = np.array(draw(st.lists(st.integers(1, 60), min_size=n, max_size=n)), dtype=np.float64)
    arm = np.array(draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)), dtype=np.int64)
    event = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    assume(event.any() and 0 < arm.sum() < n)
    return end, arm, event


@st.composite
def recurrent(draw):
    """People of two arms with any number of events, no two at one time."""
    n = draw(st.integers(6, 25))
    arm = np.arange(n, dtype=np.int64) % 2
    end = np.array(draw(st.lists(st.integers(20, 90), min_size=n, max_size=n)), dtype=np.float64)
    times = draw(st.lists(st.integers(1, 89), min_size=4, max_size=30, unique=True))
    owner = draw(st.lists(st.integers(0, n - 1), min_size=len(times), max_size=len(times)))
    kept = [(time + 0.5, person) for time, person in zip(times, owner, strict=True) if time + 0.5 < end[person]]
    assume(len({arm[person] for _, person in kept}) == 2)
    return end, arm, np.array([time for time, _ in kept]), np.array([person for _, person in kept], dtype=np.int64)


def fitted(end, arm, event):
    happened = np.flatnonzero(event)
    _, at_risk, events = risk_table(end, arm, end[happened], happened)
    return log_rank_score(at_risk, events), two_arm_cox(at_risk, events)


@given(trials())
def test_the_log_rank_test_is_that_of_stats(trial):
    end, arm, event = trial
    (score, variance), _ = fitted(end, arm, event)
    try:
        theirs = log_rank(None, end, event, arm)
    except StatisticsError:
        assert variance == pytest.approx(0, abs=1e-12)
        return
    assert score == pytest.approx(theirs.observed[1] - theirs.expected[1], abs=1e-9)
    assert variance == pytest.approx(theirs.covariance[1, 1], abs=1e-9)


@given(trials())
def test_the_hazard_ratio_is_that_of_stats(trial):
    end, arm, event = trial
    _, (beta, information) = fitted(end, arm, event)
    if not math.isfinite(beta):
        with pytest.raises(StatisticsError):
            cox(None, end, event, {"treated": arm}, ties="breslow")
        return
    theirs = cox(None, end, event, {"treated": arm}, ties="breslow")
    assert beta == pytest.approx(float(theirs.coefficients[0]), abs=1e-7)
    assert 1 / information == pytest.approx(float(theirs.covariance[0, 0]), rel=1e-6)


@given(recurrent())
def test_recurrent_events_have_the_ratio_and_the_robust_error_of_stats(trial):
    end, arm, time, person = trial
    _, at_risk, events = risk_table(end, arm, time, person)
    beta, information = two_arm_cox(at_risk, events)
    assume(math.isfinite(beta))
    rows = []
    for one in range(arm.size):
        cuts = [0.0, *sorted(time[person == one])]
        rows += [(one, cuts[k], cuts[k + 1], 1) for k in range(len(cuts) - 1)] + [(one, cuts[-1], end[one], 0)]
    subject, start, stop, event = map(list, zip(*rows, strict=True))
    theirs = andersen_gill(start, stop, event, {"treated": arm[subject]}, subject=subject, ties="breslow")
    assert beta == pytest.approx(float(theirs.coefficients[0]), abs=1e-7)
    variance = robust_variance(beta, information, end, arm, time, person)
    assert variance == pytest.approx(float(theirs.covariance[0, 0]), rel=1e-6)
