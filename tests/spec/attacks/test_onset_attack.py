"""Which attack is the onset attack, and when the disease began.

The first dated attack is the onset attack, unless it certainly began a merge window or more after the stated onset: then the
onset attack is not on record. The stated onset and the onset attack are one event: where their dates can be the same day, the
days that fit both are the onset. Without a stated onset it is the onset of the first dated attack. In a record that counts days
from onset, day 0 is the onset.
"""

import pytest


def test_the_first_attack_is_the_onset_attack(spec):
    spec(
        patients="""
            patient | onset
            P1      | 2011-01-01
        """,
        attacks="""
            patient | onset
            P1      | 2011-01-10
            P1      | 2012-01-01
        """,
        expect_attacks="""
            patient | onset      | is_onset_attack
            P1      | 2011-01-10 | yes
            P1      | 2012-01-01 | no
        """,
        expect_people="""
            patient | onset      | rule
            P1      | 2011-01-01 | onset.stated
        """,
    )


@pytest.mark.parametrize(("attack", "is_onset"), [("2011-01-30", "yes"), ("2011-01-31", "no")])
def test_the_first_attack_is_the_onset_attack_up_to_a_merge_window_after_the_stated_onset(spec, attack, is_onset):
    spec(
        patients="""
            patient | onset
            P1      | 2011-01-01
        """,
        attacks=f"""
            patient | onset
            P1      | {attack}
        """,
        expect_attacks=f"""
            patient | onset    | is_onset_attack
            P1      | {attack} | {is_onset}
        """,
    )


def test_a_first_attack_long_after_the_stated_onset_is_not_the_onset_attack(spec):
    spec(
        patients="""
            patient | onset
            P1      | 2005
        """,
        attacks="""
            patient | onset
            P1      | 2011-01-10
        """,
        expect_attacks="""
            patient | onset      | is_onset_attack
            P1      | 2011-01-10 | no
        """,
        expect_queries="""
            code | patient | message
            Q114 | P1      | The disease began 2005; the first attack on record is that of 2011-01-10.
        """,
    )


def test_a_stated_year_is_narrowed_by_the_first_attack(spec):
    spec(
        patients="""
            patient | onset   | birth
            P1      | 2011    | 1981-03-15
            P2      | 2011-10 |
        """,
        attacks="""
            patient | onset
            P1      | 2011-03-15
            P2      | 2011
        """,
        expect_people="""
            patient | onset      | onset_earliest | onset_latest | age_at_onset | rule
            P1      | 2011-03-15 | 2011-03-15     | 2011-03-15   | 30.0         | onset.stated_and_first_attack
            P2      | 2011-10-16 | 2011-10-01     | 2011-10-31   |              | onset.stated_and_first_attack
        """,
    )


def test_without_a_stated_onset_the_first_dated_attack_is_the_onset(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2011-03
            P1      |
            P2      |
        """,
        expect_people="""
            patient | onset      | earlier_onset_possible | rule               | rows
            P1      | 2011-03-16 | yes                    | onset.first_attack | P1/attacks/1
            P2      |            | no                     | onset.unknown      |
        """,
    )


def test_in_a_relative_record_the_onset_is_day_0(spec):
    spec(
        calendar="relative",
        patients="""
            patient | age_at_onset
            P1      | 44
        """,
        attacks="""
            patient | onset
            P1      | day 400
        """,
        expect_people="""
            patient | onset | age_at_onset | rule
            P1      | day 0 | 44.0         | onset.day_zero
        """,
        expect_attacks="""
            patient | onset   | is_onset_attack
            P1      | day 400 | no
        """,
    )


def test_the_first_label_is_the_dated_one_that_was_given_first(spec):
    spec(
        diagnoses="""
            patient | label              | diagnosed
            P1      | NMOSD              | 2012-05
            P1      | multiple sclerosis | 2009
            P2      | NMOSD              |
            P2      | multiple sclerosis |
            P3      | NMOSD              |
            P4      | unknown            | 2010
        """,
        expect_people="""
            patient | first_label        | labels
            P1      | multiple sclerosis | multiple sclerosis, NMOSD
            P2      |                    | NMOSD, multiple sclerosis
            P3      | NMOSD              | NMOSD
            P4      |                    |
        """,
    )


def test_of_several_vague_attacks_any_may_have_been_the_first(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2011
            P1      | 2011-08
        """,
        expect_people="""
            patient | onset_earliest | onset_latest | rule               | rows
            P1      | 2011-01-01     | 2011-08-31   | onset.first_attack | P1/attacks/1, P1/attacks/2
        """,
    )
