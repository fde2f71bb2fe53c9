"""Where a curve must not pretend, and what it refuses."""

import math

import pytest

from nmosd.stats import (
    StatisticsError,
    cumulative_incidence,
    kaplan_meier,
    log_rank,
    mean_cumulative_count,
    permutation_log_rank,
)


def test_before_the_first_event_there_are_no_limits_but_an_exact_one_is_named():
    found = kaplan_meier(None, [5, 8, 12, 3], [1, 0, 1, 0])["everyone"].at(4)
    assert (found.estimate, found.lower, found.upper) == (1.0, None, None)
    # three are still at risk: 0.025 ** (1 / 3)
    (warning,) = found.warnings
    assert warning.startswith("No event up to 4, so the curve has no limits; if the 3 still at risk then were all")
    assert warning.endswith("the exact lower limit would be 0.292.")


def test_after_the_end_of_follow_up_nothing_is_told():
    curve = kaplan_meier(None, [5, 8, 12, 3], [1, 0, 0, 1])["everyone"]
    beyond = curve.at(13)
    assert (beyond.estimate, beyond.lower, beyond.upper) == (None, None, None)
    assert beyond.warnings == ("It cannot be told at 13: follow-up ends at 12.",)
    assert curve.at(12).estimate == 0.5
    with pytest.raises(StatisticsError, match="Follow-up of group everyone ends at 12, before the horizon 13"):
        curve.restricted_mean(13)


def test_a_curve_at_zero_has_no_limits_and_stays_there():
    curve = kaplan_meier(None, [1, 2, 3], [1, 1, 1])["everyone"]
    for time in (3, 99):
        assert (curve.at(time).estimate, curve.at(time).lower, curve.at(time).upper) == (0.0, None, None)
    assert curve.restricted_mean(10).estimate == 2.0


def test_a_time_when_nobody_is_at_risk_has_no_limits():
    curve = kaplan_meier([0, 0, 0, 6, 6], [2, 3, 4, 9, 9], [1, 0, 0, 1, 0])["everyone"]
    assert curve.at(5).estimate == pytest.approx(2 / 3)
    assert curve.at(5).lower is None
    assert curve.at(5).warnings == ("No limits at 5: nobody is at risk then.",)
    assert curve.at(4).lower is not None
    assert curve.number_at_risk(5) == 0
    assert curve.number_at_risk(7) == 2
    assert curve.warnings[0].startswith("Nobody was at risk from 4 to 6")


def test_delayed_entry_that_empties_the_risk_set_early_is_said():
    curve = kaplan_meier([0, 2, 2, 2], [1, 5, 6, 7], [1, 1, 0, 0])["everyone"]
    assert curve.at(6).estimate == 0
    assert any("falls to 0 at 1, when all 1 at risk had the event" in warning for warning in curve.warnings)
    late = kaplan_meier([2, 2, 2], [5, 6, 7], [1, 0, 0])["everyone"]
    assert late.at(1).estimate is None
    assert late.number_at_risk(2) == 3
    mean = late.restricted_mean(7)
    assert mean.estimate == pytest.approx(3 + 2 * 2 / 3)
    assert mean.warnings == ("Counted from 2, when the first enter, in those free of the event then.",)


def test_a_median_that_is_not_reached_is_not_invented():
    curve = kaplan_meier(None, [1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 0, 0, 0, 0, 0, 0])["everyone"]
    assert curve.median.estimate is None
    assert "does not fall to 0.5 by the end of follow-up (8)" in curve.median.warnings[0]
    reached = kaplan_meier(None, [1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 0, 0])["everyone"].median
    assert reached.estimate == 3.5
    assert math.isinf(reached.upper)


def test_times_that_differ_by_rounding_are_one_time():
    rounded = kaplan_meier(None, [0.1 + 0.2, 0.3, 1.0], [1, 1, 0])["everyone"]
    assert rounded.time.size == 2
    assert rounded.at(0.3).estimate == pytest.approx(1 / 3)


def test_a_mean_count_before_any_event_has_no_limits():
    curve = mean_cumulative_count(None, [5, 8, 9], [1, 0, 0], subject=[1, 2, 3])["everyone"]
    assert (curve.at(4).estimate, curve.at(4).lower) == (0.0, None)
    assert curve.at(99).estimate is None


def test_an_incidence_of_nobody_has_no_limits():
    curves = cumulative_incidence(None, [1, 2, 3, 4], [1, 0, 2, 0])["everyone"]
    assert (curves.at(2, 1).estimate, curves.at(2, 1).lower) == (0.0, None)
    assert curves.at(1, 9).estimate is None
    with pytest.raises(StatisticsError, match="There is no kind of event 3: use one of 1, 2"):
        curves.at(3, 1)


