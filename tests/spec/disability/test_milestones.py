"""Milestones: EDSS 4, 6, 8 and 10, a walking aid, a wheelchair, blindness of one eye and of both, death.

A milestone is reached at the first examination that shows it outside the three months after the onset of an attack, if an
examination six months later or more confirms it. Death from NMOSD is EDSS 10; after another death the EDSS is not known further.
"""

import polars as pl
import pytest

from nmosd.course import Definitions, derive
from tests.spec.conftest import compare, make_record, read_table


@pytest.fixture
def milestones():
    """Check the rows of the milestones that the expected table names."""

    def check(expected, *, definitions=None, calendar="absolute", **tables):
        wanted = {row["milestone"] for row in read_table(expected)}
        course = derive(
            make_record(tables, calendar), Definitions().replace(**(definitions or {})), only=["milestones"], reasons=True
        )
        assert wanted <= set(course.milestones["milestone"].cast(pl.String))
        few = course.milestones.filter(pl.col("milestone").cast(pl.String).is_in(list(wanted)))
        compare("milestones", few, expected, calendar)

    return check


def test_everybody_has_a_row_for_every_milestone(spec):
    spec(
        patients="""
            patient
            P1
        """,
        expect_milestones="""
            patient | milestone          | status      | day | censor | confirmed | rule
            P1      | EDSS 4             | cannot tell |     |        |           | milestones.no_record
            P1      | EDSS 6             | cannot tell |     |        |           | milestones.no_record
            P1      | EDSS 8             | cannot tell |     |        |           | milestones.no_record
            P1      | EDSS 10            | cannot tell |     |        |           | milestones.no_record
            P1      | walking aid        | cannot tell |     |        |           | milestones.no_record
            P1      | wheelchair         | cannot tell |     |        |           | milestones.no_record
            P1      | blind in one eye   | cannot tell |     |        |           | milestones.no_record
            P1      | blind in both eyes | cannot tell |     |        |           | milestones.no_record
            P1      | death              | cannot tell |     |        |           | milestones.no_record
        """,
    )


def test_a_score_that_stays_for_six_months_reaches_its_milestone(milestones):
    milestones(
        visits="""
            patient | id | visited    | edss
            P1      | v1 | 2011-01-01 | 3.0
            P1      | v2 | 2012-01-01 | 4.0
            P1      | v3 | 2012-06-30 | 4.5
            P1      | v4 | 2012-07-01 | 6.0
            P2      | v5 | 2012-01-01 | 4.0
            P2      | v6 | 2012-06-30 | 4.0
        """,
        expected="""
            patient | milestone | status      | day        | confirmed_day | censor     | confirmed | first_met  | sustained | at_first_examination | rule                       | rows
            P1      | EDSS 4    | reached     | 2012-01-01 | 2012-07-01    |            | yes       | 2012-01-01 | yes       | no                   | milestones.confirmed       | v2, v4
            P1      | EDSS 6    | cannot tell |            |               | 2012-07-01 | no        | 2012-07-01 |           |                      | milestones.met_unconfirmed | v4
            P2      | EDSS 4    | cannot tell |            |               | 2012-01-01 | no        | 2012-01-01 |           |                      | milestones.met_unconfirmed | v6
            P2      | EDSS 6    | not reached |            |               | 2012-06-30 |           |            |           |                      | milestones.not_met         | v6
        """,
    )


def test_a_score_that_falls_back_before_it_is_confirmed_does_not_count_and_one_that_does_so_later_does(milestones):
    milestones(
        visits="""
            patient | visited    | edss
            P1      | 2012-01-01 | 4.0
            P1      | 2012-04-01 | 3.5
            P1      | 2012-08-01 | 4.0
            P1      | 2013-01-01 | 3.5
            P2      | 2012-01-01 | 4.0
            P2      | 2012-08-01 | 4.0
            P2      | 2013-01-01 | 3.5
            P3      | 2012-01-01 | 4.0
            P3      | 2012-04-01 | 3.5
            P3      | 2013-01-01 | 4.0
            P3      | 2014-01-01 | 4.0
        """,
        expected="""
            patient | milestone | status      | day        | censor     | confirmed | first_met  | sustained | at_first_examination
            P1      | EDSS 4    | not reached |            | 2013-01-01 | no        | 2012-01-01 |           |
            P2      | EDSS 4    | reached     | 2012-01-01 |            | yes       | 2012-01-01 | no        | yes
            P3      | EDSS 4    | reached     | 2013-01-01 |            | yes       | 2012-01-01 | yes       | no
        """,
    )


