"""Imprecise dates are calculated with as one day, and marked where that decides.

A month is read as its middle unless told otherwise (`date_reading`). An attack is marked `date_dependent` when other days inside
the dates of two reported attacks would bring them within the merge window, or out of it.
"""

import pytest


def test_a_month_is_read_as_its_middle(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2011-03
        """,
        expect_attacks="""
            patient | onset      | onset_earliest | onset_latest | date_dependent
            P1      | 2011-03-16 | 2011-03-01     | 2011-03-31   | no
        """,
    )


@pytest.mark.parametrize(("reading", "day"), [("midpoint", "2012-07-01"), ("earliest", "2012-01-01"), ("latest", "2012-12-31")])
def test_a_year_is_read_as_the_definitions_say(spec, reading, day):
    spec(
        attacks="""
            patient | onset
            P1      | 2012
        """,
        definitions={"date_reading": reading},
        expect_attacks=f"""
            patient | onset
            P1      | {day}
        """,
    )


def test_the_middle_of_an_even_number_of_days_is_the_earlier_also_before_day_0(spec):
    spec(
        calendar="relative",
        patients="""
            patient | onset
            P1      | day 0
            P2      | day 0
        """,
        attacks="""
            patient | onset
            P1      | day 10 to 13
            P2      | day -4 to -1
        """,
        expect_attacks="""
            patient | onset
            P1      | day 11
            P2      | day -3
        """,
    )


def test_two_attacks_in_neighbouring_months_are_marked(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2011-03
            P1      | 2011-04
        """,
        expect_attacks="""
            patient | attack | onset      | date_dependent
            P1      | 1      | 2011-03-16 | yes
            P1      | 2      | 2011-04-15 | yes
        """,
    )


@pytest.mark.parametrize(("second", "marked"), [("2011-04-29", "yes"), ("2011-04-30", "no")])
def test_a_month_whose_last_day_is_a_window_before_the_next_attack_is_not_marked(spec, second, marked):
    spec(
        attacks=f"""
            patient | onset
            P1      | 2011-03
            P1      | {second}
        """,
        expect_attacks=f"""
            patient | onset      | date_dependent
            P1      | 2011-03-16 | {marked}
            P1      | {second}   | {marked}
        """,
    )


@pytest.mark.parametrize(("first", "month", "marked"), [("2011-03-01", "2011-03", "yes"), ("2011-04-01", "2011-04", "no")])
def test_a_month_whose_last_day_is_less_than_a_window_after_an_attack_is_not_marked(spec, first, month, marked):
    spec(
        attacks=f"""
            patient | onset
            P1      | {first}
            P1      | {month}
        """,
        expect_attacks=f"""
            patient | onset   | reported | date_dependent
            P1      | {first} | 2        | {marked}
        """,
    )


def test_two_dates_in_one_february_are_one_attack_whatever_the_day(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2011-02
            P1      | 2011-02-11
        """,
        expect_attacks="""
            patient | onset      | onset_earliest | onset_latest | reported | date_dependent
            P1      | 2011-02-11 | 2011-02-01     | 2011-02-11   | 2        | no
        """,
    )


def test_only_the_attacks_concerned_are_marked(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2009-06-01
            P1      | 2011
            P1      | 2012-01-05
        """,
        expect_attacks="""
            patient | onset      | date_dependent
            P1      | 2009-06-01 | no
            P1      | 2011-07-02 | yes
            P1      | 2012-01-05 | yes
        """,
    )


def test_two_attacks_of_one_year_stay_two_and_are_marked(spec):
    """The middle of the year is the same day for both, and says nothing about how far apart they were."""
    spec(
        attacks="""
            patient | onset
            P1      | 2012
            P1      | 2012
        """,
        expect_attacks="""
            patient | attack | onset      | reported | date_dependent | rule
            P1      | 1      | 2012-07-01 | 1        | yes            | attacks.vague
            P1      | 2      | 2012-07-01 | 1        | yes            | attacks.vague
        """,
    )


def test_an_attack_known_to_the_year_takes_no_part_in_the_merging_of_others(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2012-06-20 | spinal cord
            P1      | 2012       | area postrema
            P1      | 2012-07-10 | optic nerve right
        """,
        expect_attacks="""
            patient | attack | onset      | sites                          | reported
            P1      | 1      | 2012-06-20 | optic nerve right, spinal cord | 2
            P1      | 2      | 2012-07-01 | area postrema                  | 1
        """,
    )


def test_two_attacks_of_one_season_are_merged_and_marked(spec):
    """Two days out of one season lie within 30 days of each other more likely than not."""
    spec(
        attacks="""
            patient | onset
            P1      | 2016-03-01 to 2016-05-31
            P1      | 2016-03-01 to 2016-05-31
        """,
        expect_attacks="""
            patient | onset      | reported | date_dependent
            P1      | 2016-04-15 | 2        | yes
        """,
    )


def test_how_vague_a_date_may_be_is_a_setting(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2012
            P1      | 2012
        """,
        definitions={"widest_date_in_windows": 13},
        expect_attacks="""
            patient | onset      | reported
            P1      | 2012-07-01 | 2
        """,
    )
