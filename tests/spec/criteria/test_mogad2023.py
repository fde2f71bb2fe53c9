"""MOGAD 2023.

A core clinical demyelinating event, and MOG-IgG by a cell-based assay. A clear positive in blood is enough; a low one, one without a
titre and one in the cerebrospinal fluid alone need AQP4-IgG negative and a supporting feature of an event at its own site. What the
laboratory calls a positive counts before its titre. Better diagnoses must be excluded, which only a person can say.
"""

import pytest

_LEFT_OPTIC_NEURITIS = """
    patient | id | onset      | sites
    P1      | a1 | 2011-03-10 | optic nerve left
"""
_CLEAR = """
    patient | analyte | specimen | assay            | result   | titre
    P1      | MOG-IgG | serum    | fixed cell-based | positive | 320
"""
_LOW_AND_NO_AQP4 = """
    patient | analyte  | specimen | assay            | result   | titre
    P1      | MOG-IgG  | serum    | fixed cell-based | positive | 32
    P1      | AQP4-IgG | serum    | fixed cell-based | negative |
"""
_NO_SUPPORT = """
    patient | scanned    | region | optic_nerve_over_half | perineural_enhancement
    P1      | 2011-03-12 | orbit  | no                    | no
"""
_FREE_DISC = """
    patient | examined   | eye  | disc_oedema
    P1      | 2011-03-12 | left | no
"""
_MET = """
    patient | criterion  | verdict
    P1      | MOGAD 2023 | met if alternatives are excluded
"""
_NOT_MET = """
    patient | criterion  | verdict
    P1      | MOGAD 2023 | not met
"""
_CANNOT_TELL = """
    patient | criterion  | verdict
    P1      | MOGAD 2023 | cannot tell
"""


def test_a_clear_positive_with_one_optic_neuritis_needs_nothing_more(spec):
    spec(attacks=_LEFT_OPTIC_NEURITIS, antibody_tests=_CLEAR, expect_verdicts=_MET)


def test_whether_better_diagnoses_are_excluded_is_a_persons_answer_beside_its_own_label(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
            P2      | 2011-03-10 | spinal cord
            P3      | 2011-03-10 | spinal cord
        """,
        antibody_tests="""
            patient | analyte | specimen | assay            | result   | titre
            P1      | MOG-IgG | serum    | fixed cell-based | positive | 100
            P2      | MOG-IgG | serum    | fixed cell-based | positive | 100
            P3      | MOG-IgG | serum    | fixed cell-based | positive | 100
        """,
        diagnoses="""
            patient | label | alternatives_excluded
            P1      | MOGAD | yes
            P2      | MOGAD | no
            P3      | NMOSD | yes
        """,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | met
            P2      | MOGAD 2023 | not met
            P3      | MOGAD 2023 | met if alternatives are excluded
        """,
    )


