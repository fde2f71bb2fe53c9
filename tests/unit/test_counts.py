"""What comparisons of counts refuse, and what they say of themselves."""

import math

import pytest

from nmosd.stats import (
    StatisticsError,
    compare_rates,
    count_regression,
    firth_counts,
    paired_counts,
    paired_shares,
    proportion,
    rate,
    rate_ratio,
    results_frame,
)

Y, T, LATE = [0, 2, 1, 0, 5, 3, 1, 4], [2.0] * 8, [1, 1, 1, 1, 0, 0, 0, 0]

REFUSED = [
    (lambda: rate(-1, 2, method="mid-p"), "must be a whole number of 0 or more"),
    (lambda: rate(1, 0, method="mid-p"), "more than zero"),
    (lambda: proportion(3, 2, method="mid-p"), "more events (3) than people (2)"),
    (lambda: proportion(0, 0, method="mid-p"), "nobody to take a share of"),
    (lambda: rate_ratio(0, 1, 0, 1), "Neither group has an event"),
    (lambda: rate_ratio(1, 1, 1, 1, method="wald"), "There is no interval 'wald'"),
    (lambda: count_regression([0.5, 1, 2], {"a": [0, 1, 1]}), "A count is 0.5"),
    (lambda: count_regression([-1, 1, 2], {"a": [0, 1, 1]}), "A count is -1"),
    (lambda: count_regression([0, 0, 0], {"a": [0, 1, 1]}), "There is no event"),
    (lambda: count_regression([1, 2, 3], [0, 1, 1]), "The covariates need names"),
    (lambda: count_regression([1, 2, 3], {"a": [1, 1, 1]}), "The covariate a does not vary"),
    (lambda: count_regression(Y, {"a": LATE, "b": [2 * v for v in LATE]}), "The covariate b follows from those before it"),
    (lambda: count_regression([1, 2], {"a": [0, 1]}), "2 rows are too few"),
    (lambda: count_regression(Y, {"a": LATE}, person_years=[0, *T[1:]]), "A row has 0 person-years"),
    (lambda: count_regression(Y, {"a": LATE}, cluster=[1] * 8), "There is one cluster"),
    (lambda: count_regression(Y, {"a": LATE}, family="gamma"), "There is no family 'gamma'"),
    (lambda: count_regression(Y, {"a": LATE}, errors="HC9"), "There are no standard errors 'HC9'"),
    (lambda: count_regression(Y, {"a": LATE}, cluster=range(8), errors="HC3"), "Errors over clusters are robust"),
    (lambda: count_regression([0, 0, 0, 3, 2, 4], {"new": [1, 1, 1, 0, 0, 0]}), "use firth_counts"),
    (lambda: count_regression([2, 2, 3, 3], {"a": [0, 0, 1, 1]}, family="poisson", errors="robust"), "would be 0"),
    (lambda: firth_counts([0, 0, 0], {"a": [0, 1, 1]}), "There is no event"),
    (lambda: paired_counts([1], [1], [0], [1]), "at least two people"),
    (lambda: paired_counts([0, 0], [1, 1], [0, 0], [1, 1]), "Nobody has an event"),
    (lambda: paired_counts([1, 0], [1, 0], [0, 0], [1, 1]), "0 before_years"),
    (lambda: paired_counts([1, 0.5], [1, 1], [0, 0], [1, 1]), "The column before holds what is no count"),
    (lambda: paired_shares(0, 0), "Nobody changed"),
    (lambda: compare_rates(Y, T, ["a"] * 8), "at least two groups"),
    (lambda: compare_rates(Y, T, LATE, reference=7), "The reference 7 is no group"),
    (lambda: compare_rates(Y, T, LATE, covariates={"1": range(8)}), "bears the name of a group"),
]


