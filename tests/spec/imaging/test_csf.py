"""Cerebrospinal fluid of a lumbar puncture.

More than 5 white cells per µL are a pleocytosis, more than 50 a marked one; more than 5 neutrophils are raised. Bands are specific
to the fluid in the patterns 2 and 3. A lumbar puncture belongs to the attack that the record names, else to one that began at most
30 days before it.
"""

import pytest


def test_cells_are_raised_above_the_limits_and_not_at_them(spec):
    spec(
        csf_samples="""
            patient | id | white_cells | neutrophils
            P1      | a  | 5           |
            P1      | b  | 6           |
            P1      | c  | 50          | 10
            P1      | d  | 51          | 10
            P1      | e  |             | 90
        """,
        expect_csf="""
            patient | row_id | pleocytosis | marked_pleocytosis | raised_neutrophils
            P1      | a      | no          | no                 | no
            P1      | b      | yes         | no                 |
            P1      | c      | yes         | no                 | no
            P1      | d      | yes         | yes                | yes
            P1      | e      |             |                    |
        """,
    )


@pytest.mark.parametrize(
    ("bands", "specific"),
    [
        ("type 1", "no"),
        ("type 2", "yes"),
        ("type 3", "yes"),
        ("type 4", "no"),
        ("type 5", "no"),
        ("not done", ""),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_bands_are_specific_to_the_fluid_in_the_patterns_2_and_3(spec, bands, specific):
    spec(
        csf_samples=f"""
            patient | oligoclonal_bands | kappa_positive | mrz_reaction
            P1      | {bands}           | not done       | no
        """,
        expect_csf=f"""
            patient | csf_specific_bands | kappa_positive | mrz_reaction
            P1      | {specific}         |                | no
        """,
    )


def test_a_lumbar_puncture_belongs_to_the_attack_that_is_named_else_to_the_nearest_before_it(spec):
    spec(
        attacks="""
            patient | id | onset      | adjudication
            P1      | A  | 2015-03-01 |
            P1      | B  | 2016-03-01 | pseudo-attack
        """,
        csf_samples="""
            patient | sampled    | attack
            P1      | 2015-02-28 |
            P1      | 2015-03-31 |
            P1      | 2015-04-01 |
            P1      | 2015-09-01 | A
            P1      | 2016-03-02 | B
            P1      | 2018       |
            P1      | 2014 to 2015 |
            P1      |            |
        """,
        expect_csf="""
            patient | sampled    | attack | days_from_onset | rule                 | rows
            P1      | 2014-12-31 |        |                 | csf.vague_date       | P1/csf_samples/7
            P1      | 2015-02-28 |        |                 | csf.between_attacks  | P1/csf_samples/1
            P1      | 2015-03-31 | 1      | 30              | csf.nearest_attack   | P1/csf_samples/2, A
            P1      | 2015-04-01 |        |                 | csf.between_attacks  | P1/csf_samples/3
            P1      | 2015-09-01 | 1      | 184             | csf.stated_attack    | P1/csf_samples/4, A
            P1      | 2016-03-02 |        |                 | csf.attack_set_aside | P1/csf_samples/5
            P1      | 2018-07-02 |        |                 | csf.between_attacks  | P1/csf_samples/6
            P1      |            |        |                 | csf.undated          | P1/csf_samples/8
        """,
    )
