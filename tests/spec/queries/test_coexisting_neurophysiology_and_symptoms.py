"""Questions about coexisting diseases, neurophysiology and symptoms (Q7..).

APS is written for the antiphospholipid syndrome and for the area postrema syndrome; the first without an antibody may be the second.
"""


def test_an_antiphospholipid_syndrome_without_an_antibody_may_be_a_misread_abbreviation(spec):
    spec(
        comorbidities="""
            patient | disease                   | began
            P1      | antiphospholipid syndrome | 2011
            P2      | antiphospholipid syndrome | 2011
            P3      | antiphospholipid syndrome |
        """,
        antibody_tests="""
            patient | analyte     | result
            P2      | cardiolipin | positive
            P3      | cardiolipin | negative
        """,
        attacks="""
            patient | onset | sites
            P1      | 2011  | area postrema
        """,
        expect_queries="""
            code | severity | patient | rows               | message
            Q701 | warning  | P1      | P1/comorbidities/1 | The antiphospholipid syndrome (2011) has no positive antiphospholipid antibody on record.
            Q701 | warning  | P3      | P3/comorbidities/1 | The antiphospholipid syndrome (no date) has no positive antiphospholipid antibody on record.
        """,
    )


def test_one_disease_with_two_beginnings_is_asked(spec):
    spec(
        comorbidities="""
            patient | disease           | began
            P1      | myasthenia gravis | 2011
            P1      | myasthenia gravis | 2013-05
            P2      | myasthenia gravis | 2011
            P2      | myasthenia gravis | 2011-05
            P3      | other             | 2011
            P3      | other             | 2013
        """,
        expect_queries="""
            code | patient | rows                                   | message
            Q702 | P1      | P1/comorbidities/1, P1/comorbidities/2 | Myasthenia gravis began 2011 and 2013-05.
        """,
    )


def test_signs_without_electromyography_and_conduction_studies_are_asked(spec):
    spec(
        visits="""
            patient | muscle_atrophy | fasciculations
            P1      | no             | yes
            P2      | yes            |
            P3      | yes            |
        """,
        neurophysiology="""
            patient | study            | denervation | conduction
            P2      | electromyography | not done    |
            P3      | nerve conduction |             | normal
        """,
        expect_queries="""
            code | severity | patient | rows        | message
            Q711 | note     | P1      | P1/visits/1 | Muscle atrophy, reduced reflexes or fasciculations, and no electromyography or conduction study is on record.
        """,
    )


def test_denervation_of_which_nobody_says_whether_a_nerve_explains_it_is_asked(spec):
    spec(
        neurophysiology="""
            patient | study            | denervation | conduction | explained_by_conduction
            P1      | electromyography | chronic     |            |
            P2      | electromyography | chronic     |            | yes
            P2      | nerve conduction |             | normal     |
            P3      | electromyography | chronic     |            | no
        """,
        expect_queries="""
            code | severity | patient | rows                                       | message
            Q712 | warning  | P1      | P1/neurophysiology/1                       | Electromyography found denervation, and whether an abnormal nerve or root explains it is not told.
            Q713 | error    | P2      | P2/neurophysiology/1, P2/neurophysiology/2 | Denervation is said to be explained by an abnormal nerve or root, and every conduction study on record is normal.
        """,
    )


def test_a_severity_that_contradicts_the_answer_and_a_score_off_its_scale_are_asked(spec):
    spec(
        symptoms="""
            patient | symptom | reported | present | severity | instrument                 | score
            P1      | pain    | 2012-05  | no      | severe   |                            |
            P1      | pain    |          | yes     | none     |                            |
            P1      | pain    | 2013     | yes     | mild     | numeric rating scale, pain | 10
            P1      | pain    | 2014     |         |          | numeric rating scale, pain | 70
        """,
        expect_queries="""
            code | severity | patient | rows          | message
            Q721 | error    | P1      | P1/symptoms/1 | Pain of 2012-05: not there, and severity severe.
            Q721 | error    | P1      | P1/symptoms/2 | Pain of no date: there, and severity none.
            Q722 | error    | P1      | P1/symptoms/4 | numeric rating scale, pain 70 (2014): the scale runs from 0 to 10.
        """,
    )


def test_a_symptomatic_treatment_with_a_last_day_that_is_said_to_go_on_is_asked(spec):
    spec(
        symptom_treatments="""
            patient | symptom | treatment | start | stop | ongoing
            P1      | pain    | gabapentin | 2012 | 2014 | yes
            P2      | pain    | gabapentin | 2012 | 2014 | no
        """,
        expect_queries="""
            code | severity | patient | rows                    | message
            Q723 | error    | P1      | P1/symptom_treatments/1 | Gabapentin is recorded as ongoing, with a last day, 2014.
        """,
    )
