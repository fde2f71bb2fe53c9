"""Person-time is stated follow-up, from delayed entry.

Follow-up runs from the later of first contact and onset of disease to the earlier of last contact and death, the first day
excluded and the last included. Only stated follow-up counts: where an end is missing there is no person-time, and the reason is
given in words. A person-year is 365.25 days. Delayed entry: doi 10.1186/s12874-022-01623-8.
"""


def test_follow_up_starts_at_the_later_of_first_contact_and_onset(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2005-01-01 | 2011-01-01    | 2015-01-01
            P2      | 2012-01-01 | 2011-01-01    | 2015-01-01
        """,
        expect_person_time="""
            patient | entry      | exit       | person_years | reason
            P1      | 2011-01-01 | 2015-01-01 | 4.000        |
            P2      | 2012-01-01 | 2015-01-01 | 3.001        |
        """,
    )


def test_follow_up_ends_at_the_earlier_of_last_contact_and_death(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact | status | death
            P1      | 2011-01-01 | 2011-01-01    | 2014-01-01   | dead   | 2015-06-01
            P2      | 2011-01-01 | 2011-01-01    | 2014-01-01   | dead   | 2013-06-01
            P3      | 2011-01-01 | 2011-01-01    |              | dead   | 2013-06-01
            P4      | 2011-01-01 | 2011-01-01    | 2014-01-01   | dead   |
        """,
        expect_person_time="""
            patient | exit       | person_years
            P1      | 2014-01-01 | 3.001
            P2      | 2013-06-01 | 2.415
            P3      | 2013-06-01 | 2.415
            P4      | 2014-01-01 | 3.001
        """,
    )


def test_without_stated_follow_up_there_is_no_person_time(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2011-01-01 |               | 2014-01-01
            P2      | 2011-01-01 | 2011-01-01    |
            P3      |            | 2011-01-01    | 2014-01-01
            P4      |            |               |
        """,
        expect_person_time="""
            patient | person_years | attacks | attacks_with_onset | reason
            P1      |              |         |                    | no first contact stated
            P2      |              |         |                    | no last contact or death stated
            P3      |              |         |                    | no onset stated and no dated attack
            P4      |              |         |                    | no first contact stated; no last contact or death stated; no onset stated and no dated attack
        """,
    )


def test_follow_up_that_ends_before_it_starts_is_no_person_time(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2011-01-01 | 2014-01-01    | 2013-01-01
            P2      | 2015-01-01 | 2013-01-01    | 2014-01-01
        """,
        expect_person_time="""
            patient | person_years | reason                          | date_dependent
            P1      |              | follow-up ends before it starts | no
            P2      |              | follow-up ends before it starts | no
        """,
    )


def test_one_contact_is_no_time_and_not_an_error(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2011-01-01 | 2014-01-01    | 2014-01-01
        """,
        expect_person_time="""
            patient | person_years | attacks | reason
            P1      | 0.0          | 0       |
        """,
    )


def test_follow_up_that_may_end_before_it_starts_is_marked(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2011-01-01 | 2014-03-10    | 2014
            P2      | 2011-01-01 | 2014-03-10    | 2015
        """,
        expect_person_time="""
            patient | exit       | date_dependent
            P1      | 2014-07-02 | yes
            P2      | 2015-07-02 | no
        """,
    )


def test_days_from_onset_are_counted_as_calendar_days_are(spec):
    spec(
        calendar="relative",
        patients="""
            patient | first_contact | last_contact
            P1      | day 10        | day 1471
        """,
        attacks="""
            patient | onset
            P1      | day 0
            P1      | day 100
        """,
        expect_person_time="""
            patient | entry  | exit     | person_years | attacks | attacks_before_entry
            P1      | day 10 | day 1471 | 4.00         | 1       | 1
        """,
    )
