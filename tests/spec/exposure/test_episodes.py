"""Episodes of preventive treatment: from when, until when, and what a blank stop means.

A row of `therapies` lasts from its start to its stop, or where it is ongoing to the end of follow-up. For a drug given in doses,
the doses on record decide: each acts for the drug's effect window (rituximab 26 weeks). These rules are the project's own
proposal; the windows stand in a data file with their sources and marks.
"""

FOLLOWED = """
    patient | onset      | first_contact | last_contact
    P1      | 2009-01-01 | 2010-01-01    | 2020-01-01
"""


def test_a_daily_drug_acts_from_its_start_to_its_last_day(spec):
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | drug         | start      | stop       | stop_reason
            P1      | azathioprine | 2012-01-01 | 2014-01-01 | adverse event
        """,
        expect_exposure="""
            patient | episode | row_id         | drug         | class          | from       | until      | end     | stop_reason
            P1      | 1       | P1/therapies/1 | azathioprine | antimetabolite | 2012-01-01 | 2014-01-01 | stopped | adverse event
        """,
    )


def test_the_effect_of_a_drug_given_in_doses_goes_on_after_its_last_day(spec):
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | drug       | start      | stop
            P1      | rituximab  | 2012-01-01 | 2014-01-01
            P1      | eculizumab | 2015-01-01 | 2016-01-01
        """,
        expect_exposure="""
            patient | drug       | until      | effective_from | effective_until | known_until | rule
            P1      | rituximab  | 2014-01-01 | 2012-01-01     | 2014-07-02      | 2014-07-02  | exposure.stopped
            P1      | eculizumab | 2016-01-01 | 2015-01-01     | 2016-01-15      | 2016-01-15  | exposure.stopped
        """,
    )


def test_an_ongoing_treatment_lasts_to_the_end_of_follow_up(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact | status | death
            P1      | 2009-01-01 | 2010-01-01    | 2020-01-01   |        |
            P2      | 2009-01-01 | 2010-01-01    |              | dead   | 2018-01-01
            P3      | 2009-01-01 | 2010-01-01    |              |        |
        """,
        therapies="""
            patient | drug         | start      | ongoing
            P1      | azathioprine | 2012-01-01 | yes
            P2      | azathioprine | 2012-01-01 | yes
            P3      | azathioprine | 2012-01-01 | yes
        """,
        expect_exposure="""
            patient | until      | end     | known_until | rule
            P1      | 2020-01-01 | ongoing | 2020-01-01  | exposure.ongoing
            P2      | 2018-01-01 | ongoing | 2018-01-01  | exposure.ongoing
            P3      |            | ongoing | 2012-01-01  | exposure.ongoing
        """,
    )


def test_a_blank_stop_is_not_ongoing(spec):
    # The end is unknown: the treatment counts to the last day that is certain, and no further.
    tables = {
        "patients": FOLLOWED,
        "therapies": """
            patient | id | drug         | start      | ongoing
            P1      | a  | azathioprine | 2012-01-01 |
            P1      | m  | mycophenolate | 2014-01-01 | no
        """,
        "therapy_doses": """
            patient | therapy | given
            P1      | a       | 2012-07-01
        """,
    }
    spec(
        **tables,
        expect_exposure="""
            patient | drug          | until | end     | effective_until | known_until | person_years | rule
            P1      | azathioprine  |       | unknown |                 | 2012-07-01  | 0.498        | exposure.unknown
            P1      | mycophenolate |       | unknown |                 | 2014-01-01  | 0.000        | exposure.unknown
        """,
    )
    spec(
        **tables,
        definitions={"blank_stop_means": "ongoing"},
        expect_exposure="""
            patient | drug          | until      | end     | known_until
            P1      | azathioprine  | 2020-01-01 | ongoing | 2020-01-01
            P1      | mycophenolate |            | unknown | 2014-01-01
        """,
    )


def test_a_stop_before_the_start_ends_nothing(spec):
    # The two contradict each other, and the clinic is asked; until then nobody knows how long the drug was taken.
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | id | drug         | start      | stop       | ongoing
            P1      | a  | azathioprine | 2012-09-01 | 2012-03-01 |
            P1      | m  | mycophenolate | 2014 | 2014-03 | no
        """,
        expect_exposure="""
            patient | drug          | until      | end     | person_years
            P1      | azathioprine  |            | unknown | 0.000
            P1      | mycophenolate | 2014-07-02 | stopped | 0.000
        """,
    )


