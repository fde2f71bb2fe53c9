"""Laws of Rubin's rules and of adjusted p values."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmosd.stats import adjust_p_values, combine_imputations

METHODS = ("Bonferroni", "Holm", "Hochberg", "Hommel", "Benjamini-Hochberg", "Benjamini-Yekutieli")
p_lists = st.lists(st.floats(0, 1), min_size=1, max_size=12)
estimates = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 4)), min_size=2, max_size=12)


@given(st.floats(-5, 5), st.floats(0.01, 4), st.integers(2, 20))
def test_imputations_that_agree_are_one_complete_data_set(value, variance, m):
    pooled = combine_imputations([value] * m, [variance] * m)
    assert pooled.between == pytest.approx(0, abs=1e-25)
    assert [pooled.value, pooled.standard_error] == pytest.approx([value, math.sqrt(variance)], rel=1e-9, abs=1e-12)
    assert pooled.missing_information == pytest.approx(0, abs=1e-9)
    assert pooled.estimate.upper == pytest.approx(value + 1.959963984540054 * math.sqrt(variance), rel=1e-9, abs=1e-9)


@given(estimates, st.randoms())
def test_the_order_of_imputations_changes_nothing_and_their_differences_cost(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = (combine_imputations(*zip(*order, strict=True), complete_degrees_of_freedom=40) for order in (rows, shuffled))
    assert [other.value, other.total, other.degrees_of_freedom] == pytest.approx(
        [one.value, one.total, one.degrees_of_freedom], rel=1e-7, abs=1e-10
    )
    assert one.total >= one.within
    assert 0 <= one.missing_information <= 1
    assert one.degrees_of_freedom <= 40


@given(estimates, st.floats(1, 1000))
def test_small_samples_have_fewer_degrees_of_freedom_than_large_ones(rows, complete):
    small = combine_imputations(*zip(*rows, strict=True), complete_degrees_of_freedom=complete)
    large = combine_imputations(*zip(*rows, strict=True))
    assert small.degrees_of_freedom <= large.degrees_of_freedom
    assert small.estimate.upper >= large.estimate.upper - 1e-9


def adjusted(p_values, method, planned=None):
    result = adjust_p_values({str(i): p for i, p in enumerate(p_values)}, method=method, planned=planned)
    return list(result.adjusted.values())


@given(p_lists, st.sampled_from(METHODS))
def test_adjusted_p_values_are_no_smaller_keep_their_order_and_stay_below_one(p_values, method):
    after = adjusted(p_values, method)
    assert all(new >= old - 1e-12 and new <= 1 for old, new in zip(p_values, after, strict=True))
    for i, p in enumerate(p_values):
        for j, q in enumerate(p_values):
            if p < q:
                assert after[i] <= after[j] + 1e-12


@given(p_lists, st.sampled_from(METHODS), st.randoms())
def test_the_order_of_tests_changes_no_adjusted_p_value(p_values, method, random):
    order = list(range(len(p_values)))
    random.shuffle(order)
    before, after = adjusted(p_values, method), adjusted([p_values[i] for i in order], method)
    assert after == pytest.approx([before[i] for i in order], rel=1e-9, abs=1e-15)


@given(p_lists)
def test_each_method_is_no_stricter_than_the_one_before(p_values):
    for strict, mild in (("Bonferroni", "Holm"), ("Holm", "Hochberg"), ("Hochberg", "Hommel"), ("Hommel", "Benjamini-Hochberg")):
        pairs = zip(adjusted(p_values, strict), adjusted(p_values, mild), strict=True)
        assert all(mild_p <= strict_p + 1e-12 for strict_p, mild_p in pairs)


@given(p_lists, st.sampled_from(METHODS), st.integers(0, 5))
def test_tests_planned_and_not_made_count_as_tests_that_found_nothing(p_values, method, more):
    planned = adjusted(p_values, method, planned=len(p_values) + more)
    assert planned == pytest.approx(adjusted([*p_values, *[1.0] * more], method)[: len(p_values)], rel=1e-12)


@given(p_lists, st.sampled_from(METHODS))
def test_what_was_not_tested_stays_null_and_is_named_and_changes_no_other(p_values, method):
    made = {f"made {i}": p for i, p in enumerate(p_values)}
    with_gaps = adjust_p_values({"first": None, **made, "last": None}, method=method)
    assert with_gaps.not_tested == ("first", "last")
    assert with_gaps.adjusted["first"] is with_gaps.adjusted["last"] is None
    alone = adjust_p_values(made, method=method)
    assert {name: with_gaps.adjusted[name] for name in made} == alone.adjusted
