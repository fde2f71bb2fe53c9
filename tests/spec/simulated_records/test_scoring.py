"""Scores of people who never lived: losses become functional systems, walking and an EDSS that agree.

The grades of the systems and walking make the EDSS by the tables that the derivations read, so that a visit on which both are on
record never contradicts itself. From a motor loss of 5.0 on walking alone decides.
"""


def test_motor_loss_makes_the_pyramidal_grade_the_aid_and_the_edss(spec):
    spec(
        losses="""
            motor
            0.0
            1.0
            2.0
            3.4
            4.6
            5.0
            6.0
            6.5
            7.4
            9.5
        """,
        expect_scores="""
            pyramidal | aid        | EDSS
            0         | none       | 0.0
            1         | none       | 1.0
            2         | none       | 2.0
            3         | none       | 3.0
            3         | none       | 4.5
            4         | none       | 5.0
            4         | one side   | 6.0
            4         | both sides | 6.5
            5         | wheelchair | 7.5
            6         | bed        | 9.5
        """,
    )


def test_the_worse_eye_grades_vision_and_a_bad_better_eye_adds_one(spec):
    spec(
        losses="""
            right eye | left eye
            0.0       | 0.0
            0.3       | 0.0
            1.0       | 0.0
            1.3       | 0.2
            1.3       | 0.7
        """,
        expect_scores="""
            visual | EDSS
            0      | 0.0
            2      | 2.0
            4      | 3.0
            5      | 3.0
            6      | 4.0
        """,
    )


def test_several_systems_count_together_until_walking_decides(spec):
    spec(
        losses="""
            motor | sensory loss | sphincter
            2.0   | 2.0          |
            3.0   | 3.0          | 3.0
            6.0   | 3.0          | 3.0
        """,
        expect_scores="""
            pyramidal | sensory | bowel bladder | EDSS
            2         | 2       | 0             | 2.5
            3         | 3       | 3             | 4.0
            4         | 3       | 3             | 6.0
        """,
    )
