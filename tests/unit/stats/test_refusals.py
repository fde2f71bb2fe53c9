"""What the statistics refuse, each in one sentence with its remedy; and what they print."""

import math

import pytest

from nmosd.errors import NmosdError
from nmosd.stats import StatisticsError, dispersion, proportion, rate, results_frame, two_by_two


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: proportion(-1, 10), "whole number of 0 or more"),
        (lambda: proportion(11, 10), "more events .11. than people .10."),
        (lambda: proportion(0, 0), "nobody to take a share of"),
        (lambda: proportion(1.5, 10), "whole number"),
        (lambda: proportion(math.nan, 10), "finite number"),
        (lambda: proportion(1, math.inf), "finite number"),
        (lambda: proportion("many", 10), "must be a number"),
        (lambda: proportion(None, 10), "must be a number"),
        (lambda: proportion(1, 10, confidence=95), "write 95 % as 0.95"),
        (lambda: proportion(1, 10, method="wald"), "use one of wilson, exact, mid-p, jeffreys"),
        (lambda: rate(-1, 10), "whole number of 0 or more"),
        (lambda: rate(2.5, 10), "whole number"),
        (lambda: rate(2, 0), "without time at risk there is no rate"),
        (lambda: rate(2, -3), "more than zero"),
        (lambda: rate(2, math.nan), "finite number"),
        (lambda: rate(2, 10, method="byar"), "use one of exact, mid-p, log-normal"),
        (lambda: rate(2, 10, sides="lower"), "use one of two-sided, upper"),
        (lambda: rate(0, 10, method="log-normal"), 'use method="exact"'),
        (lambda: two_by_two([[1, 2]]), "two rows of two counts"),
        (lambda: two_by_two([[1, 2, 3], [4, 5, 6]]), "two rows of two counts"),
        (lambda: two_by_two([[0, 0], [4, 5]]), "group of the 2x2 table is empty"),
        (lambda: two_by_two([[-1, 2], [4, 5]]), "whole number of 0 or more"),
        (lambda: dispersion([1, 2], [1.0]), "one count and one time for each person"),
        (lambda: dispersion([1, 2], [1.0, 0.0]), "more than zero"),
    ],
)
def test_refused_in_one_sentence_with_its_remedy(call, words):
    with pytest.raises(StatisticsError, match=words) as raised:
        call()
    message = str(raised.value)
    assert isinstance(raised.value, NmosdError)
    assert ":" in message
    assert message.endswith(".")
    assert "\n" not in message


def test_a_whole_number_written_as_a_decimal_is_a_count():
    assert proportion(3.0, 10.0) == proportion(3, 10)


def test_no_events_and_everybody():
    assert (proportion(0, 5).lower, proportion(5, 5).upper) == (0.0, 1.0)
    assert rate(0, 3.5).lower == 0


def test_infinite_odds_ratio_is_null_with_a_note_and_a_lower_limit():
    table = two_by_two([[5, 0], [1, 4]])
    assert table.odds_ratio.estimate is None
    assert table.odds_ratio.upper is None
    assert table.odds_ratio.lower > 0
    assert "infinite" in str(table.odds_ratio)
    assert "note:" in str(table)


def test_nobody_has_the_event():
    table = two_by_two([[0, 5], [0, 4]])
    assert table.chi2_p is None
    assert table.fisher_p == 1
    assert table.odds_ratio.estimate is None
    assert table.risk_ratio.estimate is None
    assert "0 of 5 against 0 of 4" in str(table)


def test_one_sided_limit_prints_as_such():
    assert "one-sided 97.5 % upper limit 0.0439" in str(rate(0, 84.0, confidence=0.975, sides="upper"))


def test_row_of_results():
    frame = results_frame([rate(3, 10.0).row(analysis="rates", group="everyone", variable="attacks", definition="All attacks")])
    assert frame.select("measure", "estimate", "events", "person_years", "unit").row(0) == (
        "rate",
        0.3,
        3,
        10.0,
        "per person-year",
    )
    assert frame["warnings"].to_list() == [None]


def test_dispersion_cannot_be_told_of_one_person_or_without_events():
    assert dispersion([3], [1.0]) is None
    assert dispersion([0, 0], [1.0, 2.0]) is None


def test_uneven_counts_are_clear_and_even_ones_are_not():
    assert dispersion([0] * 9 + [10], [1.0] * 10).is_clear
    assert not dispersion([1] * 10, [1.0] * 10).is_clear
