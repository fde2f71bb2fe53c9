"""Treatments in the simulation.

A treatment multiplies the rate of attacks. Its effect grows from the first day: after `onset days` 63 percent of it is there. From
the last day on half of it is gone after `return days`. Several treatments act independently. The rate without treatment is 1 per
year.
"""


def test_the_effect_grows_from_the_first_day_and_wears_off_after_the_last(spec):
    spec(
        treatments="""
            person | from | until | ratio | onset days | return days
            P1     | 100  | 1000  | 0.2   | 50         | 60
        """,
        expect_rate="""
            person | day  | per year
            P1     | 99   | 1.00
            P1     | 100  | 1.00
            P1     | 150  | 0.49
            P1     | 1000 | 0.20
            P1     | 1060 | 0.60
            P1     | 1120 | 0.80
        """,
    )


def test_a_treatment_can_act_at_once_and_end_at_once(spec):
    spec(
        treatments="""
            person | from | until | ratio | onset days | return days
            P1     | 100  | 1000  | 0.2   | 0          | 0
        """,
        expect_rate="""
            person | day  | per year
            P1     | 99   | 1.00
            P1     | 100  | 0.20
            P1     | 1000 | 0.20
            P1     | 1001 | 1.00
        """,
    )


def test_two_treatments_multiply(spec):
    spec(
        treatments="""
            person | from | until | ratio | onset days | return days
            P1     | 100  |       | 0.5   | 0          | 0
            P1     | 200  |       | 0.2   | 0          | 0
        """,
        expect_rate="""
            person | day | per year
            P1     | 199 | 0.50
            P1     | 200 | 0.10
        """,
    )


def test_a_treatment_can_do_harm(spec):
    spec(
        treatments="""
            person | from | until | ratio | onset days | return days
            P1     | 100  | 300   | 1.5   | 0          | 0
        """,
        expect_rate="""
            person | day | per year
            P1     | 200 | 1.50
            P1     | 301 | 1.00
        """,
    )


def test_people_without_the_antibody_may_be_helped_less(spec):
    """People without AQP4-IgG have a ratio of their own"""
    spec(
        serostatus="""
            person | AQP4-IgG
            P1     | positive
            P2     | negative
        """,
        treatments="""
            person | from | until | ratio | ratio if negative | onset days | return days
            P1     | 100  |       | 0.2   | 0.7               | 0          | 0
            P2     | 100  |       | 0.2   | 0.7               | 0          | 0
        """,
        expect_rate="""
            person | day | per year
            P1     | 200 | 0.20
            P2     | 200 | 0.70
        """,
    )
