"""IPND 2015 without AQP4-IgG.

AQP4-IgG negative, not tested or not known: two different core characteristics, in one attack or several, each with what MRI must
show, and one of them optic neuritis, longitudinally extensive myelitis or an area postrema syndrome.
"""

_OPTIC_AND_CORD = """
    patient | onset      | sites
    P1      | 2011-03-10 | optic nerve left
    P1      | 2013-06-01 | spinal cord
"""
_ADEQUATE_NEGATIVE = """
    patient | analyte  | specimen | assay          | result
    P1      | AQP4-IgG | serum    | fixed cell-based | negative
"""


def test_one_attack_with_two_characteristics_is_enough(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left, spinal cord
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern
            P1      | 2011-03-12 | spinal cord | 5                   |
            P1      | 2011-03-12 | brain       |                     | normal
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_left_then_right_optic_neuritis_are_one_characteristic(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
            P1      | 2012-09-01 | optic nerve right
        """,
        mri_scans="""
            patient | scanned    | region | optic_nerve_over_half | brain_pattern
            P1      | 2011-03-12 | orbit  | yes                   |
            P1      | 2012-09-03 | brain  |                       | normal
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
        """,
    )


def test_not_tested_for_aqp4_igg_is_without_it_too(spec):
    """Somebody never tested for AQP4-IgG can meet what is asked without it."""
    spec(
        attacks=_OPTIC_AND_CORD,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern
            P1      | 2011-03-12 | brain       |                     | normal
            P1      | 2013-06-02 | spinal cord | 5                   |
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_short_myelitis_does_not_count_without_aqp4_igg(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
            P1      | 2013-06-01 | spinal cord
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern | cord_atrophy
            P1      | 2011-03-12 | brain       |                     | normal        |
            P1      | 2013-06-02 | spinal cord | 2                   |               | 0
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
        """,
        expect_red_flags="""
            patient | criterion | red_flag
            P1      | IPND 2015 | short_cord_lesion
        """,
    )


def test_the_length_of_the_cord_lesion_decides(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
            P1      | 2013-06-01 | spinal cord
        """,
        mri_scans="""
            patient | scanned    | region      | cord_lesion | brain_pattern | cord_atrophy
            P1      | 2011-03-12 | brain       |             | nonspecific   |
            P1      | 2013-06-02 | spinal cord | yes         |               | 0
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
        """,
        expect_deciding="""
            patient | criterion | decides            | could decide
            P1      | IPND 2015 | myelitis_extensive | myelitis_extensive
        """,
    )


def test_mri_not_done_is_not_the_same_as_no_lesion(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left, spinal cord
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
        """,
    )


def test_cord_atrophy_stands_for_the_lesion_but_the_myelitis_is_not_extensive(spec):
    """Atrophy fulfils what MRI must show of a myelitis; the characteristic that must be there it is not, unless told so."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | brainstem
            P1      | 2013-06-01 | spinal cord
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | cord_atrophy | brainstem_lesion
            P1      | 2011-03-12 | brain       |                     |              | yes
            P1      | 2013-06-02 | spinal cord | 1                   | 6            |
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
        """,
    )


def test_cord_atrophy_may_be_told_to_make_the_myelitis_extensive(spec):
    spec(
        definitions={"ipnd_atrophy_is_extensive_myelitis": True},
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | brainstem
            P1      | 2013-06-01 | spinal cord
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | cord_atrophy | brainstem_lesion
            P1      | 2011-03-12 | brain       |                     |              | yes
            P1      | 2013-06-02 | spinal cord | 1                   | 6            |
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_none_of_the_three_typical_characteristics_does_not_meet(spec):
    """A brainstem and a cerebral syndrome are two characteristics, but neither is one of the three."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | brainstem
            P1      | 2013-06-01 | cerebrum
        """,
        mri_scans="""
            patient | scanned    | region | brainstem_lesion | cerebral_lesion
            P1      | 2011-03-12 | brain  | yes              |
            P1      | 2013-06-02 | brain  |                  | yes
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
        """,
    )


