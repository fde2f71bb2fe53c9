"""Recovery of acuity in each eye that an attack struck.

Acuity is compared in logMAR, where higher is worse (20/20 is 0, 20/200 is 1.0). For an eye only attacks count that struck it or
may have struck it; an examination recorded as made at the worst point of an attack is its nadir, and nothing else.
"""


def test_the_struck_eye_has_a_row_and_the_other_eye_has_none(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-01-01 | optic nerve right
        """,
        eye_exams="""
            patient | examined   | eye   | acuity_category | acuity | attack
            P1      | 2014-10-01 | right | measured        | 1.0    |
            P1      | 2015-01-05 | right | measured        | 0.1    | P1/attacks/1
            P1      | 2015-06-30 | right | measured        | 0.5    |
            P1      | 2015-06-30 | left  | measured        | 0.1    |
        """,
        expect_recovery="""
            patient | measure      | struck | before | nadir | after | ratio | recovery | rule
            P1      | EDSS         | yes    |        |       |       |       |          | recovery.nadir_unknown
            P1      | acuity right | yes    | 0.0    | 1.0   | 0.30  | 0.70  | partial  | recovery.partial
        """,
    )


def test_without_a_side_either_eye_may_have_been_struck(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-01-01 | optic nerve
            P2      | 2015-01-01 |
        """,
        expect_recovery="""
            patient | measure      | struck
            P1      | EDSS         | yes
            P1      | acuity right |
            P1      | acuity left  |
            P2      | EDSS         | yes
        """,
    )


def test_the_worst_examination_in_the_attack_is_the_nadir(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-01-01 | optic nerve left
        """,
        eye_exams="""
            patient | examined   | eye  | acuity_category  | acuity
            P1      | 2015-01-02 | left | measured         | 0.5
            P1      | 2015-01-09 | left | measured         | 0.1
            P1      | 2015-03-01 | left | measured         | 0.2
        """,
        expect_recovery="""
            patient | measure     | nadir | nadir_day
            P1      | EDSS        |       |
            P1      | acuity left | 1.0   | 2015-01-09
        """,
    )


def test_an_attack_elsewhere_does_not_come_between(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-01-01 | optic nerve right
            P1      | 2015-04-01 | spinal cord
        """,
        eye_exams="""
            patient | examined   | eye   | acuity_category | acuity
            P1      | 2015-01-09 | right | measured        | 0.1
            P1      | 2015-06-30 | right | measured        | 1.0
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-06-30 | 2.0
        """,
        expect_recovery="""
            patient | attack | measure      | after
            P1      | 1      | EDSS         |
            P1      | 1      | acuity right | 0.0
            P1      | 2      | EDSS         | 2.0
        """,
    )


def test_an_attack_whose_sites_are_not_stated_may_have_come_between(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-01-01 | optic nerve right
            P1      | 2015-04-01 |
        """,
        eye_exams="""
            patient | examined   | eye   | acuity_category | acuity
            P1      | 2015-06-30 | right | measured        | 1.0
        """,
        expect_recovery="""
            patient | attack | measure      | after | rule
            P1      | 1      | EDSS         |       | recovery.nadir_unknown
            P1      | 1      | acuity right |       | recovery.nadir_unknown
            P1      | 2      | EDSS         |       | recovery.nadir_unknown
        """,
    )


def test_light_perception_has_its_place_on_the_scale(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-01-01 | optic nerve right
        """,
        eye_exams="""
            patient | examined   | eye   | acuity_category  | acuity
            P1      | 2014-10-01 | right | measured         | 1.0
            P1      | 2015-01-05 | right | light perception |
            P1      | 2015-06-30 | right | hand motion      |
        """,
        expect_recovery="""
            patient | measure      | before | nadir | after | ratio | recovery
            P1      | EDSS         |        |       |       |       |
            P1      | acuity right | 0.0    | 2.7   | 2.3   | 0.15  | partial
        """,
    )
