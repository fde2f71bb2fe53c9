"""Autoantibodies apart from the diseases: a positive result is no disease.

The antibodies of NMOSD and its mimics (AQP4-IgG, MOG-IgG, GFAP-IgG) are no coexisting autoantibodies.
"""


def test_an_autoantibody_is_there_if_any_result_is_positive(spec):
    spec(
        patients="""
            patient | onset
            P1      | 2012
        """,
        antibody_tests="""
            patient | analyte     | result     | sampled
            P1      | AQP4-IgG    | positive   | 2012
            P1      | SSA         | negative   | 2010
            P1      | SSA         | positive   | 2011-03-04
            P1      | SSA         | positive   | 2013
            P1      | ANA         | positive   | 2014
            P1      | TPO         | negative   | 2012
            P1      | AChR        | negative   | 2012
            P1      | AChR        | borderline | 2013
            P1      | cardiolipin | not done   |
        """,
        expect_coexisting="""
            patient | kind         | antibody | group             | present | began_day  | before_onset | rule                          | rows
            P1      | autoantibody | ANA      | connective tissue | yes     | 2014-07-02 |              | coexisting.antibody_positive  | P1/antibody_tests/5
            P1      | autoantibody | SSA      | connective tissue | yes     | 2011-03-04 | yes          | coexisting.antibody_positive  | P1/antibody_tests/3, P1/antibody_tests/4
            P1      | autoantibody | TPO      | thyroid           | no      |            |              | coexisting.antibody_negative  | P1/antibody_tests/6
            P1      | autoantibody | AChR     | neuromuscular     |         |            |              | coexisting.antibody_open      | P1/antibody_tests/7, P1/antibody_tests/8
        """,
    )


def test_a_positive_antibody_stands_beside_the_disease_that_goes_with_it_or_alone(spec):
    spec(
        patients="""
            patient | coexisting_diseases_complete
            P1      |
            P2      |
            P3      | yes
        """,
        comorbidities="""
            patient | disease
            P1      | Sjögren disease
            P2      | psoriasis
        """,
        antibody_tests="""
            patient | analyte            | result
            P1      | SSA                | positive
            P2      | SSA                | positive
            P3      | lupus anticoagulant | positive
        """,
        expect_coexisting="""
            patient | kind         | disease         | antibody            | with_disease
            P1      | disease      | Sjögren disease |                     |
            P1      | autoantibody |                 | SSA                 | yes
            P2      | disease      | psoriasis       |                     |
            P2      | autoantibody |                 | SSA                 |
            P3      | autoantibody |                 | lupus anticoagulant | no
        """,
        expect_comorbidity="""
            patient | autoimmune_disease | any_autoantibody | autoimmunity  | rule                          | rows
            P1      | yes                | yes              | disease       | comorbidity.autoimmune_disease | P1/comorbidities/1
            P2      | yes                | yes              | disease       | comorbidity.autoimmune_disease | P2/comorbidities/1
            P3      | no                 | yes              | antibody, no disease on record | comorbidity.antibody_no_disease_on_record | P3/antibody_tests/1
        """,
    )
