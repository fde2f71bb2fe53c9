"""What was tried for a symptom: drug, other, neuromodulation or restorative, how long, and what became of the symptom."""


def test_treatments_of_a_symptom_in_their_order_with_how_long_they_lasted(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2012-01-01 | 2012-01-01    | 2016-01-01
        """,
        symptoms="""
            patient | symptom     | reported   | present
            P1      | tonic spasm | 2012-06-01 | yes
        """,
        symptom_treatments="""
            patient | symptom     | modality        | treatment     | start      | stop       | ongoing | change
            P1      | tonic spasm | drug            | gabapentin    | 2012-06-11 | 2012-09-19 |         | no change
            P1      | tonic spasm | drug            | oxcarbazepine | 2012-09-20 |            | yes     | better
            P1      | tonic spasm | unknown         | exercise      | 2013-01-01 |            |         | unknown
            P1      | tonic spasm | neuromodulation | stimulation   |            |            |         | worse
            P1      | bladder     | other           | catheter      | 2014       | 2015-06-01 |         |
        """,
        expect_symptom_care="""
            patient | symptom     | number | modality        | treatment     | from       | until      | days | still_on | days_from_symptom | change    | date_dependent | rule
            P1      | tonic spasm | 1      | drug            | gabapentin    | 2012-06-11 | 2012-09-19 | 100  | no       | 10                | no change | no             | symptoms.treated_until_stop
            P1      | tonic spasm | 2      | drug            | oxcarbazepine | 2012-09-20 | 2016-01-01 | 1198 | yes      | 111               | better    | no             | symptoms.treated_until_last_contact
            P1      | tonic spasm | 3      |                 | exercise      | 2013-01-01 |            |      |          | 214               |           | no             | symptoms.duration_unknown
            P1      | tonic spasm |        | neuromodulation | stimulation   |            |            |      |          |                   | worse     | no             | symptoms.duration_unknown
            P1      | bladder     | 1      | other           | catheter      | 2014-07-02 | 2015-06-01 | 334  | no       |                   |           | yes            | symptoms.treated_until_stop
        """,
    )


def test_a_last_day_before_the_first_is_no_duration(spec):
    spec(
        symptom_treatments="""
            patient | symptom | start      | stop
            P1      | pain    | 2012-06-11 | 2011-06-11
        """,
        expect_symptom_care="""
            patient | number | days | rule
            P1      | 1      |      | symptoms.duration_unknown
        """,
    )
