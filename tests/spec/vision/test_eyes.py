"""Eye examinations: which eye, whether an attack was going on in it, and what the retina and the evoked potential say.

An examination lies in an attack if the record says that it was made at the worst point of one, or if an optic neuritis of that eye
began at most 90 days before. Where the attack may have struck the other eye instead, it cannot be told.
"""

import pytest


def test_the_better_and_the_worse_eye_are_sides_where_rows_of_the_same_date_tell(spec):
    """P3: one side is enough where it is exactly one of the two. P4 to P6: it cannot be told."""
    spec(
        eye_exams="""
            patient | examined   | eye    | acuity_category  | acuity
            P1      | 2015-01-01 | right  | measured         | 0.5
            P1      | 2015-01-01 | left   | counting fingers |
            P1      | 2015-01-01 | better | measured         | 0.5
            P1      | 2015-01-01 | worse  |                  |
            P1      | 2015-02-01 | worse  | measured         | 0.1
            P3      | 2015-01-01 | better | measured         | 1.0
            P3      | 2015-01-01 | worse  | hand motion      |
            P3      | 2015-01-01 | left   | hand motion      |
            P4      | 2015-01-01 | right  | measured         | 0.5
            P4      | 2015-01-01 | left   | measured         | 0.5
            P4      | 2015-01-01 | better | measured         | 0.5
            P5      | 2015-01-01 | right  | measured         | 0.5
            P5      | 2015-01-01 | left   | measured         | 0.1
            P5      | 2015-01-01 | better | measured         | 0.8
            P6      |            | right  | measured         | 0.5
            P6      |            | worse  | measured         | 0.5
            P6      |            |        | measured         | 0.5
        """,
        expect_eyes="""
            patient | examined   | recorded_eye | eye    | eye_rule
            P1      | 2015-01-01 | right        | right  | eyes.named
            P1      | 2015-01-01 | better       | right  | eyes.resolved
            P1      | 2015-01-01 | left         | left   | eyes.named
            P1      | 2015-01-01 | worse        | left   | eyes.resolved
            P1      | 2015-02-01 | worse        | worse  | eyes.unresolved
            P3      | 2015-01-01 | better       | right  | eyes.resolved
            P3      | 2015-01-01 | worse        | left   | eyes.resolved
            P3      | 2015-01-01 | left         | left   | eyes.named
            P4      | 2015-01-01 | right        | right  | eyes.named
            P4      | 2015-01-01 | left         | left   | eyes.named
            P4      | 2015-01-01 | better       | better | eyes.unresolved
            P5      | 2015-01-01 | right        | right  | eyes.named
            P5      | 2015-01-01 | left         | left   | eyes.named
            P5      | 2015-01-01 | better       | better | eyes.unresolved
            P6      |            | right        | right  | eyes.named
            P6      |            | worse        | worse  | eyes.unresolved
            P6      |            |              |        | eyes.unnamed
        """,
    )


def test_an_examination_lies_in_an_optic_neuritis_of_that_eye_up_to_90_days_after_its_onset(spec):
    spec(
        attacks="""
            patient | id | onset      | sites
            P1      | A  | 2015-01-01 | optic nerve right
        """,
        eye_exams="""
            patient | id | examined   | eye
            P1      | a  | 2014-12-31 | right
            P1      | b  | 2015-01-01 | right
            P1      | c  | 2015-04-01 | right
            P1      | d  | 2015-04-02 | right
            P1      | e  | 2015-01-01 | left
            P1      | f  |            | right
            P1      | g  | 2015       | right
        """,
        expect_eyes="""
            patient | row_id | in_attack_window | optic_neuritis_before | date_dependent | rule            | rows
            P1      | a      | no               | no                    | no             | eyes.stable     | a
            P1      | b      | yes              | yes                   | no             | eyes.in_attack  | b, A
            P1      | e      | no               | no                    | no             | eyes.stable     | e
            P1      | c      | yes              | yes                   | no             | eyes.in_attack  | c, A
            P1      | d      | no               | yes                   | no             | eyes.stable     | d
            P1      | g      |                  | yes                   | yes            | eyes.vague_date | g
            P1      | f      |                  |                       | no             | eyes.undated    | f
        """,
    )


