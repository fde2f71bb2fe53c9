"""The burden of a symptom over time: how often it was asked about and there, from when to when, how bad at the worst.

A stated severity answers whether the symptom was there; a score alone does not. Unknown answers are no answers.
"""


def test_answers_are_counted_and_the_first_and_last_report_are_kept(spec):
    spec(
        symptoms="""
            patient | symptom | reported   | present | severity
            P1      | pain    | 2012-03-01 | no      |
            P1      | pain    | 2013-05    | yes     | moderate
            P1      | pain    | 2015-01-10 |         | severe
            P1      | pain    | 2016-02-01 |         | none
            P1      | pain    |            | yes     |
            P1      | fatigue | 2013-05    | yes     | unknown
            P2      | pain    | 2013-05    | yes     |
            P2      | pain    | 2016-02-01 |         | none
        """,
        expect_symptom_burden="""
            patient | symptom | present | times_asked | times_present | first_present | first_present_earliest_day | last_present | last_asked | present_when_last_asked | worst_severity | undated | rule
            P1      | pain    | yes     | 5           | 3             | 2013-05-16    | 2013-05-01                 | 2015-01-10   | 2016-02-01 | no                      | severe         | 1       | symptoms.present
            P1      | fatigue | yes     | 1           | 1             | 2013-05-16    | 2013-05-01                 | 2013-05-16   | 2013-05-16 | yes                     |                | 0       | symptoms.present
            P2      | pain    | yes     | 2           | 1             | 2013-05-16    | 2013-05-01                 | 2013-05-16   | 2016-02-01 | no                      |                | 0       | symptoms.present
        """,
    )


def test_never_there_needs_every_answer(spec):
    spec(
        symptoms="""
            patient | symptom     | reported | present | severity
            P1      | tonic spasm | 2012     | no      |
            P1      | tonic spasm | 2014     |         | none
            P2      | tonic spasm | 2012     | no      |
            P2      | tonic spasm | 2014     | unknown |
            P3      | tonic spasm | 2012     |         | unknown
        """,
        expect_symptom_burden="""
            patient | present | times_asked | times_present | worst_severity | rule
            P1      | no      | 2           | 0             | none           | symptoms.never_present
            P2      |         | 1           | 0             |                | symptoms.not_told
            P3      |         | 0           | 0             |                | symptoms.not_told
        """,
    )


def test_two_answers_of_the_last_day_that_differ_are_none(spec):
    spec(
        symptoms="""
            patient | symptom | reported   | present
            P1      | bladder | 2012-03-01 | yes
            P1      | bladder | 2012-03-01 | no
        """,
        expect_symptom_burden="""
            patient | symptom | present | last_asked | present_when_last_asked
            P1      | bladder | yes     | 2012-03-01 |
        """,
    )
