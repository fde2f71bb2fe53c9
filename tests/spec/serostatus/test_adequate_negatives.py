"""When a negative AQP4-IgG is adequate.

It is adequate in blood by a cell-based assay, if it was drawn neither within three months (91 days) after the start of plasma
exchange, immunoadsorption or immunoglobulin, nor on B-cell therapy (against CD19 or CD20) or within 26 weeks of its last day.
Such treatment lowers antibodies. What the record says of the sample comes first, then the dates; where such a treatment is on
record and a missing date hides the relation, the negative is not adequate. The windows are the project's own reading of its core
dataset and stand in the definitions, marked as inferred.
"""

import pytest


def test_a_cell_based_negative_in_blood_is_adequate(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen
            P1      | AQP4-IgG | negative | live cell-based | serum
        """,
        expect_serostatus="""
            patient | aqp4                       | rule
            P1      | negative, cell-based assay | sero.negative.adequate
        """,
    )


def test_negatives_by_other_assays_in_csf_or_without_an_assay_are_inadequate(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen
            P1      | AQP4-IgG | negative | ELISA           | serum
            P2      | AQP4-IgG | negative |                 | serum
            P3      | AQP4-IgG | negative | live cell-based | CSF
        """,
        expect_serostatus="""
            patient | aqp4                 | rule
            P1      | negative, inadequate | sero.negative.other_assay
            P2      | negative, inadequate | sero.negative.assay_not_stated
            P3      | negative, inadequate | sero.negative.csf
        """,
    )


def test_one_adequate_negative_is_enough(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen
            P1      | AQP4-IgG | negative | ELISA           | serum
            P1      | AQP4-IgG | negative | live cell-based | serum
        """,
        expect_serostatus="""
            patient | aqp4                       | rows
            P1      | negative, cell-based assay | P1/antibody_tests/2
        """,
    )


@pytest.mark.parametrize(
    ("on_treatment", "tier"),
    [
        ("none", "negative, cell-based assay"),
        ("steroid", "negative, cell-based assay"),
        ("unknown", "negative, cell-based assay"),
        ("after plasma exchange", "negative, inadequate"),
        ("after immunoglobulin", "negative, inadequate"),
        ("B-cell therapy", "negative, inadequate"),
    ],
)
def test_what_is_stated_beside_the_sample_decides(spec, on_treatment, tier):
    spec(
        antibody_tests=f"""
            patient | analyte  | result   | assay           | specimen | on_treatment
            P1      | AQP4-IgG | negative | live cell-based | serum    | {on_treatment}
        """,
        expect_serostatus=f"""
            patient | aqp4
            P1      | {tier}
        """,
    )


@pytest.mark.parametrize(
    ("sampled", "tier"),
    [
        ("2011-03-09", "negative, cell-based assay"),
        ("2011-03-10", "negative, inadequate"),
        ("2011-06-08", "negative, inadequate"),
        ("2011-06-09", "negative, cell-based assay"),
    ],
)
@pytest.mark.parametrize("treatment", ["plasma exchange", "immunoadsorption", "intravenous immunoglobulin"])
def test_a_negative_is_inadequate_from_the_first_exchange_until_day_90(spec, treatment, sampled, tier):
    spec(
        antibody_tests=f"""
            patient | analyte  | result   | assay           | specimen | sampled
            P1      | AQP4-IgG | negative | live cell-based | serum    | {sampled}
        """,
        acute_treatments=f"""
            patient | treatment   | start
            P1      | {treatment} | 2011-03-10
        """,
        expect_serostatus=f"""
            patient | aqp4   | date_dependent
            P1      | {tier} | no
        """,
    )


def test_steroids_make_no_negative_inadequate(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen | sampled
            P1      | AQP4-IgG | negative | live cell-based | serum    | 2011-03-12
        """,
        acute_treatments="""
            patient | treatment                      | start
            P1      | intravenous methylprednisolone | 2011-03-10
        """,
        expect_serostatus="""
            patient | aqp4
            P1      | negative, cell-based assay
        """,
    )


