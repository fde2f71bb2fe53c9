"""The simulated rate of attacks.

A person's rate is that of the parameter set, times the person's own factor, changed by every relapse and raised after an attack.
The first attack of all is no relapse. In these examples the rate is 1 per year, and people do not differ.
"""


def test_new_symptoms_within_30_days_belong_to_the_attack(spec):
    spec(
        expect_rate="""
            person | day | per year
            P1     | 0   | 0.00
            P1     | 30  | 0.00
            P1     | 31  | 1.00
        """,
    )


def test_every_relapse_changes_the_rate_up_to_a_number(spec):
    """Every relapse changes the rate, here to 80 percent, up to the number that is counted"""
    spec(
        settings={"attack_factor": 0.8, "attacks_counted": 2},
        attacks="""
            person | day
            P1     | 200
            P2     | 200
            P2     | 400
            P3     | 200
            P3     | 400
            P3     | 600
        """,
        expect_rate="""
            person | day  | per year
            P1     | 100  | 1.00
            P1     | 1000 | 0.80
            P2     | 1000 | 0.64
            P3     | 1000 | 0.64
        """,
    )


def test_after_an_attack_the_rate_is_raised_and_fades(spec):
    """After an attack the rate is raised by `clustering` times itself; after `clustering_days` 37 percent of the raise is left"""
    spec(
        settings={"clustering": 3.0, "clustering_days": 50},
        attacks="""
            person | day
            P1     | 400
        """,
        expect_rate="""
            person | day | per year
            P1     | 50  | 2.10
            P1     | 100 | 1.41
            P1     | 399 | 1.00
            P1     | 420 | 0.00
            P1     | 450 | 2.10
        """,
    )


def test_a_raise_that_does_not_fade_ends_after_its_days(spec):
    spec(
        settings={"clustering": 2.0, "clustering_days": 365.0, "clustering_fades": False},
        expect_rate="""
            person | day | per year
            P1     | 364 | 3.00
            P1     | 365 | 1.00
        """,
    )
