"""MOG-IgG, and the grouping that tables are made by.

MOG-IgG counts by cell-based assays, and where the assay is not stated; by ELISA and other assays it does not (MOGAD panel,
Banwell 2023; read as reproduced in PMC10165591). Nobody is called double seronegative without an adequate negative AQP4-IgG and
a negative MOG-IgG; AQP4-IgG negative and MOG-IgG not tested is a group of its own, and so is an inadequate negative.
"""

import pytest


@pytest.mark.parametrize(
    ("result", "assay", "specimen", "mog", "rule"),
    [
        ("positive", "live cell-based", "serum", "positive", "mog.positive.blood"),
        ("positive", "", "", "positive", "mog.positive.blood"),
        ("positive", "live cell-based", "CSF", "positive", "mog.positive.csf"),
        ("borderline", "live cell-based", "serum", "borderline", "mog.borderline"),
        ("negative", "live cell-based", "serum", "negative", "mog.negative"),
        ("positive", "ELISA", "serum", "unknown", "mog.unknown.other_assay"),
        ("negative", "ELISA", "serum", "unknown", "mog.unknown.other_assay"),
        ("lost", "live cell-based", "serum", "unknown", "mog.unknown.no_result"),
        ("not done", "", "", "unknown", "mog.unknown.not_tested"),
    ],
)
def test_what_a_mog_result_says(spec, result, assay, specimen, mog, rule):
    spec(
        antibody_tests=f"""
            patient | analyte | result   | assay   | specimen
            P1      | MOG-IgG | {result} | {assay} | {specimen}
        """,
        expect_serostatus=f"""
            patient | mog   | mog_rule
            P1      | {mog} | {rule}
        """,
    )


def test_mog_by_other_assays_counts_if_told_so(spec):
    spec(
        antibody_tests="""
            patient | analyte | result   | assay
            P1      | MOG-IgG | positive | ELISA
        """,
        definitions={"mog_other_assays_count": True},
        expect_serostatus="""
            patient | mog      | group
            P1      | positive | MOG-IgG positive
        """,
    )


@pytest.mark.parametrize(
    ("aqp4", "assay", "mog", "group"),
    [
        ("positive", "live cell-based", "", "AQP4-IgG positive"),
        ("positive", "live cell-based", "negative", "AQP4-IgG positive"),
        ("positive", "ELISA", "negative", "AQP4-IgG positive"),
        ("positive", "", "negative", "AQP4-IgG positive"),
        ("positive", "live cell-based", "positive", "both positive"),
        ("negative", "live cell-based", "positive", "MOG-IgG positive"),
        ("negative", "ELISA", "positive", "MOG-IgG positive"),
        ("not done", "", "positive", "MOG-IgG positive"),
        ("negative", "live cell-based", "negative", "double seronegative"),
        ("negative", "live cell-based", "not done", "AQP4-IgG negative, MOG-IgG not tested"),
        ("negative", "live cell-based", "borderline", "not settled"),
        ("negative", "ELISA", "negative", "AQP4-IgG negative, inadequate"),
        ("negative", "", "", "AQP4-IgG negative, inadequate"),
        ("borderline", "live cell-based", "positive", "not settled"),
        ("not done", "", "negative", "AQP4-IgG unknown"),
    ],
)
def test_which_group_two_results_make(spec, aqp4, assay, mog, group):
    spec(
        antibody_tests=f"""
            patient | analyte  | result | assay           | specimen
            P1      | AQP4-IgG | {aqp4} | {assay}         | serum
            P1      | MOG-IgG  | {mog}  | live cell-based | serum
        """,
        expect_serostatus=f"""
            patient | group
            P1      | {group}
        """,
    )


def test_nobody_is_double_seronegative_without_a_mog_result(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen
            P1      | AQP4-IgG | negative | live cell-based | serum
            P2      | AQP4-IgG | negative | live cell-based | serum
            P2      | MOG-IgG  | negative | ELISA           | serum
        """,
        expect_serostatus="""
            patient | group
            P1      | AQP4-IgG negative, MOG-IgG not tested
            P2      | AQP4-IgG negative, MOG-IgG not tested
        """,
    )


def test_cell_based_positives_only_is_one_line(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay
            P1      | AQP4-IgG | positive | live cell-based
            P2      | AQP4-IgG | positive | ELISA
            P3      | AQP4-IgG | positive |
        """,
        definitions={"aqp4_positive_tiers": ["positive, cell-based assay"]},
        expect_serostatus="""
            patient | aqp4                       | group
            P1      | positive, cell-based assay | AQP4-IgG positive
            P2      | positive, other assay      | not settled
            P3      | positive, assay not stated | not settled
        """,
    )


def test_inadequate_negatives_count_as_negative_if_told_so(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay
            P1      | AQP4-IgG | negative | ELISA
            P1      | MOG-IgG  | negative |
        """,
        definitions={"inadequate_negative_counts": True},
        expect_serostatus="""
            patient | aqp4                 | group
            P1      | negative, inadequate | double seronegative
        """,
    )


def test_positive_in_csf_only_is_not_settled_and_counts_if_told_so(spec):
    tests = """
        patient | analyte  | result   | assay           | specimen
        P1      | AQP4-IgG | positive | live cell-based | CSF
    """
    spec(antibody_tests=tests, expect_serostatus="patient | group\nP1 | not settled")
    spec(
        antibody_tests=tests,
        definitions={"aqp4_positive_tiers": ["positive, cell-based assay", "CSF only"]},
        expect_serostatus="patient | group\nP1 | AQP4-IgG positive",
    )
