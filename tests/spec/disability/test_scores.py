"""Disability at each visit: the EDSS from functional systems and walking, and whether an attack was near.

The visual and the bowel and bladder grade are converted before they are counted (as Neurostatus scores them, read in two public
calculators); walking sets a floor and, from EDSS 5.0 up, decides alone. What is not stated may be anything, and the score is given
only where that makes no difference. A visit from the onset of an attack until 30 days after it is no baseline.
"""

import pytest

SYSTEMS = "visual_function | brainstem_function | pyramidal_function | cerebellar_function | sensory_function | bowel_bladder_function | cerebral_function"


@pytest.mark.parametrize(
    ("systems", "edss"),
    [
        ("0 | 0 | 0 | 0 | 0 | 0 | 0", "0.0"),
        ("1 | 0 | 0 | 0 | 0 | 0 | 0", "1.0"),
        ("1 | 0 | 1 | 0 | 0 | 0 | 0", "1.5"),
        ("0 | 0 | 2 | 0 | 1 | 0 | 0", "2.0"),
        ("0 | 0 | 2 | 0 | 2 | 0 | 0", "2.5"),
        ("0 | 0 | 3 | 0 | 0 | 0 | 0", "3.0"),
        ("0 | 2 | 2 | 0 | 2 | 0 | 0", "3.0"),
        ("0 | 0 | 3 | 0 | 2 | 0 | 0", "3.5"),
        ("0 | 0 | 3 | 0 | 3 | 0 | 0", "3.5"),
        ("0 | 2 | 2 | 2 | 2 | 0 | 2", "3.5"),
        ("0 | 0 | 4 | 0 | 0 | 0 | 0", "4.0"),
        ("0 | 0 | 3 | 0 | 3 | 2 | 0", "4.0"),
        ("0 | 0 | 4 | 0 | 2 | 0 | 0", "4.5"),
        ("0 | 0 | 4 | 0 | 3 | 0 | 0", "4.5"),
        ("0 | 0 | 4 | 0 | 4 | 0 | 0", "5.0"),
        ("0 | 0 | 5 | 0 | 0 | 0 | 0", "5.0"),
    ],
)
def test_functional_systems_give_the_score_of_somebody_who_walks_without_restriction(spec, systems, edss):
    spec(
        visits=f"""
            patient | visited    | {SYSTEMS}
            P1      | 2015-03-02 | {systems}
        """,
        definitions={"walking_unstated": "unrestricted"},
        expect_disability=f"""
            patient | edss_from_systems
            P1      | {edss}
        """,
    )


def test_a_long_walk_may_be_restricted_all_the_same_so_that_2_0_fits_systems_that_give_less(spec):
    spec(
        visits=f"""
            patient | id | visited    | edss | {SYSTEMS} | walking_distance | walking_aid
            P1      | v1 | 2015-03-02 | 2.0  | 0 | 0 | 1 | 0 | 1 | 0 | 0 | 600 | none
            P2      | v2 | 2015-03-02 | 1.5  | 0 | 0 | 1 | 0 | 1 | 0 | 0 | 600 | none
            P3      | v3 | 2015-03-02 | 2.5  | 0 | 0 | 1 | 0 | 1 | 0 | 0 | 600 | none
            P4      | v4 | 2015-03-02 | 1.0  | 0 | 0 | 1 | 0 | 1 | 0 | 0 | 600 | none
            P5      | v5 | 2015-03-02 | 2.0  | 0 | 0 | 2 | 0 | 1 | 0 | 0 | 600 | none
        """,
        expect_disability="""
            patient | edss | edss_from_systems | edss_at_least | edss_at_most | edss_mismatch
            P1      | 2.0  |                   | 1.5           | 2.0          |
            P2      | 1.5  |                   | 1.5           | 2.0          |
            P3      | 2.5  |                   | 1.5           | 2.0          | yes
            P4      | 1.0  |                   | 1.5           | 2.0          | yes
            P5      | 2.0  | 2.0               | 2.0           | 2.0          | no
        """,
        expect_queries="""
            code | patient | rows
            Q321 | P3      | v3
            Q321 | P4      | v4
        """,
    )


def test_the_words_of_1983_know_no_2_0_for_restricted_walking(spec):
    spec(
        visits=f"""
            patient | visited    | edss | {SYSTEMS} | walking_distance | walking_aid
            P1      | 2015-03-02 | 2.0  | 0 | 0 | 1 | 0 | 1 | 0 | 0 | 600 | none
        """,
        definitions={"edss_walking_rules": "Kurtzke"},
        expect_disability="""
            patient | edss_from_systems | edss_at_least | edss_at_most | edss_mismatch
            P1      | 1.5               | 1.5           | 1.5          | yes
        """,
    )


