"""Pregnancy: the drugs at conception, and attacks before, during and after."""


def test_attacks_fall_into_the_period_in_which_they_began(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2010-01-01 | 2010-01-01    | 2020-01-01
        """,
        attacks="""
            patient | id | onset
            P1      | a1 | 2010-01-01
            P1      | a2 | 2014-12-01
            P1      | a3 | 2015-08-01
            P1      | a4 | 2015-11-10
        """,
        pregnancies="""
            patient | id | conception | end        | outcome
            P1      | g1 | 2015-01-01 | 2015-10-01 | live birth
        """,
        expect_pregnancy_periods="""
            period           | from       | until      | attacks | person_years | rows   | rule
            year before      | 2014-01-01 | 2015-01-01 | 1       | 1.0          | g1, a2 | pregnancy.period
            first trimester  | 2015-01-01 | 2015-04-02 | 0       | 0.2          | g1     | pregnancy.period
            second trimester | 2015-04-02 | 2015-07-02 | 0       | 0.2          | g1     | pregnancy.period
            third trimester  | 2015-07-02 | 2015-10-01 | 1       | 0.2          | g1, a3 | pregnancy.period
            early after      | 2015-10-01 | 2015-12-31 | 1       | 0.2          | g1, a4 | pregnancy.period
            late after       | 2015-12-31 | 2016-09-30 | 0       | 0.8          | g1     | pregnancy.period
        """,
    )


def test_a_pregnancy_that_ended_early_has_no_later_trimester(spec):
    spec(
        pregnancies="""
            patient | conception | end        | outcome
            P1      | 2015-01-01 | 2015-02-01 | miscarriage
        """,
        expect_pregnancy_periods="""
            period          | from       | until      | attacks | rule
            year before     | 2014-01-01 | 2015-01-01 |         | pregnancy.cannot_tell
            first trimester | 2015-01-01 | 2015-02-01 |         | pregnancy.cannot_tell
            early after     | 2015-02-01 | 2015-05-03 |         | pregnancy.cannot_tell
            late after      | 2015-05-03 | 2016-02-01 |         | pregnancy.cannot_tell
        """,
    )


def test_without_a_conception_date_there_are_no_trimesters_and_no_drug_at_conception(spec):
    spec(
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2012-01-01 | 2019-01-01
        """,
        pregnancies="""
            patient | end        | outcome
            P1      | 2015-10-01 | live birth
        """,
        expect_pregnancies="""
            end        | on_board | days_since_last_dose | rule
            2015-10-01 |          |                      | pregnancy.undated
        """,
        expect_pregnancy_periods="""
            period
            early after
            late after
        """,
    )


def test_drugs_at_conception_and_days_since_the_last_dose(spec):
    spec(
        therapies="""
            patient | id | drug         | start      | stop
            P1      | t1 | azathioprine | 2012-01-01 | 2015-06-01
        """,
        pregnancies="""
            patient | conception | end        | outcome
            P1      | 2015-01-01 | 2015-10-01 | live birth
            P2      | 2015-01-01 | 2015-10-01 | live birth
        """,
        expect_pregnancies="""
            patient | on_board     | days_since_last_dose | length_days | rule
            P1      | azathioprine | 1096                 | 273         | pregnancy.dated
            P2      |              |                      | 273         | pregnancy.dated
        """,
    )
