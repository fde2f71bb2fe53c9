"""McDonald 2024, for a disease that began with an attack.

A typical attack; lesions in four or five of five regions, or in two or three with dissemination in time, a positive fluid or the
central vein sign, or in one with time or fluid and with veins or a rim besides; one more finding from 50 years on or with a disease
that leaves lesions in the brain; and no better explanation, which AQP4-IgG and clear MOG-IgG are. A row of `all` is one of each
person of the example.
"""

_YOUNG = """
    patient | age_at_onset | coexisting_diseases_complete
    all     | 30           | yes
"""
_LEFT = """
    patient | onset      | sites
    all     | 2021-03-10 | optic nerve left
"""
_NEGATIVE = """
    patient | analyte  | specimen | assay            | result
    all     | AQP4-IgG | serum    | fixed cell-based | negative
    all     | MOG-IgG  | serum    | fixed cell-based | negative
"""
_NO_BANDS = """
    patient | oligoclonal_bands
    all     | type 1
"""
_BANDS = """
    patient | oligoclonal_bands
    all     | type 2
"""
_ONE_REGION = """
    patient | scanned    | region      | periventricular_lesion | cortical_lesion | infratentorial_lesion | cord_lesion | new_lesion | enhancing_lesion | central_vein_sign | paramagnetic_rim_lesion
    all     | 2021-03-12 | brain       | yes                    | no              | no                    |             | no         | no               | no                | no
    all     | 2021-03-12 | spinal cord |                        |                 |                       | no          | no         | no               |                   |
"""
_TWO_REGIONS = """
    patient | scanned    | region      | periventricular_lesion | cortical_lesion | infratentorial_lesion | cord_lesion | optic_nerve_left_lesion | optic_nerve_right_lesion | new_lesion | enhancing_lesion | central_vein_sign
    all     | 2021-03-12 | brain       | yes                    | yes             | no                    |             | no                      | no                       | no         | no               | no
    all     | 2021-03-12 | spinal cord |                        |                 |                       | no          |                         |                          | no         | no               |
"""


def test_four_regions_need_no_dissemination_in_time(spec):
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_NO_BANDS,
        mri_scans="""
            patient | scanned    | region      | periventricular_lesion | cortical_lesion | infratentorial_lesion | typical_cord_lesion | optic_nerve_left_lesion | optic_nerve_right_lesion | new_lesion | enhancing_lesion | central_vein_sign
            P1      | 2021-03-12 | brain       | yes                    | yes             | yes                   |                     | no                      | no                       | no         | no               | no
            P1      | 2021-03-12 | spinal cord |                        |                 |                       | yes                 |                         |                          |            |                  |
            P2      | 2021-03-12 | brain       | yes                    | yes             | no                    |                     | no                      | no                       | no         | no               | no
            P2      | 2021-03-12 | spinal cord |                        |                 |                       | yes                 |                         |                          |            |                  |
        """,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | not met
        """,
    )


def test_only_a_person_says_that_there_is_no_better_explanation(spec):
    """The answer stands beside the label multiple sclerosis or clinically isolated syndrome, or beside none."""
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans=_TWO_REGIONS,
        diagnoses="""
            patient | label                        | alternatives_excluded
            P1      | multiple sclerosis           | yes
            P2      | clinically isolated syndrome | yes
            P3      | multiple sclerosis           | no
            P4      | multiple sclerosis           |
            P5      | NMOSD                        | yes
        """,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met
            P2      | McDonald 2024 | met
            P3      | McDonald 2024 | not met
            P4      | McDonald 2024 | met if alternatives are excluded
            P5      | McDonald 2024 | met if alternatives are excluded
        """,
    )


def test_bands_and_the_index_of_kappa_free_light_chains_are_interchangeable(spec):
    """The index is read against the limit of its own laboratory; without one it says nothing."""
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        mri_scans=_TWO_REGIONS,
        csf_samples="""
            patient | oligoclonal_bands | kappa_index | kappa_limit | kappa_positive
            P1      | type 2            |             |             |
            P2      | type 1            |             |             |
            P3      | type 1            | 9.0         | 6.6         |
            P4      | type 1            | 5.0         | 6.6         |
            P5      |                   | 90.0        |             |
            P6      |                   |             |             | yes
            P7      | type 4            |             |             | no
        """,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | not met
            P3      | McDonald 2024 | met if alternatives are excluded
            P4      | McDonald 2024 | not met
            P5      | McDonald 2024 | cannot tell
            P6      | McDonald 2024 | met if alternatives are excluded
            P7      | McDonald 2024 | not met
        """,
    )


def test_a_general_limit_of_the_index_is_used_only_where_it_was_chosen(spec):
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        mri_scans=_TWO_REGIONS,
        csf_samples="""
            patient | kappa_index
            P1      | 9.0
            P2      | 8.0
        """,
        definitions={"kappa_without_limit": "general limit", "kappa_general_limit_tenths": 85},
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | not met
        """,
    )


