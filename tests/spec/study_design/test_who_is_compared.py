"""Who is compared, from which day to which.

A subject is a person, or an episode of a treatment. The clock starts at the onset of disease, first contact, the diagnosis or the
start of the episode. The subject is at risk from the later of that day (plus the lag of a treatment) and entry into follow-up, to the
end of follow-up, death, the end of the episode or the longest time asked for, whichever comes first. Whoever has no place in the
comparison is left out with one reason. Delayed entry: doi 10.1186/s12874-022-01623-8.
"""

PEOPLE = """
    patient | onset      | first_contact | last_contact
    P1      | 2010-01-01 | 2012-01-01    | 2020-01-01
    P2      | 2010-01-01 | 2010-01-01    | 2020-01-01
    P3      | 2010-01-01 |               | 2020-01-01
"""
EPISODES = """
    [comparison]
    of = "treatment"
    groups = { rituximab = ["rituximab"], older = ["azathioprine", "mycophenolate"] }
    [time]
    zero = "episode start"
    [[outcomes]]
    of = "first attack"
"""


def test_people_enter_when_they_were_first_seen(design):
    design(
        patients=PEOPLE,
        protocol="",
        expect_subjects="""
            subject | group    | zero       | start      | end        | ended_by
            P1      | everyone | 2010-01-01 | 2012-01-01 | 2020-01-01 | follow-up
            P2      | everyone | 2010-01-01 | 2010-01-01 | 2020-01-01 | follow-up
        """,
        expect_left_out="""
            subject | reason
            P3      | follow-up not stated
        """,
    )


def test_without_delayed_entry_what_was_survived_counts_as_observed(design):
    design(
        patients=PEOPLE,
        protocol="time = { delayed_entry = false, most_years = 4 }",
        expect_subjects="""
            subject | zero       | start      | end        | ended_by
            P1      | 2010-01-01 | 2010-01-01 | 2014-01-01 | most_years
            P2      | 2010-01-01 | 2010-01-01 | 2014-01-01 | most_years
        """,
    )


def test_an_episode_is_at_risk_from_its_start_plus_the_lag(design):
    design(
        patients=PEOPLE,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2013-01-01 | 2014-01-01
            P1      | rituximab    | 2015-01-01 | 2016-01-01
            P2      | rituximab    | 2012-01-01 | 2013-01-01
        """,
        protocol=EPISODES.replace("[time]", "lag_days = 90\n[time]"),
        expect_subjects="""
            subject      | group     | zero       | start      | end        | ended_by
            P1 episode 1 | older     | 2013-01-01 | 2013-04-01 | 2020-01-01 | follow-up
            P2 episode 1 | rituximab | 2012-01-01 | 2012-03-31 | 2020-01-01 | follow-up
        """,
        expect_left_out="""
            subject      | reason
            P1 episode 2 | a later episode of the same person
        """,
    )


def test_while_treated_ends_with_the_effect_of_the_last_dose(design):
    design(
        patients=PEOPLE,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2013-01-01 | 2014-01-01
            P1      | rituximab    | 2015-01-01 | 2016-01-01
        """,
        protocol=EPISODES.replace("[time]", 'episodes = "all"\n[time]\nend = "episode end"'),
        expect_subjects="""
            subject      | group     | start      | end        | ended_by
            P1 episode 1 | older     | 2013-01-01 | 2014-01-01 | episode
            P1 episode 2 | rituximab | 2015-01-01 | 2016-07-01 | episode
        """,
    )


def test_an_episode_that_began_before_first_contact_enters_late(design):
    design(
        patients=PEOPLE,
        therapies="""
            patient | drug      | start      | stop
            P1      | rituximab | 2011-01-01 | 2019-01-01
        """,
        protocol=EPISODES,
        expect_subjects="""
            subject      | zero       | start      | end
            P1 episode 1 | 2011-01-01 | 2012-01-01 | 2020-01-01
        """,
    )


def test_death_ends_the_time_at_risk(design):
    design(
        patients="""
            patient | onset      | first_contact | last_contact | status | death
            P1      | 2010-01-01 | 2010-01-01    | 2014-01-01   | dead   | 2013-01-01
        """,
        protocol="",
        expect_subjects="""
            subject | end        | ended_by
            P1      | 2013-01-01 | death
        """,
    )


def test_a_disease_that_nobody_recorded_is_unknown_or_absent_as_the_protocol_says(design):
    record = {
        "patients": PEOPLE,
        "comorbidities": """
            patient | disease
            P1      | systemic sclerosis
        """,
    }
    compared = '[comparison]\nof = "comorbidity"\ndisease = "systemic sclerosis"\n[[outcomes]]\nof = "death"\n'
    design(
        **record,
        protocol=compared,
        expect_subjects="""
            subject | group
            P1      | with systemic sclerosis
        """,
        expect_left_out="""
            subject | reason
            P2      | the record does not tell the group
            P3      | the record does not tell the group
        """,
    )
    design(
        **record,
        protocol=compared.replace("[[", 'unrecorded = "absent"\n[['),
        expect_subjects="""
            subject | group
            P1      | with systemic sclerosis
            P2      | without systemic sclerosis
        """,
    )


def test_ever_treated_forgets_when_the_treatment_began(design):
    design(
        patients=PEOPLE,
        therapies="""
            patient | drug      | start      | stop
            P1      | rituximab | 2019-01-01 | 2019-06-01
        """,
        protocol="""
            [comparison]
            of = "treatment"
            exposure = "ever"
            groups = { treated = ["rituximab"], untreated = ["no treatment"] }
            [[outcomes]]
            of = "first attack"
        """,
        expect_subjects="""
            subject | group     | start
            P1      | treated   | 2012-01-01
            P2      | untreated | 2010-01-01
        """,
    )


def test_what_was_known_at_time_zero(design):
    design(
        patients="""
            patient | birth | onset      | age_at_onset | first_contact | last_contact | sex
            P1      |       | 2010-01-01 | 30           | 2010-01-01    | 2020-01-01   | female
        """,
        attacks="""
            patient | onset      | sites
            P1      | 2010-01-01 | spinal cord
            P1      | 2012-08-01 | spinal cord
            P1      | 2013-06-01 | spinal cord
        """,
        visits="""
            patient | visited    | edss
            P1      | 2011-06-01 | 2.0
            P1      | 2012-08-05 | 6.0
            P1      | 2014-06-01 | 3.0
        """,
        therapies="""
            patient | drug       | start      | stop
            P1      | prednisone | 2012-09-01 | 2015-01-01
            P1      | rituximab  | 2013-01-01 | 2016-01-01
        """,
        protocol=EPISODES
        + """
            [adjustment]
            covariates = ["age at time zero", "sex", "disease duration", "attacks before", "attacks in the year before",
                "EDSS at time zero", "calendar year", "steroid at time zero"]
        """,
        expect_covariates="""
            patient | age at time zero | sex    | attacks before | attacks in the year before | EDSS at time zero | calendar year | steroid at time zero
            P1      | 33.0             | female | 2              | 1                          | 2.0               | 2013          | yes
        """,
    )
