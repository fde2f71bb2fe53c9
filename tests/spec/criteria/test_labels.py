"""The label of a person, by all criteria together.

They stand in an order: NMOSD with AQP4-IgG, MOGAD, NMOSD without AQP4-IgG, multiple sclerosis. The first that holds is the label,
once those before it are known not to; what else is met literally is told beside it.
"""

_TWO_CHARACTERISTICS = """
    patient | id | onset      | sites
    P1      | o  | 2011-03-10 | optic nerve left
    P1      | m  | 2012-05-10 | spinal cord
"""
_THEIR_MRI = """
    patient | attack | region      | longest_cord_lesion | brain_pattern
    P1      | o      | brain       |                     | normal
    P1      | m      | spinal cord | 6                   |
"""


def test_a_seronegative_without_a_mog_test_has_no_label_yet(spec):
    """The verdict on IPND 2015 stays visible beside it."""
    spec(
        attacks=_TWO_CHARACTERISTICS,
        mri_scans=_THEIR_MRI,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
        expect_labels="""
            patient | label       | possible                      | waits_for | also
            P1      | cannot tell | MOGAD, NMOSD without AQP4-IgG | MOG-IgG   | IPND 2015, NMO 2006
        """,
    )


def test_without_mog_igg_it_is_nmosd(spec):
    spec(
        attacks=_TWO_CHARACTERISTICS,
        mri_scans=_THEIR_MRI,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
            P1      | MOG-IgG  | serum    | fixed cell-based | negative
            P1      | MOG-IgG  | CSF      | fixed cell-based | negative
        """,
        expect_labels="""
            patient | label                  | if_alternatives_excluded | also     | waits_for
            P1      | NMOSD without AQP4-IgG | yes                      | NMO 2006 |
        """,
    )


def test_with_mog_igg_it_is_mogad_and_ipnd_stays_beside_it(spec):
    spec(
        attacks=_TWO_CHARACTERISTICS,
        mri_scans=_THEIR_MRI,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result   | titre
            P1      | AQP4-IgG | serum    | fixed cell-based | negative |
            P1      | MOG-IgG  | serum    | fixed cell-based | positive | 320
        """,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | IPND 2015  | met if alternatives are excluded
            P1      | MOGAD 2023 | met if alternatives are excluded
        """,
        expect_labels="""
            patient | label | if_alternatives_excluded | also
            P1      | MOGAD | yes                      | IPND 2015, NMO 2006
        """,
    )


def test_aqp4_igg_comes_before_everything(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
            P2      | 2011-03-10 | optic nerve left
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result   | titre
            P1      | AQP4-IgG | serum    | fixed cell-based | positive |
            P2      | AQP4-IgG | serum    | fixed cell-based | positive |
            P2      | MOG-IgG  | serum    | fixed cell-based | positive | 320
        """,
        diagnoses="""
            patient | label | alternatives_excluded
            P1      | NMOSD | yes
        """,
        expect_labels="""
            patient | label               | if_alternatives_excluded | also
            P1      | NMOSD with AQP4-IgG | no                       |
            P2      | NMOSD with AQP4-IgG | yes                      | MOGAD 2023
        """,
    )


def test_clear_mog_igg_waits_for_aqp4_igg(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
        """,
        antibody_tests="""
            patient | analyte | specimen | assay            | result   | titre
            P1      | MOG-IgG | serum    | fixed cell-based | positive | 320
        """,
        expect_labels="""
            patient | label       | possible                   | waits_for | also
            P1      | cannot tell | NMOSD with AQP4-IgG, MOGAD | AQP4-IgG  | MOGAD 2023
        """,
    )


def test_nmosd_with_or_without_aqp4_igg_is_nmosd(spec):
    """AQP4-IgG is negative by ELISA alone: whether with or without it is not settled, and it is NMOSD either way."""
    spec(
        attacks=_TWO_CHARACTERISTICS,
        mri_scans=_THEIR_MRI,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result
            P1      | AQP4-IgG | serum    | ELISA            | negative
            P1      | MOG-IgG  | serum    | fixed cell-based | negative
            P1      | MOG-IgG  | CSF      | fixed cell-based | negative
        """,
        expect_labels="""
            patient | label                       | if_alternatives_excluded | waits_for
            P1      | NMOSD, AQP4-IgG not settled | yes                      |
        """,
    )


def test_an_unconfirmed_assay_is_told(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay | result
            P1      | AQP4-IgG | serum    | ELISA | positive
        """,
        expect_labels="""
            patient | label               | unconfirmed
            P1      | NMOSD with AQP4-IgG | yes
        """,
    )


def test_a_found_alternative_leaves_no_label(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result
            P1      | AQP4-IgG | serum    | fixed cell-based | positive
        """,
        diagnoses="""
            patient | alternatives_excluded
            P1      | no
        """,
        expect_labels="""
            patient | label            | also
            P1      | not one of these |
        """,
    )


def test_multiple_sclerosis_comes_last(spec):
    """Two regions and a second attack, and neither antibody."""
    spec(
        attacks="""
            patient | onset      | sites            | partial_myelitis
            P1      | 2011-03-10 | brainstem        |
            P1      | 2012-05-10 | spinal cord      | yes
        """,
        patients="""
            patient | age_at_onset | coexisting_diseases_complete
            P1      | 28           | yes
        """,
        mri_scans="""
            patient | scanned    | region      | periventricular_lesion | infratentorial_lesion | typical_cord_lesion | longest_cord_lesion | area_postrema_lesion | brainstem_lesion | brain_pattern
            P1      | 2011-03-12 | brain       | yes                    | yes                   |                     |                     | no                   | no               | typical of MS
            P1      | 2012-05-12 | spinal cord |                        |                       | yes                 | 1                   |                      |                  |
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
            P1      | MOG-IgG  | serum    | fixed cell-based | negative
            P1      | MOG-IgG  | CSF      | fixed cell-based | negative
        """,
        expect_labels="""
            patient | label              | if_alternatives_excluded | waits_for
            P1      | multiple sclerosis | yes                      |
        """,
    )


def test_attacks_that_are_not_all_on_record_may_have_struck_elsewhere(spec):
    spec(
        patients="""
            patient | attacks_complete
            P1      | yes
            P2      | no
        """,
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
            P2      | 2011-03-10 | spinal cord
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | NMO 2006  | not met
            P2      | NMO 2006  | cannot tell
        """,
    )