def test_three_months_from_the_onset_of_an_attack_neither_reach_nor_confirm_a_milestone_but_may_break_it(milestones):
    milestones(
        attacks="""
            patient | onset
            P1      | 2012-01-01
            P1      | 2012-10-01
            P2      | 2012-01-01
            P3      | 2012-01-01
        """,
        visits="""
            patient | visited    | edss
            P1      | 2012-04-01 | 6.0
            P1      | 2012-04-02 | 6.0
            P1      | 2012-10-10 | 7.0
            P1      | 2013-02-01 | 6.0
            P2      | 2012-02-01 | 6.0
            P2      | 2012-09-01 | 3.0
            P3      | 2011-12-31 | 6.0
            P3      | 2012-03-01 | 5.5
            P3      | 2012-09-01 | 6.0
        """,
        expected="""
            patient | milestone | status      | day        | confirmed_day | censor     | first_met
            P1      | EDSS 6    | reached     | 2012-04-02 | 2013-02-01    |            | 2012-04-01
            P2      | EDSS 6    | not reached |            |               | 2012-09-01 | 2012-02-01
            P3      | EDSS 6    | cannot tell |            |               | 2012-09-01 | 2011-12-31
        """,
    )


def test_both_windows_are_settings(milestones):
    milestones(
        attacks="""
            patient | onset
            P1      | 2012-01-01
        """,
        visits="""
            patient | visited    | edss
            P1      | 2012-02-01 | 4.0
            P1      | 2012-04-25 | 4.0
        """,
        definitions={"milestone_confirmation_days": 84, "milestone_unstable_days": 30},
        expected="""
            patient | milestone | status  | day        | confirmed_day
            P1      | EDSS 4    | reached | 2012-02-01 | 2012-04-25
        """,
    )


DEATHS = """
    patient | status | last_contact | death      | death_cause
    P1      | dead   |              | 2014-05-01 | NMOSD
    P2      | dead   |              | 2014-05-01 | infection
    P3      | dead   |              | 2014-05-01 | unknown
    P4      | alive  | 2015-01-01   |            |
    P5      | dead   |              |            | NMOSD
    P6      |        |              | 2014       | NMOSD
"""
SEEN_ONCE = "patient | id | visited | edss\n" + "\n".join(f"P{number} | v{number} | 2013-01-01 | 3.0" for number in range(1, 7))


def test_death_from_nmosd_is_edss_10_and_after_another_death_nothing_is_known_further(milestones):
    milestones(
        patients=DEATHS,
        visits=SEEN_ONCE,
        expected="""
            patient | milestone | status      | day        | censor     | confirmed | date_dependent | rule                                 | rows
            P1      | EDSS 8    | reached     | 2014-05-01 |            | yes       | no             | milestones.death_from_disease        | P1/patients
            P1      | EDSS 10   | reached     | 2014-05-01 |            | yes       | no             | milestones.death_from_disease        | P1/patients
            P2      | EDSS 8    | not reached |            | 2013-01-01 |           | no             | milestones.not_met                   | v2
            P2      | EDSS 10   | not reached |            | 2014-05-01 |           | no             | milestones.death_from_another_cause  | P2/patients
            P3      | EDSS 8    | cannot tell |            | 2013-01-01 |           | no             | milestones.cause_of_death_unknown    | v3
            P3      | EDSS 10   | cannot tell |            |            |           | no             | milestones.cause_of_death_unknown    | P3/patients
            P4      | EDSS 8    | not reached |            | 2013-01-01 |           | no             | milestones.not_met                   | v4
            P4      | EDSS 10   | not reached |            | 2015-01-01 |           | no             | milestones.alive                     | P4/patients
            P5      | EDSS 8    | reached     |            |            | yes       | no             | milestones.death_from_disease        | P5/patients
            P5      | EDSS 10   | reached     |            |            | yes       | no             | milestones.death_from_disease        | P5/patients
            P6      | EDSS 8    | reached     | 2014-07-02 |            | yes       | yes            | milestones.death_from_disease        | P6/patients
            P6      | EDSS 10   | reached     | 2014-07-02 |            | yes       | yes            | milestones.death_from_disease        | P6/patients
        """,
    )


