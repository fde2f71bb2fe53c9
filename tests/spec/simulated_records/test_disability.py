"""Disability of people who never lived: it comes with attacks, and nothing happens between them.

An attack adds to what was lost before: in full on the day of its worst, evenly more until then, and evenly less until 90 days
after its onset. From then on what stays of it is all that is left, and no day changes it until the next attack. The less there
is left to lose, the less an attack adds. Losses are counted as in `assumptions/attacks.toml`: motor in points of the EDSS, an eye in
logMAR.
"""


def test_what_recovers_is_gone_after_90_days_and_what_stays_stays(spec):
    spec(
        attacks="""
            day | worst after | motor | stays
            0   | 10          | 6.0   | 50 %
        """,
        expect_examinations="""
            day  | motor | EDSS
            0    | 3.0   | 3.0
            5    | 4.5   | 4.5
            10   | 6.0   | 6.0
            50   | 4.5   | 4.5
            90   | 3.0   | 3.0
            3000 | 3.0   | 3.0
        """,
    )


def test_disability_adds_up_from_attack_to_attack(spec):
    spec(
        attacks="""
            day | worst after | motor | right eye | stays
            0   | 10          | 5.0   |           | 40 %
            400 | 10          |       | 2.0       | 50 %
            900 | 10          | 5.0   |           | 40 %
        """,
        expect_examinations="""
            day  | motor | right eye | left eye
            300  | 2.0   | 0.0       | 0.0
            410  | 2.0   | 2.0       | 0.0
            800  | 2.0   | 1.0       | 0.0
            2000 | 3.6   | 1.0       | 0.0
        """,
    )


def test_an_eye_that_has_lost_all_can_lose_no_more(spec):
    spec(
        attacks="""
            day | worst after | left eye | stays
            0   | 10          | 3.0      | 100 %
            400 | 10          | 3.0      | 100 %
        """,
        expect_examinations="""
            day | left eye
            300 | 3.0
            410 | 3.0
        """,
    )


def test_attacks_that_overlap_take_no_more_than_there_is(spec):
    spec(
        attacks="""
            day | worst after | motor | stays
            0   | 28          | 9.5   | 20 %
            31  | 1           | 9.5   | 20 %
        """,
        expect_examinations="""
            day | motor | EDSS
            32  | 9.5   | 9.5
        """,
    )
