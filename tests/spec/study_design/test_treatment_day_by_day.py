"""Groups of days, and trials in a row: two ways to compare treatments without giving anybody time that was survived to be treated.

Day by day: time at risk is cut where a drug begins or ends to act (its effect window after the last dose), and belongs to the group
of what acted; days of which it cannot be told are in no row, nor are those of the lag, on which a drug was given and nothing acts
yet. Sequential: every so many days a trial begins among those who were on
no preventive drug, between those who began one since and those who did not. doi 10.1097/EDE.0b013e3181875e61.
"""

PEOPLE = """
    patient | onset      | first_contact | last_contact
    P1      | 2010-01-01 | 2010-01-01    | 2014-01-01
"""
COMPARED = """
    [comparison]
    of = "treatment"
    exposure = "{}"
    groups = {{ untreated = ["no treatment"], azathioprine = ["azathioprine"], rituximab = ["rituximab"] }}
    trial_every_days = 365
    {}
    [[outcomes]]
    of = "all attacks"
"""
ATTACKS = """
    patient | onset      | sites
    P1      | 2010-01-01 | spinal cord
    P1      | 2011-01-01 | spinal cord
    P1      | 2012-06-01 | spinal cord
"""


def test_time_is_cut_where_a_drug_begins_and_ends_to_act(design):
    design(
        patients=PEOPLE,
        attacks=ATTACKS,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2011-01-01 | 2013-01-01
        """,
        protocol=COMPARED.format("time-varying", ""),
        expect_at_risk="""
            subject | group        | start | stop  | event
            P1      | untreated    | 0.000 | 0.999 | 1
            P1      | azathioprine | 0.999 | 2.415 | 1
            P1      | azathioprine | 2.415 | 3.001 | 0
            P1      | untreated    | 3.001 | 4.000 | 0
        """,
    )


def test_of_two_drugs_the_one_begun_last_decides(design):
    design(
        patients=PEOPLE,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2011-01-01 | 2014-01-01
            P1      | methotrexate | 2013-01-01 | 2014-01-01
        """,
        protocol=COMPARED.format("time-varying", ""),
        expect_at_risk="""
            subject | group        | start | stop
            P1      | untreated    | 0.000 | 0.999
            P1      | azathioprine | 0.999 | 3.001
        """,
    )


def test_days_of_the_lag_are_on_no_treatment_and_on_no_drug(design):
    design(
        patients=PEOPLE,
        attacks=ATTACKS,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2012-05-01 | 2014-01-01
        """,
        protocol=COMPARED.format("time-varying", "lag_days = 90"),
        expect_at_risk="""
            subject | group        | start | stop  | event
            P1      | untreated    | 0.000 | 0.999 | 1
            P1      | untreated    | 0.999 | 2.330 | 0
            P1      | azathioprine | 2.576 | 4.000 | 0
        """,
    )


def test_a_drug_that_still_acts_has_the_days_in_the_lag_of_the_next(design):
    design(
        patients=PEOPLE,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2010-01-02 | 2012-05-31
            P1      | rituximab    | 2012-05-01 | 2014-01-01
        """,
        protocol=COMPARED.format("time-varying", "lag_days = 90"),
        expect_at_risk="""
            subject | group        | start | stop
            P1      | untreated    | 0.000 | 0.003
            P1      | azathioprine | 0.249 | 2.330
            P1      | azathioprine | 2.330 | 2.412
            P1      | rituximab    | 2.576 | 4.000
        """,
    )


def test_after_an_end_that_is_not_known_nothing_is_told(design):
    design(
        patients=PEOPLE,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2011-01-01 |
        """,
        protocol=COMPARED.format("time-varying", ""),
        expect_at_risk="""
            subject | group     | start | stop
            P1      | untreated | 0.000 | 0.999
        """,
    )


def test_a_trial_begins_every_year_among_those_on_no_drug(design):
    design(
        patients=PEOPLE,
        attacks=ATTACKS,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2011-06-01 | 2013-01-01
        """,
        protocol=COMPARED.format("sequential", ""),
        expect_subjects="""
            subject    | group        | zero       | start      | end
            P1 trial 1 | untreated    | 2011-01-01 | 2011-01-01 | 2014-01-01
            P1 trial 2 | azathioprine | 2012-01-01 | 2012-01-01 | 2014-01-01
        """,
        expect_at_risk="""
            subject    | group        | start | stop  | event
            P1 trial 1 | untreated    | 0.000 | 1.415 | 1
            P1 trial 1 | untreated    | 1.415 | 3.001 | 0
            P1 trial 2 | azathioprine | 0.000 | 0.416 | 1
            P1 trial 2 | azathioprine | 0.416 | 2.001 | 0
        """,
    )


def test_a_drug_begun_and_ended_between_two_trials_makes_no_group(design):
    design(
        patients=PEOPLE,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2011-06-01 | 2011-08-01
        """,
        protocol=COMPARED.format("sequential", ""),
        expect_subjects="""
            subject    | group     | zero
            P1 trial 1 | untreated | 2011-01-01
            P1 trial 3 | untreated | 2012-12-31
            P1 trial 4 | untreated | 2013-12-31
        """,
    )


def test_with_a_lag_nobody_is_untreated_who_began_a_drug_and_time_at_risk_begins_later_for_all(design):
    design(
        patients=PEOPLE,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2011-06-01 | 2014-01-01
        """,
        protocol=COMPARED.format("sequential", "lag_days = 365"),
        expect_subjects="""
            subject    | group        | zero       | start      | end
            P1 trial 1 | untreated    | 2011-01-01 | 2012-01-01 | 2014-01-01
            P1 trial 2 | azathioprine | 2012-01-01 | 2012-12-31 | 2014-01-01
        """,
    )
