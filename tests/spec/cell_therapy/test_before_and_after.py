"""Cell therapy: attacks and follow-up before and after an infusion, scores, grades and antibody."""


def test_attacks_are_counted_from_entry_to_the_infusion_and_from_it_to_the_end(spec):
    """The onset attack never counts; an attack on the day of the infusion belongs to what came before."""
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2010-01-01 | 2010-01-01    | 2020-01-01
        """,
        attacks="""
            patient | id | onset
            P1      | a1 | 2010-01-01
            P1      | a2 | 2012-05-01
            P1      | a3 | 2015-01-01
            P1      | a4 | 2018-06-01
        """,
        cell_therapies="""
            patient | id | product                            | given
            P1      | c1 | autologous haematopoietic stem cells | 2015-01-01
        """,
        expect_cell_therapy="""
            rows       | attacks_before | person_years_before | attacks_after | person_years_after | rule
            c1, a2, a3, a4 | 2          | 5.0                 | 1             | 5.0                | cell_therapy.followed
        """,
    )


def test_a_second_infusion_ends_the_time_after_the_first(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2010-01-01 | 2010-01-01    | 2020-01-01
        """,
        cell_therapies="""
            patient | product                | given
            P1      | mesenchymal stem cells | 2014-01-01
            P1      | mesenchymal stem cells | 2016-01-01
        """,
        expect_cell_therapy="""
            given      | person_years_before | person_years_after
            2014-01-01 | 4.0                 | 2.0
            2016-01-01 | 2.0                 | 4.0
        """,
    )


def test_without_stated_follow_up_nothing_is_counted(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2010-01-01
            P1      | 2012-01-01
        """,
        cell_therapies="""
            patient | product     | given
            P1      | CAR-T cells | 2013-01-01
        """,
        expect_cell_therapy="""
            product     | attacks_before | person_years_before | attacks_after | rule
            CAR-T cells |                |                     |               | cell_therapy.cannot_tell
        """,
    )


def test_stable_scores_in_the_windows_are_compared(spec):
    """The score of March 2014 lies in the attack; the last one before the infusion is older than 180 days."""
    spec(
        attacks="""
            patient | onset
            P1      | 2014-03-01
        """,
        visits="""
            patient | visited    | edss
            P1      | 2013-12-20 | 3.0
            P1      | 2014-03-10 | 6.5
            P1      | 2014-07-01 | 4.0
            P1      | 2014-12-01 | 3.5
            P1      | 2016-01-01 | 3.0
        """,
        cell_therapies="""
            patient | product     | given
            P1      | CAR-T cells | 2014-09-01
            P1      | CAR-T cells | 2018-01-01
        """,
        expect_cell_therapy="""
            given      | edss_before | edss_before_day | edss_after | edss_after_day
            2014-09-01 | 4.0         | 2014-07-01      | 3.0        | 2016-01-01
            2018-01-01 |             |                 |            |
        """,
    )


def test_grades_and_the_return_of_b_cells_come_through_and_blank_is_no_grade_zero(spec):
    spec(
        cell_therapies="""
            patient | given      | cytokine_release_grade | neurotoxicity_grade | cytopenia_grade | b_cells_back
            P1      | 2022-01-01 | 2                      | 0                   |                 | 2022-07-01
            P2      | 2022-01-01 |                        |                     |                 |
        """,
        expect_cell_therapy="""
            patient | worst_grade | cytopenia_grade | b_cells_back_days
            P1      | 2           |                 | 181
            P2      |             |                 |
        """,
    )


def test_the_antibody_before_and_after_in_blood(spec):
    spec(
        antibody_tests="""
            patient | analyte  | sampled    | specimen | result   | titre
            P1      | AQP4-IgG | 2021-12-01 | serum    | positive | 320
            P1      | AQP4-IgG | 2022-06-01 | serum    | negative |
            P1      | AQP4-IgG | 2022-07-01 | CSF      | positive |
            P2      | AQP4-IgG | 2021-12-01 | serum    | positive | 100
            P2      | AQP4-IgG | 2022-06-01 | serum    | positive | 10
            P3      | AQP4-IgG | 2022-06-01 | serum    | negative |
        """,
        cell_therapies="""
            patient | product     | given
            P1      | CAR-T cells | 2022-01-01
            P2      | CAR-T cells | 2022-01-01
            P3      | CAR-T cells | 2022-01-01
        """,
        expect_cell_therapy="""
            patient | aqp4_before | aqp4_after | titre_before | titre_after | aqp4_lost
            P1      | positive    | negative   | 320          |             | yes
            P2      | positive    | positive   | 100          | 10          | no
            P3      |             | negative   |              |             |
        """,
    )