def test_each_core_event_is_enough_with_a_clear_positive(spec):
    """Six kinds of event; a syndrome that a report names needs no site. An attack elsewhere is none of them."""
    spec(
        attacks="""
            patient | onset      | sites         | syndrome
            P1      | 2011-03-10 | optic nerve   |
            P2      | 2011-03-10 | spinal cord   |
            P3      | 2011-03-10 |               | ADEM
            P4      | 2011-03-10 | cerebrum      |
            P5      | 2011-03-10 | brainstem     |
            P6      | 2011-03-10 | cerebellum    |
            P7      | 2011-03-10 |               | cerebral cortical encephalitis
            P8      | 2011-03-10 | other         |
        """,
        antibody_tests="""
            patient | analyte | specimen | assay          | result   | titre
            P1      | MOG-IgG | serum    | live cell-based | positive | 640
            P2      | MOG-IgG | serum    | live cell-based | positive | 640
            P3      | MOG-IgG | serum    | live cell-based | positive | 640
            P4      | MOG-IgG | serum    | live cell-based | positive | 640
            P5      | MOG-IgG | serum    | live cell-based | positive | 640
            P6      | MOG-IgG | serum    | live cell-based | positive | 640
            P7      | MOG-IgG | serum    | live cell-based | positive | 640
            P8      | MOG-IgG | serum    | live cell-based | positive | 640
        """,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | met if alternatives are excluded
            P2      | MOGAD 2023 | met if alternatives are excluded
            P3      | MOGAD 2023 | met if alternatives are excluded
            P4      | MOGAD 2023 | met if alternatives are excluded
            P5      | MOGAD 2023 | met if alternatives are excluded
            P6      | MOGAD 2023 | met if alternatives are excluded
            P7      | MOGAD 2023 | met if alternatives are excluded
            P8      | MOGAD 2023 | not met
        """,
    )


def test_an_area_postrema_syndrome_is_a_brainstem_event_unless_it_is_not_to_be(spec):
    spec(
        attacks="""
            patient | onset      | sites         | area_postrema_hours
            P1      | 2011-03-10 | area postrema | 72
        """,
        antibody_tests=_CLEAR,
        expect_verdicts=_MET,
    )
    spec(
        definitions={"mogad_area_postrema_is_brainstem": False},
        attacks="""
            patient | onset      | sites         | area_postrema_hours
            P1      | 2011-03-10 | area postrema | 72
        """,
        antibody_tests=_CLEAR,
        expect_verdicts=_NOT_MET,
    )


def test_a_diencephalic_event_is_a_cerebral_one_unless_it_is_not_to_be(spec):
    spec(
        attacks="""
            patient | onset      | sites        | area_postrema_hours
            P1      | 2011-03-10 | diencephalon |
        """,
        antibody_tests=_CLEAR,
        expect_verdicts=_MET,
    )
    spec(
        definitions={"mogad_diencephalon_is_cerebral": False},
        attacks="""
            patient | onset      | sites        | area_postrema_hours
            P1      | 2011-03-10 | diencephalon |
        """,
        antibody_tests=_CLEAR,
        expect_verdicts=_NOT_MET,
    )


def test_a_low_positive_with_a_supporting_feature_and_aqp4_igg_negative(spec):
    spec(
        attacks=_LEFT_OPTIC_NEURITIS,
        mri_scans="""
            patient | scanned    | region | perineural_enhancement
            P1      | 2011-03-12 | orbit  | yes
        """,
        antibody_tests=_LOW_AND_NO_AQP4,
        expect_verdicts=_MET,
    )


def test_a_low_positive_without_a_supporting_feature_is_not_enough(spec):
    spec(
        attacks=_LEFT_OPTIC_NEURITIS,
        mri_scans=_NO_SUPPORT,
        eye_exams=_FREE_DISC,
        antibody_tests=_LOW_AND_NO_AQP4,
        expect_verdicts=_NOT_MET,
    )


def test_a_feature_that_nobody_looked_for_decides_a_low_positive(spec):
    """The optic disc was not examined: with oedema the criteria are met, without it they are not."""
    spec(
        attacks=_LEFT_OPTIC_NEURITIS,
        mri_scans=_NO_SUPPORT,
        antibody_tests=_LOW_AND_NO_AQP4,
        expect_verdicts=_CANNOT_TELL,
        expect_deciding="""
            patient | criterion  | decides           | could decide
            P1      | MOGAD 2023 | mogad_disc_oedema | mogad_disc_oedema
        """,
    )


def test_a_low_positive_needs_aqp4_igg_negative(spec):
    """Positive: not met. Not tested, or negative by an assay that is not adequate: it cannot be told."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve right, optic nerve left
            P2      | 2011-03-10 | optic nerve right, optic nerve left
            P3      | 2011-03-10 | optic nerve right, optic nerve left
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result   | titre
            P1      | MOG-IgG  | serum    | fixed cell-based | positive | 32
            P1      | AQP4-IgG | serum    | fixed cell-based | positive |
            P2      | MOG-IgG  | serum    | fixed cell-based | positive | 32
            P3      | MOG-IgG  | serum    | fixed cell-based | positive | 32
            P3      | AQP4-IgG | serum    | ELISA            | negative |
        """,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | not met
            P2      | MOGAD 2023 | cannot tell
            P3      | MOGAD 2023 | cannot tell
        """,
        expect_deciding="""
            patient | criterion  | decides       | could decide
            P1      | MOGAD 2023 |               |
            P2      | MOGAD 2023 | aqp4_positive | aqp4_positive
            P3      | MOGAD 2023 | aqp4_positive | aqp4_positive
        """,
    )