def test_both_tests_must_be_negative_where_the_definitions_say_so(spec):
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        mri_scans=_TWO_REGIONS,
        csf_samples="""
            patient | oligoclonal_bands | kappa_positive
            P1      | type 1            |
            P2      | type 1            | no
        """,
        definitions={"mcdonald_negative_fluid": "both tests"},
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | cannot tell
            P2      | McDonald 2024 | not met
        """,
    )


def test_a_second_typical_attack_is_dissemination_in_time(spec):
    """A complete myelitis and an area postrema syndrome are not typical of multiple sclerosis."""
    spec(
        patients=_YOUNG,
        antibody_tests=_NEGATIVE,
        csf_samples=_NO_BANDS,
        mri_scans=_TWO_REGIONS,
        attacks="""
            patient | onset      | sites            | partial_myelitis
            all     | 2021-03-10 | optic nerve left |
            P1      | 2022-03-10 | spinal cord      | yes
            P2      | 2022-03-10 | spinal cord      | no
            P3      | 2022-03-10 | spinal cord      |
            P4      | 2022-03-10 | cerebellum       |
            P5      | 2022-03-10 | area postrema    |
        """,
        definitions={"mcdonald_more_evidence_for": ()},
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | not met
            P3      | McDonald 2024 | cannot tell
            P4      | McDonald 2024 | met if alternatives are excluded
            P5      | McDonald 2024 | not met
        """,
    )


_ATTACKS = """
    patient | onset      | sites                               | atypical_features | partial_myelitis
    P1      | 2021-03-10 | optic nerve left                    |                   |
    P2      | 2021-03-10 | optic nerve left, optic nerve right |                   |
    P3      | 2021-03-10 | optic nerve                         |                   |
    P4      | 2021-03-10 | brainstem                           |                   |
    P5      | 2021-03-10 | brainstem                           | encephalopathy    |
    P6      | 2021-03-10 | brainstem                           | none              |
    P7      | 2021-03-10 | spinal cord                         |                   | yes
    P8      | 2021-03-10 | area postrema                       |                   |
"""


def test_the_attack_must_be_typical(spec):
    spec(
        patients=_YOUNG,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans=_TWO_REGIONS,
        attacks=_ATTACKS,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | not met
            P3      | McDonald 2024 | cannot tell
            P4      | McDonald 2024 | met if alternatives are excluded
            P5      | McDonald 2024 | not met
            P6      | McDonald 2024 | met if alternatives are excluded
            P7      | McDonald 2024 | met if alternatives are excluded
            P8      | McDonald 2024 | not met
        """,
    )


def test_an_optic_neuritis_without_a_side_can_be_read_as_typical(spec):
    spec(
        patients=_YOUNG,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans=_TWO_REGIONS,
        attacks="""
            patient | onset      | sites
            P1      | 2021-03-10 | optic nerve
        """,
        definitions={"mcdonald_unstated_is_typical": True},
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
        """,
    )


