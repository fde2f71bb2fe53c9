"""Confirmed worsening of the EDSS, and whether an attack explains it.

A change counts from the step that `worsening_steps` names: 1.5 from EDSS 0, 1.0 from 1.0 to 5.0, 0.5 from 5.5 up (msprog). It is
confirmed by a visit 12 weeks later that lies in no attack window, if every visit between the two shows it too. Worsening within 90
days of the onset of an attack is associated with it; it is independent if no attack began 90 days before to 30 days after its
onset, nor so around its confirmation. Other windows in use are named settings.
"""

import pytest

LONG_AGO = """
    patient | onset
    P1      | 2001-01-01
"""


def test_worsening_by_the_step_that_holds_for_12_weeks_is_confirmed(spec):
    spec(
        attacks=LONG_AGO,
        visits="""
            patient | id | visited    | edss
            P1      | v1 | 2015-01-01 | 3.0
            P1      | v2 | 2015-07-01 | 4.0
            P1      | v3 | 2015-09-23 | 4.5
        """,
        expect_worsening="""
            patient | event | baseline | reference  | onset      | confirmed  | from_edss | to_edss | held_until | held_to_last_visit | rows
            P1      | 1     | roving   | 2015-01-01 | 2015-07-01 | 2015-09-23 | 3.0       | 4.0     | 2015-09-23 | yes                | v1, v2, v3
        """,
    )


def test_what_was_confirmed_is_the_lowest_score_that_stayed_not_the_peak_of_the_attack(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-06-21
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-01-01 | 2.0
            P1      | 2015-07-01 | 6.0
            P1      | 2015-09-01 | 4.0
            P1      | 2015-10-01 | 4.5
            P1      | 2016-01-01 | 3.5
        """,
        expect_worsening="""
            patient | onset      | confirmed  | from_edss | to_edss | confirmed_edss
            P1      | 2015-07-01 | 2015-10-01 | 2.0       | 6.0     | 4.0
        """,
    )


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ("0", "1.0", False),
        ("0", "1.5", True),
        ("1.0", "2.0", True),
        ("5.0", "5.5", False),
        ("5.0", "6.0", True),
        ("5.5", "6.0", True),
    ],
)
def test_the_step_depends_on_the_score_that_is_left(spec, before, after, counts):
    found = "P1      | 1" if counts else ""
    spec(
        attacks=LONG_AGO,
        visits=f"""
            patient | visited    | edss
            P1      | 2015-01-01 | {before}
            P1      | 2015-07-01 | {after}
            P1      | 2016-01-01 | {after}
        """,
        expect_worsening=f"""
            patient | event
            {found}
        """,
    )


def test_nmosd_trials_are_recalled_to_ask_for_two_points_from_zero(spec):
    visits = """
        patient | visited    | edss
        P1      | 2015-01-01 | 0
        P1      | 2015-07-01 | 1.5
        P1      | 2016-01-01 | 2.0
        P1      | 2016-07-01 | 2.0
    """
    spec(
        attacks=LONG_AGO,
        visits=visits,
        definitions="prevent",
        expect_worsening="""
            patient | onset
            P1      | 2016-01-01
        """,
    )
    spec(
        attacks=LONG_AGO,
        visits=visits,
        definitions={"worsening_steps": "one point up to 5.0"},
        expect_worsening="""
            patient | onset
            P1      | 2015-07-01
        """,
    )


def test_a_visit_between_that_falls_back_leaves_worsening_unconfirmed(spec):
    spec(
        attacks=LONG_AGO,
        visits="""
            patient | visited    | edss
            P1      | 2015-01-01 | 3.0
            P1      | 2015-07-01 | 4.0
            P1      | 2015-08-01 | 3.5
            P1      | 2015-12-01 | 4.0
            P1      | 2016-01-01 | 4.0
        """,
        expect_worsening="""
            patient | onset
        """,
    )


def test_24_weeks_are_one_changed_setting(spec):
    spec(
        attacks=LONG_AGO,
        visits="""
            patient | visited    | edss
            P1      | 2015-01-01 | 3.0
            P1      | 2015-07-01 | 4.0
            P1      | 2015-10-01 | 4.0
            P1      | 2015-12-02 | 3.0
        """,
        definitions={"confirmation_days": 168},
        expect_worsening="""
            patient | onset
        """,
    )


def test_the_confirming_visit_may_come_a_week_early_and_two_years_late(spec):
    spec(
        visits="""
            patient | visited    | edss
            P1      | 2015-01-01 | 3.0
            P1      | 2015-07-01 | 4.0
            P1      | 2015-09-16 | 4.0
            P2      | 2015-01-01 | 3.0
            P2      | 2015-07-01 | 4.0
            P2      | 2015-09-15 | 4.0
            P3      | 2015-01-01 | 3.0
            P3      | 2015-07-01 | 4.0
            P3      | 2017-09-22 | 4.0
            P4      | 2015-01-01 | 3.0
            P4      | 2015-07-01 | 4.0
            P4      | 2017-09-23 | 4.0
        """,
        expect_worsening="""
            patient | confirmed
            P1      | 2015-09-16
            P3      | 2017-09-22
        """,
    )


def test_a_visit_in_an_attack_window_is_no_baseline_and_confirms_nothing(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-01-01
            P1      | 2015-09-20
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-01-31 | 6.0
            P1      | 2015-04-01 | 3.0
            P1      | 2015-07-01 | 4.0
            P1      | 2015-10-01 | 4.0
            P1      | 2015-11-01 | 4.0
        """,
        expect_worsening="""
            patient | reference  | onset      | confirmed
            P1      | 2015-04-01 | 2015-07-01 | 2015-11-01
        """,
    )


