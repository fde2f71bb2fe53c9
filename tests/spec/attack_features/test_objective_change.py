"""Whether the examination changed: as stated, else by the scores before and in the attack.

Before: the last visit that has the score and lies more than 30 days after the attack before, at most a year old. In the attack: the
worst visit of the 30 days from its onset (7 in the SAkura preset, recalled), and for EDSS the nadir as stated. Thresholds that some
studies of NMOSD use: EDSS 0.5, or 1 point in two functional systems, or 2 points in one. Those of SAkura and N-MOmentum are recalled.
"""

SYSTEMS = "visual_function | brainstem_function | pyramidal_function | cerebellar_function | sensory_function | bowel_bladder_function | cerebral_function"


def test_what_is_stated_comes_first_and_scores_fill_the_gap(spec):
    attacks = """
        patient | onset      | objective_change | nadir_edss
        P1      | 2015-03-10 |                  | 3.5
        P2      | 2015-03-10 | no               | 6.0
        P3      | 2015-03-10 | yes              | 3.0
        P4      | 2015-03-10 | unknown          |
    """
    visits = """
        patient | visited    | edss
        P1      | 2014-12-01 | 3.0
        P2      | 2014-12-01 | 3.0
        P3      | 2014-12-01 | 3.0
        P4      | 2014-12-01 | 3.0
    """
    for source, (first, second, third, fourth) in {
        "stated, else scores": ("yes", "no", "yes", ""),
        "stated": ("", "no", "yes", ""),
        "scores": ("yes", "yes", "", ""),
    }.items():
        spec(
            attacks=attacks,
            visits=visits,
            definitions={"objective_change_from": source},
            expect_attack_features=f"""
                patient | objective_change
                P1      | {first}
                P2      | {second}
                P3      | {third}
                P4      | {fourth}
            """,
        )


def test_scores_deny_a_change_only_if_all_of_them_are_known(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-03-10
            P2      | 2015-03-10
            P3      | 2015-03-10
            P4      | 2015-03-10
            P5      | 2015-03-10
        """,
        visits=f"""
            patient | visited | edss | {SYSTEMS}
            P1 | 2015-01-10 | 2.0 | 1 | 0 | 2 | 0 | 1 | 0 | 0
            P1 | 2015-03-12 | 2.0 | 1 | 0 | 2 | 0 | 2 | 0 | 0
            P2 | 2015-01-10 | 2.0 | 1 | 0 | 2 | 0 | 1 | 0 | 0
            P2 | 2015-03-12 | 2.0 | 1 | 0 | 2 | 1 | 2 | 0 | 0
            P3 | 2015-01-10 | 2.0 | 1 | 0 | 2 | 0 | 1 | 0 | 0
            P3 | 2015-03-12 | 2.0 | 3 | 0 | 2 | 0 | 1 | 0 | 0
            P4 | 2015-01-10 | 2.0 | 1 | 0 | 2 | 0 | 1 | 0 |
            P4 | 2015-03-12 | 2.0 | 1 | 0 | 2 | 0 | 1 | 0 | 0
            P5 | 2015-01-10 | 2.0 |   |   |   |   |   |   |
            P5 | 2015-03-12 | 2.5 |   |   |   |   |   |   |
        """,
        expect_attack_features="""
            patient | objective_change | rows
            P1      | no               | P1/attacks/1, P1/visits/1, P1/visits/2
            P2      | yes              | P2/attacks/1, P2/visits/1, P2/visits/2
            P3      | yes              | P3/attacks/1, P3/visits/1, P3/visits/2
            P4      |                  | P4/attacks/1, P4/visits/1, P4/visits/2
            P5      | yes              | P5/attacks/1, P5/visits/1, P5/visits/2
        """,
    )


def test_the_visit_before_is_stable_recent_and_after_the_last_attack(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-03-10 | spinal cord
            P1      | 2015-06-10 | spinal cord
            P2      | 2015-03-10 | spinal cord
            P2      | 2015-06-10 | spinal cord
            P3      | 2015-06-10 | spinal cord
            P4      | 2015-06-10 | spinal cord
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-01-10 | 2.0
            P1      | 2015-04-10 | 3.0
            P1      | 2015-06-11 | 4.0
            P2      | 2015-01-10 | 2.0
            P2      | 2015-04-09 | 3.0
            P2      | 2015-06-11 | 4.0
            P3      | 2014-06-10 | 2.0
            P3      | 2015-07-10 | 4.0
            P4      | 2014-06-09 | 2.0
            P4      | 2015-07-11 | 4.0
        """,
        expect_attack_features="""
            patient | attack | nadir_edss | severity   | severity_row_ids
            P1      | 1      |            |            | P1/visits/1
            P1      | 2      | 4.0        | not severe | P1/visits/2, P1/visits/3
            P2      | 1      | 3.0        | not severe | P2/visits/1, P2/visits/2
            P2      | 2      | 4.0        |            | P2/visits/3
            P3      | 1      | 4.0        | severe     | P3/visits/1, P3/visits/2
            P4      | 1      |            |            |
        """,
    )