def test_lesions_with_and_without_uptake_on_scans_of_one_day_are_dissemination_in_time(spec):
    """P1 has both in the brain, P2 one of them in the cord; those of P3 and P4 are a year apart."""
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_NO_BANDS,
        mri_scans="""
            patient | scanned    | region      | periventricular_lesion | cortical_lesion | infratentorial_lesion | typical_cord_lesion | optic_nerve_left_lesion | optic_nerve_right_lesion | new_lesion | central_vein_sign | enhancing_lesion | nonenhancing_lesion
            all     | 2021-03-12 | brain       | yes                    | no              | no                    |                     | no                      | no                       | no         | no                |                  |
            all     | 2021-03-12 | spinal cord |                        |                 |                       | yes                 |                         |                          | no         |                   |                  |
            P1      | 2021-06-12 | brain       |                        |                 |                       |                     |                         |                          |            |                   | yes              | yes
            P2      | 2021-06-12 | brain       |                        |                 |                       |                     |                         |                          |            |                   | yes              | no
            P2      | 2021-06-12 | spinal cord |                        |                 |                       |                     |                         |                          |            |                   | no               | yes
            P3      | 2021-06-12 | brain       |                        |                 |                       |                     |                         |                          |            |                   | yes              | no
            P3      | 2022-06-12 | brain       |                        |                 |                       |                     |                         |                          |            |                   | no               | yes
            P4      | 2021-06-12 | brain       |                        |                 |                       |                     |                         |                          |            |                   | yes              |
        """,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | met if alternatives are excluded
            P3      | McDonald 2024 | not met
            P4      | McDonald 2024 | cannot tell
        """,
    )


def test_a_new_lesion_counts_unless_the_scan_shows_only_what_is_typical_of_nmosd(spec):
    """P1 to P3 have a new lesion: beside others of multiple sclerosis, with an area postrema lesion besides, and with that alone."""
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_NO_BANDS,
        mri_scans="""
            patient | scanned    | region      | cortical_lesion | infratentorial_lesion | cord_lesion | optic_nerve_left_lesion | optic_nerve_right_lesion | enhancing_lesion | central_vein_sign | periventricular_lesion | area_postrema_lesion | new_lesion
            all     | 2021-03-12 | brain       | yes             | yes                   |             | no                      | no                       | no               | no                |                        |                      |
            all     | 2021-03-12 | spinal cord |                 |                       | no          |                         |                          |                  |                   |                        |                      |
            P1      | 2022-03-12 | brain       |                 |                       |             |                         |                          |                  |                   | yes                    |                      | yes
            P2      | 2022-03-12 | brain       |                 |                       |             |                         |                          |                  |                   | yes                    | yes                  | yes
            P3      | 2022-03-12 | brain       |                 |                       |             |                         |                          |                  |                   | no                     | yes                  | yes
            P4      | 2022-03-12 | brain       |                 |                       |             |                         |                          |                  |                   | yes                    |                      | no
        """,
        definitions={"mcdonald_more_evidence_for": ()},
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | met if alternatives are excluded
            P3      | McDonald 2024 | cannot tell
            P4      | McDonald 2024 | not met
        """,
    )


def test_two_regions_with_the_central_vein_sign(spec):
    """Select-6: six lesions with a central vein; with fewer than ten lesions in all, more of them with one than without."""
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_NO_BANDS,
        mri_scans="""
            patient | region      | periventricular_lesion | cortical_lesion | infratentorial_lesion | cord_lesion | optic_nerve_left_lesion | optic_nerve_right_lesion | new_lesion | enhancing_lesion | central_vein_sign | central_vein_lesions | lesions_without_central_vein | white_matter_lesions
            all     | spinal cord |                        |                 |                       | no          | no                      | no                       | no         | no               |                   |                      |                              |
            all     | brain       | yes                    | yes             | no                    |             |                         |                          |            |                  |                   |                      |                              |
            P1      | brain       |                        |                 |                       |             |                         |                          |            |                  |                   | 6                    |                              |
            P2      | brain       |                        |                 |                       |             |                         |                          |            |                  |                   | 5                    | 4                            | 9
            P3      | brain       |                        |                 |                       |             |                         |                          |            |                  |                   | 5                    | 4                            | 10
            P4      | brain       |                        |                 |                       |             |                         |                          |            |                  |                   | 4                    | 4                            | 8
            P5      | brain       |                        |                 |                       |             |                         |                          |            |                  |                   | 4                    |                              | 7
            P6      | brain       |                        |                 |                       |             |                         |                          |            |                  |                   | 4                    |                              | 9
            P7      | brain       |                        |                 |                       |             |                         |                          |            |                  |                   | 4                    | 1                            |
            P8      | brain       |                        |                 |                       |             |                         |                          |            |                  | yes               |                      |                              |
            P9      | brain       |                        |                 |                       |             |                         |                          |            |                  | no                | 6                    |                              |
        """,
        definitions={"mcdonald_more_evidence_for": ()},
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | met if alternatives are excluded
            P3      | McDonald 2024 | not met
            P4      | McDonald 2024 | not met
            P5      | McDonald 2024 | met if alternatives are excluded
            P6      | McDonald 2024 | cannot tell
            P7      | McDonald 2024 | cannot tell
            P8      | McDonald 2024 | met if alternatives are excluded
            P9      | McDonald 2024 | not met
        """,
    )


def test_one_region_needs_time_or_fluid_and_veins_or_a_rim(spec):
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples="""
            patient | oligoclonal_bands
            P1      | type 2
            P2      | type 2
            P3      | type 2
            P4      | type 2
            P5      | type 1
        """,
        mri_scans="""
            patient | region      | periventricular_lesion | cortical_lesion | infratentorial_lesion | cord_lesion | optic_nerve_left_lesion | optic_nerve_right_lesion | new_lesion | enhancing_lesion | central_vein_sign | paramagnetic_rim_lesion
            all     | spinal cord |                        |                 |                       | no          |                         |                          | no         | no               |                   |
            all     | brain       | yes                    | no              | no                    |             | no                      | no                       | no         | no               |                   |
            P1      | brain       |                        |                 |                       |             |                         |                          |            |                  | no                | yes
            P2      | brain       |                        |                 |                       |             |                         |                          |            |                  | yes               | no
            P3      | brain       |                        |                 |                       |             |                         |                          |            |                  | no                | no
            P4      | brain       |                        |                 |                       |             |                         |                          |            |                  | no                |
            P5      | brain       |                        |                 |                       |             |                         |                          |            |                  | yes               | yes
        """,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | met if alternatives are excluded
            P3      | McDonald 2024 | not met
            P4      | McDonald 2024 | cannot tell
            P5      | McDonald 2024 | not met
        """,
    )


