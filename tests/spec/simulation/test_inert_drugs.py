"""Before and after a drug that does nothing.

Attacks per year are compared in the same people before and after the start. Before: all time since the first attack, with that
attack counted or not, or the last year; as a rate of all together, or as the mean or median of people's own rates. What happens on
the day of the start counts as after it.
"""


def test_the_measures_of_a_comparison(spec):
    spec(
        settings={"before_years": 1.0, "after_years": 2.0},
        starts="""
            person | day
            P1     | 365.25
            P2     | 1461
        """,
        attacks="""
            person | day
            P1     | 300
            P1     | 700
            P2     | 1461
            P2     | 2190
            P2     | 2195
        """,
        expect_comparison="""
            measure                           | value
            rate after                        | 0.75
            rate before, all time             | 0.60
            rate before, onset left out       | 0.20
            rate before, last years           | 1.00
            mean of people's rates before     | 1.12
            median of people's rates before   | 1.12
            ratio to all time                 | 1.25
            ratio to all time, onset left out | 3.75
            ratio to the last years           | 0.75
        """,
    )
