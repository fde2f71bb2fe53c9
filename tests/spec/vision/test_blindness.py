"""Blindness of an eye and of a person.

Only acuities outside attacks on that eye count. An eye is blind if its last such acuity meets the threshold, since the first of the
unbroken row of acuities that meet it. At least one eye of a person is blind if the worse eye is; both are if the better eye is.
What the acuities on record leave open stays open.
"""


def test_an_eye_is_blind_since_the_first_of_the_unbroken_row_up_to_the_last_acuity(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-01-01 | optic nerve right
            P1      | 2018-01-01 | optic nerve right
            P2      |            | optic nerve
        """,
        eye_exams="""
            patient | id | examined   | eye   | acuity_category  | acuity
            P1      | a  | 2015-01-10 | right | hand motion      |
            P1      | b  | 2015-06-01 | right | measured         | 0.1
            P1      | c  | 2016-06-01 | right | measured         | 0.5
            P1      | d  | 2018-06-01 | right | measured         | 0.1
            P1      | e  | 2019-06-01 | right |                  |
            P1      | f  | 2020-06-01 | right | counting fingers |
            P1      | g  | 2016-06-01 | left  | hand motion      |
            P1      | h  | 2020-06-01 | left  | measured         | 1.0
            P2      | i  | 2020-06-01 | left  | measured         | 1.0
        """,
        expect_eye_history="""
            patient | eye   | optic_neuritides | perhaps_optic_neuritides | first_optic_neuritis | last_acuity | last_logmar
            P1      | right | 2                | 0                        | 2015-01-01           | 2020-06-01  | 1.9
            P1      | left  | 0                | 0                        |                      | 2020-06-01  | 0.0
            P2      | right | 0                | 1                        |                      |             |
            P2      | left  | 0                | 1                        |                      |             |
        """,
    )
    spec(
        eye_exams="""
            patient | id | examined   | eye   | acuity_category  | acuity
            P1      | a  | 2015-06-01 | right | measured         | 0.1
            P1      | b  | 2016-06-01 | right | measured         | 0.5
            P1      | c  | 2018-06-01 | right | measured         | 0.1
            P1      | d  | 2020-06-01 | right | counting fingers |
            P1      | e  | 2016-06-01 | left  | hand motion      |
            P1      | f  | 2020-06-01 | left  | measured         | 1.0
        """,
        expect_eye_history="""
            patient | eye   | blind_20_200_or_worse | blind_20_200_or_worse_day | blind_worse_than_20_200 | blind_worse_than_20_200_day | rule                    | rows
            P1      | right | yes                   | 2018-06-01                | yes                     | 2020-06-01                  | eye_history.last_stable | d
            P1      | left  | no                    |                           | no                      |                             | eye_history.last_stable | f
        """,
    )


def test_acuities_inside_an_attack_or_without_a_date_tell_nothing_lasting(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-01-01 | optic nerve right
        """,
        eye_exams="""
            patient | examined   | eye   | acuity_category
            P1      | 2015-01-10 | right | hand motion
            P1      |            | left  | hand motion
        """,
        expect_eye_history="""
            patient | eye   | last_acuity | last_logmar | blind_20_200_or_worse | rule                           | rows
            P1      | right |             |             |                       | eye_history.no_stable_acuity   |
            P1      | left  |             |             |                       | eye_history.no_stable_acuity   |
        """,
        expect_vision="""
            patient | last_acuity | better_logmar | blind_20_200_or_worse_one | rule                    | rows
            P1      |             |               |                           | vision.no_stable_acuity |
        """,
    )


def test_one_eye_or_both(spec):
    """P1: each eye by its last acuity. P2: one eye is known. P3: one eye is known and sees. P4: the worse eye sees."""
    spec(
        eye_exams="""
            patient | examined   | eye    | acuity_category  | acuity
            P1      | 2015-01-01 | right  | measured         | 0.1
            P1      | 2016-01-01 | left   | measured         | 0.8
            P1      | 2017-01-01 | left   | counting fingers |
            P2      | 2015-01-01 | right  | hand motion      |
            P3      | 2015-01-01 | right  | measured         | 1.0
            P4      | 2015-01-01 | worse  | measured         | 0.5
            P5      | 2015-01-01 | better | measured         | 0.1
            P6      | 2015-01-01 | better | measured         | 1.0
        """,
        expect_vision="""
            patient | better_logmar | worse_logmar | blind_20_200_or_worse_one | blind_20_200_or_worse_both | rule               | rows
            P1      | 1.0           | 1.9          | yes                       | yes                        | vision.last_stable | P1/eye_exams/1, P1/eye_exams/3
            P2      |               |              | yes                       |                            | vision.last_stable | P2/eye_exams/1
            P3      |               |              |                           | no                         | vision.last_stable | P3/eye_exams/1
            P4      |               | 0.3          | no                        | no                         | vision.last_stable | P4/eye_exams/1
            P5      | 1.0           |              | yes                       | yes                        | vision.last_stable | P5/eye_exams/1
            P6      | 0.0           |              |                           | no                         | vision.last_stable | P6/eye_exams/1
        """,
    )
    spec(
        eye_exams="""
            patient | examined   | eye   | acuity_category  | acuity
            P1      | 2015-01-01 | right | measured         | 0.1
            P1      | 2016-01-01 | left  | measured         | 0.8
            P1      | 2017-01-01 | left  | counting fingers |
        """,
        expect_vision="""
            patient | last_acuity | blind_20_200_or_worse_one_day | blind_20_200_or_worse_both_day | blind_worse_than_20_200_one_day | blind_worse_than_20_200_both
            P1      | 2017-01-01  | 2015-01-01                    | 2017-01-01                     | 2017-01-01                      | no
        """,
    )


def test_a_row_about_the_better_or_the_worse_eye_comes_first_on_its_own_day(spec):
    spec(
        eye_exams="""
            patient | examined   | eye    | acuity_category | acuity
            P1      | 2015-01-01 | right  | measured        | 1.0
            P1      | 2015-01-01 | left   | measured        | 0.5
            P1      | 2016-01-01 | better | measured        | 0.1
        """,
        expect_vision="""
            patient | better_logmar | worse_logmar | blind_20_200_or_worse_both | blind_20_200_or_worse_both_day
            P1      | 1.0           |              | yes                        | 2016-01-01
        """,
    )