def test_the_optic_nerve_is_a_region_by_tests_of_the_eyes(spec):
    """One eye is thinner than its fellow by 6 µm (nerve fibres) or 4 µm (ganglion cells), unless another disease explains it."""
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans=_ONE_REGION,
        eye_exams="""
            patient | examined   | eye   | nerve_fibre_layer | ganglion_cell_layer | other_cause
            P1      | 2021-09-10 | right | 96                | 80                  |
            P1      | 2021-09-10 | left  | 90                | 80                  |
            P2      | 2021-09-10 | right | 95                | 80                  |
            P2      | 2021-09-10 | left  | 90                | 80                  |
            P3      | 2021-09-10 | right | 90                | 84                  |
            P3      | 2021-09-10 | left  | 90                | 80                  |
            P4      | 2021-09-10 | right | 90                | 83                  |
            P4      | 2021-09-10 | left  | 90                | 80                  |
            P5      | 2021-09-10 | right | 96                | 80                  |
            P5      | 2021-09-10 | left  | 90                | 80                  | yes
            P6      | 2021-03-11 | right | 96                |                     |
            P6      | 2021-03-11 | left  | 90                |                     |
        """,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | not met
            P3      | McDonald 2024 | met if alternatives are excluded
            P4      | McDonald 2024 | not met
            P5      | McDonald 2024 | not met
            P6      | McDonald 2024 | cannot tell
        """,
    )


def test_a_delayed_or_asymmetric_evoked_potential_shows_the_optic_nerve(spec):
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans=_ONE_REGION,
        eye_exams="""
            patient | eye  | evoked_potential | other_cause
            P1      | left | delayed          |
            P2      | left | asymmetric       |
            P3      | left | normal           |
            P4      | left | delayed          | yes
            P5      | left | absent           |
        """,
        neurophysiology="""
            patient | study                   | conduction
            P6      | visual evoked potential | delayed
            P7      | visual evoked potential | normal
        """,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | met if alternatives are excluded
            P3      | McDonald 2024 | not met
            P4      | McDonald 2024 | not met
            P5      | McDonald 2024 | cannot tell
            P6      | McDonald 2024 | met if alternatives are excluded
            P7      | McDonald 2024 | not met
        """,
    )