FALLS_BACK = """
    patient | visited    | edss
    P1      | 2015-01-01 | 3.0
    P1      | 2015-07-01 | 4.0
    P1      | 2015-10-01 | 4.0
    P1      | 2016-07-01 | 3.0
"""


def test_worsening_may_have_to_hold_longer_than_its_confirmation(spec):
    spec(
        attacks=LONG_AGO,
        visits=FALLS_BACK,
        expect_worsening="""
            patient | onset      | held_until | held_to_last_visit
            P1      | 2015-07-01 | 2015-10-01 | no
        """,
    )
    spec(
        attacks=LONG_AGO,
        visits=FALLS_BACK,
        definitions={"worsening_held_days": 366},
        expect_worsening="""
            patient | onset      | held_until | held_to_last_visit
            P1      | 2015-07-01 | 2015-10-01 | no
        """,
    )
    spec(
        attacks=LONG_AGO,
        visits=FALLS_BACK,
        definitions={"worsening_held_days": 367},
        expect_worsening="""
            patient | onset
        """,
    )


UP_DOWN_UP = """
    patient | visited    | edss
    P1      | 2010-01-01 | 4.0
    P1      | 2011-01-01 | 3.0
    P1      | 2012-01-01 | 3.0
    P1      | 2013-01-01 | 4.0
    P1      | 2014-01-01 | 4.0
    P1      | 2015-01-01 | 5.0
    P1      | 2016-01-01 | 5.0
"""


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("fixed", "P1 | fixed | 2010-01-01 | 2015-01-01 | 4.0 | 5.0"),
        (
            "roving after improvement",
            "P1 | roving after improvement | 2012-01-01 | 2013-01-01 | 3.0 | 4.0\n"
            "            P1 | roving after improvement | 2012-01-01 | 2015-01-01 | 3.0 | 5.0",
        ),
        ("roving after worsening", "P1 | roving after worsening | 2010-01-01 | 2015-01-01 | 4.0 | 5.0"),
        (
            "roving",
            "P1 | roving | 2012-01-01 | 2013-01-01 | 3.0 | 4.0\n            P1 | roving | 2014-01-01 | 2015-01-01 | 4.0 | 5.0",
        ),
    ],
)
def test_what_worsening_is_measured_from_may_stand_or_rove(spec, reference, expected):
    spec(
        attacks=LONG_AGO,
        visits=UP_DOWN_UP,
        definitions={"worsening_reference": reference},
        expect_worsening=f"""
            patient | baseline | reference | onset | from_edss | to_edss
            {expected}
        """,
    )


def test_the_first_worsening_alone_may_be_asked_for(spec):
    spec(
        attacks=LONG_AGO,
        visits=UP_DOWN_UP,
        definitions={"worsening_events": "first"},
        expect_worsening="""
            patient | onset
            P1      | 2013-01-01
        """,
    )


