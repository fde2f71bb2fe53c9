"""Which attacks are counted in follow-up.

Each merged attack with a date lies before entry, in follow-up or after exit. The onset attack opens the disease: it is left out
of `attacks` and counted in `attacks_with_onset`, if the person entered no later than it. Attacks without a date lie nowhere and
are counted apart. With and without the first attack: doi 10.3389/fneur.2022.875456.
"""


def test_attacks_are_counted_after_entry_up_to_and_on_the_day_of_exit(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2005-01-01 | 2011-01-01    | 2015-01-01
        """,
        attacks="""
            patient | onset
            P1      | 2005-01-01
            P1      | 2008-01-01
            P1      | 2011-01-01
            P1      | 2012-01-01
            P1      | 2015-01-01
            P1      | 2015-06-01
        """,
        expect_person_time="""
            patient | attacks | attacks_with_onset | attacks_before_entry | attacks_after_exit | rows
            P1      | 2       | 2                  | 3                    | 1                  | P1/attacks/4, P1/attacks/5
        """,
    )


def test_the_onset_attack_counts_only_in_attacks_with_onset(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2011-01-01 | 2011-01-01    | 2015-01-01
        """,
        attacks="""
            patient | onset
            P1      | 2011-01-01
            P1      | 2012-01-01
        """,
        expect_person_time="""
            patient | attacks | attacks_with_onset | attacks_before_entry
            P1      | 1       | 2                  | 0
        """,
    )


def test_the_onset_attack_does_not_count_if_the_person_came_after_it(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2011-01-01 | 2011-01-02    | 2015-01-01
        """,
        attacks="""
            patient | onset
            P1      | 2011-01-01
            P1      | 2012-01-01
        """,
        expect_person_time="""
            patient | attacks | attacks_with_onset | attacks_before_entry
            P1      | 1       | 1                  | 1
        """,
    )


def test_a_first_recorded_attack_that_is_not_the_onset_attack_counts(spec):
    spec(
        patients="""
            patient | onset | first_contact | last_contact
            P1      | 2005  | 2011-01-01    | 2015-01-01
        """,
        attacks="""
            patient | onset
            P1      | 2012-01-01
        """,
        expect_person_time="""
            patient | attacks | attacks_with_onset
            P1      | 1       | 1
        """,
    )


def test_the_onset_attack_happens_on_the_day_of_onset_where_the_two_agree(spec):
    spec(
        patients="""
            patient | onset   | first_contact | last_contact
            P1      | 2011-10 | 2011-09-01    | 2015-01-01
        """,
        attacks="""
            patient | onset
            P1      | 2011
        """,
        expect_person_time="""
            patient | entry      | attacks | attacks_with_onset | date_dependent
            P1      | 2011-10-16 | 0       | 1                  | no
        """,
    )


def test_merged_attacks_count_once(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2005-01-01 | 2011-01-01    | 2015-01-01
        """,
        attacks="""
            patient | onset
            P1      | 2012-01-01
            P1      | 2012-01-20
        """,
        expect_person_time="""
            patient | attacks
            P1      | 1
        """,
    )


def test_attacks_without_a_date_are_counted_apart(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2005-01-01 | 2011-01-01    | 2015-01-01
            P2      | 2005-01-01 |               |
        """,
        attacks="""
            patient | onset
            P1      |
            P1      | 2012-01-01
            P2      |
        """,
        expect_person_time="""
            patient | attacks | undated_attacks
            P1      | 1       | 1
            P2      |         | 1
        """,
    )


def test_an_attack_that_may_lie_outside_follow_up_is_marked(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2005-01-01 | 2011-06-01    | 2015-01-01
            P2      | 2005-01-01 | 2011-06-01    | 2015-01-01
            P3      | 2005-01-01 | 2011          | 2015-01-01
            P4      | 2005-01-01 | 2011-06-01    | 2015-08-01
            P5      | 2005-01-01 | 2011-06-01    | 2015
            P6      | 2005-01-01 | 2011-06-01    | 2014
        """,
        attacks="""
            patient | onset
            P1      | 2011
            P2      | 2012
            P3      | 2011-03-01
            P4      | 2015
            P5      | 2015-09-01
            P6      | 2015
        """,
        expect_person_time="""
            patient | attacks | date_dependent
            P1      | 1       | yes
            P2      | 1       | no
            P3      | 0       | yes
            P4      | 1       | yes
            P5      | 0       | yes
            P6      | 0       | no
        """,
    )


def test_attacks_that_other_days_would_merge_mark_the_person_time(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2005-01-01 | 2011-01-01    | 2015-01-01
        """,
        attacks="""
            patient | onset
            P1      | 2012-03
            P1      | 2012-04
        """,
        expect_person_time="""
            patient | attacks | date_dependent
            P1      | 2       | yes
        """,
    )
