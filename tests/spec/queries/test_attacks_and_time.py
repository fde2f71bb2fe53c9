"""Questions about attacks and follow-up (Q1..).

Two entries that contradict each other are an error, and are asked only where the contradiction is certain, whatever days the
imprecise dates stand for. What would spoil an analysis is a warning; the rest is a note. A field that most rows of the record
lack is not asked person by person.
"""


def test_attacks_closer_than_the_window_are_asked_once_per_merged_attack(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
            P1      | 2011-03    | optic nerve right
            P1      | 2012-01-01 | spinal cord
        """,
        expect_queries="""
            code | severity | patient | rows                       | message
            Q101 | warning  | P1      | P1/attacks/1, P1/attacks/2 | These 2 reported attacks began less than 30 days after the first: 2011-03-10 (spinal cord), 2011-03 (optic nerve right).
        """,
        not_asked="Q102",
    )


def test_dates_that_leave_merging_open_are_asked(spec):
    spec(
        attacks="""
            patient | onset   | sites
            P1      | 2011-03 | spinal cord
            P1      | 2011-04 | brainstem
        """,
        expect_queries="""
            code | severity | patient | message
            Q102 | note     | P1      | The dates leave open which of these reported attacks began less than 30 days apart: 2011-03 (spinal cord), 2011-04 (brainstem).
        """,
        not_asked="Q101",
    )


def test_an_attack_before_the_stated_onset_is_asked_only_if_certain(spec):
    spec(
        patients="""
            patient | onset
            P1      | 2011-06
            P2      | 2011
        """,
        attacks="""
            patient | onset
            P1      | 2011-05-31
            P2      | 2011-01
        """,
        expect_queries="""
            code | severity | patient | rows                      | message
            Q103 | error    | P1      | P1/attacks/1, P1/patients | The attack of 2011-05-31 lies before the stated onset, 2011-06.
        """,
    )


def test_events_after_last_contact_are_asked_for_every_dated_table(spec):
    spec(
        patients="""
            patient | last_contact
            P1      | 2014-06
        """,
        attacks="""
            patient | onset
            P1      | 2014-06-30
            P1      | 2014-07-01
        """,
        visits="""
            patient | visited | edss
            P1      | 2014    | 2
            P1      | 2015    | 3
        """,
        therapies="""
            patient | drug      | start   | stop
            P1      | rituximab | 2014-01 | 2016-01
        """,
        expect_queries="""
            code | patient | rows                        | message
            Q104 | P1      | P1/attacks/2, P1/patients   | The date 2014-07-01 (attacks, onset) lies after last contact, 2014-06.
            Q104 | P1      | P1/therapies/1, P1/patients | The date 2016-01 (therapies, stop) lies after last contact, 2014-06.
            Q104 | P1      | P1/visits/2, P1/patients    | The date 2015 (visits, visited) lies after last contact, 2014-06.
        """,
    )


def test_events_after_death_are_asked(spec):
    spec(
        patients="""
            patient | status | death   | last_contact
            P1      | dead   | 2014-06 | 2014-07-01
        """,
        antibody_tests="""
            patient | analyte  | sampled
            P1      | AQP4-IgG | 2014-06-15
            P1      | AQP4-IgG | 2014-08
        """,
        expect_queries="""
            code | severity | patient | rows                             | message
            Q105 | error    | P1      | P1/antibody_tests/2, P1/patients | The date 2014-08 (antibody tests, sampled) lies after death, 2014-06.
            Q105 | error    | P1      | P1/patients                      | Last contact, 2014-07-01, lies after death, 2014-06.
        """,
    )


def test_last_contact_before_first_contact_is_asked_only_if_certain(spec):
    spec(
        patients="""
            patient | first_contact | last_contact
            P1      | 2014-06-02    | 2014-06-01
            P2      | 2014-06-02    | 2014
        """,
        expect_queries="""
            code | patient | message
            Q106 | P1      | Last contact, 2014-06-01, lies before first contact, 2014-06-02.
        """,
    )


def test_deaths_without_a_date_or_a_cause_and_without_the_status_are_asked(spec):
    spec(
        patients="""
            patient | status | death | death_cause
            P1      | dead   |       | infection
            P2      | dead   | 2014  |
            P3      | alive  | 2014  | infection
            P4      |        |       | cancer
            P5      | dead   | 2014  | unknown
        """,
        expect_queries="""
            code | patient | message
            Q107 | P1      | Recorded as dead, without a date of death.
            Q108 | P2      | Dead, without a cause of death.
            Q109 | P3      | A death on 2014 is recorded, and the status is alive.
            Q109 | P4      | A cause of death (cancer) is recorded, and the status is not stated.
        """,
    )


def test_attacks_without_a_date_or_a_site_are_asked(spec):
    spec(
        attacks="""
            patient | onset | sites     | adjudication
            P1      |       | brainstem |
            P1      | 2011  |           |
            P1      |       |           | pseudo-attack
            P1      | 2013  | cerebrum  |
        """,
        expect_queries="""
            code | patient | rows         | message
            Q110 | P1      | P1/attacks/1 | An attack (brainstem) has no date.
            Q111 | P1      | P1/attacks/2 | The attack of 2011 has no site.
        """,
    )


def test_sites_are_not_asked_where_most_attacks_have_none(spec):
    spec(
        attacks="""
            patient | onset | sites
            P1      | 2011  |
            P1      | 2013  |
            P1      | 2015  | brainstem
        """,
        not_asked="Q111",
    )


def test_a_pseudo_attack_with_a_new_lesion_is_asked(spec):
    spec(
        attacks="""
            patient | onset | adjudication  | new_mri_lesion
            P1      | 2011  | pseudo-attack | yes
            P1      | 2013  | pseudo-attack | no
            P1      | 2014  | definite      | yes
        """,
        expect_queries="""
            code | patient | rows
            Q112 | P1      | P1/attacks/1
        """,
    )


def test_missing_contacts_are_asked_where_most_people_have_them(spec):
    spec(
        patients="""
            patient | first_contact | last_contact | death | status
            P1      | 2011          | 2012         |       |
            P2      | 2011          |              |       |
            P3      |               |              | 2013  | dead
            P4      | 2011          | 2012         |       |
        """,
        expect_queries="""
            code | patient | message
            Q113 | P2      | Last contact not stated: no person-time.
            Q113 | P3      | First contact not stated: no person-time.
        """,
    )
    spec(patients="patient | first_contact\nP1 |\nP2 |\nP3 | 2011", not_asked="Q113")


def test_days_from_onset_are_never_shown_as_dates(spec):
    spec(
        calendar="relative",
        patients="""
            patient | last_contact
            P1      | day 100
        """,
        attacks="""
            patient | onset
            P1      | day 120 to 130
        """,
        expect_queries="""
            code | patient | message
            Q104 | P1      | The date day 120 to 130 (attacks, onset) lies after last contact, day 100.
            Q114 | P1      | The disease began day 0; the first attack on record is that of day 120 to 130.
        """,
    )