def test_death_from_any_cause_is_a_milestone_of_its_own(milestones):
    milestones(
        patients=DEATHS,
        expected="""
            patient | milestone | status      | day        | censor     | confirmed | rule
            P1      | death     | reached     | 2014-05-01 |            | yes       | milestones.death
            P2      | death     | reached     | 2014-05-01 |            | yes       | milestones.death
            P3      | death     | reached     | 2014-05-01 |            | yes       | milestones.death
            P4      | death     | not reached |            | 2015-01-01 |           | milestones.alive
            P5      | death     | reached     |            |            | yes       | milestones.death
            P6      | death     | reached     | 2014-07-02 |            | yes       | milestones.death
        """,
    )


def test_a_milestone_reached_before_death_keeps_its_day(milestones):
    milestones(
        patients="""
            patient | status | death      | death_cause
            P1      | dead   | 2014-05-01 | NMOSD
        """,
        visits="""
            patient | visited    | edss
            P1      | 2012-01-01 | 6.0
            P1      | 2013-01-01 | 6.5
        """,
        expected="""
            patient | milestone | status  | day        | confirmed_day | rule
            P1      | EDSS 6    | reached | 2012-01-01 | 2013-01-01    | milestones.confirmed
            P1      | EDSS 8    | reached | 2014-05-01 | 2014-05-01    | milestones.death_from_disease
        """,
    )


def test_what_is_needed_to_move_about_reaches_its_milestones_and_death_does_not(milestones):
    milestones(
        patients="""
            patient | status | death      | death_cause
            P1      | dead   | 2016-05-01 | NMOSD
        """,
        visits="""
            patient | visited    | walking_aid
            P1      | 2012-01-01 | none
            P1      | 2013-01-01 | one side
            P1      | 2013-05-01 | unknown
            P1      | 2014-01-01 | both sides
            P1      | 2015-01-01 | wheelchair
            P1      | 2015-12-01 | one side
        """,
        expected="""
            patient | milestone   | status      | day        | confirmed_day | censor
            P1      | walking aid | reached     | 2013-01-01 | 2014-01-01    |
            P1      | wheelchair  | not reached |            |               | 2015-12-01
        """,
    )


WHEELCHAIR = """
    patient | id | visited | edss | walking_aid | walking_distance
    P1      | v1 | day 200 | 2.0  |             |
    P1      | v2 | day 500 |      | wheelchair  |
    P1      | v3 | day 900 |      | wheelchair  |
    P2      | v4 | day 200 | 2.0  |             |
    P2      | v5 | day 500 |      | bed         |
    P2      | v6 | day 700 |      | wheelchair  |
    P2      | v7 | day 900 |      | bed         |
    P3      | v8 | day 200 |      | none        | 300
"""


def test_walking_that_leaves_no_doubt_reaches_a_milestone_without_a_score(milestones):
    """In a wheelchair the EDSS is 7.0 to 8.0, in bed 8.0 or more, with a walk of 300 metres 4.5 to 5.0."""
    milestones(
        calendar="relative",
        visits=WHEELCHAIR,
        expected="""
            patient | milestone  | status      | day     | confirmed_day | censor  | rule                       | rows
            P1      | EDSS 4     | reached     | day 500 | day 900       |         | milestones.confirmed       | v2, v3
            P1      | EDSS 6     | reached     | day 500 | day 900       |         | milestones.confirmed       | v2, v3
            P1      | EDSS 8     | not reached |         |               | day 200 | milestones.not_met         | v1
            P1      | wheelchair | reached     | day 500 | day 900       |         | milestones.confirmed       | v2, v3
            P2      | EDSS 4     | reached     | day 500 | day 700       |         | milestones.confirmed       | v5, v6
            P2      | EDSS 6     | reached     | day 500 | day 700       |         | milestones.confirmed       | v5, v6
            P2      | EDSS 8     | reached     | day 500 | day 900       |         | milestones.confirmed       | v5, v7
            P2      | wheelchair | reached     | day 500 | day 700       |         | milestones.confirmed       | v5, v6
            P3      | EDSS 4     | cannot tell |         |               | day 200 | milestones.met_unconfirmed | v8
            P3      | EDSS 6     | not reached |         |               | day 200 | milestones.not_met         | v8
            P3      | EDSS 8     | not reached |         |               | day 200 | milestones.not_met         | v8
            P3      | wheelchair | not reached |         |               | day 200 | milestones.not_met         | v8
        """,
    )


