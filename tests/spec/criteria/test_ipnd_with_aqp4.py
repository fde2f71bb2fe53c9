"""IPND 2015 with AQP4-IgG.

One core characteristic is enough, and no length of a lesion is asked for; diencephalic and cerebral syndromes need their typical
lesion. A positive counts by any assay (`aqp4_positive_tiers`); one that is not by a cell-based assay leaves the verdict unconfirmed.
Whether alternatives are excluded is what a person answered, and nothing else.
"""


def test_one_optic_neuritis_with_aqp4_igg_is_enough(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve right
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict                          | unconfirmed
            P1      | IPND 2015 | met if alternatives are excluded | no
        """,
    )


def test_short_myelitis_is_enough_with_aqp4_igg(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion
            P1      | 2011-03-12 | spinal cord | 1.5
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | live cell-based  | positive
        """,
        diagnoses="""
            patient | label | alternatives_excluded
            P1      | NMOSD | yes
        """,
        expect_verdicts="""
            patient | criterion | verdict | unconfirmed
            P1      | IPND 2015 | met     | no
        """,
    )


def test_a_positive_by_elisa_alone_meets_unconfirmed(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay | result
            P1      | AQP4-IgG | serum    | ELISA | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict                          | unconfirmed
            P1      | IPND 2015 | met if alternatives are excluded | yes
        """,
    )


def test_a_positive_by_elisa_alone_decides_nothing_where_it_is_not_to_count(spec):
    spec(
        definitions={"aqp4_positive_tiers": ["positive, cell-based assay"]},
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay | result
            P1      | AQP4-IgG | serum    | ELISA | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict     | unconfirmed
            P1      | IPND 2015 | cannot tell | no
        """,
        expect_deciding="""
            patient | criterion | decides       | could decide
            P1      | IPND 2015 | aqp4_positive | aqp4_positive
        """,
    )


def test_a_positive_whose_assay_is_not_stated_meets_unconfirmed(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay | result
            P1      | AQP4-IgG | serum    |       | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict                          | unconfirmed
            P1      | IPND 2015 | met if alternatives are excluded | yes
        """,
    )


def test_a_negative_drawn_after_plasma_exchange_leaves_one_characteristic_open(spec):
    """A negative drawn after plasma exchange does not make AQP4-IgG negative: with one characteristic it cannot be told."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
        """,
        antibody_tests="""
            patient | analyte  | specimen | sampled    | assay          | result   | on_treatment
            P1      | AQP4-IgG | serum    | 2011-03-20 | fixed cell-based | negative | after plasma exchange
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
        """,
        expect_deciding="""
            patient | criterion | decides       | could decide
            P1      | IPND 2015 | aqp4_positive | aqp4_positive
        """,
    )


def test_an_adequate_negative_and_one_characteristic_do_not_meet(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
        """,
        antibody_tests="""
            patient | analyte  | specimen | sampled    | assay          | result
            P1      | AQP4-IgG | serum    | 2011-03-20 | fixed cell-based | negative
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
        """,
    )


def test_a_positive_in_cerebrospinal_fluid_only_decides_nothing(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | CSF      | fixed cell-based | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
        """,
        expect_red_flags="""
            patient | criterion | red_flag
            P1      | IPND 2015 | aqp4_csf_only
        """,
    )


def test_area_postrema_syndrome_of_24_hours_without_a_lesion_is_none(spec):
    spec(
        attacks="""
            patient | onset      | sites         | area_postrema_hours
            P1      | 2011-03-10 | area postrema | 24
        """,
        mri_scans="""
            patient | scanned    | region | area_postrema_lesion
            P1      | 2011-03-12 | brain  | no
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
        """,
    )


def test_area_postrema_syndrome_of_24_hours_with_a_lesion_is_one(spec):
    spec(
        attacks="""
            patient | onset      | sites         | area_postrema_hours
            P1      | 2011-03-10 | area postrema | 24
        """,
        mri_scans="""
            patient | scanned    | region | area_postrema_lesion
            P1      | 2011-03-12 | brain  | yes
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
        """,
    )


def test_area_postrema_syndrome_of_unknown_length_without_mri_cannot_be_told(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | area postrema
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
        """,
        expect_deciding="""
            patient | criterion | decides                | could decide
            P1      | IPND 2015 | area_postrema_syndrome | area_postrema_syndrome
        """,
    )


def test_a_lesion_without_symptoms_is_no_characteristic(spec):
    """A lesion that gave no symptoms is no characteristic, with AQP4-IgG either."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | other
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | area_postrema_lesion
            P1      | 2011-03-12 | spinal cord | 6                   |
            P1      | 2011-03-12 | brain       |                     | yes
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | not met
        """,
    )


def test_a_cerebral_syndrome_needs_its_lesion_with_aqp4_igg_too(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | cerebrum
            P2      | 2011-03-10 | cerebrum
            P3      | 2011-03-10 | cerebrum
        """,
        mri_scans="""
            patient | scanned    | region | cerebral_lesion
            P1      | 2011-03-12 | brain  | yes
            P2      | 2011-03-12 | brain  | no
            P3      | 2011-03-12 | brain  | not done
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | positive
            P2      | AQP4-IgG | serum    | fixed cell-based | positive
            P3      | AQP4-IgG | serum    | fixed cell-based | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | met if alternatives are excluded
            P2      | IPND 2015 | not met
            P3      | IPND 2015 | cannot tell
        """,
    )


def test_narcolepsy_needs_a_diencephalic_lesion(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | diencephalon
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | IPND 2015 | cannot tell
        """,
        expect_deciding="""
            patient | criterion | decides            | could decide
            P1      | IPND 2015 | diencephalic_shown | diencephalic_shown
        """,
    )
