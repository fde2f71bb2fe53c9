"""Recovery of disability from an attack: before, at the nadir, after.

Before is the last stable EDSS ahead of the attack, the nadir the worst of it, after the EDSS nearest to day 180, from day 90 to
day 240, with no attack between. The ratio is (nadir - after) / (nadir - before). Complete, partial and none are the words of
Kleiter 2016 (doi 10.1002/ana.24554), where clinicians chose them; here they follow from the ratio.
"""


def test_complete_recovery_is_no_worse_than_before(spec):
    spec(
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2015-01-01 | 6.0
        """,
        visits="""
            patient | visited    | edss
            P1      | 2014-10-01 | 2.0
            P1      | 2015-06-30 | 2.0
        """,
        expect_recovery="""
            patient | measure | before | before_day | nadir | nadir_day | after | after_day  | residual | ratio | recovery | rule
            P1      | EDSS    | 2.0    | 2014-10-01 | 6.0   |           | 2.0   | 2015-06-30 | 0.0      | 1.00  | complete | recovery.complete
        """,
    )


def test_partial_and_no_recovery(spec):
    spec(
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2015-01-01 | 6.0
            P2      | 2015-01-01 | 6.0
        """,
        visits="""
            patient | visited    | edss
            P1      | 2014-10-01 | 2.0
            P1      | 2015-06-30 | 3.0
            P2      | 2014-10-01 | 2.0
            P2      | 2015-06-30 | 6.5
        """,
        expect_recovery="""
            patient | after | residual | ratio  | recovery | rule             | rows
            P1      | 3.0   | 1.0      | 0.750  | partial  | recovery.partial | P1/visits/1, P1/attacks/1, P1/visits/2
            P2      | 6.5   | 4.5      | -0.125 | none     | recovery.none    | P2/visits/1, P2/attacks/1, P2/visits/2
        """,
    )


def test_where_the_score_shows_no_loss_there_is_nothing_to_recover(spec):
    spec(
        attacks="""
            patient | onset      | sites       | nadir_edss | recovery
            P1      | 2015-01-01 | area postrema | 2.0      | partial
        """,
        visits="""
            patient | visited    | edss
            P1      | 2014-10-01 | 2.0
            P1      | 2015-06-30 | 2.0
        """,
        expect_recovery="""
            patient | before | nadir | after | ratio | recovery | stated  | rule
            P1      | 2.0    | 2.0   | 2.0   |       |          | partial | recovery.no_loss
        """,
    )


def test_the_nadir_is_the_worst_of_what_is_stated_and_what_was_seen_in_the_attack(spec):
    spec(
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2015-01-01 | 5.0
            P2      | 2015-01-01 |
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-01-05 | 6.5
            P2      | 2015-01-05 | 4.0
            P2      | 2015-01-31 | 3.0
            P2      | 2015-02-01 | 8.0
        """,
        expect_recovery="""
            patient | nadir | nadir_day
            P1      | 6.5   | 2015-01-05
            P2      | 4.0   | 2015-01-05
        """,
    )


def test_a_value_soon_after_an_attack_is_not_stable(spec):
    spec(
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2014-06-01 | 5.0
            P1      | 2015-01-01 | 6.0
        """,
        visits="""
            patient | visited    | edss
            P1      | 2014-05-01 | 1.0
            P1      | 2014-07-01 | 4.0
            P1      | 2014-07-02 | 3.0
        """,
        expect_recovery="""
            patient | attack | before | before_day
            P1      | 1      | 1.0    | 2014-05-01
            P1      | 2      | 3.0    | 2014-07-02
        """,
    )


def test_a_value_from_before_another_attack_says_nothing_of_this_one(spec):
    spec(
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2014-06-01 | 5.0
            P1      | 2015-01-01 | 6.0
        """,
        visits="""
            patient | visited    | edss
            P1      | 2014-05-01 | 1.0
            P1      | 2015-06-30 | 3.0
        """,
        expect_recovery="""
            patient | attack | before | after | residual | recovery | rule
            P1      | 1      | 1.0    |       |          |          | recovery.after_unknown
            P1      | 2      |        | 3.0   |          |          | recovery.before_unknown
        """,
    )


def test_a_value_before_the_attack_may_be_a_year_old(spec):
    spec(
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2015-01-01 | 6.0
            P2      | 2015-01-01 | 6.0
        """,
        visits="""
            patient | visited    | edss
            P1      | 2014-01-01 | 2.0
            P2      | 2013-12-31 | 2.0
        """,
        expect_recovery="""
            patient | before | rule
            P1      | 2.0    | recovery.after_unknown
            P2      |        | recovery.before_unknown
        """,
    )


def test_the_value_nearest_to_day_180_counts_and_of_two_equally_near_the_earlier(spec):
    # Day 180 of an attack on 1 January is 30 June.
    spec(
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2015-01-01 | 6.0
            P2      | 2015-01-01 | 6.0
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-04-15 | 1.0
            P1      | 2015-06-20 | 3.0
            P1      | 2015-07-20 | 2.0
            P2      | 2015-06-25 | 3.5
            P2      | 2015-07-05 | 2.0
        """,
        expect_recovery="""
            patient | after | after_day
            P1      | 3.0   | 2015-06-20
            P2      | 3.5   | 2015-06-25
        """,
    )


def test_the_best_value_of_the_window_is_a_preset(spec):
    spec(
        definitions="best_recovery",
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2015-01-01 | 6.0
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-04-15 | 1.0
            P1      | 2015-06-20 | 3.0
            P1      | 2015-07-20 | 2.0
        """,
        expect_recovery="""
            patient | after | after_day
            P1      | 1.0   | 2015-04-15
        """,
    )


