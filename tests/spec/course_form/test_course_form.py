"""Whether the disease came once or came back.

Monophasic only after five years without another attack, and never with AQP4-IgG, which keeps the risk of another for life
(Wingerchuk 2015, doi 10.1212/WNL.0000000000001729, as summarised).
"""

TESTS = """
    patient | analyte  | result   | assay      | specimen | sampled
    P1      | AQP4-IgG | negative | cell-based | serum    | 2010-03-10
    P2      | AQP4-IgG | positive | cell-based | serum    | 2010-03-10
    P3      | AQP4-IgG | negative | ELISA      | serum    | 2010-03-10
    P4      | AQP4-IgG | negative | cell-based | serum    | 2010-03-10
    P5      | AQP4-IgG | negative | cell-based | serum    | 2010-03-10
"""


def test_monophasic_is_one_attack_five_years_and_no_aqp4_antibody(spec):
    spec(
        patients="""
            patient | last_contact
            P1      | 2015-03-11
            P2      | 2030-03-11
            P3      | 2015-03-11
            P4      | 2015-03-09
            P5      |
            P6      |
        """,
        attacks="""
            patient | onset
            P1      | 2010-03-10
            P2      | 2010-03-10
            P3      | 2010-03-10
            P4      | 2010-03-10
            P5      | 2010-03-10
            P6      |
        """,
        antibody_tests=TESTS,
        expect_course_form="""
            patient | form                 | attacks | rule                        | rows
            P1      | monophasic           | 1       | course_form.monophasic      | P1/attacks/1
            P2      | single attack so far | 1       | course_form.positive        | P2/attacks/1
            P3      | cannot tell          | 1       | course_form.aqp4_unknown    | P3/attacks/1
            P4      | single attack so far | 1       | course_form.not_long_enough | P4/attacks/1
            P5      | cannot tell          | 1       | course_form.time_unknown    | P5/attacks/1
            P6      | cannot tell          | 1       | course_form.time_unknown    | P6/attacks/1
        """,
    )


def test_an_inadequate_negative_counts_where_a_study_says_so(spec):
    spec(
        patients="""
            patient | last_contact
            P3      | 2015-03-11
        """,
        attacks="""
            patient | onset
            P3      | 2010-03-10
        """,
        antibody_tests="""
            patient | analyte  | result   | assay | specimen
            P3      | AQP4-IgG | negative | ELISA | serum
        """,
        definitions={"inadequate_negative_counts": True},
        expect_course_form="""
            patient | form
            P3      | monophasic
        """,
    )


def test_two_attacks_are_a_relapsing_course_and_pseudo_attacks_are_none(spec):
    spec(
        patients="""
            patient | onset | last_contact
            P1      |       | 2020-01-01
            P2      |       | 2020-01-01
            P3      |       | 2020-01-01
            P4      | 2005  | 2020-01-01
        """,
        attacks="""
            patient | onset      | objective_change | new_mri_lesion | other_cause
            P1      | 2010-03-10 |                  |                |
            P1      | 2012-03-10 |                  |                |
            P2      | 2010-03-10 | no               | no             | yes
            P4      | 2010-03-10 |                  |                |
        """,
        expect_course_form="""
            patient | form        | attacks | rule                             | rows
            P1      | relapsing   | 2       | course_form.relapsing            | P1/attacks/1, P1/attacks/2
            P2      | cannot tell | 0       | course_form.no_attack            |
            P3      | cannot tell | 0       | course_form.no_attack            |
            P4      | cannot tell | 1       | course_form.onset_attack_missing | P4/attacks/1
        """,
    )


def test_the_form_depends_on_dates_where_they_decide_how_many_attacks_there_are_or_how_long_ago(spec):
    spec(
        patients="""
            patient | last_contact
            P1      | 2020-01-01
            P2      | 2020-01-01
            P3      | 2015-06-01
            P4      | 2015-06-01
            P5      | 2020-01-01
        """,
        attacks="""
            patient | onset
            P1      | 2010-03
            P1      | 2010-04
            P2      | 2010-03
            P2      | 2010-04
            P2      | 2012-04-01
            P3      | 2010
            P4      | 2009
            P5      | 2010-03-10
            P5      |
        """,
        antibody_tests="""
            patient | analyte  | result   | assay      | specimen
            P3      | AQP4-IgG | negative | cell-based | serum
            P4      | AQP4-IgG | negative | cell-based | serum
        """,
        expect_course_form="""
            patient | form                 | years_free | date_dependent
            P1      | relapsing            | 9.7        | yes
            P2      | relapsing            | 7.8        | no
            P3      | single attack so far | 4.9        | yes
            P4      | monophasic           | 5.9        | no
            P5      | relapsing            | 9.8        | yes
        """,
    )
