"""Red flags.

What should make somebody doubt NMOSD is told beside the verdict, and excludes nothing.
"""

_POSITIVE = """
    patient | analyte  | specimen | assay          | result
    P1      | AQP4-IgG | serum    | fixed cell-based | positive
"""


def test_a_red_flag_excludes_nothing(spec):
    spec(
        patients="""
            patient | progressive_course
            P1      | yes
        """,
        attacks="""
            patient | onset      | sites       | hours_to_nadir
            P1      | 2011-03-10 | spinal cord | 2
        """,
        antibody_tests=_POSITIVE,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
        expect_red_flags="""
            patient | criterion | red_flag
            P1      | IPND 2015 | progressive_course
            P1      | IPND 2015 | nadir_too_fast
        """,
    )


def test_four_hours_and_four_weeks_are_no_red_flags(spec):
    spec(
        attacks="""
            patient | onset      | sites       | hours_to_nadir
            P1      | 2011-03-10 | spinal cord | 4
            P2      | 2011-03-10 | spinal cord | 672
            P3      | 2011-03-10 | spinal cord | 673
        """,
        expect_red_flags="""
            patient | criterion | red_flag
            P3      | IPND 2015 | worsening_too_long
        """,
    )


def test_bands_in_the_fluid_and_lesions_of_multiple_sclerosis(spec):
    spec(
        attacks="""
            patient | onset      | sites       | partial_myelitis
            P1      | 2011-03-10 | spinal cord | yes
        """,
        csf_samples="""
            patient | sampled    | oligoclonal_bands | mrz_reaction
            P1      | 2011-03-12 | type 2            | yes
        """,
        mri_scans="""
            patient | scanned    | region      | dawson_fingers | cortical_lesion | longest_cord_lesion | peripheral_cord_lesion
            P1      | 2011-03-12 | brain       | yes            | yes             |                     |
            P1      | 2011-03-12 | spinal cord |                |                 | 1                   | yes
        """,
        expect_red_flags="""
            patient | criterion | red_flag
            P1      | IPND 2015 | partial_myelitis
            P1      | IPND 2015 | csf_specific_bands
            P1      | IPND 2015 | mrz_reaction
            P1      | IPND 2015 | dawson_fingers
            P1      | IPND 2015 | cortical_lesion
            P1      | IPND 2015 | short_cord_lesion
            P1      | IPND 2015 | peripheral_cord_lesion
        """,
    )


def test_sarcoidosis_and_two_antibodies(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | positive
            P1      | MOG-IgG  | serum    | fixed cell-based | positive
        """,
        comorbidities="""
            patient | disease
            P1      | sarcoidosis
        """,
        expect_red_flags="""
            patient | criterion | red_flag
            P1      | IPND 2015 | explaining_disease
            P1      | IPND 2015 | both_antibodies
        """,
    )


def test_a_child_with_extensive_myelitis_without_aqp4_igg(spec):
    spec(
        patients="""
            patient | age_at_onset
            P1      | 9
            P2      | 30
        """,
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
            P2      | 2011-03-10 | spinal cord
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion
            P1      | 2011-03-12 | spinal cord | 8
            P2      | 2011-03-12 | spinal cord | 8
        """,
        expect_red_flags="""
            patient | criterion | red_flag
            P1      | IPND 2015 | child_with_extensive_myelitis
        """,
    )


def test_a_child_whose_brain_looks_like_adem(spec):
    spec(
        patients="""
            patient | age_at_onset
            P1      | 9
        """,
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve
        """,
        mri_scans="""
            patient | scanned    | region | brain_pattern
            P1      | 2011-03-12 | brain  | like ADEM
        """,
        expect_red_flags="""
            patient | criterion | red_flag
            P1      | IPND 2015 | child_like_adem
        """,
    )


def test_aqp4_antibodies_of_another_class_never_make_aqp4_igg_positive(spec):
    """IgM or IgA without IgG is a red flag; beside IgG it is none."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
            P2      | 2011-03-10 | spinal cord
            P3      | 2011-03-10 | spinal cord
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion
            P1      | 2011-03-12 | spinal cord | 5
            P2      | 2011-03-12 | spinal cord | 5
            P3      | 2011-03-12 | spinal cord | 5
        """,
        antibody_tests="""
            patient | analyte         | specimen | assay            | result
            P1      | AQP4-IgM or IgA | serum    | fixed cell-based | positive
            P2      | AQP4-IgM or IgA | serum    | fixed cell-based | positive
            P2      | AQP4-IgG        | serum    | fixed cell-based | negative
            P3      | AQP4-IgM or IgA | serum    | fixed cell-based | positive
            P3      | AQP4-IgG        | serum    | fixed cell-based | positive
        """,
        expect_serostatus="""
            patient | aqp4
            P1      | unknown
            P2      | negative, cell-based assay
            P3      | positive, cell-based assay
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
            P2      | IPND 2015 | not met
            P3      | IPND 2015 | met if alternatives are excluded
        """,
        expect_red_flags="""
            patient | criterion | red_flag
            P1      | IPND 2015 | aqp4_other_class_only
            P2      | IPND 2015 | aqp4_other_class_only
        """,
    )
