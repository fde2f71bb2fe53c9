"""Attacks before and after the first start of a treatment, in the same people.

Counted are attacks after the begin of the window up to and on the day of the start, and after it up to the end of the window after;
the onset attack opens the disease and does not count unless asked for. Attacks and time before first contact were recalled and do not
count unless asked for. This is no effect of the treatment: doi 10.1093/ije/dyh299 (regression to the mean).
"""

RECORD = {
    "patients": """
        patient | onset      | first_contact | last_contact
        P1      | 2010-01-01 | 2011-01-01    | 2020-01-01
        P2      | 2010-01-01 | 2010-01-01    | 2020-01-01
        P3      | 2010-01-01 | 2015-01-01    | 2020-01-01
    """,
    "attacks": """
        patient | onset      | sites
        P1      | 2010-01-01 | spinal cord
        P1      | 2010-08-01 | spinal cord
        P1      | 2011-06-01 | spinal cord
        P1      | 2012-01-01 | spinal cord
        P1      | 2012-08-01 | spinal cord
        P2      | 2010-01-01 | spinal cord
        P3      | 2010-01-01 | spinal cord
    """,
    "therapies": """
        patient | drug      | start      | stop
        P1      | rituximab | 2012-01-01 | 2013-01-01
        P1      | rituximab | 2016-01-01 | 2017-01-01
        P2      | rituximab | 2010-07-01 | 2013-01-01
        P3      | rituximab | 2012-01-01 | 2016-01-01
    """,
}


def test_attacks_and_time_before_first_contact_do_not_count(design):
    design(
        **RECORD,
        protocol='[before_after]\ndrugs = ["rituximab"]\nbefore_years = 2\nafter_years = 2',
        expect_before_after="""
            patient | start      | before | after | before_days | after_days | attacks | days_since | reason
            P1      | 2012-01-01 | 2      | 1     | 365         | 730        | 4       | 0          |
            P2      | 2010-07-01 | 0      | 0     | 181         | 730        | 1       | 181        |
            P3      | 2012-01-01 | 0      | 0     | -1096       | 730        | 1       | 730        | no time before the start
        """,
    )


def test_recalled_attacks_and_the_onset_attack_count_if_asked_for(design):
    design(
        **RECORD,
        protocol="""
            [time]
            delayed_entry = false
            [before_after]
            drugs = ["anti-CD20"]
            before_years = 2
            after_years = 2
            onset_attack = "with"
        """,
        expect_before_after="""
            patient | before | after | before_days
            P1      | 4      | 1     | 730
            P2      | 1      | 0     | 181
            P3      | 1      | 0     | 730
        """,
    )