def test_the_sakura_thresholds_need_two_points_from_zero_and_look_within_7_days(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-03-10
            P2      | 2015-03-10
            P3      | 2015-03-10
            P4      | 2015-03-10
            P5      | 2015-03-10
        """,
        visits=f"""
            patient | visited | edss | {SYSTEMS}
            P1 | 2015-01-10 | 0   | 0 | 0 | 0 | 0 | 0 | 0 | 0
            P1 | 2015-03-17 | 1.5 | 1 | 0 | 1 | 0 | 0 | 0 | 0
            P2 | 2015-01-10 | 0   |   |   |   |   |   |   |
            P2 | 2015-03-17 | 2.0 |   |   |   |   |   |   |
            P3 | 2015-01-10 | 1.0 |   |   |   |   |   |   |
            P3 | 2015-03-17 | 2.0 |   |   |   |   |   |   |
            P4 | 2015-01-10 | 1.0 |   |   |   |   |   |   |
            P4 | 2015-03-18 | 2.0 |   |   |   |   |   |   |
            P5 | 2015-01-10 | 1.0 | 1 | 0 | 0 | 0 | 0 | 0 | 0
            P5 | 2015-03-11 | 1.0 | 2 | 0 | 0 | 0 | 0 | 0 | 0
        """,
        definitions="sakura",
        expect_attack_features="""
            patient | objective_change
            P1      | no
            P2      | yes
            P3      | yes
            P4      |
            P5      | yes
        """,
    )


def test_n_momentum_counts_what_scores_and_scans_can_decide(spec):
    spec(
        attacks="""
            patient | onset      | sites          | area_postrema_hours | objective_change
            P1      | 2015-03-10 | spinal cord    |                     |
            P2      | 2015-03-10 | spinal cord    |                     |
            P3      | 2015-03-10 | spinal cord    |                     |
            P4      | 2015-03-10 | area postrema  | 60                  |
            P5      | 2015-03-10 | optic nerve    |                     |
            P6      | 2015-03-10 | optic nerve    |                     | yes
        """,
        visits=f"""
            patient | visited | edss | {SYSTEMS}
            P1 | 2015-01-10 | 6.0 | 0 | 0 | 3 | 0 | 1 | 0 | 0
            P1 | 2015-03-12 | 7.0 | 0 | 0 | 4 | 0 | 1 | 0 | 0
            P2 | 2015-01-10 | 3.0 | 0 | 0 | 2 | 0 | 1 | 0 | 0
            P2 | 2015-03-12 | 3.5 | 0 | 0 | 3 | 0 | 2 | 0 | 0
            P3 | 2015-01-10 | 3.0 | 0 | 0 | 2 | 0 | 1 | 0 | 0
            P3 | 2015-03-12 | 3.5 | 0 | 0 | 3 | 0 | 2 | 0 | 0
            P5 | 2015-01-10 | 3.0 | 0 | 0 | 2 | 0 | 1 | 0 | 0
            P5 | 2015-03-12 | 3.0 | 3 | 0 | 2 | 0 | 1 | 0 | 0
        """,
        mri_scans="""
            patient | scanned    | region      | cord_lesion | area_postrema_lesion | new_lesion
            P2      | 2015-03-12 | spinal cord | yes         |                      | yes
            P3      | 2015-03-12 | spinal cord | no          |                      | no
            P4      | 2015-03-12 | brain       |             | yes                  | yes
        """,
        definitions="n_momentum",
        expect_attack_features="""
            patient | objective_change | certainty    | rule
            P1      | yes              | definite     | certainty.definite_by_criterion
            P2      | yes              | definite     | certainty.definite_by_criterion
            P3      | no               | undetermined | certainty.undetermined
            P4      | yes              | definite     | certainty.definite_by_criterion
            P5      |                  | undetermined | certainty.undetermined
            P6      | yes              | definite     | certainty.definite_by_criterion
        """,
    )


def test_dates_that_could_choose_other_visits_are_marked(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-03
            P2      | 2015-03
            P3      | 2015-03-10
            P4      | 2015
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-03-20 | 3.0
            P2      | 2014-10-20 | 3.0
            P3      | 2015-03    | 3.0
            P4      | 2015-07-04 | 3.0
        """,
        expect_attack_features="""
            patient | nadir_edss | date_dependent
            P1      | 3.0        | yes
            P2      |            | no
            P3      | 3.0        | yes
            P4      |            | no
        """,
    )
