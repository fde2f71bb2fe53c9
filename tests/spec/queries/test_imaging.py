"""Questions about scans and eyes that contradict themselves (Q31.)."""


def test_a_normal_brain_with_a_lesion_is_asked(spec):
    spec(
        mri_scans="""
            patient | scanned    | brain_pattern | area_postrema_lesion | cortical_lesion
            P1      | 2015-01-01 | normal        | yes                  | yes
            P2      | 2015       | normal        | no                   |
            P3      |            | nonspecific   | yes                  |
        """,
        expect_queries="""
            code | severity | patient | message                                                                        | rows
            Q311 | error    | P1      | The brain of 2015-01-01 is normal and has: area postrema lesion, cortical lesion. | P1/mri_scans/1
        """,
    )


def test_a_cord_lesion_that_ends_above_where_it_begins_is_asked(spec):
    spec(
        mri_scans="""
            patient | scanned | cord_first_segment | cord_last_segment
            P1      | 2015    | T4                 | C6
            P2      | 2015    | C6                 | T4
            P3      | 2015    | C6                 | C6
            P4      | 2015    | C6                 |
        """,
        expect_queries="""
            code | severity | patient | message
            Q312 | error    | P1      | The cord lesion of 2015 begins at T4 and ends at C6, above it.
        """,
    )


def test_an_extent_of_a_cord_lesion_that_is_not_there_is_asked(spec):
    spec(
        mri_scans="""
            patient | scanned | cord_lesion | longest_cord_lesion | longitudinally_extensive | cord_first_segment
            P1      | 2015    | no          | 4                   |                          |
            P2      | 2015    | no          |                     | yes                      |
            P3      | 2015    | no          |                     |                          | C4
            P4      | 2015    | no          | 0                   | no                       |
            P5      | 2015    |             | 4                   | yes                      |
        """,
        expect_queries="""
            code | severity | patient | message
            Q313 | error    | P1      | The scan of 2015 shows no cord lesion, and gives one a length, segments or an extent.
            Q313 | error    | P2      | The scan of 2015 shows no cord lesion, and gives one a length, segments or an extent.
            Q313 | error    | P3      | The scan of 2015 shows no cord lesion, and gives one a length, segments or an extent.
        """,
    )


def test_a_better_eye_that_sees_worse_is_asked(spec):
    spec(
        eye_exams="""
            patient | examined   | eye    | acuity_category | acuity
            P1      | 2015-01-01 | better | hand motion     |
            P1      | 2015-01-01 | worse  | measured        | 0.5
            P2      | 2015-01-01 | better | measured        | 0.5
            P2      | 2015-01-01 | worse  | measured        | 0.5
            P3      | 2015-01-01 | better | hand motion     |
            P3      | 2015-01-02 | worse  | measured        | 0.5
        """,
        expect_queries="""
            code | severity | patient | message                                                    | rows
            Q314 | error    | P1      | On 2015-01-01 the better eye sees worse than the worse eye. | P1/eye_exams/1, P1/eye_exams/2
        """,
    )


def test_a_scan_before_the_attack_that_it_was_made_for_is_asked(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-03
            P2      | 2015-03
        """,
        mri_scans="""
            patient | scanned    | attack
            P1      | 2015-02-28 | P1/attacks/1
            P2      | 2015-03    | P2/attacks/1
        """,
        csf_samples="""
            patient | sampled | attack
            P1      | 2014    | P1/attacks/1
        """,
        eye_exams="""
            patient | examined   | eye   | attack       | acuity_category | acuity
            P1      | 2015-01-01 | right | P1/attacks/1 | measured        | 0.5
            P1      | 2015-01-01 | left  |              | measured        | 0.5
        """,
        expect_queries="""
            code | severity | patient | message                                                                                | rows
            Q315 | error    | P1      | The lumbar puncture of 2014 is recorded with an attack that began 2015-03.             | P1/csf_samples/1, P1/attacks/1
            Q315 | error    | P1      | The eye examination of 2015-01-01 is recorded with an attack that began 2015-03.       | P1/eye_exams/1, P1/attacks/1
            Q315 | error    | P1      | The scan of 2015-02-28 is recorded with an attack that began 2015-03.                  | P1/mri_scans/1, P1/attacks/1
        """,
    )