REFUSED = [
    (lambda: kaplan_meier(None, [], []), "There are no rows"),
    (lambda: kaplan_meier(None, [1, 2], [1]), "has 1 rows and the others have 2"),
    (lambda: kaplan_meier(None, [1, None], [1, 0]), "missing or not finite"),
    (lambda: kaplan_meier(None, [1, math.nan], [1, 0]), "missing or not finite"),
    (lambda: kaplan_meier([0, 3], [2, 3], [1, 0]), "end at or before their start"),
    (lambda: kaplan_meier(None, [-1, 3], [1, 0]), "before time zero"),
    (lambda: kaplan_meier(None, [1, 3], [2, 0]), "write 1 for an event"),
    (lambda: kaplan_meier(None, [1, 3], [1, 0], weights=[-1, 1]), "A weight is negative"),
    (lambda: kaplan_meier(None, [1, 3], [1, 0], weights=[0, 0]), "Every weight is 0"),
    (
        lambda: kaplan_meier([0, 1], [2, 3], [0, 1], subject=["a", "a"]),
        "subject a overlap (rows 0: 0 to 2 and 1: 1 to 3)",
    ),
    (lambda: kaplan_meier([0, 2], [2, 3], [1, 1], subject=["a", "a"]), "use mean_cumulative_count for events that come again"),
    (lambda: kaplan_meier(None, [1, 3], [1, 0], interval="logit"), "There is no interval 'logit'"),
    (lambda: kaplan_meier(None, [1, 3], [1, 0], cluster=[1, 1]), "robust standard errors need several"),
    (lambda: kaplan_meier(None, [1, 3], [1, 0])["treated"], "There is no group 'treated': use one of 'everyone'"),
    (lambda: kaplan_meier(None, [1, 3], [1, 0])["everyone"].quantile(50), "write the median as 0.5"),
    (lambda: log_rank(None, [1, 3], [1, 0], ["a", "a"]), "at least two groups"),
    (lambda: log_rank(None, [1, 3], [0, 0], ["a", "b"]), "There is no event"),
    (lambda: log_rank([0, 3], [2, 5], [1, 1], ["a", "b"]), "At no event time were people of two groups at risk"),
    (lambda: log_rank(None, [1, 3], [1, 0], ["a", "b"], weighting="late"), "There are no weights 'late'"),
    (lambda: log_rank(None, [1, 3], [1, 0], ["a", "b"], weighting=(-1, 0)), "numbers of 0 or more"),
    (lambda: permutation_log_rank(None, [1, 2, 3], [1, 1, 0], ["a", "b", "c"]), "compares two groups, not 3"),
    (lambda: permutation_log_rank(None, range(1, 51), [1] * 50, [0, 1] * 25), "too many to count every arrangement"),
    (lambda: permutation_log_rank(None, [1, 2], [1, 1], [0, 1], draws=999), "give a seed"),
    (lambda: permutation_log_rank(None, [1, 2], [1, 1], [0, 1], draws=9, seed=1), "9 draws are too few"),
    (lambda: permutation_log_rank([0, 1], [1, 2], [0, 1], [0, 1], subject=["a", "a"]), "is in two groups or strata"),
    (lambda: cumulative_incidence(None, [1, 2], [0, 0]), "There is no event of any kind"),
    (lambda: cumulative_incidence(None, [1, 2], ["relapse", "none"]), 'such as censored="censored"'),
    (lambda: cumulative_incidence(None, [1, 2, 3], [1, 0]), "The column event has 2 rows and the others have 3"),
    (lambda: mean_cumulative_count(None, [1, 2], [1, 0], subject=[1, 2], interval="log-log"), "There is no interval 'log-log'"),
]


@pytest.mark.parametrize(("attempt", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_refusals_name_the_remedy(attempt, reason):
    with pytest.raises(StatisticsError) as refused:
        attempt()
    assert reason in str(refused.value)


def test_exact_log_rank_of_a_small_trial_counts_all_of_its_arrangements():
    """0 of 21 against 7 of 13, about 928 million arrangements: counted, not drawn, in two halves."""
    stop = [48] * 21 + [4, 8, 12, 16, 24, 30, 36] + [48] * 6
    event = [0] * 21 + [1] * 7 + [0] * 6
    found = permutation_log_rank(None, stop, event, ["treated"] * 21 + ["placebo"] * 13)
    assert found.arrangements == math.comb(34, 13)
    # every arrangement with all seven events in the placebo group is as far, and none is farther; all seven in the treated
    # group are as far the other way only if the expected numbers allow it, which the count decides
    assert found.p.estimate >= math.comb(27, 6) / math.comb(34, 13)
    assert found.p.estimate < 0.001
    drawn = permutation_log_rank(None, stop, event, ["treated"] * 21 + ["placebo"] * 13, draws=20_000, seed=5)
    assert drawn.p.lower <= found.p.estimate <= drawn.p.upper


def test_times_far_beyond_and_weights_of_zero_are_harmless():
    curve = kaplan_meier(None, [1, 2, 3], [1, 1, 0], weights=[1, 0, 1])["everyone"]
    assert curve.people == 2
    assert curve.at(2).estimate == 0.5