def test_blind_in_both_eyes_is_visual_grade_6_and_counts_as_4(spec):
    spec(
        visits=f"""
            patient | visited    | {SYSTEMS} | walking_distance | walking_aid
            P1      | 2015-03-02 | 6 | 0 | 0 | 0 | 0 | 0 | 0 | 800 | none
            P2      | 2015-03-02 | 4 | 0 | 0 | 0 | 0 | 0 | 0 | 800 | none
            P3      | 2015-03-02 | 0 | 0 | 0 | 0 | 0 | 6 | 0 | 800 | none
            P4      | 2015-03-02 | 0 | 0 | 0 | 0 | 0 | 4 | 0 | 800 | none
        """,
        expect_disability="""
            patient | edss_from_systems
            P1      | 4.0
            P2      | 3.0
            P3      | 5.0
            P4      | 3.0
        """,
    )


def test_walking_sets_a_floor_and_then_decides_alone(spec):
    spec(
        visits=f"""
            patient | visited    | {SYSTEMS} | walking_distance | walking_aid
            P1      | 2015-03-02 | 0 | 0 | 2 | 0 | 0 | 0 | 0 | 400 | none
            P2      | 2015-03-02 | 0 | 0 | 5 | 0 | 0 | 0 | 0 | 400 | none
            P3      | 2015-03-02 | 0 | 0 | 2 | 0 | 0 | 0 | 0 | 299 | none
            P4      | 2015-03-02 | 0 | 0 | 2 | 0 | 0 | 0 | 0 | 150 | none
            P5      | 2015-03-02 | 0 | 0 | 2 | 0 | 0 | 0 | 0 | 90  | none
            P6      | 2015-03-02 | 0 | 0 | 2 | 0 | 0 | 0 | 0 | 50  | one side
            P7      | 2015-03-02 | 0 | 0 | 2 | 0 | 0 | 0 | 0 | 40  | one side
            P8      | 2015-03-02 | 0 | 0 | 2 | 0 | 0 | 0 | 0 | 120 | both sides
            P9      | 2015-03-02 | 0 | 0 | 2 | 0 | 0 | 0 | 0 | 119 | both sides
        """,
        expect_disability="""
            patient | edss_from_systems
            P1      | 4.5
            P2      | 5.0
            P3      | 5.0
            P4      | 5.5
            P5      | 6.0
            P6      | 6.0
            P7      | 6.5
            P8      | 6.0
            P9      | 6.5
        """,
    )


def test_what_is_not_stated_leaves_the_score_open_unless_it_makes_no_difference(spec):
    spec(
        visits="""
            patient | visited    | pyramidal_function | walking_distance | walking_aid
            P1      | 2015-03-02 | 3                  | 600              | none
            P2      | 2015-03-02 | 5                  | 600              | none
            P3      | 2015-03-02 | 3                  |                  |
            P4      | 2015-03-02 |                    | 100              | one side
            P5      | 2015-03-02 |                    |                  | one side
            P6      | 2015-03-02 |                    |                  | wheelchair
            P7      | 2015-03-02 |                    |                  |
        """,
        expect_disability="""
            patient | edss_from_systems | edss_at_least | edss_at_most
            P1      |                   | 3.0           | 5.0
            P2      | 5.0               | 5.0           | 5.0
            P3      |                   | 3.0           | 9.5
            P4      | 6.0               | 6.0           | 6.0
            P5      |                   | 6.0           | 6.5
            P6      |                   | 7.0           | 8.0
            P7      |                   |               |
        """,
    )


def test_walking_that_is_not_stated_may_be_taken_as_unrestricted(spec):
    spec(
        visits=f"""
            patient | visited    | {SYSTEMS}
            P1      | 2015-03-02 | 0 | 0 | 3 | 0 | 2 | 0 | 0
        """,
        definitions={"walking_unstated": "unrestricted"},
        expect_disability="""
            patient | edss_from_systems
            P1      | 3.5
        """,
    )


def test_the_words_of_1983_read_a_walk_of_100_metres_with_two_sticks_as_one_step_more(spec):
    spec(
        visits="""
            patient | visited    | walking_distance | walking_aid
            P1      | 2015-03-02 | 150              | both sides
            P2      | 2015-03-02 | 60               | one side
        """,
        definitions={"edss_walking_rules": "Kurtzke"},
        expect_disability="""
            patient | edss_from_systems | edss_at_least | edss_at_most
            P1      | 6.5               | 6.5           | 6.5
            P2      |                   | 6.0           | 6.5
        """,
    )


