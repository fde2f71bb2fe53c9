"""Time at risk of an outcome, in years since the clock started.

A row is at risk after its start up to and with its stop; the event at its stop is 0 for none, 1 for the outcome, 2 for death. Of
attacks those count that have a date and did not open the disease. What is seen at examinations can be told until the last
that another could have confirmed: later nobody on record can have it, and to count that time would make short follow-up look
like a good prognosis. Worsening is measured from a first score, so that time at risk begins there. Whoever had a milestone
before the time at risk is not at risk of it.
"""

PEOPLE = """
    patient | onset      | first_contact | last_contact
    P1      | 2010-01-01 | 2011-01-01    | 2015-01-01
    P2      | 2010-01-01 | 2010-01-01    | 2014-01-01
"""
ATTACKS = """
    patient | onset      | sites
    P1      | 2010-01-01 | spinal cord
    P1      | 2010-06-01 | spinal cord
    P1      | 2012-01-01 | spinal cord
    P1      | 2013-01-01 | spinal cord
    P2      | 2010-01-01 | spinal cord
    P2      | 2014-01-01 | spinal cord
"""


def test_the_first_attack_ends_the_time_at_risk_and_who_had_it_before_they_were_seen_is_not_at_risk(design):
    design(
        patients=PEOPLE,
        attacks=ATTACKS,
        protocol='[[outcomes]]\nof = "first attack"',
        expect_at_risk="""
            subject | start | stop  | event
            P2      | 0.000 | 4.000 | 1
        """,
        expect_not_at_risk="""
            subject | reason
            P1      | had it before the time at risk
        """,
    )


def test_since_first_contact_everybody_is_at_risk_of_a_first_attack(design):
    design(
        patients=PEOPLE,
        attacks=ATTACKS,
        protocol='[time]\nzero = "first contact"\n[[outcomes]]\nof = "first attack"',
        expect_at_risk="""
            subject | start | stop  | event
            P1      | 0.000 | 0.999 | 1
            P2      | 0.000 | 4.000 | 1
        """,
    )


def test_an_attack_in_the_lag_is_not_the_first_on_a_drug(design):
    design(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2010-01-01 | 2010-01-01    | 2014-01-01
        """,
        attacks="""
            patient | onset      | sites
            P1      | 2010-01-01 | spinal cord
            P1      | 2011-02-01 | spinal cord
            P1      | 2012-01-01 | spinal cord
        """,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2011-01-01 | 2014-01-01
        """,
        protocol="""
            [comparison]
            of = "treatment"
            groups = { azathioprine = ["azathioprine"], rituximab = ["rituximab"] }
            lag_days = 90
            [time]
            zero = "episode start"
            [[outcomes]]
            of = "first attack"
        """,
        expect_at_risk="""
            subject      | start | stop  | event
            P1 episode 1 | 0.246 | 0.999 | 1
        """,
    )


def test_each_attack_ends_a_row_and_begins_the_next(design):
    design(
        patients=PEOPLE,
        attacks=ATTACKS,
        protocol='[[outcomes]]\nof = "all attacks"',
        expect_at_risk="""
            subject | start | stop  | event
            P1      | 0.999 | 1.999 | 1
            P1      | 1.999 | 3.001 | 1
            P1      | 3.001 | 4.999 | 0
            P2      | 0.000 | 4.000 | 1
        """,
    )


def test_death_competes_and_is_an_outcome_of_its_own(design):
    record = {
        "patients": """
            patient | onset      | first_contact | last_contact | status | death
            P1      | 2010-01-01 | 2010-01-01    | 2014-01-01   | dead   | 2014-01-01
        """,
        "attacks": """
            patient | onset      | sites
            P1      | 2010-01-01 | spinal cord
        """,
    }
    design(
        **record,
        protocol='[[outcomes]]\nof = "first attack"',
        expect_at_risk="""
            subject | start | stop  | event
            P1      | 0.000 | 4.000 | 2
        """,
    )
    design(
        **record,
        protocol='[[outcomes]]\nof = "death"',
        expect_at_risk="""
            subject | start | stop  | event
            P1      | 0.000 | 4.000 | 1
        """,
    )


VISITS = """
    patient | visited    | edss
    P1      | 2011-06-01 | 2.0
    P1      | 2012-06-01 | 6.5
    P1      | 2013-06-01 | 6.5
    P2      | 2010-06-01 | 7.0
    P2      | 2011-06-01 | 7.0
    P3      | 2011-06-01 | 2.0
    P3      | 2012-09-01 | 2.0
    P3      | 2013-01-01 | 2.0
    P5      | 2012-01-01 | 2.0
"""
EXAMINED = """
    patient | onset      | first_contact | last_contact
    P1      | 2010-01-01 | 2011-01-01    | 2015-01-01
    P2      | 2010-01-01 | 2011-01-01    | 2015-01-01
    P3      | 2010-01-01 | 2011-01-01    | 2015-01-01
    P4      | 2010-01-01 | 2011-01-01    | 2015-01-01
    P5      | 2010-01-01 | 2011-01-01    | 2015-01-01
"""


def test_a_milestone_can_be_told_until_the_last_examination_that_another_could_confirm(design):
    design(
        patients=EXAMINED,
        visits=VISITS,
        protocol='[[outcomes]]\nof = "milestone"\nmilestone = "EDSS 6"',
        expect_at_risk="""
            subject | start | stop  | event
            P1      | 0.999 | 2.415 | 1
            P3      | 0.999 | 1.413 | 0
        """,
        expect_not_at_risk="""
            subject | reason
            P2      | had it before the time at risk
            P4      | the record does not tell whether or when it happened
            P5      | the record does not tell whether or when it happened
        """,
    )


def test_confirmed_worsening_can_be_told_from_the_first_score_to_the_last_that_another_could_confirm(design):
    design(
        patients=EXAMINED,
        visits=VISITS,
        protocol='[[outcomes]]\nof = "confirmed worsening"',
        expect_at_risk="""
            subject | start | stop  | event
            P1      | 1.413 | 2.415 | 1
            P3      | 1.413 | 2.667 | 0
        """,
        expect_not_at_risk="""
            subject | reason
            P2      | not examined long enough in the time at risk to see it and confirm it
            P4      | the record does not tell whether or when it happened
            P5      | the record does not tell whether or when it happened
        """,
    )


def test_each_eye_is_at_risk_of_its_own(design):
    design(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2010-01-01 | 2010-01-01    | 2015-01-01
        """,
        attacks="""
            patient | onset      | sites
            P1      | 2010-01-01 | optic nerve right
        """,
        eye_exams="""
            patient | examined   | eye   | acuity_category | acuity
            P1      | 2011-01-01 | right | measured        | 1.0
            P1      | 2012-01-01 | right | measured        | 0.05
            P1      | 2013-01-01 | left  | measured        | 1.0
        """,
        protocol='[[outcomes]]\nof = "blindness"\neyes = "each"',
        expect_at_risk="""
            subject      | patient | start | stop  | event
            P1 left eye  | P1      | 0.000 | 3.001 | 0
            P1 right eye | P1      | 0.000 | 1.999 | 1
        """,
    )