def test_a_titre_of_100_is_clear_and_one_of_99_is_low(spec):
    """Without AQP4-IgG on record, so that only a clear positive is met; a positive below 1:10 cannot be graded."""
    tests = """
        patient | analyte | specimen | assay            | result   | titre | lab_call
        P1      | MOG-IgG | serum    | fixed cell-based | positive | 100   |
        P2      | MOG-IgG | serum    | fixed cell-based | positive | 99    |
        P3      | MOG-IgG | serum    | fixed cell-based | positive | 5     |
        P4      | MOG-IgG | serum    | fixed cell-based | negative |       |
    """
    spec(
        definitions={"mogad_positive_without_titre": "not clear"},
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
            P2      | 2011-03-10 | optic nerve left
            P3      | 2011-03-10 | optic nerve left
            P4      | 2011-03-10 | optic nerve left
        """,
        antibody_tests=tests,
        mri_scans="""
            patient | scanned    | region | optic_nerve_over_half | perineural_enhancement
            P2      | 2011-03-12 | orbit  | no                    | no
        """,
        eye_exams="""
            patient | examined   | eye  | disc_oedema
            P2      | 2011-03-12 | left | no
        """,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | met if alternatives are excluded
            P2      | MOGAD 2023 | not met
            P3      | MOGAD 2023 | cannot tell
            P4      | MOGAD 2023 | not met
        """,
        expect_deciding="""
            patient | criterion  | decides | could decide
            P1      | MOGAD 2023 |         |
            P2      | MOGAD 2023 |         |
            P3      | MOGAD 2023 |         | mog_clear
            P4      | MOGAD 2023 |         |
        """,
    )


def test_what_the_laboratory_calls_a_positive_counts_before_its_titre(spec):
    """Two people whose titre and laboratory disagree; the definitions can let the titre count first."""
    tables = {
        "attacks": """
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
            P2      | 2011-03-10 | spinal cord
        """,
        "mri_scans": """
            patient | scanned    | region      | longest_cord_lesion | conus_lesion | central_cord_lesion
            P1      | 2011-03-12 | spinal cord | 1                   | no           | no
            P2      | 2011-03-12 | spinal cord | 1                   | no           | no
        """,
        "antibody_tests": """
            patient | analyte | specimen | assay          | result   | titre | lab_call
            P1      | MOG-IgG | serum    | flow cytometry | positive | 40    | clear positive
            P2      | MOG-IgG | serum    | flow cytometry | positive | 160   | low positive
        """,
    }
    spec(
        **tables,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | met if alternatives are excluded
            P2      | MOGAD 2023 | not met
        """,
    )
    spec(
        definitions={"mogad_titre_before_call": True},
        **tables,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | not met
            P2      | MOGAD 2023 | met if alternatives are excluded
        """,
    )


def test_a_titre_by_a_live_assay_can_be_left_out(spec):
    """Each laboratory has its own cut-off for a live assay: read as no titre, 1:320 no longer is clear, and may be."""
    live = """
        patient | analyte | specimen | assay           | result   | titre
        P1      | MOG-IgG | serum    | live cell-based | positive | 320
    """
    spec(attacks=_LEFT_OPTIC_NEURITIS, antibody_tests=live, expect_verdicts=_MET)
    spec(
        definitions={"mogad_live_titre": "no titre"},
        attacks=_LEFT_OPTIC_NEURITIS,
        antibody_tests=live,
        expect_verdicts=_CANNOT_TELL,
    )
    spec(definitions={"mogad_live_titre": "no titre"}, attacks=_LEFT_OPTIC_NEURITIS, antibody_tests=_CLEAR, expect_verdicts=_MET)