def test_an_attack_that_may_have_struck_the_eye_leaves_it_open_and_one_elsewhere_does_not(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-01-01 | optic nerve
            P2      | 2015-01-01 |
            P3      | 2015-01-01 | spinal cord, brainstem
            P4      |            | optic nerve right
            P5      | 2015-01-01 | optic nerve right, optic nerve left
            P6      | 2015-01-01 | optic nerve right
        """,
        eye_exams="""
            patient | examined   | eye
            P1      | 2015-01-20 | left
            P2      | 2015-01-20 | left
            P3      | 2015-01-20 | left
            P4      | 2015-01-20 | right
            P5      | 2015-01-20 | worse
            P6      | 2015-01-20 | worse
        """,
        expect_eyes="""
            patient | in_attack_window | optic_neuritis_before | rule
            P1      |                  |                       | eyes.perhaps_in_attack
            P2      |                  |                       | eyes.perhaps_in_attack
            P3      | no               | no                    | eyes.stable
            P4      |                  |                       | eyes.vague_attack
            P5      | yes              | yes                   | eyes.in_attack
            P6      |                  |                       | eyes.perhaps_in_attack
        """,
    )


def test_an_attack_without_a_date_or_with_a_vague_one_may_be_going_on_at_any_examination_that_it_reaches(spec):
    """P1: the window of 2015 ends on 2016-03-30 at the latest. P2: the other eye. P3: elsewhere. P4: a dated attack decides."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015       | optic nerve right
            P2      |            | optic nerve right
            P3      |            | spinal cord
            P4      |            | optic nerve right
            P4      | 2015-03-01 | optic nerve right
        """,
        eye_exams="""
            patient | examined   | eye   | acuity_category  | acuity
            P1      | 2014-12-31 | right | measured         | 1.0
            P1      | 2015-05-05 | right | counting fingers |
            P1      | 2016-03-30 | right | counting fingers |
            P1      | 2016-03-31 | right | measured         | 0.5
            P2      | 2015-05-05 | left  | measured         | 0.5
            P3      | 2015-05-05 | right | measured         | 0.5
            P4      | 2015-03-05 | right | measured         | 0.5
            P4      | 2019-03-05 | right | measured         | 0.5
        """,
        expect_eyes="""
            patient | examined   | in_attack_window | date_dependent | rule
            P1      | 2014-12-31 | no               | no             | eyes.stable
            P1      | 2015-05-05 |                  | yes            | eyes.vague_attack
            P1      | 2016-03-30 |                  | yes            | eyes.vague_attack
            P1      | 2016-03-31 | no               | no             | eyes.stable
            P2      | 2015-05-05 | no               | no             | eyes.stable
            P3      | 2015-05-05 | no               | no             | eyes.stable
            P4      | 2015-03-05 | yes              | no             | eyes.in_attack
            P4      | 2019-03-05 |                  | no             | eyes.vague_attack
        """,
    )


def test_what_the_record_calls_the_worst_point_of_an_attack_lies_in_it(spec):
    spec(
        attacks="""
            patient | id | onset      | sites             | adjudication
            P1      | A  | 2015-01-01 | optic nerve right |
            P1      | B  | 2018-01-01 | optic nerve right | pseudo-attack
        """,
        eye_exams="""
            patient | id | examined   | eye   | attack
            P1      | a  |            | right | A
            P1      | b  | 2015-11-01 | left  | A
            P1      | c  | 2018-01-02 | right | B
        """,
        expect_eyes="""
            patient | row_id | attack | in_attack_window | rule             | rows
            P1      | b      | 1      | yes              | eyes.worst_point | b, A
            P1      | c      |        | no               | eyes.stable      | c
            P1      | a      | 1      | yes              | eyes.worst_point | a, A
        """,
    )


def test_layers_of_the_retina_are_compared_between_the_eyes_of_one_date_and_device(spec):
    spec(
        eye_exams="""
            patient | examined   | eye   | nerve_fibre_layer | ganglion_cell_layer | oct_device
            P1      | 2015-01-01 | right | 94                | 76                  | Spectralis
            P1      | 2015-01-01 | left  | 100               | 79                  | Spectralis
            P2      | 2015-01-01 | right | 95                | 76                  |
            P2      | 2015-01-01 | left  | 100               | 80                  |
            P3      | 2015-01-01 | right | 80                |                     | Spectralis
            P3      | 2015-01-01 | left  | 100               |                     | Cirrus
            P4      | 2015-01-01 | right | 80                |                     | Cirrus
            P4      | 2015-02-01 | left  | 100               |                     | Cirrus
        """,
        expect_eyes="""
            patient | eye   | nerve_fibre_difference | nerve_fibre_thinner | ganglion_cell_difference | ganglion_cell_thinner
            P1      | right | 6                      | yes                 | 3                        | no
            P1      | left  | -6                     | no                  | -3                       | no
            P2      | right | 5                      | no                  | 4                        | yes
            P2      | left  | -5                     | no                  | -4                       | no
            P3      | right |                        |                     |                          |
            P3      | left  |                        |                     |                          |
            P4      | right |                        |                     |                          |
            P4      | left  |                        |                     |                          |
        """,
    )


def test_a_swollen_nerve_or_a_scan_that_failed_is_not_compared(spec):
    """A nerve fibre layer swells in the first week of an optic neuritis; the ganglion cells do not."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-01-01 | optic nerve right
            P2      | 2015-01-01 | optic nerve right
        """,
        eye_exams="""
            patient | examined   | eye   | nerve_fibre_layer | ganglion_cell_layer | oct_quality_passed | disc_oedema
            P1      | 2015-01-08 | right | 90                | 70                  |                    |
            P1      | 2015-01-08 | left  | 100               | 80                  | yes                | unknown
            P2      | 2015-01-09 | right | 90                | 70                  | unknown            | no
            P2      | 2015-01-09 | left  | 100               | 80                  |                    |
            P3      | 2015-01-09 | right | 90                | 70                  |                    |
            P3      | 2015-01-09 | left  | 100               | 80                  |                    | yes
            P4      | 2015-01-09 | right | 90                | 70                  | no                 |
            P4      | 2015-01-09 | left  | 100               | 80                  |                    |
        """,
        expect_eyes="""
            patient | eye   | nerve_fibre_thinner | ganglion_cell_thinner
            P1      | right |                     | yes
            P1      | left  |                     | no
            P2      | right | yes                 | yes
            P2      | left  | no                  | no
            P3      | right |                     | yes
            P3      | left  |                     | no
            P4      | right |                     |
            P4      | left  |                     |
        """,
    )


@pytest.mark.parametrize(
    ("result", "delayed", "abnormal"),
    [
        ("normal", "no", "no"),
        ("delayed", "yes", "yes"),
        ("reduced amplitude", "no", "yes"),
        ("absent", "", "yes"),
        ("not done", "", ""),
        ("", "", ""),
    ],
)
def test_without_a_response_there_is_no_latency_to_judge(spec, result, delayed, abnormal):
    spec(
        eye_exams=f"""
            patient | eye   | evoked_potential
            P1      | right | {result}
        """,
        expect_eyes=f"""
            patient | evoked_delayed | evoked_abnormal
            P1      | {delayed}      | {abnormal}
        """,
    )
