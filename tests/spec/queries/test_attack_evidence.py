"""Questions about what was recorded for and against an attack (Q115 to Q119).

A reviewer's decision is kept beside the certainty that the evidence gives; where one is for an attack and the other against, the
clinic is asked.
"""


def test_an_adjudication_that_the_evidence_contradicts_is_asked(spec):
    spec(
        attacks="""
            patient | onset      | sites       | over_24_hours | objective_change | new_mri_lesion | other_cause | adjudication
            P1      | 2015-03-10 | spinal cord |               | no               | no             | yes         | definite
            P2      | 2015-03-10 | spinal cord | yes           | yes              | yes            | no          | definite
            P3      | 2015-03-10 | spinal cord | yes           | yes              |                |             | pseudo-attack
            P4      | 2015-03-10 | spinal cord | yes           | yes              | yes            |             | pseudo-attack
            P5      | 2015-03-10 | spinal cord | yes           | yes              |                | yes         | pseudo-attack
            P6      | 2015-03-10 | spinal cord |               |                  |                |             | definite
        """,
        expect_queries="""
            code | severity | patient | rows         | message
            Q115 | warning  | P1      | P1/attacks/1 | The attack of 2015-03-10 was adjudicated as definite; by the evidence on record it is a pseudo-attack.
            Q115 | warning  | P3      | P3/attacks/1 | The event of 2015-03-10 was adjudicated as pseudo-attack; the examination changed, and no other cause is on record.
        """,
    )


def test_another_cause_beside_a_new_lesion_is_asked(spec):
    spec(
        attacks="""
            patient | onset      | sites       | new_mri_lesion | other_cause
            P1      | 2015-03-10 | spinal cord | yes            | yes
            P2      | 2015-03-10 | spinal cord | no             | yes
            P3      | 2015-03-10 | spinal cord | yes            |
        """,
        expect_queries="""
            code | severity | patient | rows         | message
            Q116 | warning  | P1      | P1/attacks/1 | Another cause explains the attack of 2015-03-10, and a new or enhancing lesion is on record.
        """,
    )


def test_hours_that_contradict_the_answer_are_asked(spec):
    spec(
        attacks="""
            patient | onset      | sites       | over_24_hours | hours
            P1      | 2015-03-10 | spinal cord | no            | 72
            P2      | 2015-03-10 | spinal cord | yes           | 24
            P3      | 2015-03-10 | spinal cord | no            | 24
            P4      | 2015-03-10 | spinal cord | yes           | 25
            P5      | 2015-03-10 | spinal cord |               | 25
        """,
        expect_queries="""
            code | severity | patient | rows         | message
            Q117 | error    | P1      | P1/attacks/1 | The symptoms of 2015-03-10 did not last more than 24 hours as stated; 72 hours are on record.
            Q117 | error    | P2      | P2/attacks/1 | The symptoms of 2015-03-10 lasted more than 24 hours as stated; 24 hours are on record.
        """,
    )


def test_scores_that_contradict_the_examination_are_asked(spec):
    spec(
        attacks="""
            patient | onset      | sites       | objective_change
            P1      | 2015-03-10 | spinal cord | no
            P2      | 2015-03-10 | spinal cord | yes
            P3      | 2015-03-10 | spinal cord | no
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-01-10 | 2.0
            P1      | 2015-03-12 | 4.0
            P2      | 2015-01-10 | 2.0
            P2      | 2015-03-12 | 4.0
            P3      | 2015-01-10 | 2.0
            P3      | 2015-03-12 | 2.0
        """,
        expect_queries="""
            code | severity | patient | rows                                   | message
            Q118 | warning  | P1      | P1/attacks/1, P1/visits/1, P1/visits/2 | The examination did not change in the attack of 2015-03-10 as stated; the scores before and in it show a change.
        """,
    )


def test_a_scan_that_contradicts_the_report_is_asked(spec):
    spec(
        attacks="""
            patient | onset      | sites       | new_mri_lesion
            P1      | 2015-03-10 | spinal cord | no
            P2      | 2015-03-10 | spinal cord |
        """,
        mri_scans="""
            patient | scanned    | region      | new_lesion
            P1      | 2015-03-12 | spinal cord | yes
            P2      | 2015-03-12 | spinal cord | yes
        """,
        expect_queries="""
            code | severity | patient | rows                         | message
            Q119 | warning  | P1      | P1/attacks/1, P1/mri_scans/1 | No new lesion explains the attack of 2015-03-10 as stated; a scan of the attack shows one.
        """,
    )