@pytest.mark.parametrize(("attempt", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_refusals_name_the_remedy(attempt, reason):
    with pytest.raises(StatisticsError) as refused:
        attempt()
    assert reason in str(refused.value)


def test_compare_rates_follows_its_rule():
    group = ["new"] * 20 + ["old"] * 20
    years = [2.0] * 40
    few = compare_rates([0] * 20 + [0] * 13 + [1] * 7, years, group, reference="old")
    assert (few.method, few.because) == ("exact conditional ratio", "there are fewer than 10 events")
    lopsided = compare_rates([0] * 20 + [1] * 20, years, group, reference="old")
    assert lopsided.because == "new has fewer than 5 events"
    assert lopsided.ratios["new"].estimate == 0
    adjusted = compare_rates([0] * 20 + [1] * 20, years, group, reference="old", covariates={"age": range(40)})
    assert adjusted.method == "Firth's penalised Poisson regression"
    even = compare_rates([0, 1] * 10 + [1, 2] * 10, years, group, reference="old")
    assert (even.method, even.because) == ("Poisson regression", "counts vary no more than chance would make them")
    uneven = compare_rates([0] * 18 + [8, 9] + [0] * 15 + [7, 8, 9, 10, 6], years, group, reference="old")
    assert (uneven.method, uneven.because) == ("negative binomial regression", "counts vary more than chance would make them")
    centres = compare_rates([0, 1] * 10 + [1, 2] * 10, years, group, reference="old", cluster=[i // 7 for i in range(40)])
    assert centres.because == "rows belong together in clusters"
    assert "robust standard errors over 6 clusters" in centres.ratios["new"].method


def test_a_group_without_events_is_told_apart_from_no_comparison_at_all():
    three = compare_rates([0, 0, 0, 0, 2, 1], [1.0] * 6, list("aabbcc"))
    assert three.ratios["b"].estimate is None
    assert three.ratios["b"].warnings == ("Neither group has an event, so there is no ratio.",)
    assert three.ratios["c"].estimate is None
    assert math.isinf(three.ratios["c"].upper)


def test_paired_counts_without_events_after():
    found = paired_counts([3, 1, 2], [1, 1, 1], [0, 0, 0], [1, 2, 1])
    assert (found.exact.estimate, found.exact.lower) == (0.0, 0.0)
    assert found.exact.upper < 1
    assert found.marginal is None
    assert found.conditional.warnings == ("There is no event after, so there is no Wald interval.",)
    turned = paired_counts([0, 0, 0], [1, 2, 1], [3, 1, 2], [1, 1, 1])
    assert turned.exact.estimate is None
    assert math.isinf(turned.exact.upper)


def test_counts_that_vary_less_than_chance_make_the_negative_binomial_poisson():
    y = [1, 2, 1, 2, 1, 1, 3, 2, 3, 2, 2, 3]
    one = count_regression(y, {"late": [0] * 6 + [1] * 6})
    two = count_regression(y, {"late": [0] * 6 + [1] * 6}, family="poisson")
    assert one.dispersion == 0
    assert one.standard_errors == pytest.approx(two.standard_errors)
    assert "this is Poisson regression" in one.warnings[-1]


def test_few_events_and_uneven_counts_are_said():
    few = count_regression([0, 1, 0, 2, 1, 1], {"late": [0, 0, 0, 1, 1, 1]}, family="poisson")
    assert few.warnings[0].startswith("Only 5 events")
    uneven = count_regression([0, 0, 0, 9, 0, 8, 0, 0], {"late": LATE}, family="poisson")
    assert "vary more than chance" in uneven.warnings[-1]
    assert "rate ratio" in str(uneven)


def test_rows_go_into_the_table_of_results():
    where = {"analysis": "rates", "group": "everyone"}
    rows = count_regression(Y, {"late": LATE}, person_years=T).rows(**where)
    where["variable"] = "relapses"
    rows += rate_ratio(3, 10, 5, 10).rows(**where) + paired_counts(Y[:4], T[:4], Y[4:], T[4:]).rows(**where)
    rows += compare_rates(Y, T, LATE).rows(analysis="rates", variable="relapses")
    frame = results_frame(rows)
    assert frame.height == 1 + 1 + 5 + 3
    assert frame["group"][-1] == "1 against 0"
