"""Who may enter a simulated trial or cohort.

A rule of entry is a list of ways, each of which asks for at least so many attacks in so many last days, all at once. The first
attack of all counts, the day of entry itself does not.
"""


def test_two_attacks_in_a_year_or_three_in_two_years_with_one_in_the_last(spec):
    spec(
        settings={"any_of": (((2, 365),), ((3, 730), (1, 365)))},
        attacks="""
            person | day
            P1     | 200
            P2     | 300
            P2     | 600
            P3     | 300
            P3     | 340
        """,
        expect_entry="""
            person | day | may enter
            P1     | 200 | no
            P1     | 365 | yes
            P1     | 366 | no
            P2     | 700 | yes
            P3     | 720 | no
        """,
    )
