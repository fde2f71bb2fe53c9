"""Scores on scales and questionnaires: the first, the last and the change, in the direction of the scale where it is known."""


def test_first_and_last_score_of_each_instrument(spec):
    spec(
        symptoms="""
            patient | symptom | reported   | instrument                 | score
            P1      | pain    | 2012-03-01 | numeric rating scale, pain | 7
            P1      | pain    | 2013-03-01 | numeric rating scale, pain | 9
            P1      | pain    | 2014-03-01 | numeric rating scale, pain | 3
            P1      | pain    |            | numeric rating scale, pain | 1
            P1      | fatigue | 2012-03-01 | Fatigue Severity Scale     | 40
            P1      | fatigue | 2014-03-01 | Fatigue Severity Scale     | 50
            P2      | pain    | 2012-03-01 | numeric rating scale, pain | 7
            P3      | pain    |            | numeric rating scale, pain | 7
        """,
        expect_symptom_scores="""
            patient | instrument                 | symptom | scores | undated | first_day  | first_score | last_day   | last_score | change | direction | rule
            P1      | numeric rating scale, pain | pain    | 4      | 1       | 2012-03-01 | 7.0         | 2014-03-01 | 3.0        | -4.0   | better    | symptoms.scores
            P1      | Fatigue Severity Scale     | fatigue | 2      | 0       | 2012-03-01 | 40.0        | 2014-03-01 | 50.0       | 10.0   |           | symptoms.scores
            P2      | numeric rating scale, pain | pain    | 1      | 0       | 2012-03-01 | 7.0         | 2012-03-01 | 7.0        |        |           | symptoms.scores
            P3      | numeric rating scale, pain | pain    | 1      | 1       |            |             |            |            |        |           | symptoms.no_dated_score
        """,
    )


def test_other_days_inside_the_dates_may_make_another_score_the_first(spec):
    spec(
        symptoms="""
            patient | reported   | instrument                 | score
            P1      | 2012       | numeric rating scale, pain | 7
            P1      | 2012-03-01 | numeric rating scale, pain | 2
            P1      | 2014-03-01 | numeric rating scale, pain | 3
            P2      | 2012       | numeric rating scale, pain | 7
            P2      | 2014-03-01 | numeric rating scale, pain | 3
        """,
        expect_symptom_scores="""
            patient | first_score | last_score | date_dependent
            P1      | 2           | 3          | yes
            P2      | 7           | 3          | no
        """,
    )


def test_two_scores_of_one_day_that_differ_are_none(spec):
    spec(
        symptoms="""
            patient | reported   | instrument                 | score
            P1      | 2012-03-01 | numeric rating scale, pain | 7
            P1      | 2012-03-01 | numeric rating scale, pain | 2
            P1      | 2014-03-01 | numeric rating scale, pain | 3
        """,
        expect_symptom_scores="""
            patient | first_score | last_score | change | date_dependent
            P1      |             | 3          |        | no
        """,
    )
