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


def test_an_ongoing_pregnancy_has_trimesters_until_last_contact_and_nothing_after_it(spec):
    # P1 was last seen in the second trimester, P2 long after the third must have been over.
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2010-01-01 | 2010-01-01    | 2015-06-01
            P2      | 2010-01-01 | 2010-01-01    | 2020-01-01
        """,
        attacks="""
            patient | id | onset
            P1      | a1 | 2010-01-01
            P1      | a2 | 2015-01-21
            P2      | a3 | 2010-01-01
        """,
        pregnancies="""
            patient | id | conception | outcome
            P1      | g1 | 2015-01-01 | ongoing
            P2      | g2 | 2015-01-01 | ongoing
        """,
        expect_pregnancy_periods="""
            patient | period           | from       | until      | attacks | rows   | rule
            P1      | year before      | 2014-01-01 | 2015-01-01 | 0       | g1     | pregnancy.period
            P1      | first trimester  | 2015-01-01 | 2015-04-02 | 1       | g1, a2 | pregnancy.ongoing
            P1      | second trimester | 2015-04-02 | 2015-06-01 | 0       | g1     | pregnancy.ongoing
            P2      | year before      | 2014-01-01 | 2015-01-01 | 0       | g2     | pregnancy.period
            P2      | first trimester  | 2015-01-01 | 2015-04-02 | 0       | g2     | pregnancy.ongoing
            P2      | second trimester | 2015-04-02 | 2015-07-02 | 0       | g2     | pregnancy.ongoing
            P2      | third trimester  | 2015-07-02 | 2015-10-01 | 0       | g2     | pregnancy.ongoing
        """,
    )


def test_a_pregnancy_without_an_end_that_is_not_said_to_be_ongoing_has_no_trimesters(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2010-01-01 | 2010-01-01    | 2020-01-01
        """,
        pregnancies="""
            patient | conception | outcome
            P1      | 2015-01-01 | live birth
        """,
        expect_pregnancy_periods="""
            period      | from       | until
            year before | 2014-01-01 | 2015-01-01
        """,
    )


def test_drugs_at_conception_and_days_since_the_last_dose(spec):
    # P1 was on a daily drug; P2 on none; P3 had stopped; of P4 nobody knows until when; P5 had an infusion 100 days before.
    spec(
        therapies="""
            patient | id | drug         | start      | stop
            P1      | t1 | azathioprine | 2012-01-01 | 2015-06-01
            P3      | t3 | azathioprine | 2012-01-01 | 2014-12-01
            P4      | t4 | azathioprine | 2013-12-07 |
            P5      | t5 | rituximab    | 2014-01-01 |
        """,
        therapy_doses="""
            patient | therapy | given
            P5      | t5      | 2014-09-23
            P5      | t5      | 2015-11-01
        """,
        pregnancies="""
            patient | conception | end        | outcome
            P1      | 2015-01-01 | 2015-10-01 | live birth
            P2      | 2015-01-01 | 2015-10-01 | live birth
            P3      | 2015-01-01 | 2015-10-01 | live birth
            P4      | 2015-01-01 | 2015-10-01 | live birth
            P5      | 2015-01-01 | 2015-10-01 | live birth
        """,
        expect_pregnancies="""
            patient | on_board     | perhaps_on_board | days_since_last_dose | length_days | rule
            P1      | azathioprine |                  | 0                    | 273         | pregnancy.dated
            P2      |              |                  |                      | 273         | pregnancy.dated
            P3      |              |                  | 31                   | 273         | pregnancy.dated
            P4      |              | azathioprine     |                      | 273         | pregnancy.dated
            P5      | rituximab    |                  | 100                  | 273         | pregnancy.dated
        """,
    )


def test_one_drug_of_unknown_end_leaves_the_last_dose_open_unless_another_was_taken_that_day(spec):
    # A treatment with infusions of which none is on record says that the drug went on, not when it was last given (P3). P5 has
    # one on record. P6 was on a daily drug at a last contact before conception.
    spec(
        patients="""
            patient | first_contact | last_contact
            P5      | 2012-01-01    | 2016-01-01
            P6      | 2012-01-01    | 2014-01-01
        """,
        therapies="""
            patient | id | drug          | start      | stop       | ongoing
            P1      | t1 | azathioprine  | 2012-01-01 |            |
            P1      | t2 | mycophenolate | 2013-01-01 | 2014-12-01 |
            P2      | t3 | azathioprine  | 2012-01-01 |            |
            P2      | t4 | mycophenolate | 2013-01-01 | 2015-12-01 |
            P3      | t5 | rituximab     | 2013-01-01 | 2016-01-01 |
            P4      | t6 | rituximab     | 2013-01-01 | 2014-12-01 |
            P5      | t7 | rituximab     | 2013-01-01 |            | yes
            P6      | t8 | azathioprine  | 2013-01-01 |            | yes
        """,
        therapy_doses="""
            patient | therapy | given
            P5      | t7      | 2014-12-01
        """,
        pregnancies="""
            patient | conception | outcome
            P1      | 2015-01-01 | live birth
            P2      | 2015-01-01 | live birth
            P3      | 2015-01-01 | live birth
            P4      | 2015-01-01 | live birth
            P5      | 2015-01-01 | live birth
            P6      | 2015-01-01 | live birth
        """,
        expect_pregnancies="""
            patient | days_since_last_dose
            P1      |
            P2      | 0
            P3      |
            P4      | 31
            P5      | 31
            P6      |
        """,
    )


def test_a_pregnancy_that_ended_before_it_began_has_no_length_and_no_periods(spec):
    spec(
        pregnancies="""
            patient | conception | end        | outcome
            P1      | 2015-10-01 | 2015-02-01 | live birth
        """,
        expect_pregnancies="""
            conception | end        | length_days
            2015-10-01 | 2015-02-01 |
        """,
        expect_pregnancy_periods="""
            period | from | until
        """,
    )
