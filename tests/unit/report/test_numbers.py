import math
import re

from hypothesis import given
from hypothesis import strategies as st

from nmosd.report.numbers import CANNOT_TELL, MINUS, aligned, confidence_percent, decimals_of, interval, number, percent, share_of

FINITE = st.floats(-1e9, 1e9, allow_nan=False)


@given(FINITE, st.integers(0, 4))
def test_a_printed_number_reads_back_as_itself_to_its_decimals(value: float, decimals: int) -> None:
    printed = number(value, decimals)
    read_back = float(printed.replace(MINUS, "-").replace("\u202f", ""))
    assert math.isclose(read_back, value, abs_tol=0.5000001 * 10**-decimals)
    assert "-" not in printed


@given(FINITE, st.integers(0, 4))
def test_cutting_a_number_for_alignment_loses_nothing_and_leaves_no_point_on_the_left(value: float, decimals: int) -> None:
    printed = number(value, decimals)
    assert str(aligned(printed)) == printed
    assert "." not in aligned(printed).head


def test_what_cannot_be_told_is_said_in_words() -> None:
    assert number(None) == CANNOT_TELL
    assert number(float("nan")) == CANNOT_TELL
    assert interval(None, 0.1, 0.2) == CANNOT_TELL
    assert share_of(None, 12, None) == CANNOT_TELL
    assert share_of(0, 0, None) == CANNOT_TELL


def test_a_number_that_rounds_to_zero_has_no_minus_sign() -> None:
    assert number(-0.001, 2) == "0.00"


def test_an_interval_is_printed_as_in_a_journal() -> None:
    assert interval(0.42, 0.27, 0.66) == "0.42 (0.27 to 0.66)"
    assert interval(0.0, 0.0, math.inf) == "0.00 (0.00 to ∞)"


def test_a_small_rate_gets_a_third_decimal_so_that_it_does_not_read_as_zero() -> None:
    assert decimals_of("rate", 0.0, 0.0439) == 3
    assert decimals_of("rate", 0.42, 0.66) == 2
    assert re.fullmatch(r"0\.000 \(0\.000 to 0\.044\)", interval(0.0, 0.0, 0.0439, decimals_of("rate", 0.0, 0.0439)))


@given(st.integers(1, 100_000), st.integers(0, 100_000))
def test_only_nobody_is_0_percent_and_only_everybody_100(n: int, events: int) -> None:
    events = min(events, n)
    printed = percent(events / n)
    assert (printed == percent(0.0)) == (events == 0)
    assert (printed == percent(1.0)) == (events == n)


@given(st.floats(1e-5, 10))
def test_the_upper_limit_of_a_rate_never_reads_as_zero(upper: float) -> None:
    assert float(number(upper, decimals_of("rate", 0.0, upper))) > 0


def test_a_confidence_is_printed_as_it_was_asked_for() -> None:
    assert confidence_percent(0.975) == "97.5\u202f%"
    assert confidence_percent(0.999) == "99.9\u202f%"
    assert confidence_percent(0.9) == "90\u202f%"
