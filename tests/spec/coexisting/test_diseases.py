"""Coexisting diseases, one row each, before or after the onset of NMOSD.

A disease began before the onset if that holds whatever days the two dates stand for. Cancers are near the onset within two years
of it. Multiple sclerosis beside NMOSD is the other reading of the same illness and no coexisting autoimmune disease.
"""


def test_before_and_after_the_onset_hold_for_all_days_or_are_not_told(spec):
    spec(
        patients="""
            patient | onset
            P1      | 2012-05
            P2      |
        """,
        comorbidities="""
            patient | disease                      | began
            P1      | Sjögren disease              | 2009
            P1      | rheumatoid arthritis         | 2012
            P1      | psoriasis                    | 2012-05-31
            P1      | vitiligo                     |
            P2      | systemic lupus erythematosus | 2001
        """,
        expect_coexisting="""
            patient | kind    | disease                      | group                | autoimmune | before_onset | days_from_onset | rule               | rows
            P1      | disease | Sjögren disease              | autoimmune, systemic | yes        | yes          | -1049           | coexisting.disease | P1/comorbidities/1
            P1      | disease | rheumatoid arthritis         | autoimmune, systemic | yes        |              | 46              | coexisting.disease | P1/comorbidities/2
            P1      | disease | psoriasis                    | autoimmune, organ    | yes        | no           | 15              | coexisting.disease | P1/comorbidities/3
            P1      | disease | vitiligo                     | autoimmune, organ    | yes        |              |                 | coexisting.disease | P1/comorbidities/4
            P2      | disease | systemic lupus erythematosus | autoimmune, systemic | yes        |              |                 | coexisting.disease | P2/comorbidities/1
        """,
    )


def test_rows_of_one_disease_are_one_disease_and_diseases_without_a_name_stay_apart(spec):
    spec(
        comorbidities="""
            patient | disease           | began
            P1      | myasthenia gravis | 2014
            P1      | myasthenia gravis | 2011-03-02
            P1      | other             | 2001
            P1      | other             |
            P1      |                   | 2003
        """,
        expect_coexisting="""
            patient | disease           | group                    | autoimmune | began_earliest_day | began_latest_day | rows
            P1      | myasthenia gravis | autoimmune, neurological | yes        | 2011-03-02         | 2011-03-02       | P1/comorbidities/1, P1/comorbidities/2
            P1      | other             | other                    |            | 2001-01-01         | 2001-12-31       | P1/comorbidities/3
            P1      | other             | other                    |            |                    |                  | P1/comorbidities/4
            P1      |                   |                          |            | 2003-01-01         | 2003-12-31       | P1/comorbidities/5
        """,
    )


def test_a_cancer_is_near_the_onset_within_two_years_of_it(spec):
    spec(
        patients="""
            patient | onset
            P1      | 2012-06-01
        """,
        comorbidities="""
            patient | disease       | began
            P1      | breast cancer | 2010-06-02
            P1      | lung cancer   | 2010-06-01
            P1      | lymphoma      | 2014
            P1      | tuberculosis  | 2012-06-01
        """,
        expect_coexisting="""
            patient | disease       | group     | near_onset | autoimmune
            P1      | tuberculosis  | infection |            | no
            P1      | lung cancer   | cancer    | no         | no
            P1      | breast cancer | cancer    | yes        | no
            P1      | lymphoma      | cancer    |            | no
        """,
        expect_comorbidity="""
            patient | cancer | cancer_near_onset | infection
            P1      | yes    | yes               | yes
        """,
    )


def test_multiple_sclerosis_is_no_coexisting_autoimmune_disease_unless_told_otherwise(spec):
    tables = {
        "comorbidities": """
            patient | disease
            P1      | multiple sclerosis
        """
    }
    spec(
        **tables,
        expect_coexisting="""
            patient | disease            | autoimmune
            P1      | multiple sclerosis | no
        """,
    )
    spec(
        **tables,
        definitions={"not_coexisting_autoimmunity": []},
        expect_coexisting="""
            patient | disease            | autoimmune
            P1      | multiple sclerosis | yes
        """,
    )
