"""What all AQP4-IgG tests of a person say together.

A positive in blood by a cell-based assay ever made wins; later negatives do not undo it. Positives by an assay that is not stated
and by assays that are not cell-based have tiers of their own, and so has positivity in CSF alone, which is a red flag. Cell-based
assays (live, fixed, flow cytometry) are preferred by the 2015 criteria (Wingerchuk 2015, doi 10.1212/WNL.0000000000001729); CSF
alone is a red flag of NEMOS (Jarius 2023, doi 10.1007/s00415-023-11634-0). An IgG that was lost or not done is unknown, never no.
"""

import pytest


@pytest.mark.parametrize("assay", ["live cell-based", "fixed cell-based", "cell-based", "flow cytometry"])
def test_any_cell_based_positive_is_the_first_tier(spec, assay):
    spec(
        antibody_tests=f"""
            patient | analyte  | result   | assay   | specimen
            P1      | AQP4-IgG | positive | {assay} | serum
        """,
        expect_serostatus="""
            patient | aqp4                       | rule                     | rows
            P1      | positive, cell-based assay | sero.positive.cell_based | P1/antibody_tests/1
        """,
    )


def test_later_negatives_do_not_undo_a_cell_based_positive(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen | sampled
            P1      | AQP4-IgG | positive | live cell-based | serum    | 2011-01-01
            P1      | AQP4-IgG | negative | live cell-based | serum    | 2013-01-01
            P1      | AQP4-IgG | negative | live cell-based | serum    | 2015-01-01
        """,
        expect_serostatus="""
            patient | aqp4                       | rows
            P1      | positive, cell-based assay | P1/antibody_tests/1
        """,
    )


@pytest.mark.parametrize("assay", ["ELISA", "tissue immunofluorescence", "immunoprecipitation", "other"])
def test_positive_by_other_assays_only_is_a_tier_of_its_own(spec, assay):
    spec(
        antibody_tests=f"""
            patient | analyte  | result   | assay           | specimen
            P1      | AQP4-IgG | positive | {assay}         | serum
            P1      | AQP4-IgG | negative | live cell-based | serum
        """,
        expect_serostatus="""
            patient | aqp4                  | rule
            P1      | positive, other assay | sero.positive.other_assay
        """,
    )


def test_positive_by_an_assay_that_is_not_stated(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay   | specimen
            P1      | AQP4-IgG | positive |         | serum
            P2      | AQP4-IgG | positive | unknown | serum
        """,
        expect_serostatus="""
            patient | aqp4                       | rule
            P1      | positive, assay not stated | sero.positive.assay_not_stated
            P2      | positive, assay not stated | sero.positive.assay_not_stated
        """,
    )


def test_an_assay_that_is_not_stated_leaves_open_whether_only_others_were_positive(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay
            P1      | AQP4-IgG | positive | ELISA
            P1      | AQP4-IgG | positive |
        """,
        expect_serostatus="""
            patient | aqp4
            P1      | positive, assay not stated
        """,
    )


@pytest.mark.parametrize("specimen", ["serum", "plasma", "unknown", ""])
def test_serum_plasma_and_a_specimen_not_stated_count_as_blood(spec, specimen):
    spec(
        antibody_tests=f"""
            patient | analyte  | result   | assay           | specimen
            P1      | AQP4-IgG | positive | live cell-based | {specimen}
        """,
        expect_serostatus="""
            patient | aqp4
            P1      | positive, cell-based assay
        """,
    )


def test_positive_in_csf_alone_is_a_tier_of_its_own(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay           | specimen
            P1      | AQP4-IgG | positive | live cell-based | CSF
            P1      | AQP4-IgG | negative | live cell-based | serum
            P2      | AQP4-IgG | positive | live cell-based | CSF
            P2      | AQP4-IgG | positive | ELISA           | serum
        """,
        expect_serostatus="""
            patient | aqp4                  | rule
            P1      | CSF only              | sero.csf_only
            P2      | positive, other assay | sero.positive.other_assay
        """,
    )


def test_borderline_is_not_undone_by_a_negative_unless_told_so(spec):
    tests = """
        patient | analyte  | result     | assay           | specimen
        P1      | AQP4-IgG | borderline | ELISA           | serum
        P1      | AQP4-IgG | negative   | live cell-based | serum
        P2      | AQP4-IgG | borderline | ELISA           | serum
        P2      | AQP4-IgG | negative   | ELISA           | serum
    """
    spec(
        antibody_tests=tests,
        expect_serostatus="""
            patient | aqp4       | rule
            P1      | borderline | sero.borderline
            P2      | borderline | sero.borderline
        """,
    )
    spec(
        antibody_tests=tests,
        definitions={"borderline_settled_by_negative": True},
        expect_serostatus="""
            patient | aqp4
            P1      | negative, cell-based assay
            P2      | borderline
        """,
    )


def test_lost_not_done_blank_and_never_tested_are_unknown(spec):
    spec(
        patients="""
            patient
            P1
            P2
            P3
            P4
        """,
        antibody_tests="""
            patient | analyte  | result   | assay
            P1      | AQP4-IgG | lost     | live cell-based
            P2      | AQP4-IgG | not done |
            P3      | AQP4-IgG |          | live cell-based
        """,
        expect_serostatus="""
            patient | aqp4    | rule
            P1      | unknown | sero.unknown.no_result
            P2      | unknown | sero.unknown.not_tested
            P3      | unknown | sero.unknown.no_result
            P4      | unknown | sero.unknown.not_tested
        """,
    )


def test_another_antibody_says_nothing_of_aqp4(spec):
    spec(
        antibody_tests="""
            patient | analyte   | result   | assay
            P1      | GFAP-IgG  | positive | live cell-based
        """,
        expect_serostatus="""
            patient | aqp4    | mog
            P1      | unknown | unknown
        """,
    )
