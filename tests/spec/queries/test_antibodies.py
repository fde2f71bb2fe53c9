"""Questions about antibody tests (Q2..).

A negative without an assay cannot be told adequate; a seronegative person who was never tested for MOG-IgG cannot be called
double seronegative; positive in CSF alone and both antibodies positive are red flags (Jarius 2023, doi 10.1007/s00415-023-11634-0).
"""


def test_a_negative_without_an_assay_is_asked_once_per_test(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | sampled
            P1      | AQP4-IgG | negative |                 | 2011-03
            P1      | AQP4-IgG | negative | unknown         |
            P1      | AQP4-IgG | negative | live cell-based | 2012
            P2      | AQP4-IgG | positive |                 | 2012
            P3      | MOG-IgG  | negative |                 | 2012
        """,
        expect_queries="""
            code | patient | rows                | message
            Q202 | P1      | P1/antibody_tests/1 | AQP4-IgG negative (2011-03): by which assay?
            Q202 | P1      | P1/antibody_tests/2 | AQP4-IgG negative (no date): by which assay?
        """,
    )


def test_a_seronegative_person_never_tested_for_mog_is_asked(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | sampled
            P1      | AQP4-IgG | negative | live cell-based | 2012
            P2      | AQP4-IgG | negative | live cell-based | 2012
            P2      | MOG-IgG  | negative | live cell-based | 2012
            P3      | AQP4-IgG | negative | ELISA           | 2012
            P3      | MOG-IgG  | not done |                 |
            P4      | AQP4-IgG | positive | ELISA           | 2012
        """,
        expect_queries="""
            code | patient | message
            Q203 | P1      | AQP4-IgG is negative and no MOG-IgG is on record: AQP4-IgG negative, live cell-based, 2012.
            Q203 | P3      | AQP4-IgG is negative and no MOG-IgG is on record: AQP4-IgG negative, ELISA, 2012.
        """,
    )


def test_both_antibodies_positive_is_asked(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen
            P1      | AQP4-IgG | positive | live cell-based | serum
            P1      | MOG-IgG  | positive | live cell-based | serum
        """,
        expect_queries="""
            code | severity | patient | rows
            Q204 | warning  | P1      | P1/antibody_tests/1, P1/antibody_tests/2
        """,
    )


def test_positives_that_are_not_confirmed_are_asked_by_what_they_lack(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result     | assay           | specimen
            P1      | AQP4-IgG | positive   | live cell-based | CSF
            P2      | AQP4-IgG | positive   | ELISA           | serum
            P3      | AQP4-IgG | positive   |                 | serum
            P4      | AQP4-IgG | borderline | ELISA           | serum
            P5      | AQP4-IgG | lost       | ELISA           | serum
            P6      | AQP4-IgG | positive   | live cell-based | serum
        """,
        expect_queries="""
            code | severity | patient | message
            Q201 | note     | P4      | Borderline, and no positive result: AQP4-IgG borderline, ELISA, no date.
            Q205 | warning  | P1      | Positive in CSF and in no blood sample: AQP4-IgG positive, live cell-based, no date.
            Q206 | warning  | P2      | Positive, but by no cell-based assay: AQP4-IgG positive, ELISA, no date.
            Q207 | note     | P3      | Positive, by which assay? AQP4-IgG positive, assay not stated, no date.
            Q209 | warning  | P5      | AQP4-IgG was looked for and no result is known.
        """,
    )


def test_a_negative_drawn_under_treatment_is_asked(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | sampled
            P1      | AQP4-IgG | negative | live cell-based | 2011-03-12
        """,
        acute_treatments="""
            patient | treatment       | start
            P1      | plasma exchange | 2011-03-10
        """,
        expect_queries="""
            code | patient | rows
            Q208 | P1      | P1/antibody_tests/1, P1/acute_treatments/1
        """,
    )


def test_never_tested_is_asked_only_where_anybody_was(spec):
    spec(patients="patient | sex\nP1 | female", not_asked="Q209")
    spec(
        patients="patient | sex\nP1 | female",
        antibody_tests="patient | analyte | result\nP2 | AQP4-IgG | positive",
        expect_queries="""
            code | patient | rows        | message
            Q209 | P1      | P1/patients | No test for AQP4-IgG is on record.
        """,
    )


def test_mog_by_elisa_only_is_asked(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay
            P1      | MOG-IgG  | positive | ELISA
        """,
        expect_queries="""
            code | patient | rows
            Q210 | P1      | P1/antibody_tests/1
        """,
    )