def test_a_recorded_score_that_the_systems_do_not_allow_is_a_mismatch_and_is_asked(spec):
    spec(
        visits="""
            patient | id | visited    | edss | edss_method  | walking_distance | walking_aid
            P1      | v1 | 2015-03-02 | 4.0  | Neurostatus  | 80               | one side
            P2      | v2 | 2015-03-02 | 6.0  | telephone    | 80               | one side
            P3      | v3 | 2015-03-02 | 6.5  | chart review |                  | one side
            P4      | v4 | 2015-03-02 | 7.0  |              |                  | one side
            P5      | v5 | 2015-03-02 | 3.0  |              |                  |
        """,
        expect_disability="""
            patient | score | edss | edss_from_systems | edss_mismatch | method
            P1      | 4.0   | 4.0  | 6.0               | yes           | Neurostatus
            P2      | 6.0   | 6.0  | 6.0               | no            | telephone
            P3      | 6.5   | 6.5  |                   |               | chart review
            P4      | 7.0   | 7.0  |                   | yes           |
            P5      | 3.0   | 3.0  |                   |               |
        """,
        expect_queries="""
            code | patient | rows
            Q321 | P1      | v1
            Q321 | P4      | v4
        """,
    )


def test_a_larger_difference_may_be_asked_for(spec):
    spec(
        visits="""
            patient | visited    | edss | walking_distance | walking_aid
            P1      | 2015-03-02 | 5.5  | 80               | one side
            P2      | 2015-03-02 | 5.0  | 80               | one side
        """,
        definitions={"edss_mismatch_half_points": 2},
        expect_disability="""
            patient | edss_mismatch
            P1      | no
            P2      | yes
        """,
    )


def test_the_score_from_systems_counts_where_none_is_recorded_unless_told_otherwise(spec):
    visits = """
        patient | visited    | edss | walking_distance | walking_aid
        P1      | 2015-03-02 |      | 80               | one side
    """
    spec(
        visits=visits,
        expect_disability="""
            patient | score | edss
            P1      | 6.0   |
        """,
    )
    spec(
        visits=visits,
        definitions={"edss_from_systems_counts": False},
        expect_disability="""
            patient | score | edss_from_systems
            P1      |       | 6.0
        """,
    )


def test_a_visit_until_30_days_after_the_onset_of_an_attack_lies_in_it(spec):
    spec(
        attacks="""
            patient | id | onset
            P1      | a1 | 2015-03-01
        """,
        visits="""
            patient | id | visited    | edss
            P1      | v1 | 2015-02-28 | 2.0
            P1      | v2 | 2015-03-01 | 3.0
            P1      | v3 | 2015-03-31 | 4.0
            P1      | v4 | 2015-04-01 | 3.0
        """,
        expect_disability="""
            patient | visited    | attack | days_since_attack | in_attack_window | is_stable | rule                        | rows
            P1      | 2015-02-28 |        |                   | no               | yes       | disability.stable           | v1
            P1      | 2015-03-01 | 1      | 0                 | yes              | no        | disability.in_attack_window | v2, a1
            P1      | 2015-03-31 | 1      | 30                | yes              | no        | disability.in_attack_window | v3, a1
            P1      | 2015-04-01 | 1      | 31                | no               | yes       | disability.stable           | v4, a1
        """,
    )


def test_without_a_date_of_visit_or_attack_nobody_can_tell(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-03-01
            P1      |
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-03-10 | 4.0
            P1      | 2016-03-10 | 3.0
            P2      |            | 3.0
        """,
        expect_disability="""
            patient | visited    | in_attack_window | is_stable | rule
            P1      | 2015-03-10 | yes              | no        | disability.in_attack_window
            P1      | 2016-03-10 |                  |           | disability.undated_attack
            P2      |            |                  |           | disability.undated
        """,
    )


def test_a_visit_that_other_days_would_move_into_the_window_is_marked(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-03
            P2      | 2015-03-01
            P3      | 2015-03-01
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-04-20 | 4.0
            P1      | 2015-05-20 | 4.0
            P2      | 2015-03    | 4.0
            P3      | 2015-04    | 4.0
        """,
        expect_disability="""
            patient | in_attack_window | date_dependent
            P1      | no               | yes
            P1      | no               | no
            P2      | yes              | no
            P3      | no               | no
        """,
    )


def test_two_scores_of_one_day_that_differ_are_asked(spec):
    spec(
        visits="""
            patient | id | visited    | edss
            P1      | v1 | 2015-03-02 | 4.0
            P1      | v2 | 2015-03-02 | 4.5
            P2      | v3 | 2015-03-02 | 4.0
            P2      | v4 | 2015-03-02 | 4.0
        """,
        expect_queries="""
            code | patient | rows
            Q323 | P1      | v1, v2
        """,
    )