def test_a_finding_of_the_optic_nerve_can_wait_for_the_answer_whether_it_is_explained(spec):
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans=_ONE_REGION,
        eye_exams="""
            patient | eye  | evoked_potential | other_cause
            P1      | left | delayed          |
            P2      | left | delayed          | no
        """,
        definitions={"mcdonald_optic_nerve_unanswered": "cannot tell"},
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | cannot tell
            P2      | McDonald 2024 | met if alternatives are excluded
        """,
    )


def test_a_short_lesion_of_the_optic_nerve_is_a_region_and_a_long_one_is_typical_of_nmosd(spec):
    """How long that of P4 is was not said: the normal evoked potential does not settle it."""
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans="""
            patient | region      | periventricular_lesion | cortical_lesion | infratentorial_lesion | cord_lesion | central_vein_sign | paramagnetic_rim_lesion | optic_nerve_left_lesion | optic_nerve_over_half | chiasm_lesion | optic_nerve_other_cause
            all     | brain       | yes                    | no              | no                    |             | no                | no                      |                         |                       |               |
            all     | spinal cord |                        |                 |                       | no          |                   |                         |                         |                       |               |
            P1      | orbit       |                        |                 |                       |             |                   |                         | yes                     | no                    | no            |
            P2      | orbit       |                        |                 |                       |             |                   |                         | yes                     | yes                   | no            |
            P3      | orbit       |                        |                 |                       |             |                   |                         | yes                     | no                    | yes           |
            P4      | orbit       |                        |                 |                       |             |                   |                         | yes                     |                       |               |
            P5      | orbit       |                        |                 |                       |             |                   |                         | yes                     | no                    | no            | yes
        """,
        eye_exams="""
            patient | eye  | evoked_potential
            P4      | left | normal
        """,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | not met
            P3      | McDonald 2024 | not met
            P4      | McDonald 2024 | cannot tell
            P5      | McDonald 2024 | not met
        """,
    )


def test_a_short_cord_lesion_is_a_region_and_an_extensive_or_central_one_is_typical_of_nmosd(spec):
    """P3 has a lesion typical of multiple sclerosis beside the extensive one; of P6 only half of the cord was seen."""
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans="""
            patient | region        | periventricular_lesion | cortical_lesion | infratentorial_lesion | optic_nerve_left_lesion | optic_nerve_right_lesion | central_vein_sign | paramagnetic_rim_lesion | longest_cord_lesion | central_cord_lesion | typical_cord_lesion
            all     | brain         | yes                    | no              | no                    | no                      | no                       | no                | no                      |                     |                     |
            P1      | spinal cord   |                        |                 |                       |                         |                          |                   |                         | 1                   |                     |
            P2      | spinal cord   |                        |                 |                       |                         |                          |                   |                         | 3                   |                     |
            P3      | spinal cord   |                        |                 |                       |                         |                          |                   |                         | 3                   |                     | yes
            P4      | spinal cord   |                        |                 |                       |                         |                          |                   |                         | 1                   | yes                 |
            P5      | spinal cord   |                        |                 |                       |                         |                          |                   |                         | 0                   |                     |
            P6      | cervical cord |                        |                 |                       |                         |                          |                   |                         | 0                   |                     |
            P7      | cervical cord |                        |                 |                       |                         |                          |                   |                         | 0                   |                     |
            P7      | thoracic cord |                        |                 |                       |                         |                          |                   |                         | 0                   |                     |
        """,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | not met
            P3      | McDonald 2024 | met if alternatives are excluded
            P4      | McDonald 2024 | not met
            P5      | McDonald 2024 | not met
            P6      | McDonald 2024 | cannot tell
            P7      | McDonald 2024 | not met
        """,
    )


_EXTENSIVE = """
    patient | region      | brain_pattern | longest_cord_lesion | optic_nerve_left_lesion | chiasm_lesion | central_vein_sign | paramagnetic_rim_lesion
    P1      | brain       | nonspecific   |                     |                         |               | no                | no
    P1      | orbit       |               |                     | yes                     | yes           |                   |
    P1      | spinal cord |               | 6                   |                         |               |                   |
"""


def test_with_nonspecific_brain_lesions_and_extensive_ones_of_cord_and_chiasm_no_region_counts(spec):
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans=_EXTENSIVE,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | not met
        """,
        expect_red_flags="""
            patient | criterion     | red_flag
            P1      | McDonald 2024 | cord_lesion_extensive
        """,
    )


