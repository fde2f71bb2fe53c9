"""Laws of weights: what must hold whoever the people are."""

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nmosd.stats import StatisticsError, balance, balancing_weights, effective_sample_size, propensity_scores

TARGETS = ("ATE", "ATT", "ATO", "ATM")


@st.composite
def cohorts(draw):
    """Two groups that overlap: covariates drawn first, then treatment by a coin that leans with them."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(30, 120))
    lean = draw(st.floats(-1, 1))
    age, female, site = random.normal(40, 12, n), random.integers(0, 2, n), random.integers(0, 3, n)
    treated = random.random(n) < 1 / (1 + np.exp(-lean * (age - 40) / 12 - 0.3 * female))
    covariates = pl.DataFrame({"age": age, "female": female, "site": [("north", "south", "west")[i] for i in site]})
    return treated, covariates, random


def weighting(treated, covariates, **options):
    try:
        return balancing_weights(treated, covariates, **options)
    except StatisticsError:
        assume(False)


@given(cohorts())
def test_overlap_weights_balance_every_term_of_the_model(cohort):
    treated, covariates, _ = cohort
    for line in weighting(treated, covariates, target="ATO").balance:
        assert line.after.estimate == pytest.approx(0, abs=1e-10)


@given(cohorts(), st.sampled_from(TARGETS))
def test_the_order_of_people_changes_nothing(cohort, target):
    treated, covariates, random = cohort
    order = random.permutation(len(treated))
    one = weighting(treated, covariates, target=target)
    other = balancing_weights(treated[order], covariates[order.tolist()], target=target)
    assert other.weights == pytest.approx(one.weights[order], rel=1e-7)


@given(cohorts(), st.sampled_from(TARGETS), st.floats(-1000, 1000), st.floats(0.01, 100))
def test_the_unit_of_a_covariate_changes_no_weight_and_no_difference(cohort, target, shift, factor):
    treated, covariates, _ = cohort
    one = weighting(treated, covariates, target=target)
    other = balancing_weights(treated, covariates.with_columns(pl.col("age") * factor + shift), target=target)
    assert other.weights == pytest.approx(one.weights, rel=1e-6)
    assert [line.before.estimate for line in other.balance] == pytest.approx(
        [line.before.estimate for line in one.balance], rel=1e-6, abs=1e-9
    )


@given(cohorts())
def test_swapping_the_groups_turns_differences_around_and_keeps_the_weights(cohort):
    treated, covariates, _ = cohort
    one = weighting(treated, covariates)
    other = balancing_weights(~treated, covariates)
    assert other.weights == pytest.approx(one.weights, rel=1e-6)
    assert [line.after.estimate for line in other.balance] == pytest.approx(
        [-line.after.estimate for line in one.balance], rel=1e-6, abs=1e-9
    )


@given(cohorts())
def test_the_scores_add_up_to_the_number_treated(cohort):
    treated, covariates, _ = cohort
    try:
        scores = propensity_scores(treated, covariates).scores
    except StatisticsError:
        assume(False)
    assert scores.sum() == pytest.approx(treated.sum(), rel=1e-10)
    assert scores[treated].mean() >= scores[~treated].mean() - 1e-12


@given(cohorts())
def test_the_effective_sample_size_is_at_most_the_number_of_people(cohort):
    treated, covariates, random = cohort
    result = weighting(treated, covariates)
    assert 1 <= result.effective_treated.estimate <= treated.sum() + 1e-9
    equal = random.random() * np.ones(17) + 0.01
    assert effective_sample_size(equal) == pytest.approx(17)


@given(cohorts())
def test_stabilising_changes_no_balance_and_makes_the_mean_weight_about_one(cohort):
    treated, covariates, _ = cohort
    plain, stabilised = weighting(treated, covariates), weighting(treated, covariates, stabilised=True)
    assert [line.after.estimate for line in stabilised.balance] == pytest.approx(
        [line.after.estimate for line in plain.balance], rel=1e-9, abs=1e-12
    )
    assert stabilised.weights[treated].sum() == pytest.approx(plain.weights[treated].sum() * treated.mean(), rel=1e-12)


@settings(max_examples=20)
@given(cohorts(), st.floats(0.05, 0.3))
def test_trimming_gives_weight_zero_outside_and_counts_whom(cohort, edge):
    treated, covariates, _ = cohort
    result = weighting(treated, covariates, trim=(edge, 1 - edge))
    outside = (result.scores < edge) | (result.scores > 1 - edge)
    assert result.trimmed == outside.sum()
    assert ((result.weights == 0) == outside).all()


@given(cohorts(), st.floats(0.5, 0.99))
def test_a_cap_touches_as_many_as_it_says_and_nobody_else(cohort, cap):
    treated, covariates, _ = cohort
    plain, capped = weighting(treated, covariates), weighting(treated, covariates, cap=cap)
    changed = capped.weights != plain.weights
    assert capped.capped == changed.sum()
    assert (capped.weights <= plain.weights).all()


@given(cohorts())
def test_equal_weights_leave_the_balance_as_it_was(cohort):
    treated, covariates, _ = cohort
    assume(0 < treated.sum() < len(treated))
    for line in balance(treated, covariates, np.full(len(treated), 0.7)):
        assert line.after.estimate == pytest.approx(line.before.estimate, rel=1e-9, abs=1e-12)