def test_the_best_of_the_window_grows_with_the_number_of_examinations_and_the_nearest_does_not(spec):
    # Two people whose scores go up and down by chance around the same value; one of them is seen four times as often.
    attacks = """
        patient | onset      | nadir_edss
        seldom  | 2015-01-01 | 6.0
        often   | 2015-01-01 | 6.0
    """
    visits = """
        patient | visited    | edss
        seldom  | 2014-10-01 | 2.0
        seldom  | 2015-06-30 | 3.0
        often   | 2014-10-01 | 2.0
        often   | 2015-04-15 | 3.5
        often   | 2015-05-15 | 2.0
        often   | 2015-06-30 | 3.0
        often   | 2015-08-15 | 4.0
    """
    spec(
        attacks=attacks,
        visits=visits,
        expect_recovery="""
            patient | after | ratio | recovery
            often   | 3.0   | 0.75  | partial
            seldom  | 3.0   | 0.75  | partial
        """,
    )
    spec(
        definitions="best_recovery",
        attacks=attacks,
        visits=visits,
        expect_recovery="""
            patient | after | ratio | recovery
            often   | 2.0   | 1.00  | complete
            seldom  | 3.0   | 0.75  | partial
        """,
    )


def test_the_window_is_from_day_90_to_day_240(spec):
    spec(
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2015-01-01 | 6.0
            P2      | 2015-01-01 | 6.0
            P3      | 2015-01-01 | 6.0
            P4      | 2015-01-01 | 6.0
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-03-31 | 3.0
            P2      | 2015-04-01 | 3.0
            P3      | 2015-08-29 | 3.0
            P4      | 2015-08-30 | 3.0
        """,
        expect_recovery="""
            patient | after
            P1      |
            P2      | 3.0
            P3      | 3.0
            P4      |
        """,
    )


def test_a_value_after_the_next_attack_does_not_count(spec):
    spec(
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2015-01-01 | 6.0
            P1      | 2015-06-15 | 7.0
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-04-15 | 4.0
            P1      | 2015-06-30 | 3.0
        """,
        expect_recovery="""
            patient | attack | after
            P1      | 1      | 4.0
            P1      | 2      |
        """,
    )


def test_of_two_scores_of_one_day_the_worse_counts(spec):
    spec(
        attacks="""
            patient | onset      | nadir_edss
            P1      | 2015-01-01 | 6.0
        """,
        visits="""
            patient | visited    | edss
            P1      | 2014-10-01 | 2.0
            P1      | 2014-10-01 | 3.0
            P1      | 2015-06-30 | 4.0
            P1      | 2015-06-30 | 3.5
        """,
        expect_recovery="""
            patient | before | after
            P1      | 3.0    | 4.0
        """,
    )


def test_without_an_examination_before_the_onset_attack_nothing_is_presumed_unless_told(spec):
    tables = {
        "attacks": """
            patient | onset      | nadir_edss
            P1      | 2015-01-01 | 6.0
        """,
        "visits": """
            patient | visited    | edss
            P1      | 2015-06-30 | 3.0
        """,
    }
    spec(
        **tables,
        expect_recovery="""
            patient | before | ratio | recovery | rule
            P1      |        |       |          | recovery.before_unknown
        """,
    )
    spec(
        **tables,
        definitions={"unimpaired_before_onset_attack": True},
        expect_recovery="""
            patient | before | before_day | ratio | recovery
            P1      | 0.0    |            | 0.50  | partial
        """,
    )


def test_without_a_nadir_a_return_to_the_old_score_is_no_recovery(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-01-01
        """,
        visits="""
            patient | visited    | edss
            P1      | 2014-10-01 | 2.0
            P1      | 2015-06-30 | 2.0
        """,
        expect_recovery="""
            patient | residual | recovery | rule
            P1      | 0.0      |          | recovery.nadir_unknown
        """,
    )


def test_from_a_date_too_vague_no_days_are_counted(spec):
    spec(
        attacks="""
            patient | onset   | nadir_edss | recovery
            P1      | 2015    | 6.0        | complete
            P2      |         | 6.0        |
            P3      | 2015-01 | 6.0        |
        """,
        visits="""
            patient | visited    | edss
            P1      | 2014-10-01 | 2.0
            P1      | 2015-12-30 | 2.0
            P3      | 2014-10-01 | 2.0
            P3      | 2015-06-30 | 2.0
        """,
        expect_recovery="""
            patient | before | nadir | after | recovery | stated   | date_dependent | rule
            P1      |        | 6.0   |       |          | complete | yes            | recovery.not_datable
            P2      |        | 6.0   |       |          |          | no             | recovery.not_datable
            P3      | 2.0    | 6.0   | 2.0   | complete |          | yes            | recovery.complete
        """,
    )


def test_what_the_clinician_stated_is_kept_beside_it(spec):
    spec(
        attacks="""
            patient | onset      | recovery
            P1      | 2015-01-01 | partial
            P2      | 2015-01-01 | unknown
            P3      | 2015-01-01 | complete
            P3      | 2015-01-10 | partial
            P4      | 2015-01-01 | complete
            P4      | 2015-01-10 |
        """,
        expect_recovery="""
            patient | recovery | stated
            P1      |          | partial
            P2      |          |
            P3      |          |
            P4      |          | complete
        """,
    )
