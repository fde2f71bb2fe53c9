"""Attacks are merged from onset to onset.

Reported attacks whose onsets lie less than the merge window after the first onset of a cluster are one attack: it keeps the
first onset, the union of the sites, and the reported attacks it was made of. The window is anchored at the first onset of the
cluster and not chained from one to the next. By default onsets less than 30 days apart are one attack, as under the McDonald
criteria (at least 30 days between two attacks; read in a summary, not in the papers). In the SAkura trials day 30 still merges
(symptoms that begin less than 31 days after the onset of a relapse belong to it; trial registry NCT02073279; Yamamura 2019,
doi 10.1056/NEJMoa1901747).
"""

import pytest


def test_onsets_18_days_apart_are_one_attack(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
            P1      | 2011-03-28 | optic nerve right
        """,
        definitions="sakura",
        expect_attacks="""
            patient | onset      | sites                          | reported | rows
            P1      | 2011-03-10 | optic nerve right, spinal cord | 2        | P1/attacks/1, P1/attacks/2
        """,
    )


@pytest.mark.parametrize("definitions", ["default", "mcdonald", "prevent", "sakura"])
def test_onsets_29_days_apart_are_one_attack_under_every_preset(spec, definitions):
    spec(
        attacks="""
            patient | onset
            P1      | 2011-01-01
            P1      | 2011-01-30
        """,
        definitions=definitions,
        expect_attacks="""
            patient | attack | onset      | reported
            P1      | 1      | 2011-01-01 | 2
        """,
    )


def test_day_30_merges_in_the_sakura_trials(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2011-01-01
            P1      | 2011-01-31
        """,
        definitions="sakura",
        expect_attacks="""
            patient | attack | onset      | reported
            P1      | 1      | 2011-01-01 | 2
        """,
    )


@pytest.mark.parametrize("definitions", ["default", "mcdonald"])
def test_day_30_separates_under_mcdonald_and_by_default(spec, definitions):
    spec(
        attacks="""
            patient | onset
            P1      | 2011-01-01
            P1      | 2011-01-31
        """,
        definitions=definitions,
        expect_attacks="""
            patient | attack | onset      | reported
            P1      | 1      | 2011-01-01 | 1
            P1      | 2      | 2011-01-31 | 1
        """,
    )


@pytest.mark.parametrize("definitions", ["default", "mcdonald", "sakura"])
def test_day_31_separates_under_every_preset(spec, definitions):
    spec(
        attacks="""
            patient | onset
            P1      | 2011-01-01
            P1      | 2011-02-01
        """,
        definitions=definitions,
        expect_attacks="""
            patient | attack | onset
            P1      | 1      | 2011-01-01
            P1      | 2      | 2011-02-01
        """,
    )


def test_a_cluster_is_anchored_at_its_first_onset_and_not_chained(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-01-01 | spinal cord
            P1      | 2011-01-21 | brainstem
            P1      | 2011-02-10 | optic nerve left
            P1      | 2011-03-01 | spinal cord
        """,
        expect_attacks="""
            patient | attack | onset      | sites                         | reported | rule
            P1      | 1      | 2011-01-01 | spinal cord, brainstem        | 2        | attacks.merged
            P1      | 2      | 2011-02-10 | optic nerve left, spinal cord | 2        | attacks.merged
        """,
    )


def test_both_eyes_and_an_eye_without_a_side_stay_beside_each_other(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-01-01 | optic nerve right
            P1      | 2011-01-05 | optic nerve left
            P1      | 2011-01-09 | optic nerve
        """,
        expect_attacks="""
            patient | sites                                            | reported
            P1      | optic nerve right, optic nerve left, optic nerve | 3
        """,
    )


def test_sites_that_are_not_stated_add_nothing_and_are_unknown_only_together(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-01-01 |
            P1      | 2011-01-05 | brainstem
            P2      | 2011-01-01 |
            P2      | 2011-01-05 |
        """,
        expect_attacks="""
            patient | sites     | reported
            P1      | brainstem | 2
            P2      |           | 2
        """,
    )


def test_two_people_are_never_merged(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2011-01-01
            P2      | 2011-01-02
        """,
        expect_attacks="""
            patient | attack | onset
            P1      | 1      | 2011-01-01
            P2      | 1      | 2011-01-02
        """,
    )


def test_an_attack_without_a_date_stays_alone_and_comes_last(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      |            | brainstem
            P1      | 2011-01-01 | spinal cord
            P1      |            | optic nerve
        """,
        expect_attacks="""
            patient | attack | onset      | sites       | undated | is_onset_attack | date_dependent | rule
            P1      | 1      | 2011-01-01 | spinal cord | no      | yes             | no             | attacks.single
            P1      | 2      |            | brainstem   | yes     |                 | no             | attacks.undated
            P1      | 3      |            | optic nerve | yes     |                 | no             | attacks.undated
        """,
    )


def test_a_merge_window_of_60_days_is_one_line(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2011-01-01
            P1      | 2011-03-01
            P1      | 2011-03-02
        """,
        definitions={"merge_before_days": 60},
        expect_attacks="""
            patient | attack | onset      | reported
            P1      | 1      | 2011-01-01 | 2
            P1      | 2      | 2011-03-02 | 1
        """,
    )


def test_days_from_onset_merge_as_calendar_days_do(spec):
    spec(
        calendar="relative",
        attacks="""
            patient | onset     | sites
            P1      | day 0     | area postrema
            P1      | day 15    | brainstem
            P1      | day 75    | spinal cord
        """,
        expect_attacks="""
            patient | attack | onset  | sites                    | is_onset_attack
            P1      | 1      | day 0  | area postrema, brainstem | yes
            P1      | 2      | day 75 | spinal cord              | no
        """,
    )