def test_doses_on_record_decide_for_a_drug_given_in_doses(spec):
    # The second infusion came within 26 weeks and 30 days of the first; the third did not.
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | id | drug      | start      | stop       | stop_reason
            P1      | r  | rituximab | 2012-01-01 | 2014-06-01 | planned
        """,
        therapy_doses="""
            patient | id | therapy | given
            P1      | d1 | r       | 2012-01-01
            P1      | d2 | r       | 2012-07-15
            P1      | d3 | r       | 2014-01-01
        """,
        expect_exposure="""
            patient | row_id | from       | until      | end     | stop_reason | doses | effective_until | restart | gap_days | rule             | rows
            P1      | r      | 2012-01-01 | 2012-07-15 | lapsed  |             | 2     | 2013-01-13      | no      |          | exposure.lapsed  | r, d1, d2
            P1      | d3     | 2014-01-01 | 2014-01-01 | stopped | planned     | 1     | 2014-07-02      | yes     | 353      | exposure.stopped | d3
        """,
    )


def test_doses_without_a_row_of_their_own_make_an_episode(spec):
    spec(
        patients=FOLLOWED,
        therapy_doses="""
            patient | drug        | given
            P1      | inebilizumab | 2012-01-01
            P1      | inebilizumab | 2012-01-15
            P1      | inebilizumab | 2012-07-01
        """,
        expect_exposure="""
            patient | from       | until      | end     | doses | effective_until
            P1      | 2012-01-01 | 2012-07-01 | unknown | 3     | 2012-12-30
        """,
    )


def test_a_dose_that_names_no_row_belongs_to_the_row_that_was_open(spec):
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | id | drug      | start      | stop
            P1      | r  | rituximab | 2012-01-01 | 2012-03-01
        """,
        therapy_doses="""
            patient | id | drug      | given
            P1      | d1 | rituximab | 2012-01-15
            P1      | d2 | rituximab | 2015-01-01
        """,
        expect_exposure="""
            patient | from       | until      | end     | doses | rows
            P1      | 2012-01-01 | 2012-01-15 | stopped | 1     | r, d1
            P1      | 2015-01-01 | 2015-01-01 | unknown | 1     | d2
        """,
    )


def test_rows_of_one_drug_that_follow_each_other_are_one_episode(spec):
    # 30 days after the last day it goes on; after 31 it begins anew.
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | drug         | start      | stop       | stop_reason
            P1      | azathioprine | 2012-01-01 | 2012-12-31 |
            P1      | azathioprine | 2013-01-30 | 2013-12-31 | attack
            P1      | azathioprine | 2014-01-31 | 2014-12-31 | planned
        """,
        expect_exposure="""
            patient | episode | from       | until      | stop_reason | restart | gap_days
            P1      | 1       | 2012-01-01 | 2013-12-31 | attack      | no      |
            P1      | 2       | 2014-01-31 | 2014-12-31 | planned     | yes     | 31
        """,
    )


def test_a_treatment_without_a_start_has_no_place_in_time(spec):
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine |            | 2013-01-01
            P1      | rituximab    | 2014-01-01 | 2015-01-01
        """,
        expect_exposure="""
            patient | episode | drug         | from       | until      | effective_until | person_years | line | rule
            P1      | 1       | rituximab    | 2014-01-01 | 2015-01-01 | 2015-07-02      | 1.50         |      | exposure.stopped
            P1      | 2       | azathioprine |            | 2013-01-01 | 2013-01-01      |              |      | exposure.start_unknown
        """,
    )