def test_a_study_that_takes_no_score_from_systems_takes_no_bounds_from_them_either(milestones):
    milestones(
        calendar="relative",
        visits=WHEELCHAIR,
        definitions={"edss_from_systems_counts": False},
        expected="""
            patient | milestone | status      | censor
            P1      | EDSS 6    | not reached | day 200
            P2      | EDSS 6    | not reached | day 200
            P3      | EDSS 6    | cannot tell |
        """,
    )


def test_one_eye_is_blind_from_the_first_and_both_from_the_second(milestones):
    milestones(
        eye_exams="""
            patient | examined   | eye   | acuity_category  | acuity
            P1      | 2012-01-01 | right | measured         | 0.1
            P1      | 2012-01-01 | left  | measured         | 1.0
            P1      | 2013-01-01 | right | counting fingers |
            P1      | 2013-01-01 | left  | measured         | 0.05
            P1      | 2014-01-01 | left  | hand motion      |
            P2      | 2012-01-01 | right | light perception |
            P2      | 2013-01-01 | right | light perception |
            P3      | 2012-01-01 | right | light perception |
            P3      | 2013-01-01 | right | light perception |
            P3      | 2013-01-01 | left  | measured         | 1.0
            P4      | 2012-01-01 | right | measured         | 1.0
        """,
        expected="""
            patient | milestone          | status      | day        | censor     | first_met
            P1      | blind in one eye   | reached     | 2012-01-01 |            | 2012-01-01
            P1      | blind in both eyes | reached     | 2013-01-01 |            | 2013-01-01
            P2      | blind in one eye   | reached     | 2012-01-01 |            | 2012-01-01
            P2      | blind in both eyes | cannot tell |            |            |
            P3      | blind in one eye   | reached     | 2012-01-01 |            | 2012-01-01
            P3      | blind in both eyes | not reached |            | 2013-01-01 |
            P4      | blind in one eye   | cannot tell |            |            |
            P4      | blind in both eyes | not reached |            | 2012-01-01 |
        """,
    )


def test_an_attack_on_one_eye_says_nothing_of_the_other(milestones):
    milestones(
        attacks="""
            patient | onset      | sites
            P1      | 2012-01-01 | optic nerve right
        """,
        eye_exams="""
            patient | examined   | eye   | acuity_category  | acuity
            P1      | 2012-01-10 | right | counting fingers |
            P1      | 2012-10-10 | right | measured         | 0.5
            P1      | 2012-01-10 | left  | counting fingers |
            P1      | 2012-10-10 | left  | counting fingers |
        """,
        expected="""
            patient | milestone          | status      | day        | censor
            P1      | blind in one eye   | reached     | 2012-01-10 |
            P1      | blind in both eyes | not reached |            | 2012-10-10
        """,
    )


def test_which_threshold_is_blindness_is_a_setting(milestones):
    exams = """
        patient | examined   | eye   | acuity_category | acuity
        P1      | 2012-01-01 | right | measured        | 0.1
        P1      | 2013-01-01 | right | measured        | 0.1
        P1      | 2013-01-01 | left  | measured        | 1.0
    """
    milestones(
        eye_exams=exams,
        definitions={"blindness_threshold": "blind_worse_than_20_200"},
        expected="""
            patient | milestone        | status      | censor
            P1      | blind in one eye | not reached | 2013-01-01
        """,
    )


def test_days_that_are_not_known_exactly_are_marked_and_undated_examinations_do_not_count(milestones):
    milestones(
        attacks="""
            patient | onset
            P3      |
        """,
        visits="""
            patient | visited    | edss
            P1      | 2012-01    | 4.0
            P1      | 2013-01-01 | 4.0
            P2      | 2012-01-01 | 3.0
            P2      |            | 4.0
            P3      | 2012-01-01 | 3.0
        """,
        expected="""
            patient | milestone | status      | day        | censor     | date_dependent
            P1      | EDSS 4    | reached     | 2012-01-16 |            | yes
            P2      | EDSS 4    | not reached |            | 2012-01-01 | no
            P3      | EDSS 4    | not reached |            | 2012-01-01 | yes
        """,
    )