def test_extensive_lesions_count_where_the_definitions_say_so(spec):
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans=_EXTENSIVE,
        definitions={"mcdonald_lesions_of_nmosd_count": True},
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
        """,
    )


def test_from_50_years_on_or_with_a_disease_that_leaves_lesions_in_the_brain_one_more_finding_is_needed(spec):
    """A cord lesion, a positive fluid or the central vein sign; that no other disease asks for it must be known."""
    spec(
        patients="""
            patient | age_at_onset | coexisting_diseases_complete
            P1      | 49           | yes
            P2      | 50           | yes
            P3      | 50           | yes
            P4      | 30           |
            P5      |              | yes
            P6      | 30           | yes
            P7      | 30           | yes
            P8      | 30           | yes
        """,
        attacks="""
            patient | onset      | sites
            all     | 2021-03-10 | optic nerve left
            all     | 2022-03-10 | brainstem
        """,
        antibody_tests=_NEGATIVE,
        csf_samples="""
            patient | oligoclonal_bands
            all     | type 1
            P3      | type 2
        """,
        comorbidities="""
            patient | disease
            P6      | arterial hypertension
            P7      | migraine
            P8      | vitiligo
        """,
        mri_scans=_TWO_REGIONS,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
            P2      | McDonald 2024 | not met
            P3      | McDonald 2024 | met if alternatives are excluded
            P4      | McDonald 2024 | cannot tell
            P5      | McDonald 2024 | cannot tell
            P6      | McDonald 2024 | not met
            P7      | McDonald 2024 | not met
            P8      | McDonald 2024 | met if alternatives are excluded
        """,
    )


def test_aqp4_igg_by_a_cell_based_assay_is_a_better_explanation(spec):
    """Optic neuritis and myelitis years apart, with bands: without AQP4-IgG this would be multiple sclerosis."""
    spec(
        patients=_YOUNG,
        attacks="""
            patient | onset      | sites            | partial_myelitis
            all     | 2021-03-10 | optic nerve left |
            all     | 2023-03-10 | spinal cord      | yes
        """,
        csf_samples=_BANDS,
        mri_scans=_TWO_REGIONS,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result
            all     | MOG-IgG  | serum    | fixed cell-based | negative
            P1      | AQP4-IgG | serum    | fixed cell-based | positive
            P2      | AQP4-IgG | serum    | ELISA            | positive
            P3      | AQP4-IgG | serum    | ELISA            | negative
            P4      | AQP4-IgG | serum    | fixed cell-based | negative
            P5      | AQP4-IgG | serum    | fixed cell-based | not done
        """,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | not met
            P2      | McDonald 2024 | cannot tell
            P3      | McDonald 2024 | cannot tell
            P4      | McDonald 2024 | met if alternatives are excluded
            P5      | McDonald 2024 | cannot tell
        """,
    )


_MOG = """
    patient | analyte  | specimen | assay            | result   | titre
    all     | AQP4-IgG | serum    | fixed cell-based | negative |
    P1      | MOG-IgG  | serum    | fixed cell-based | positive | 1000
    P2      | MOG-IgG  | serum    | fixed cell-based | positive | 20
    P3      | MOG-IgG  | serum    | fixed cell-based | positive |
    P4      | MOG-IgG  | serum    | fixed cell-based | not done |
"""


def test_clear_mog_igg_is_a_better_explanation_and_a_low_one_is_not(spec):
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        csf_samples=_BANDS,
        mri_scans=_TWO_REGIONS,
        antibody_tests=_MOG,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | not met
            P2      | McDonald 2024 | met if alternatives are excluded
            P3      | McDonald 2024 | cannot tell
            P4      | McDonald 2024 | cannot tell
        """,
    )


def test_an_antibody_that_the_definitions_do_not_need_is_not_waited_for(spec):
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        csf_samples=_BANDS,
        mri_scans=_TWO_REGIONS,
        antibody_tests=_MOG,
        definitions={"mcdonald_antibodies_needed": ("AQP4-IgG",)},
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | not met
            P2      | McDonald 2024 | met if alternatives are excluded
            P3      | McDonald 2024 | met if alternatives are excluded
            P4      | McDonald 2024 | met if alternatives are excluded
        """,
    )