_NO_TITRE = """
    patient | analyte  | specimen | assay            | result   | titre
    P1      | MOG-IgG  | serum    | fixed cell-based | positive |
    P1      | AQP4-IgG | serum    | fixed cell-based | negative |
"""


def test_a_positive_without_a_titre_needs_support(spec):
    spec(
        attacks=_LEFT_OPTIC_NEURITIS,
        eye_exams="""
            patient | examined   | eye  | disc_oedema
            P1      | 2011-03-12 | left | yes
        """,
        antibody_tests=_NO_TITRE,
        expect_verdicts=_MET,
    )


def test_a_positive_without_a_titre_and_without_support_waits_for_the_titre(spec):
    """It may be clear, so that it cannot be told; read as not clear, it is not met."""
    tables = {
        "attacks": _LEFT_OPTIC_NEURITIS,
        "mri_scans": _NO_SUPPORT,
        "eye_exams": _FREE_DISC,
        "antibody_tests": _NO_TITRE,
    }
    spec(
        **tables,
        expect_verdicts=_CANNOT_TELL,
        expect_deciding="""
            patient | criterion  | decides   | could decide
            P1      | MOGAD 2023 | mog_clear | mog_clear
        """,
    )
    spec(definitions={"mogad_positive_without_titre": "not clear"}, **tables, expect_verdicts=_NOT_MET)


def test_a_positive_in_the_fluid_alone_counts_where_blood_is_negative_and_a_feature_supports_it(spec):
    tables = {
        "attacks": """
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
            P2      | 2011-03-10 | spinal cord
            P3      | 2011-03-10 | spinal cord
        """,
        "mri_scans": """
            patient | scanned    | region      | conus_lesion | longest_cord_lesion | central_cord_lesion
            P1      | 2011-03-12 | spinal cord | yes          | 1                   |
            P2      | 2011-03-12 | spinal cord | no           | 1                   | no
            P3      | 2011-03-12 | spinal cord | yes          | 1                   |
        """,
        "antibody_tests": """
            patient | analyte  | specimen | assay            | result
            P1      | MOG-IgG  | serum    | fixed cell-based | negative
            P1      | MOG-IgG  | CSF      | fixed cell-based | positive
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
            P2      | MOG-IgG  | serum    | fixed cell-based | negative
            P2      | MOG-IgG  | CSF      | fixed cell-based | positive
            P2      | AQP4-IgG | serum    | fixed cell-based | negative
            P3      | MOG-IgG  | CSF      | fixed cell-based | positive
            P3      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
    }
    spec(
        **tables,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | met if alternatives are excluded
            P2      | MOGAD 2023 | not met
            P3      | MOGAD 2023 | cannot tell
        """,
    )
    spec(
        definitions={"mogad_csf_without_serum": True},
        **tables,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | met if alternatives are excluded
            P2      | MOGAD 2023 | not met
            P3      | MOGAD 2023 | met if alternatives are excluded
        """,
    )


def test_where_blood_is_negative_a_fluid_that_was_not_tested_is_taken_as_negative(spec):
    """As it is rarely tested; the definitions can leave it open, and it then is what would decide."""
    tables = {
        "attacks": """
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve right, optic nerve left
        """,
        "antibody_tests": """
            patient | analyte  | specimen | assay            | result
            P1      | MOG-IgG  | serum    | fixed cell-based | negative
            P1      | AQP4-IgG | serum    | fixed cell-based | negative
        """,
    }
    spec(**tables, expect_verdicts=_NOT_MET)
    spec(
        definitions={"mogad_fluid_not_tested": "cannot tell"},
        **tables,
        expect_deciding="""
            patient | criterion  | decides    | could decide
            P1      | MOGAD 2023 | mog_in_csf | mog_in_csf
        """,
    )


def test_an_elisa_never_counts_and_is_told(spec):
    """Neither a positive nor a negative ELISA says anything: MOG-IgG by a cell-based assay is missing."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve right, optic nerve left
            P2      | 2011-03-10 | optic nerve right, optic nerve left
            P3      | 2011-03-10 | optic nerve right, optic nerve left
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result   | titre
            P1      | MOG-IgG  | serum    | ELISA            | positive | 1000
            P1      | AQP4-IgG | serum    | fixed cell-based | negative |
            P2      | MOG-IgG  | serum    | ELISA            | negative |
            P3      | MOG-IgG  | serum    | ELISA            | positive | 1000
            P3      | MOG-IgG  | serum    | fixed cell-based | negative |
        """,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | cannot tell
            P2      | MOGAD 2023 | cannot tell
            P3      | MOGAD 2023 | not met
        """,
        expect_red_flags="""
            patient | criterion  | red_flag
            P1      | MOGAD 2023 | mog_other_assay_only
            P3      | MOGAD 2023 | mog_other_assay_only
        """,
    )