def test_the_window_of_a_drug_that_is_not_named_is_not_known(spec):
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | drug | start      | stop
            P1      |      | 2012-01-01 | 2013-01-01
        """,
        expect_exposure="""
            patient | drug | class | until      | effective_until | known_until | bridging
            P1      |      |       | 2013-01-01 |                 | 2013-01-01  |
        """,
    )


def test_a_lag_moves_the_day_from_which_a_drug_acts(spec):
    tables = {
        "patients": FOLLOWED,
        "therapies": """
            patient | drug          | start      | stop
            P1      | azathioprine  | 2012-01-01 | 2013-01-01
            P1      | cyclophosphamide | 2014-01-01 | 2015-01-01
        """,
    }
    spec(
        **tables,
        definitions={"treatment_lag_days": 90},
        expect_exposure="""
            patient | effective_from | effective_until
            P1      | 2012-03-31     | 2013-01-01
            P1      | 2014-04-01     | 2015-03-03
        """,
    )
    # Latencies of single drugs are recalled; where none is known the setting stands.
    spec(
        **tables,
        definitions={"treatment_lag_days": 90, "lag_by_drug": True},
        expect_exposure="""
            patient | effective_from
            P1      | 2012-06-29
            P1      | 2014-04-01
        """,
    )


def test_every_window_can_be_made_longer_or_shorter(spec):
    spec(
        patients=FOLLOWED,
        definitions={"effect_window_percent": 150},
        therapies="""
            patient | drug      | start      | stop
            P1      | rituximab | 2012-01-01 | 2014-01-01
        """,
        expect_exposure="""
            patient | effective_until
            P1      | 2014-10-01
        """,
    )


def test_follow_up_and_attacks_inside_an_episode(spec):
    # Follow-up began during the first treatment. The attack on the day of the second start came before it.
    spec(
        patients=FOLLOWED,
        attacks="""
            patient | onset
            P1      | 2009-01-01
            P1      | 2009-06-01
            P1      | 2011-01-01
            P1      | 2013-01-01
            P1      | 2014-01-01
        """,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2009-03-01 | 2012-01-01
            P1      | rituximab    | 2013-01-01 | 2014-01-01
        """,
        expect_exposure="""
            patient | drug         | entry      | exit       | person_years | attacks
            P1      | azathioprine | 2010-01-01 | 2012-01-01 | 2.00         | 1
            P1      | rituximab    | 2013-01-01 | 2014-07-02 | 1.50         | 1
        """,
    )


def test_without_follow_up_there_is_no_person_time(spec):
    spec(
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2009-03-01 | 2012-01-01
        """,
        expect_exposure="""
            patient | entry | exit | person_years | attacks
            P1      |       |      |              |
        """,
    )


def test_an_imprecise_date_marks_all_treatment_of_that_person(spec):
    # The line, the overlap and the washout of one drug rest on the dates of the others.
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2009-01-01 | 2010-01-01    | 2020-01-01
            P2      | 2009-01-01 | 2010-01-01    | 2020-01-01
        """,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2014       | 2015-01-01
            P1      | rituximab    | 2016-01-01 | 2017-01-01
            P2      | rituximab    | 2016-01-01 | 2017-01-01
        """,
        expect_exposure="""
            patient | drug         | from       | date_dependent
            P1      | azathioprine | 2014-07-02 | yes
            P1      | rituximab    | 2016-01-01 | yes
            P2      | rituximab    | 2016-01-01 | no
        """,
    )


def test_an_imprecise_end_of_follow_up_marks_what_went_on_until_then(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2009-01-01 | 2010-01-01    | 2020-01
        """,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2014-01-01 | 2015-01-01
            P1      | tocilizumab  | 2016-01-01 | 2019-12-31
        """,
        expect_exposure="""
            patient | drug         | effective_until | date_dependent
            P1      | azathioprine | 2015-01-01      | no
            P1      | tocilizumab  | 2020-01-28      | yes
        """,
    )


def test_an_attack_that_may_lie_on_either_side_of_a_bound_marks_the_episode(spec):
    spec(
        patients=FOLLOWED,
        attacks="""
            patient | onset
            P1      | 2009-01-01
            P1      | 2015-01
        """,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2014-01-01 | 2015-01-10
            P1      | tocilizumab  | 2016-01-01 | 2018-01-01
        """,
        expect_exposure="""
            patient | drug         | attacks | date_dependent
            P1      | azathioprine | 0       | yes
            P1      | tocilizumab  | 0       | no
        """,
    )
