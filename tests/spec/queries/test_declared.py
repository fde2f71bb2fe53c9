"""Questions that follow from how the tables are declared (Q510, Q511)."""


def test_a_date_before_the_one_that_it_cannot_precede_is_asked(spec):
    spec(
        cell_therapies="""
            patient | product     | given   | b_cells_back
            P1      | CAR-T cells | 2021-06 | 2021-03
            P2      | CAR-T cells | 2021-06 | 2021-09
            P3      | CAR-T cells | 2021    | 2021-03
        """,
        pregnancies="""
            patient | conception | end
            P2      | 2016-05-01 | 2016-02-01
        """,
        expect_queries="""
            code | severity | patient | rows                | message
            Q510 | error    | P1      | P1/cell_therapies/1 | In cell therapies, b cells back, 2021-03, lies before given, 2021-06.
            Q510 | error    | P2      | P2/pregnancies/1    | In pregnancies, end, 2016-02-01, lies before conception, 2016-05-01.
        """,
    )


def test_an_entry_beside_another_that_it_does_not_go_with_is_asked(spec):
    spec(
        safety_events="""
            patient | kind        | vaccine   | screening_test | happened
            P1      | infection   | influenza |                | 2019
            P2      | vaccination | influenza |                | 2019
            P3      |             | influenza |                | 2019
            P4      | vaccination |           | HIV            | 2020
        """,
        expect_queries="""
            code | severity | patient | rows               | message
            Q511 | error    | P1      | P1/safety_events/1 | In safety events, vaccine is influenza where kind is infection; it goes with vaccination.
            Q511 | error    | P4      | P4/safety_events/1 | In safety events, screening test is HIV where kind is vaccination; it goes with screening.
        """,
    )