def test_an_assay_that_is_not_stated_says_nothing_unless_it_is_taken_as_cell_based(spec):
    """Taken as cell-based it leaves the verdict unconfirmed."""
    tables = {
        "attacks": """
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve
            P2      | 2011-03-10 | optic nerve
        """,
        "antibody_tests": """
            patient | analyte | specimen | assay           | result   | titre
            P1      | MOG-IgG | serum    |                 | positive | 320
            P2      | MOG-IgG | serum    |                 | positive | 320
            P2      | MOG-IgG | serum    | live cell-based | positive | 320
        """,
    }
    spec(
        **tables,
        expect_verdicts="""
            patient | criterion  | verdict                          | unconfirmed
            P1      | MOGAD 2023 | cannot tell                      | no
            P2      | MOGAD 2023 | met if alternatives are excluded | no
        """,
    )
    spec(
        definitions={"mogad_unstated_assay": "cell-based"},
        **tables,
        expect_verdicts="""
            patient | criterion  | verdict                          | unconfirmed
            P1      | MOGAD 2023 | met if alternatives are excluded | yes
            P2      | MOGAD 2023 | met if alternatives are excluded | no
        """,
    )


def test_a_borderline_result_is_low_positive_where_the_laboratory_or_the_titre_says_so(spec):
    tables = {
        "attacks": """
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve right, optic nerve left
            P2      | 2011-03-10 | optic nerve right, optic nerve left
            P3      | 2011-03-10 | optic nerve right, optic nerve left
        """,
        "antibody_tests": """
            patient | analyte  | specimen | assay            | result     | titre | lab_call
            P1      | MOG-IgG  | serum    | fixed cell-based | borderline |       | low positive
            P1      | AQP4-IgG | serum    | fixed cell-based | negative   |       |
            P2      | MOG-IgG  | serum    | fixed cell-based | borderline | 10    |
            P2      | AQP4-IgG | serum    | fixed cell-based | negative   |       |
            P3      | MOG-IgG  | serum    | fixed cell-based | borderline |       |
            P3      | AQP4-IgG | serum    | fixed cell-based | negative   |       |
        """,
    }
    of_the_third = {"cannot tell": "cannot tell", "low positive": "met if alternatives are excluded", "negative": "not met"}
    for reading, verdict in of_the_third.items():
        spec(
            definitions={"mogad_borderline": reading},
            **tables,
            expect_verdicts=f"""
                patient | criterion  | verdict
                P1      | MOGAD 2023 | met if alternatives are excluded
                P2      | MOGAD 2023 | met if alternatives are excluded
                P3      | MOGAD 2023 | {verdict}
            """,
        )


def test_a_later_negative_does_not_undo_a_clear_positive(spec):
    spec(
        attacks=_LEFT_OPTIC_NEURITIS,
        antibody_tests="""
            patient | analyte | specimen | assay            | sampled    | result   | titre
            P1      | MOG-IgG | serum    | fixed cell-based | 2011-04-01 | positive | 320
            P1      | MOG-IgG | serum    | fixed cell-based | 2013-04-01 | negative |
        """,
        expect_verdicts=_MET,
    )


_OF_THE_BRAIN = ("deep_grey_lesion", "ill_defined_lesions", "cerebral_cortex_lesion", "ill_defined_brainstem_lesion")