def test_area_postrema_syndrome_and_extensive_myelitis_meet(spec):
    spec(
        attacks="""
            patient | onset      | sites         | area_postrema_hours
            P1      | 2011-03-10 | area postrema | 100
            P1      | 2013-06-01 | spinal cord   |
        """,
        mri_scans="""
            patient | scanned    | region      | area_postrema_lesion | longitudinally_extensive
            P1      | 2011-03-12 | brain       | yes                  |
            P1      | 2013-06-02 | spinal cord |                      | yes
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_a_third_characteristic_without_its_lesion_does_not_matter(spec):
    """Of three characteristics two have what MRI must show: those two are counted."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
            P1      | 2013-06-01 | spinal cord
            P1      | 2015-01-15 | brainstem
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern | brainstem_lesion
            P1      | 2011-03-12 | brain       |                     | normal        |
            P1      | 2013-06-02 | spinal cord | 4                   |               |
            P1      | 2015-01-17 | brain       |                     | nonspecific   | no
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_every_characteristic_may_be_required_to_have_its_lesion(spec):
    spec(
        definitions={"ipnd_requirements_of": "every characteristic"},
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
            P1      | 2013-06-01 | spinal cord
            P1      | 2015-01-15 | brainstem
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern | brainstem_lesion
            P1      | 2011-03-12 | brain       |                     | normal        |
            P1      | 2013-06-02 | spinal cord | 4                   |               |
            P1      | 2015-01-17 | brain       |                     | nonspecific   | no
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
        """,
    )


def test_optic_neuritis_with_a_typical_brain_lesion_needs_the_nerve(spec):
    """A brain lesion typical of NMOSD is neither normal nor nonspecific: then a long lesion of the nerve must be shown."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left, spinal cord
            P2      | 2011-03-10 | optic nerve left, spinal cord
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern    | optic_nerve_over_half | chiasm_lesion
            P1      | 2011-03-12 | spinal cord | 4                   |                  |                       |
            P1      | 2011-03-12 | brain       |                     | typical of NMOSD |                       |
            P1      | 2011-03-12 | orbit       |                     |                  | no                    | no
            P2      | 2011-03-12 | spinal cord | 4                   |                  |                       |
            P2      | 2011-03-12 | brain       |                     | typical of NMOSD |                       |
            P2      | 2011-03-12 | orbit       |                     |                  | no                    | yes
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
            P2      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
            P2      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_a_typical_brain_lesion_may_be_told_not_to_speak_against_optic_neuritis(spec):
    spec(
        definitions={"ipnd_brain_lesion_with_optic_neuritis": True},
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left, spinal cord
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern
            P1      | 2011-03-12 | spinal cord | 4                   |
            P1      | 2011-03-12 | brain       |                     | typical of NMOSD
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_lesions_typical_of_ms_speak_against_optic_neuritis(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left, spinal cord
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern | optic_nerve_over_half | chiasm_lesion
            P1      | 2011-03-12 | spinal cord | 4                   |               |                       |
            P1      | 2011-03-12 | brain       |                     | typical of MS |                       |
            P1      | 2011-03-12 | orbit       |                     |               | no                    | no
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
        """,
    )


def test_a_later_scan_can_show_the_lesion(spec):
    """A scan that belongs to no attack can show what is required of one."""
    spec(
        attacks=_OPTIC_AND_CORD,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern
            P1      | 2011-03-12 | brain       |                     | normal
            P1      | 2013-10-01 | spinal cord | 5                   |
        """,
        antibody_tests=_ADEQUATE_NEGATIVE,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_a_later_scan_cannot_show_that_there_was_no_lesion(spec):
    spec(
        attacks=_OPTIC_AND_CORD,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern
            P1      | 2011-03-12 | brain       |                     | normal
            P1      | 2013-10-01 | spinal cord | 0                   |
        """,
        antibody_tests=_ADEQUATE_NEGATIVE,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
        """,
    )


def test_only_scans_of_the_attack_may_be_told_to_count(spec):
    spec(
        definitions={"required_lesion_on": "scans of the attack"},
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
            P1      | 2013-06-01 | spinal cord
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern
            P1      | 2011-03-12 | brain       |                     | normal
            P1      | 2013-10-01 | spinal cord | 5                   |
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
        """,
    )
