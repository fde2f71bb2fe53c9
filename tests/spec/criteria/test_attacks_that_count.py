"""Which attacks count for the criteria.

All but pseudo-attacks, and those that a reviewer set aside. What is not among the attacks on record did not happen, unless a person
has none on record at all; then it cannot be told.
"""

_POSITIVE = """
    patient | analyte  | specimen | assay          | result
    P1      | AQP4-IgG | serum    | fixed cell-based | positive
"""


def test_a_pseudo_attack_is_no_characteristic(spec):
    spec(
        attacks="""
            patient | onset      | sites       | objective_change | new_mri_lesion | other_cause
            P1      | 2011-03-10 | spinal cord | no               | no             | yes
        """,
        antibody_tests=_POSITIVE,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
        """,
    )


def test_a_report_that_was_set_aside_is_no_characteristic(spec):
    spec(
        attacks="""
            patient | onset      | sites       | adjudication
            P1      | 2011-03-10 | spinal cord | not an attack
        """,
        antibody_tests=_POSITIVE,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
        """,
    )


def test_an_undetermined_attack_counts(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
        """,
        antibody_tests=_POSITIVE,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_an_undetermined_attack_that_is_not_to_count_cannot_be_told(spec):
    spec(
        definitions={"criteria_certainties": ["definite", "probable"]},
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
        """,
        antibody_tests=_POSITIVE,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
        """,
    )


def test_an_attack_whose_site_is_not_stated_can_be_any(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 |
        """,
        antibody_tests=_POSITIVE,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
        """,
    )


def test_nobody_without_attacks_on_record_is_said_to_have_had_none(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P2      | 2011-03-10 | spinal cord
        """,
        antibody_tests=_POSITIVE,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
            P2      | IPND 2015 | cannot tell
        """,
    )


def test_a_person_without_attacks_may_be_told_to_have_had_none(spec):
    spec(
        definitions={"without_attacks": "no attack"},
        attacks="""
            patient | onset      | sites
            P2      | 2011-03-10 | spinal cord
        """,
        antibody_tests=_POSITIVE,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
            P2      | IPND 2015 | cannot tell
        """,
    )


def test_where_nobody_has_attacks_on_record_nothing_can_be_told(spec):
    """A table that is empty for everybody says nothing of anybody, whatever the definitions say of one person without a row."""
    spec(
        definitions={"without_attacks": "no attack"},
        antibody_tests=_POSITIVE,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
            P1      | NMO 2006  | cannot tell
        """,
    )
