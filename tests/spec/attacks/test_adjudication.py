"""A reported attack that a reviewer adjudicated as none is set aside, and counted apart.

By default these are the adjudications `pseudo-attack` and `not an attack`. No software decides this: an infection on record makes
no pseudo-attack (Kessler 2016, doi 10.1212/NXI.0000000000000269: true relapses and pseudorelapses are told apart by examination
and MRI). `undetermined` counts as an attack.
"""


def test_pseudo_attacks_are_set_aside_and_counted(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2011-01-01 | 2011-01-01    | 2013-01-01
        """,
        attacks="""
            patient | onset      | adjudication
            P1      | 2011-01-01 | definite
            P1      | 2011-09-01 | pseudo-attack
            P1      | 2011-11-01 | not an attack
            P1      | 2012-03-01 | undetermined
        """,
        expect_attacks="""
            patient | attack | onset
            P1      | 1      | 2011-01-01
            P1      | 2      | 2012-03-01
        """,
        expect_person_time="""
            patient | attacks | attacks_with_onset | reports_set_aside
            P1      | 1       | 2                  | 2
        """,
    )


def test_a_pseudo_attack_does_not_open_a_cluster(spec):
    spec(
        attacks="""
            patient | onset      | adjudication
            P1      | 2011-01-01 | pseudo-attack
            P1      | 2011-01-20 |
            P1      | 2011-02-15 |
        """,
        expect_attacks="""
            patient | attack | onset      | reported
            P1      | 1      | 2011-01-20 | 2
        """,
    )


def test_undetermined_attacks_can_be_set_aside_too(spec):
    spec(
        attacks="""
            patient | onset      | adjudication
            P1      | 2011-01-01 | definite
            P1      | 2012-03-01 | undetermined
        """,
        definitions={"not_attacks": ["undetermined", "pseudo-attack"]},
        expect_attacks="""
            patient | attack | onset
            P1      | 1      | 2011-01-01
        """,
    )


def test_fever_on_record_sets_nothing_aside(spec):
    spec(
        attacks="""
            patient | onset      | fever_infection_or_heat | objective_change
            P1      | 2011-01-01 | yes                     | no
        """,
        expect_attacks="""
            patient | attack | onset
            P1      | 1      | 2011-01-01
        """,
    )