@pytest.mark.parametrize(
    ("start", "stop", "ongoing", "rule"),
    [
        ("2012-01-01", "", "yes", "sero.negative.on_b_cell_therapy"),
        ("2015-01-02", "", "yes", "sero.negative.adequate"),
        ("2012-01-01", "2014-07-03", "", "sero.negative.adequate"),
        ("2012-01-01", "2014-07-04", "", "sero.negative.on_b_cell_therapy"),
        ("2014-10-01", "", "", "sero.negative.on_b_cell_therapy"),
        ("2012-01-01", "", "", "sero.negative.treatment_not_datable"),
        ("", "2014-12-01", "", "sero.negative.treatment_not_datable"),
        ("", "2013-01-01", "", "sero.negative.adequate"),
        ("", "", "", "sero.negative.treatment_not_datable"),
    ],
)
def test_a_negative_drawn_on_b_cell_therapy_is_inadequate(spec, start, stop, ongoing, rule):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen | sampled
            P1      | AQP4-IgG | negative | live cell-based | serum    | 2015-01-01
        """,
        therapies=f"""
            patient | drug      | start   | stop   | ongoing
            P1      | rituximab | {start} | {stop} | {ongoing}
        """,
        expect_serostatus=f"""
            patient | rule
            P1      | {rule}
        """,
    )


def test_other_preventive_drugs_make_no_negative_inadequate(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen | sampled
            P1      | AQP4-IgG | negative | live cell-based | serum    | 2015-01-01
        """,
        therapies="""
            patient | drug         | start      | ongoing
            P1      | azathioprine | 2012-01-01 | yes
        """,
        expect_serostatus="""
            patient | aqp4
            P1      | negative, cell-based assay
        """,
    )


def test_a_sample_without_a_date_beside_a_plasma_exchange_is_inadequate(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen | on_treatment
            P1      | AQP4-IgG | negative | live cell-based | serum    |
            P2      | AQP4-IgG | negative | live cell-based | serum    | none
        """,
        acute_treatments="""
            patient | treatment       | start
            P1      | plasma exchange | 2011-03-10
            P2      | plasma exchange | 2011-03-10
        """,
        expect_serostatus="""
            patient | aqp4                       | rule                              | rows
            P1      | negative, inadequate       | sero.negative.treatment_not_datable | P1/antibody_tests/1, P1/acute_treatments/1
            P2      | negative, cell-based assay | sero.negative.adequate            | P2/antibody_tests/1
        """,
    )


def test_an_acute_treatment_without_a_date_is_dated_by_its_attack(spec):
    spec(
        attacks="""
            patient | id | onset
            P1      | a1 | 2011-03-10
            P2      | a2 | 2011-03-10
        """,
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen | sampled
            P1      | AQP4-IgG | negative | live cell-based | serum    | 2011-03-01
            P2      | AQP4-IgG | negative | live cell-based | serum    | 2011-07-01
        """,
        acute_treatments="""
            patient | treatment       | attack
            P1      | plasma exchange | a1
            P2      | plasma exchange | a2
        """,
        expect_serostatus="""
            patient | aqp4                       | date_dependent
            P1      | negative, cell-based assay | no
            P2      | negative, inadequate       | yes
        """,
    )


def test_a_negative_in_the_month_of_a_plasma_exchange_is_marked(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen | sampled
            P1      | AQP4-IgG | negative | live cell-based | serum    | 2011-03
            P2      | AQP4-IgG | negative | live cell-based | serum    | 2011-04
        """,
        acute_treatments="""
            patient | treatment       | start
            P1      | plasma exchange | 2011-03-20
            P2      | plasma exchange | 2011-03-20
        """,
        expect_serostatus="""
            patient | aqp4                       | rule                                  | date_dependent
            P1      | negative, cell-based assay | sero.negative.adequate                | yes
            P2      | negative, inadequate       | sero.negative.after_antibody_lowering | no
        """,
    )


def test_a_second_adequate_negative_settles_what_another_leaves_open(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen | sampled
            P1      | AQP4-IgG | negative | live cell-based | serum    | 2011-03
            P1      | AQP4-IgG | negative | live cell-based | serum    | 2014-01-01
        """,
        acute_treatments="""
            patient | treatment       | start
            P1      | plasma exchange | 2011-03-20
        """,
        expect_serostatus="""
            patient | aqp4                       | date_dependent
            P1      | negative, cell-based assay | no
        """,
    )