@pytest.mark.parametrize(
    ("site", "region", "feature"),
    [
        ("optic nerve left", "orbit", "optic_nerve_over_half"),
        ("optic nerve left", "orbit", "perineural_enhancement"),
        ("spinal cord", "spinal cord", "longitudinally_extensive"),
        ("spinal cord", "spinal cord", "conus_lesion"),
        ("spinal cord", "spinal cord", "central_cord_lesion"),
        ("spinal cord", "spinal cord", "cord_h_sign"),
        *(
            (site, "brain", feature)
            for site, feature in zip(("cerebrum", "brainstem", "cerebrum", "cerebellum"), _OF_THE_BRAIN, strict=True)
        ),
    ],
)
def test_each_feature_on_mri_supports_an_event_at_its_site(spec, site, region, feature):
    spec(
        attacks=f"""
            patient | onset      | sites
            P1      | 2011-03-10 | {site}
        """,
        mri_scans=f"""
            patient | scanned    | region   | {feature}
            P1      | 2011-03-12 | {region} | yes
        """,
        antibody_tests=_LOW_AND_NO_AQP4,
        expect_verdicts=_MET,
    )


def test_a_feature_of_another_site_supports_nothing_unless_it_is_to(spec):
    """An optic neuritis without a feature of its own; a scan shows a lesion of the deep grey matter, which no event explains."""
    tables = {
        "attacks": _LEFT_OPTIC_NEURITIS,
        "mri_scans": """
            patient | scanned    | region | optic_nerve_over_half | perineural_enhancement | deep_grey_lesion
            P1      | 2011-03-12 | orbit  | no                    | no                     |
            P1      | 2011-03-12 | brain  |                       |                        | yes
        """,
        "eye_exams": _FREE_DISC,
        "antibody_tests": _LOW_AND_NO_AQP4,
    }
    spec(**tables, expect_verdicts=_NOT_MET)
    spec(definitions={"mogad_supporting_features_of": "any site"}, **tables, expect_verdicts=_MET)


def test_both_eyes_in_turn_are_not_both_at_once(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve right
            P1      | 2012-03-10 | optic nerve left
            P2      | 2011-03-10 | optic nerve right
            P2      | 2011-03-20 | optic nerve left
        """,
        mri_scans="""
            patient | scanned    | region | optic_nerve_over_half | perineural_enhancement
            P1      | 2011-03-12 | orbit  | no                    | no
            P1      | 2012-03-12 | orbit  | no                    | no
        """,
        eye_exams="""
            patient | examined   | eye   | disc_oedema
            P1      | 2011-03-12 | right | no
            P1      | 2012-03-12 | left  | no
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result   | titre
            P1      | MOG-IgG  | serum    | fixed cell-based | positive | 20
            P1      | AQP4-IgG | serum    | fixed cell-based | negative |
            P2      | MOG-IgG  | serum    | fixed cell-based | positive | 20
            P2      | AQP4-IgG | serum    | fixed cell-based | negative |
        """,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | not met
            P2      | MOGAD 2023 | met if alternatives are excluded
        """,
    )


