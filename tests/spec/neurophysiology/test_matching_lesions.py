"""A lesion on MRI where the motor neurons of the denervated muscles lie.

It counts for muscles whose denervation is not explained. The record names the longest cord lesion of a scan; that another segment
is free can be told only where the scan shows that segment and no cord lesion at all, unless the definitions take the longest
lesion for the only one.
"""

MUSCLES = """
    patient | study            | structure | segments | denervation | explained_by_conduction
    P1      | electromyography | deltoid   | C5, C6   | chronic     | no
"""


def with_scan(scan: str) -> dict[str, str]:
    return {"neurophysiology": MUSCLES, "mri_scans": scan}


def test_a_cord_lesion_that_covers_one_of_the_segments_matches(spec):
    spec(
        **with_scan("""
            patient | region        | cord_lesion | cord_first_segment | cord_last_segment
            P1      | cervical cord | yes         | C6                 | T2
            P1      | spinal cord   | yes         | T4                 | T9
        """),
        expect_neurophysiology="""
            patient | lower_motor_neuron | matching_lesion | lesion_rule                    | lesion_row_ids
            P1      | yes                | yes             | neurophysiology.lesion_matches | P1/mri_scans/1
        """,
    )


def test_a_scan_of_the_segments_without_any_cord_lesion_shows_that_there_is_none(spec):
    spec(
        **with_scan("""
            patient | region        | cord_lesion
            P1      | cervical cord | no
        """),
        expect_neurophysiology="""
            patient | matching_lesion | lesion_rule                      | lesion_row_ids
            P1      | no              | neurophysiology.no_lesion_there  | P1/mri_scans/1
        """,
    )


def test_a_scan_of_another_region_says_nothing_of_the_segments(spec):
    spec(
        **with_scan("""
            patient | region        | cord_lesion
            P1      | thoracic cord | no
            P1      | brain         | no
        """),
        expect_neurophysiology="""
            patient | matching_lesion | lesion_rule                    | lesion_row_ids
            P1      |                 | neurophysiology.lesion_unknown |
        """,
    )


ELSEWHERE = """
    patient | region      | cord_lesion | cord_first_segment | cord_last_segment
    P1      | spinal cord | yes         | T4                 | T9
"""


def test_a_longest_lesion_elsewhere_leaves_open_whether_there_is_another(spec):
    spec(
        **with_scan(ELSEWHERE),
        expect_neurophysiology="""
            patient | matching_lesion | lesion_rule
            P1      |                 | neurophysiology.lesion_unknown
        """,
    )
    spec(
        **with_scan(ELSEWHERE),
        definitions={"longest_cord_lesion_is_the_only_one": True},
        expect_neurophysiology="""
            patient | matching_lesion | lesion_rule
            P1      | no              | neurophysiology.no_lesion_there
        """,
    )


def test_one_end_of_a_lesion_covers_that_segment_for_certain(spec):
    spec(
        **with_scan("""
            patient | region      | cord_first_segment
            P1      | spinal cord | C5
        """),
        expect_neurophysiology="""
            patient | matching_lesion
            P1      | yes
        """,
    )


def test_muscles_of_the_cranial_nerves_match_a_lesion_of_the_brainstem(spec):
    spec(
        neurophysiology="""
            patient | study            | structure | segments  | denervation | explained_by_conduction
            P1      | electromyography | tongue    | brainstem | acute       | no
            P2      | electromyography | tongue    | brainstem | acute       | no
            P3      | electromyography | tongue    | brainstem | acute       | no
        """,
        mri_scans="""
            patient | region      | brain_pattern | brainstem_lesion | area_postrema_lesion
            P1      | brain       |               |                  | yes
            P2      | brain       | normal        |                  |
            P3      | spinal cord |               | no               | no
        """,
        expect_neurophysiology="""
            patient | matching_lesion
            P1      | yes
            P2      | no
            P3      |
        """,
    )


def test_explained_denervation_and_muscles_without_a_segment_match_nothing(spec):
    spec(
        neurophysiology="""
            patient | study            | segments | denervation | explained_by_conduction
            P1      | electromyography | C5       | chronic     | yes
            P2      | electromyography |          | chronic     | no
        """,
        mri_scans="""
            patient | region      | cord_first_segment | cord_last_segment
            P1      | spinal cord | C3                 | C7
            P2      | spinal cord | C3                 | C7
        """,
        expect_neurophysiology="""
            patient | lower_motor_neuron | matching_lesion | lesion_rule                    | lesion_row_ids
            P1      | no                 | no              |                                |
            P2      | yes                |                 | neurophysiology.lesion_unknown |
        """,
    )
