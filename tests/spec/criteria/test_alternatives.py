"""Alternative diagnoses.

Whether they are excluded is what a person answered beside a label of the disease: the latest answer. Beside no label only a no
counts. Software never infers it.
"""

_ATTACKS = """
    patient | onset      | sites
    P1      | 2011-03-10 | optic nerve left
"""
_POSITIVE = """
    patient | analyte  | specimen | assay          | result
    P1      | AQP4-IgG | serum    | fixed cell-based | positive
"""


def test_answered_with_no_is_not_met(spec):
    spec(
        attacks=_ATTACKS,
        antibody_tests=_POSITIVE,
        diagnoses="""
            patient | label | alternatives_excluded
            P1      | NMOSD | no
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
        """,
    )


def test_a_label_alone_is_no_answer(spec):
    spec(
        attacks=_ATTACKS,
        antibody_tests=_POSITIVE,
        diagnoses="""
            patient | label | alternatives_excluded
            P1      | NMOSD |
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_the_latest_answer_stands(spec):
    spec(
        attacks=_ATTACKS,
        antibody_tests=_POSITIVE,
        diagnoses="""
            patient | label | diagnosed  | alternatives_excluded
            P1      | NMOSD | 2011-04-01 | no
            P1      | NMOSD | 2012-04-01 | yes
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met
        """,
    )


def test_answers_without_a_date_that_disagree_are_none(spec):
    spec(
        attacks=_ATTACKS,
        antibody_tests=_POSITIVE,
        diagnoses="""
            patient | label | diagnosed  | alternatives_excluded
            P1      | NMOSD |            | no
            P1      | NMOSD | 2012-04-01 | yes
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_an_answer_beside_another_disease_is_not_about_this_one(spec):
    spec(
        attacks=_ATTACKS,
        antibody_tests=_POSITIVE,
        diagnoses="""
            patient | label              | alternatives_excluded
            P1      | multiple sclerosis | yes
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_beside_no_label_a_no_counts_for_every_disease_and_a_yes_for_none(spec):
    """A yes does not say which disease is left, and would make criteria met that exclude each other."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
            P2      | 2011-03-10 | optic nerve left
            P3      | 2011-03-10 | optic nerve left
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result   | titre
            all     | AQP4-IgG | serum    | fixed cell-based | positive |
            all     | MOG-IgG  | serum    | fixed cell-based | positive | 320
        """,
        diagnoses="""
            patient | label   | alternatives_excluded
            P1      |         | yes
            P2      | unknown | yes
            P3      |         | no
        """,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | IPND 2015  | met if alternatives are excluded
            P1      | MOGAD 2023 | met if alternatives are excluded
            P2      | IPND 2015  | met if alternatives are excluded
            P2      | MOGAD 2023 | met if alternatives are excluded
            P3      | IPND 2015  | not met
            P3      | MOGAD 2023 | not met
        """,
    )