def test_oedema_of_the_disc_counts_in_the_eye_that_was_struck(spec):
    """Oedema of the other disc supports nothing, and the eye that was struck must be examined before it is known to have none."""
    spec(
        attacks="""
            patient | id | onset      | sites
            P1      | a1 | 2011-03-10 | optic nerve left
            P2      | a2 | 2011-03-10 | optic nerve left
            P3      | a3 | 2011-03-10 | optic nerve
            P4      | a4 | 2011-03-10 | optic nerve
        """,
        mri_scans="""
            patient | scanned    | region | optic_nerve_over_half | perineural_enhancement
            P1      | 2011-03-12 | orbit  | no                    | no
            P2      | 2011-03-12 | orbit  | no                    | no
            P3      | 2011-03-12 | orbit  | no                    | no
            P4      | 2011-03-12 | orbit  | no                    | no
        """,
        eye_exams="""
            patient | examined   | eye   | disc_oedema | attack
            P1      |            | left  | yes         | a1
            P2      | 2011-03-12 | right | yes         |
            P2      | 2011-03-12 | left  | no          |
            P3      | 2011-03-12 | right | no          |
            P4      | 2015-03-12 | right | yes         |
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result   | titre
            P1      | MOG-IgG  | serum    | fixed cell-based | positive | 20
            P1      | AQP4-IgG | serum    | fixed cell-based | negative |
            P2      | MOG-IgG  | serum    | fixed cell-based | positive | 20
            P2      | AQP4-IgG | serum    | fixed cell-based | negative |
            P3      | MOG-IgG  | serum    | fixed cell-based | positive | 20
            P3      | AQP4-IgG | serum    | fixed cell-based | negative |
            P4      | MOG-IgG  | serum    | fixed cell-based | positive | 20
            P4      | AQP4-IgG | serum    | fixed cell-based | negative |
        """,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | met if alternatives are excluded
            P2      | MOGAD 2023 | not met
            P3      | MOGAD 2023 | cannot tell
            P4      | MOGAD 2023 | met if alternatives are excluded
        """,
    )


def test_what_follows_from_a_scan_is_known(spec):
    """A normal brain has no lesion that supports; a cord without a lesion has none of the conus; a part of the cord says less."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | brainstem
            P2      | 2011-03-10 | spinal cord
            P3      | 2011-03-10 | spinal cord
        """,
        mri_scans="""
            patient | scanned    | region        | brain_pattern | cord_lesion | central_cord_lesion
            P1      | 2011-03-12 | brain         | normal        |             |
            P2      | 2011-03-12 | spinal cord   |               | no          |
            P3      | 2011-03-12 | cervical cord |               | no          | no
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result   | titre
            P1      | MOG-IgG  | serum    | fixed cell-based | positive | 20
            P1      | AQP4-IgG | serum    | fixed cell-based | negative |
            P2      | MOG-IgG  | serum    | fixed cell-based | positive | 20
            P2      | AQP4-IgG | serum    | fixed cell-based | negative |
            P3      | MOG-IgG  | serum    | fixed cell-based | positive | 20
            P3      | AQP4-IgG | serum    | fixed cell-based | negative |
        """,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | not met
            P2      | MOGAD 2023 | not met
            P3      | MOGAD 2023 | cannot tell
        """,
        expect_deciding="""
            patient | criterion  | decides     | could decide
            P1      | MOGAD 2023 |             |
            P2      | MOGAD 2023 |             |
            P3      | MOGAD 2023 | mogad_conus | mogad_conus
        """,
    )


def test_a_clear_positive_beside_aqp4_igg_stands_with_a_warning(spec):
    spec(
        attacks=_LEFT_OPTIC_NEURITIS,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result   | titre
            P1      | MOG-IgG  | serum    | fixed cell-based | positive | 320
            P1      | AQP4-IgG | serum    | fixed cell-based | positive |
        """,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | IPND 2015  | met if alternatives are excluded
            P1      | MOGAD 2023 | met if alternatives are excluded
        """,
        expect_red_flags="""
            patient | criterion  | red_flag
            P1      | IPND 2015  | both_antibodies
            P1      | MOGAD 2023 | mog_clear_with_aqp4
        """,
    )


def test_a_pseudo_attack_and_one_set_aside_are_no_event(spec):
    spec(
        attacks="""
            patient | onset      | sites            | syndrome | adjudication
            P1      | 2011-03-10 | optic nerve left |          | not an attack
            P2      | 2011-03-10 | cerebrum         | ADEM     | pseudo-attack
        """,
        antibody_tests="""
            patient | analyte | specimen | assay            | result   | titre
            P1      | MOG-IgG | serum    | fixed cell-based | positive | 320
            P2      | MOG-IgG | serum    | fixed cell-based | positive | 320
        """,
        expect_verdicts="""
            patient | criterion  | verdict
            P1      | MOGAD 2023 | not met
            P2      | MOGAD 2023 | not met
        """,
    )


def test_nobody_tested_for_mog_igg_cannot_be_told(spec):
    spec(attacks=_LEFT_OPTIC_NEURITIS, expect_verdicts=_CANNOT_TELL)
