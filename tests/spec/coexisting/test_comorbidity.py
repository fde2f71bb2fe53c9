"""What coexisting diseases and autoantibodies say of a person together.

Nothing recorded is unknown, not no: only a record that says its list of coexisting diseases is complete can say that there is none.
"""


def test_nothing_on_record_is_not_the_absence_of_disease(spec):
    spec(
        patients="""
            patient | coexisting_diseases_complete
            P1      |
            P2      | yes
            P3      | no
            P4      | yes
        """,
        comorbidities="""
            patient | disease
            P3      | arterial hypertension
            P4      | arterial hypertension
        """,
        expect_comorbidity="""
            patient | any_disease | autoimmune_disease | cancer | diseases | autoimmunity | rule
            P1      |             |                    |        | 0        |              | comorbidity.not_told
            P2      | no          | no                 | no     | 0        | none found   | comorbidity.nothing_found
            P3      | yes         |                    |        | 1        |              | comorbidity.not_told
            P4      | yes         | no                 | no     | 1        | none found   | comorbidity.nothing_found
        """,
    )


def test_a_disease_without_a_name_leaves_open_what_it_is(spec):
    spec(
        patients="""
            patient | coexisting_diseases_complete
            P1      | yes
            P2      | yes
        """,
        comorbidities="""
            patient | disease
            P1      | other
            P2      |
        """,
        expect_comorbidity="""
            patient | any_disease | autoimmune_disease | cancer
            P1      | yes         |                    |
            P2      | yes         |                    |
        """,
    )


def test_groups_of_autoimmune_disease_and_whether_one_came_first(spec):
    spec(
        patients="""
            patient | onset | coexisting_diseases_complete
            P1      | 2012  | yes
            P2      | 2012  | yes
            P3      | 2012  | yes
            P4      | 2012  |
        """,
        comorbidities="""
            patient | disease                      | began
            P1      | systemic lupus erythematosus | 2009
            P1      | autoimmune thyroid disease   |
            P2      | myasthenia gravis            | 2013
            P3      | psoriasis                    |
            P4      | psoriasis                    | 2013
        """,
        expect_comorbidity="""
            patient | autoimmune_disease | systemic_autoimmune | organ_autoimmune | neurological_autoimmune | autoimmune_before_onset | diseases
            P1      | yes                | yes                 | yes              | no                      | yes                     | 2
            P2      | yes                | no                  | no               | yes                     | no                      | 1
            P3      | yes                | no                  | yes              | no                      |                         | 1
            P4      | yes                |                     | yes              |                         |                         | 1
        """,
    )


def test_autoantibodies_are_counted_among_those_tested(spec):
    spec(
        antibody_tests="""
            patient | analyte | result
            P1      | ANA     | negative
            P1      | SSA     | negative
            P2      | ANA     | negative
            P2      | SSA     | borderline
            P3      | ANA     | positive
            P3      | SSA     | unknown
        """,
        expect_comorbidity="""
            patient | any_autoantibody | autoantibodies | autoantibodies_tested | autoimmunity
            P1      | no               | 0              | 2                     |
            P2      |                  | 0              | 1                     |
            P3      | yes              | 1              | 1                     | antibody, no disease on record
        """,
    )


def test_a_positive_autoantibody_says_nothing_of_a_disease_that_may_not_be_listed(spec):
    # Only where the list of diseases is complete does the absence of one on it say that there is none.
    spec(
        patients="""
            patient | coexisting_diseases_complete
            P1      |
            P2      | no
            P3      | yes
        """,
        antibody_tests="""
            patient | analyte | result
            P1      | SSA     | positive
            P2      | SSA     | positive
            P3      | SSA     | positive
        """,
        expect_comorbidity="""
            patient | autoimmune_disease | autoimmunity                   | rule
            P1      |                    | antibody, no disease on record | comorbidity.antibody_no_disease_on_record
            P2      |                    | antibody, no disease on record | comorbidity.antibody_no_disease_on_record
            P3      | no                 | antibody, no disease on record | comorbidity.antibody_no_disease_on_record
        """,
    )
