"""Safety: what was on board on the day of an event, and what belongs before a drug."""


def test_an_event_has_the_drugs_whose_effect_was_not_over(spec):
    spec(
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2012-01-01 | 2014-01-01
            P1      | eculizumab   | 2015-01-01 | 2016-01-01
        """,
        safety_events="""
            patient | kind      | happened   | term      | grade
            P1      | infection | 2013-05-01 | pneumonia | 3
            P1      | infection | 2014-12-01 | cystitis  | 2
            P1      | infection | 2015-06-01 | sepsis    | 4
        """,
        expect_safety="""
            term      | on_board     | rule
            pneumonia | azathioprine | safety.dated
            cystitis  |              | safety.dated
            sepsis    | eculizumab   | safety.dated
        """,
    )


def test_an_event_without_a_date_has_no_drug(spec):
    spec(
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2012-01-01 | 2014-01-01
        """,
        safety_events="""
            patient | kind      | term
            P1      | infection | pneumonia
        """,
        expect_safety="""
            term      | on_board | rule
            pneumonia |          | safety.undated
        """,
    )


def test_vaccination_before_a_complement_inhibitor_in_time_late_or_not_on_record(spec):
    spec(
        therapies="""
            patient | id | drug       | start
            P1      | t1 | eculizumab | 2020-03-01
        """,
        safety_events="""
            patient | id | kind        | happened   | vaccine
            P1      | e1 | vaccination | 2020-02-01 | meningococcal ACWY
            P1      | e2 | vaccination | 2020-02-20 | meningococcal B
        """,
        expect_precautions="""
            drug       | precaution         | kind        | status       | days_before | rows   | rule
            eculizumab | meningococcal ACWY | vaccination | done in time | 29          | t1, e1 | precautions.before_a_drug
            eculizumab | meningococcal B    | vaccination | done late    | 10          | t1, e2 | precautions.before_a_drug
        """,
    )


def test_silence_of_the_record_is_not_not_done(spec):
    spec(
        therapies="""
            patient | drug       | start
            P1      | eculizumab | 2020-03-01
            P2      | eculizumab | 2020-03-01
        """,
        safety_events="""
            patient | kind        | vaccine
            P2      | vaccination | meningococcal ACWY
        """,
        expect_precautions="""
            patient | precaution         | status
            P1      | meningococcal ACWY | not on record
            P1      | meningococcal B    | not on record
            P2      | meningococcal ACWY | done, day unknown
            P2      | meningococcal B    | not on record
        """,
    )


def test_before_rituximab_both_hepatitis_b_tests_are_asked_for(spec):
    # The boxed warning names the surface antigen and the core antibody; the other tests are recalled.
    spec(
        therapies="""
            patient | drug      | start
            P1      | rituximab | 2021-03-01
        """,
        safety_events="""
            patient | kind      | happened   | screening_test              | screening_result
            P1      | screening | 2021-01-01 | hepatitis B surface antigen | negative
            P1      | screening | 2021-01-01 | hepatitis B core antibody   | not done
        """,
        expect_precautions="""
            precaution                             | status
            hepatitis B surface antigen            | done in time
            hepatitis B core antibody              | not done
            tuberculosis, interferon-gamma release | not on record
            immunoglobulins                        | not on record
            hepatitis C                            | not on record
            HIV                                    | not on record
        """,
    )


def test_a_screening_test_that_was_not_done_is_said_so(spec):
    spec(
        therapies="""
            patient | drug         | start
            P1      | satralizumab | 2021-03-01
        """,
        safety_events="""
            patient | kind      | happened   | screening_test                         | screening_result
            P1      | screening | 2021-01-01 | hepatitis B surface antigen            | negative
            P1      | screening | 2021-01-01 | tuberculosis, interferon-gamma release | not done
        """,
        expect_precautions="""
            precaution                             | status       | days_before
            hepatitis B surface antigen            | done in time | 59
            tuberculosis, interferon-gamma release | not done     | 59
        """,
    )
