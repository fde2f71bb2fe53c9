"""Opticospinal impairment: the visual subscore of each eye from acuity, the other subscores as recorded.

Wingerchuk 1999, Table 1 (doi 10.1212/WNL.53.5.1107; read). The table has no grade for hand motion and none for an acuity measured
worse than 20/800; settings say what is given. It has no total, so there is none here.
"""


def test_the_visual_subscore_follows_the_published_grades(spec):
    spec(
        eye_exams="""
            patient | examined   | eye   | acuity_category     | acuity | scotoma
            P1      | 2015-03-01 | right | measured            | 1.0    | no
            P1      | 2015-03-02 | right | measured            | 0.7    | yes
            P1      | 2015-03-03 | right | measured            | 0.67   |
            P1      | 2015-03-04 | right | measured            | 0.34   |
            P1      | 2015-03-05 | right | measured            | 0.333  |
            P1      | 2015-03-06 | right | measured            | 0.101  |
            P1      | 2015-03-07 | right | measured            | 0.1    |
            P1      | 2015-03-08 | right | measured            | 0.025  |
            P1      | 2015-03-09 | right | counting fingers    |        |
            P1      | 2015-03-10 | right | light perception    |        |
            P1      | 2015-03-11 | left  | no light perception |        |
        """,
        expect_opticospinal="""
            patient | examined   | subscore | eye   | score | rule
            P1      | 2015-03-01 | visual   | right | 0     | opticospinal.better_than_20_30
            P1      | 2015-03-02 | visual   | right | 1     | opticospinal.better_than_20_30
            P1      | 2015-03-03 | visual   | right | 2     | opticospinal.acuity
            P1      | 2015-03-04 | visual   | right | 2     | opticospinal.acuity
            P1      | 2015-03-05 | visual   | right | 3     | opticospinal.acuity
            P1      | 2015-03-06 | visual   | right | 3     | opticospinal.acuity
            P1      | 2015-03-07 | visual   | right | 4     | opticospinal.acuity
            P1      | 2015-03-08 | visual   | right | 4     | opticospinal.acuity
            P1      | 2015-03-09 | visual   | right | 5     | opticospinal.acuity
            P1      | 2015-03-10 | visual   | right | 6     | opticospinal.acuity
            P1      | 2015-03-11 | visual   | left  | 7     | opticospinal.acuity
        """,
    )


GAPS = """
    patient | examined   | eye   | acuity_category | acuity
    P1      | 2015-03-01 | right | hand motion     |
    P1      | 2015-03-02 | right | measured        | 0.02
    P1      | 2015-03-03 | right | measured        | 1.0
    P1      | 2015-03-04 | right | measured        |
"""


def test_where_the_table_has_no_grade_the_settings_decide(spec):
    spec(
        eye_exams=GAPS,
        expect_opticospinal="""
            patient | examined   | score | rule
            P1      | 2015-03-01 | 6     | opticospinal.gap
            P1      | 2015-03-02 | 4     | opticospinal.gap
            P1      | 2015-03-03 |       | opticospinal.better_than_20_30
            P1      | 2015-03-04 |       | opticospinal.acuity_missing
        """,
    )
    spec(
        eye_exams=GAPS,
        definitions={
            "opticospinal_hand_motion": 5,
            "opticospinal_beyond_20_800": 5,
            "opticospinal_scotoma_unstated": "no scotoma",
        },
        expect_opticospinal="""
            patient | examined   | score
            P1      | 2015-03-01 | 5
            P1      | 2015-03-02 | 5
            P1      | 2015-03-03 | 0
            P1      | 2015-03-04 |
        """,
    )


def test_motor_sensory_and_sphincter_subscores_are_kept_as_recorded_and_never_added_up(spec):
    spec(
        visits="""
            patient | id | visited    | opticospinal_motor | opticospinal_sensory | opticospinal_sphincter | ambulation_index
            P1      | v1 | 2015-03-02 | 3                  | 2                    | 0                      | 4
            P1      | v2 | 2016-03-02 |                    |                      | 1                      |
        """,
        expect_opticospinal="""
            patient | examined   | subscore  | eye | score | rule                  | rows
            P1      | 2015-03-02 | motor     |     | 3     | opticospinal.recorded | v1
            P1      | 2015-03-02 | sensory   |     | 2     | opticospinal.recorded | v1
            P1      | 2015-03-02 | sphincter |     | 0     | opticospinal.recorded | v1
            P1      | 2016-03-02 | sphincter |     | 1     | opticospinal.recorded | v2
        """,
        expect_disability="""
            patient | visited    | ambulation_index
            P1      | 2015-03-02 | 4
            P1      | 2016-03-02 |
        """,
    )
