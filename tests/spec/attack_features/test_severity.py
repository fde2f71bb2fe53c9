"""How severe an attack was, under a named rule.

Default: severe where EDSS, or in optic neuritis the visual functional system, rose by 2 or more above the last visit before (Kleiter
2020, satralizumab and relapse severity, abstract). Others: EDSS 7 or more at the nadir (Neurology 2010;75:1423, abstract); mild,
moderate and severe of trials in multiple sclerosis, which are recalled.
"""


def test_severe_is_a_rise_of_2_in_edss_or_in_the_visual_score_of_an_optic_neuritis(spec):
    spec(
        attacks="""
            patient | onset      | sites             | nadir_edss
            P1      | 2015-03-10 | spinal cord       | 5.0
            P2      | 2015-03-10 | spinal cord       | 4.5
            P3      | 2015-03-10 | optic nerve right | 3.0
            P4      | 2015-03-10 | optic nerve right | 3.0
            P5      | 2015-03-10 |                   | 3.0
            P6      | 2015-03-10 | spinal cord       |
        """,
        visits="""
            patient | visited    | edss | visual_function
            P1      | 2015-01-10 | 3.0  |
            P2      | 2015-01-10 | 3.0  |
            P3      | 2015-01-10 | 3.0  | 1
            P3      | 2015-03-12 |      | 3
            P4      | 2015-01-10 | 3.0  | 1
            P5      | 2015-01-10 | 3.0  | 1
            P6      | 2015-01-10 | 3.0  | 1
        """,
        expect_attack_features="""
            patient | nadir_edss | severity   | severity_rule    | severity_row_ids
            P1      | 5.0        | severe     | severity.graded  | P1/visits/1, P1/attacks/1
            P2      | 4.5        | not severe | severity.graded  | P2/visits/1, P2/attacks/1
            P3      | 3.0        | severe     | severity.graded  | P3/visits/1, P3/visits/2, P3/attacks/1
            P4      | 3.0        |            | severity.unknown | P4/visits/1, P4/attacks/1
            P5      | 3.0        |            | severity.unknown | P5/visits/1, P5/attacks/1
            P6      |            |            | severity.unknown | P6/visits/1
        """,
    )


def test_a_nadir_of_7_is_severe_wherever_it_began(spec):
    spec(
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2015-03-10 | 7.0
            P2      | 2015-03-10 | 6.5
            P3      | 2015-03-10 |
        """,
        definitions={"severity_rule": "nadir of 7"},
        expect_attack_features="""
            patient | severity
            P1      | severe
            P2      | not severe
            P3      |
        """,
    )


def test_three_grades_need_the_functional_systems(spec):
    systems = "visual_function | brainstem_function | pyramidal_function | cerebellar_function | sensory_function | bowel_bladder_function | cerebral_function"
    spec(
        attacks="""
            patient | onset
            P1      | 2015-03-10
            P2      | 2015-03-10
            P3      | 2015-03-10
            P4      | 2015-03-10
        """,
        visits=f"""
            patient | visited | edss | {systems}
            P1 | 2015-01-10 | 2.0 | 0 | 0 | 2 | 0 | 1 | 0 | 0
            P1 | 2015-03-12 | 2.5 | 0 | 0 | 2 | 0 | 2 | 0 | 0
            P2 | 2015-01-10 | 2.0 | 0 | 0 | 2 | 0 | 1 | 0 | 0
            P2 | 2015-03-12 | 3.0 | 0 | 0 | 3 | 0 | 2 | 0 | 0
            P3 | 2015-01-10 | 2.0 | 0 | 0 | 2 | 0 | 1 | 0 | 0
            P3 | 2015-03-12 | 3.5 | 2 | 0 | 4 | 0 | 3 | 0 | 0
            P4 | 2015-01-10 | 2.0 |   |   |   |   |   |   |
            P4 | 2015-03-12 | 3.0 |   |   |   |   |   |   |
        """,
        definitions={"severity_rule": "mild, moderate, severe"},
        expect_attack_features="""
            patient | severity
            P1      | mild
            P2      | moderate
            P3      | severe
            P4      |
        """,
    )


def test_a_study_can_take_the_state_before_the_onset_attack_for_unimpaired(spec):
    spec(
        patients="""
            patient | onset
            P1      | 2015-03-10
            P2      | 2010
        """,
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2015-03-10 | 4.0
            P2      | 2015-03-10 | 4.0
        """,
        definitions={"unimpaired_before_onset_attack": True},
        expect_attack_features="""
            patient | severity
            P1      | severe
            P2      |
        """,
    )