def test_a_first_adem_of_a_child_is_not_multiple_sclerosis(spec):
    spec(
        patients="""
            patient | age_at_onset | coexisting_diseases_complete
            P1      | 9            | yes
            P2      | 30           | yes
            P3      |              | yes
        """,
        attacks="""
            patient | onset      | sites    | syndrome
            all     | 2021-03-10 | cerebrum | ADEM
        """,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans=_TWO_REGIONS,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | not met
            P2      | McDonald 2024 | met if alternatives are excluded
            P3      | McDonald 2024 | cannot tell
        """,
    )


_TWO_ON_EXAMINATION = """
    patient | onset      | sites            | partial_myelitis | objective_change
    P1      | 2021-03-10 | optic nerve left |                  | yes
    P1      | 2023-03-10 | spinal cord      | yes              | yes
"""
_NOTHING_ON_MRI = """
    patient | region      | brain_pattern | cord_lesion | optic_nerve_left_lesion | optic_nerve_right_lesion | central_vein_sign | paramagnetic_rim_lesion
    P1      | brain       | normal        |             | no                      | no                       | no                | no
    P1      | spinal cord |               | no          |                         |                          |                   |
"""


def test_two_attacks_with_two_lesions_on_examination_are_not_enough_without_tests(spec):
    """One summary of 2024 asks for evidence from tests."""
    spec(
        patients=_YOUNG,
        attacks=_TWO_ON_EXAMINATION,
        antibody_tests=_NEGATIVE,
        csf_samples=_NO_BANDS,
        mri_scans=_NOTHING_ON_MRI,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | not met
        """,
    )


def test_two_attacks_with_two_lesions_on_examination_are_enough_where_the_definitions_say_so(spec):
    """Enough in 2017 and, as another summary has it, in 2024."""
    spec(
        patients=_YOUNG,
        attacks=_TWO_ON_EXAMINATION,
        antibody_tests=_NEGATIVE,
        csf_samples=_NO_BANDS,
        mri_scans=_NOTHING_ON_MRI,
        definitions={"mcdonald_region_from": "attacks as well"},
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
        """,
    )


def test_what_would_decide_is_asked(spec):
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        csf_samples=_BANDS,
        mri_scans=_TWO_REGIONS,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result
            P1      | MOG-IgG  | serum    | fixed cell-based | negative
        """,
        expect_deciding="""
            patient | criterion     | decides                  | could decide
            P1      | McDonald 2024 | aqp4_by_cell_based_assay | aqp4_by_cell_based_assay
        """,
    )


def test_attacks_and_lesions_that_speak_against_it_are_told_and_exclude_nothing(spec):
    spec(
        patients=_YOUNG,
        attacks="""
            patient | onset      | sites                               | area_postrema_hours
            P1      | 2021-03-10 | brainstem                           |
            P1      | 2022-03-10 | optic nerve left, optic nerve right |
            P1      | 2023-03-10 | area postrema                       | 90
        """,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans="""
            patient | region | periventricular_lesion | cortical_lesion | diencephalic_lesion
            P1      | brain  | yes                    | yes             | yes
        """,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | met if alternatives are excluded
        """,
        expect_red_flags="""
            patient | criterion     | red_flag
            P1      | McDonald 2024 | atypical_attack
            P1      | McDonald 2024 | area_postrema_syndrome
            P1      | McDonald 2024 | nmosd_brain_lesion
        """,
    )


def test_without_any_scan_on_record_it_cannot_be_told(spec):
    spec(
        patients=_YOUNG,
        attacks="""
            patient | onset      | sites
            P1      | 2021-03-10 | optic nerve left
        """,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | cannot tell
        """,
    )


def test_a_normal_brain_has_no_lesion_with_a_central_vein_or_a_rim(spec):
    """The optic nerve is the only region: it needs veins or a rim besides."""
    spec(
        patients=_YOUNG,
        attacks=_LEFT,
        antibody_tests=_NEGATIVE,
        csf_samples=_BANDS,
        mri_scans="""
            patient | scanned    | region      | brain_pattern | periventricular_lesion | cortical_lesion | infratentorial_lesion | cord_lesion | optic_nerve_left_lesion
            P1      | 2021-03-12 | brain       | normal        |                        |                 |                       |             |
            P1      | 2021-03-12 | spinal cord |               |                        |                 |                       | no          |
            P1      | 2021-03-12 | orbit       |               |                        |                 |                       |             | yes
            P2      | 2021-03-12 | brain       | nonspecific   |                        |                 |                       |             |
            P2      | 2021-03-12 | spinal cord |               |                        |                 |                       | no          |
            P2      | 2021-03-12 | orbit       |               |                        |                 |                       |             | yes
        """,
        expect_verdicts="""
            patient | criterion     | verdict
            P1      | McDonald 2024 | not met
            P2      | McDonald 2024 | cannot tell
        """,
    )