AFTER_AN_ATTACK = {
    "attacks": """
        patient | onset
        P1      | 2012-06-01
    """,
    "visits": """
        patient | visited    | edss
        P1      | 2012-01-01 | 2.0
        P1      | 2012-09-15 | 2.5
        P1      | 2013-09-01 | 3.0
        P1      | 2014-09-01 | 3.0
    """,
}


def test_after_an_attack_worsening_may_be_measured_anew(spec):
    spec(
        **AFTER_AN_ATTACK,
        expect_worsening="""
            patient | baseline | reference  | onset      | kind
            P1      | roving   | 2012-01-01 | 2013-09-01 | independent
        """,
    )
    spec(
        **AFTER_AN_ATTACK,
        definitions={"new_reference_after_attack": True},
        expect_worsening="""
            patient | onset
        """,
    )


def test_worsening_soon_after_an_attack_is_measured_from_before_it_also_then(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2012-06-01
        """,
        visits="""
            patient | visited    | edss
            P1      | 2012-01-01 | 2.0
            P1      | 2012-08-30 | 3.0
            P1      | 2013-09-01 | 3.0
            P1      | 2014-09-01 | 4.0
            P1      | 2015-09-01 | 4.0
        """,
        definitions={"new_reference_after_attack": True},
        expect_worsening="""
            patient | baseline                       | reference  | onset      | kind
            P1      | roving, renewed after attacks  | 2012-01-01 | 2012-08-30 | relapse-associated
            P1      | roving, renewed after attacks  | 2013-09-01 | 2014-09-01 | independent
        """,
    )


@pytest.mark.parametrize(
    ("attack", "kind", "rule"),
    [
        ("2015-07-01", "relapse-associated", "worsening.relapse_associated"),
        ("2015-04-02", "relapse-associated", "worsening.relapse_associated"),
        ("2015-04-01", "independent", "worsening.independent"),
        ("2015-07-31", "undetermined", "worsening.undetermined"),
        ("2015-08-01", "independent", "worsening.independent"),
    ],
)
def test_an_attack_near_the_onset_explains_worsening_or_leaves_it_undetermined(spec, attack, kind, rule):
    spec(
        attacks=f"""
            patient | onset
            P1      | {attack}
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-01-01 | 3.0
            P1      | 2015-07-01 | 4.0
            P1      | 2016-01-01 | 4.0
        """,
        expect_worsening=f"""
            patient | kind   | rule
            P1      | {kind} | {rule}
        """,
    )


WINDOWS = {
    "reference to onset, around confirmation": """
        P01 | 2014-12-31 | independent
        P02 | 2015-01-02 | undetermined
        P03 | 2015-07-31 | undetermined
        P04 | 2015-08-01 | independent
        P05 | 2015-12-01 | independent
        P06 | 2015-12-02 | undetermined
        P07 | 2016-01-31 | undetermined
        P08 | 2016-02-01 | independent
    """,
    "before onset to confirmation": """
        P01 | 2015-04-01 | independent
        P02 | 2015-04-02 | undetermined
        P03 | 2015-10-01 | undetermined
        P04 | 2015-12-31 | undetermined
        P05 | 2016-01-02 | independent
    """,
    "around onset, around confirmation": """
        P01 | 2015-04-01 | independent
        P02 | 2015-04-02 | undetermined
        P03 | 2015-07-31 | undetermined
        P04 | 2015-08-01 | independent
        P05 | 2015-10-02 | independent
        P06 | 2015-10-03 | undetermined
        P07 | 2016-01-31 | undetermined
        P08 | 2016-02-01 | independent
    """,
    "reference to confirmation": """
        P01 | 2014-12-31 | independent
        P02 | 2015-01-02 | undetermined
        P03 | 2015-10-01 | undetermined
        P04 | 2015-12-31 | undetermined
        P05 | 2016-01-02 | independent
    """,
    "last visit to onset, before confirmation": """
        P01 | 2015-02-28 | independent
        P02 | 2015-03-01 | undetermined
        P03 | 2015-12-01 | independent
        P04 | 2015-12-02 | undetermined
        P05 | 2015-12-31 | undetermined
        P06 | 2016-01-02 | independent
    """,
}
FOUR_VISITS = (("2015-01-01", "3.0"), ("2015-03-01", "3.0"), ("2015-07-01", "4.0"), ("2016-01-01", "4.0"))


@pytest.mark.parametrize("windows", WINDOWS)
def test_each_published_set_of_windows_ends_where_it_says(spec, windows):
    """Each person has one attack and the same visits: EDSS 3.0, 3.0, then 4.0 from 2015-07-01, confirmed on 2016-01-01."""
    people = [[cell.strip() for cell in line.split("|")] for line in WINDOWS[windows].strip().splitlines()]
    spec(
        attacks="patient | onset\n" + "\n".join(f"{patient} | {onset}" for patient, onset, _ in people),
        visits="patient | visited | edss\n"
        + "\n".join(f"{patient} | {day} | {edss}" for patient, _, _ in people for day, edss in FOUR_VISITS),
        definitions={"independence_windows": windows, "attack_associated_days": 0, "edss_unstable_days": 0},
        expect_worsening="patient | kind\n" + "\n".join(f"{patient} | {kind}" for patient, _, kind in people),
    )


def test_an_attack_on_the_very_day_of_a_visit_takes_it_away_as_reference_and_as_confirmation(spec):
    """So the windows that begin at the reference or end at the confirmation never have an attack on that day."""
    spec(
        attacks="""
            patient | onset
            P1      | 2015-01-01
            P2      | 2016-01-01
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-01-01 | 3.0
            P1      | 2015-03-01 | 3.0
            P1      | 2015-07-01 | 4.0
            P1      | 2016-01-01 | 4.0
            P2      | 2015-01-01 | 3.0
            P2      | 2015-03-01 | 3.0
            P2      | 2015-07-01 | 4.0
            P2      | 2016-01-01 | 4.0
        """,
        definitions={"independence_windows": "reference to confirmation", "edss_unstable_days": 0},
        expect_worsening="""
            patient | reference  | onset      | kind
            P1      | 2015-03-01 | 2015-07-01 | independent
        """,
    )


def test_unknown_attacks_leave_the_kind_undetermined(spec):
    spec(
        attacks="""
            patient | onset
            P1      |
            P2      | 2015-06-15
            P2      |
        """,
        visits="""
            patient | visited    | edss
            P1      | 2015-01-01 | 3.0
            P1      | 2015-07-01 | 4.0
            P1      | 2016-01-01 | 4.0
            P2      | 2015-01-01 | 3.0
            P2      | 2015-07-01 | 4.0
            P2      | 2016-01-01 | 4.0
            P3      | 2015-01-01 | 3.0
            P3      | 2015-07-01 | 4.0
            P3      | 2016-01-01 | 4.0
        """,
        expect_worsening="""
            patient | kind               | rule
            P1      | undetermined       | worsening.undated_attack
            P2      | relapse-associated | worsening.relapse_associated
            P3      | undetermined       | worsening.no_attack_on_record
        """,
    )


def test_the_onset_may_have_to_lie_clear_of_attacks(spec):
    attacks = """
        patient | onset
        P1      | 2015-06-15
    """
    visits = """
        patient | visited    | edss
        P1      | 2015-01-01 | 3.0
        P1      | 2015-07-01 | 4.0
        P1      | 2015-09-01 | 4.0
        P1      | 2016-01-01 | 4.0
    """
    spec(
        attacks=attacks,
        visits=visits,
        definitions={"worsening_onset_unstable_days": 30},
        expect_worsening="""
            patient | onset      | days_since_attack | kind
            P1      | 2015-09-01 | 78                | relapse-associated
        """,
    )


def test_of_two_scores_on_one_day_the_higher_counts_and_imprecise_days_are_marked(spec):
    spec(
        attacks=LONG_AGO,
        visits="""
            patient | visited    | edss
            P1      | 2015-01-01 | 3.0
            P1      | 2015-07-01 | 3.0
            P1      | 2015-07-01 | 4.0
            P1      | 2016-01    | 4.0
        """,
        expect_worsening="""
            patient | onset      | to_edss | date_dependent
            P1      | 2015-07-01 | 4.0     | yes
        """,
    )
