"""Alternative diagnoses.

Whether they are excluded is what a person answered beside a label of the disease, or beside none: the latest answer. Software never
infers it.
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
