"""Work at the first and the last report, and days in hospital inside stated follow-up; nothing recorded is unknown, not none."""

FOLLOWED = """
    patient | onset      | first_contact | last_contact
    P1      | 2010-01-01 | 2010-01-01    | 2014-01-01
    P2      | 2010-01-01 | 2010-01-01    | 2014-01-01
    P3      | 2010-01-01 | 2010-01-01    |
"""


def test_work_that_was_lost_and_work_that_changed(spec):
    spec(
        patients=FOLLOWED,
        symptoms="""
            patient | symptom | reported   | work_status
            P1      | work    | 2010-01-01 | full time
            P1      | work    | 2013-01-01 | not working
            P2      | work    | 2010-01-01 | full time
            P2      | work    | 2013-01-01 | retired
            P3      | work    | 2010-01-01 | part time
            P3      | work    |            | full time
        """,
        expect_work_and_hospital="""
            patient | first_work | last_work   | work_changed | work_lost | rule                       | rows
            P1      | full time  | not working | yes          | yes       | symptoms.work_and_hospital | P1/symptoms/1, P1/symptoms/2
            P2      | full time  | retired     | yes          |           | symptoms.work_and_hospital | P2/symptoms/1, P2/symptoms/2
            P3      | part time  | part time   |              |           | symptoms.work_and_hospital | P3/symptoms/1, P3/symptoms/2
        """,
    )


def test_days_in_hospital_are_those_of_the_stays_in_follow_up(spec):
    spec(
        patients=FOLLOWED,
        symptoms="""
            patient | symptom       | reported   | hospital_days
            P1      | hospital stay | 2009-01-01 | 20
            P1      | hospital stay | 2011-01-01 | 5
            P1      | hospital stay | 2012-01-01 | 9
            P2      | hospital stay | 2011-01-01 | 5
            P2      | hospital stay | 2012-01-01 |
            P3      | hospital stay | 2011-01-01 | 5
        """,
        expect_work_and_hospital="""
            patient | hospital_stays | hospital_days | hospital_days_per_year | stays_elsewhere | undated_stays
            P1      | 2              | 14            | 3.5                    | 1               | 0
            P2      | 2              |               |                        | 0               | 0
            P3      | 0              |               |                        | 0               | 1
        """,
    )


def test_no_days_in_hospital_are_no_stay_unless_the_record_says_that_there_was_one(spec):
    spec(
        patients=FOLLOWED,
        symptoms="""
            patient | symptom       | reported   | present | hospital_days
            P1      | hospital stay | 2011-01-01 | yes     | 0
            P1      | hospital stay | 2012-01-01 |         | 0
            P1      | hospital stay | 2012-02-01 | no      |
            P2      | hospital stay | 2011-01-01 |         | 0
        """,
        expect_work_and_hospital="""
            patient | hospital_stays | hospital_days | stays_elsewhere | undated_stays
            P1      | 1              | 0             | 0               | 0
        """,
    )


def test_somebody_only_asked_about_work_has_no_known_number_of_stays(spec):
    spec(
        patients=FOLLOWED,
        symptoms="""
            patient | symptom       | reported   | present | work_status | hospital_days
            P1      | work          | 2011-01-01 |         | full time   |
            P2      | work          | 2011-01-01 |         | full time   |
            P2      | hospital stay | 2012-01-01 | yes     |             | 4
        """,
        expect_work_and_hospital="""
            patient | last_work | hospital_stays | hospital_days | stays_elsewhere | undated_stays
            P1      | full time |                |               |                 |
            P2      | full time | 1              | 4             | 0               | 0
        """,
    )
