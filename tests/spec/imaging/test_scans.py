"""What a scan shows, and the attack that it belongs to.

A scan belongs to the attack that the record names for it. Else it belongs to the nearest attack whose onset lies in reach: by
default at most 30 days before the scan. Answers of a scan are yes, no or unknown; a question left blank is unknown, and so is one
answered "not done". A longitudinally extensive cord lesion covers three or more contiguous segments: as stated; else as measured;
else as spanned by its first and last segment.
"""

import pytest


def test_a_scan_belongs_to_the_attack_that_began_up_to_30_days_before(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-03-01
        """,
        mri_scans="""
            patient | scanned    | region
            P1      | 2015-02-28 | brain
            P1      | 2015-03-01 | brain
            P1      | 2015-03-31 | brain
            P1      | 2015-04-01 | brain
            P1      |            | brain
        """,
        expect_imaging="""
            patient | scanned    | attack | days_from_onset | rule                    | rows
            P1      | 2015-02-28 |        |                 | imaging.between_attacks | P1/mri_scans/1
            P1      | 2015-03-01 | 1      | 0               | imaging.nearest_attack  | P1/mri_scans/2, P1/attacks/1
            P1      | 2015-03-31 | 1      | 30              | imaging.nearest_attack  | P1/mri_scans/3, P1/attacks/1
            P1      | 2015-04-01 |        |                 | imaging.between_attacks | P1/mri_scans/4
            P1      |            |        |                 | imaging.undated         | P1/mri_scans/5
        """,
    )


def test_a_scan_in_reach_of_two_attacks_belongs_to_the_nearer_and_of_two_equally_near_to_the_one_that_had_begun(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-03-01
            P1      | 2015-04-10
        """,
        mri_scans="""
            patient | scanned
            P1      | 2015-03-20
            P1      | 2015-03-21
            P1      | 2015-03-22
        """,
        definitions={"scan_days_before_onset": 30},
        expect_imaging="""
            patient | scanned    | attack | days_from_onset
            P1      | 2015-03-20 | 1      | 19
            P1      | 2015-03-21 | 1      | 20
            P1      | 2015-03-22 | 2      | -19
        """,
    )


def test_the_stated_attack_comes_before_any_other_and_an_attack_that_was_set_aside_has_no_successor(spec):
    spec(
        attacks="""
            patient | id | onset      | adjudication
            P1      | A  | 2015-03-01 |
            P1      | B  | 2015-03-11 |
            P1      | C  | 2016-01-01 |
            P1      | D  | 2016-01-20 | pseudo-attack
        """,
        mri_scans="""
            patient | scanned    | attack
            P1      | 2015-12-30 | B
            P1      | 2016-01-21 |
            P1      | 2016-01-22 | D
            P1      |            | C
        """,
        expect_imaging="""
            patient | scanned    | attack | days_from_onset | rule                     | rows
            P1      | 2015-12-30 | 1      | 304             | imaging.stated_attack    | P1/mri_scans/1, A, B
            P1      | 2016-01-21 | 2      | 20              | imaging.nearest_attack   | P1/mri_scans/2, C
            P1      | 2016-01-22 |        |                 | imaging.attack_set_aside | P1/mri_scans/3
            P1      |            | 2      |                 | imaging.stated_attack    | P1/mri_scans/4, C
        """,
    )


def test_a_date_vaguer_than_the_reach_ties_nothing(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-03
            P2      | 2015
        """,
        mri_scans="""
            patient | scanned
            P1      | 2015
            P1      | 2015-03
            P1      | 2015-06-20
            P2      | 2015-07-05
        """,
        expect_imaging="""
            patient | scanned    | attack | date_dependent | rule
            P1      | 2015-03-16 | 1      | yes            | imaging.nearest_attack
            P1      | 2015-06-20 |        | no             | imaging.between_attacks
            P1      | 2015-07-02 |        | yes            | imaging.vague_date
            P2      | 2015-07-05 |        | yes            | imaging.between_attacks
        """,
    )


def test_what_is_not_said_of_a_scan_is_unknown_and_never_no(spec):
    spec(
        mri_scans="""
            patient | id | scanned    | region | cord_lesion | optic_nerve_right_lesion | area_postrema_lesion | new_lesion
            P1      | 1  | 2015-01-01 | brain  |             |                          |                      |
            P1      | 2  | 2015-01-02 | brain  | not done    | unknown                  | not done             | unknown
            P1      | 3  | 2015-01-03 | brain  | no          | no                       | no                   | no
            P1      | 4  | 2015-01-04 | brain  | yes         | yes                      | yes                  | yes
        """,
        expect_imaging="""
            patient | row_id | cord_lesion | optic_nerve_right_lesion | optic_nerve_lesion | area_postrema_lesion | new_or_enhancing
            P1      | 1      |             |                          |                    |                      |
            P1      | 2      |             |                          |                    |                      |
            P1      | 3      | no          | no                       |                    | no                   |
            P1      | 4      | yes         | yes                      | yes                | yes                  | yes
        """,
    )


@pytest.mark.parametrize(
    ("new", "enhancing", "either"),
    [("yes", "", "yes"), ("no", "yes", "yes"), ("no", "no", "no"), ("no", "", ""), ("", "no", ""), ("not done", "unknown", "")],
)
def test_new_or_enhancing_is_either_and_no_only_if_both_were_denied(spec, new, enhancing, either):
    spec(
        mri_scans=f"""
            patient | scanned    | new_lesion | enhancing_lesion
            P1      | 2015-01-01 | {new}      | {enhancing}
        """,
        expect_imaging=f"""
            patient | new_or_enhancing
            P1      | {either}
        """,
    )


def test_a_cord_lesion_is_extensive_as_stated_else_as_measured_else_as_spanned(spec):
    spec(
        mri_scans="""
            patient | id | longitudinally_extensive | longest_cord_lesion | cord_first_segment | cord_last_segment | cord_lesion
            P1      | a  | yes                      | 2                   |                    |                   |
            P1      | b  | no                       |                     | T1                 | T9                |
            P1      | c  |                          | 3                   | T1                 | T2                |
            P1      | d  | not done                 | 2.5                 |                    |                   |
            P1      | e  |                          | 0                   |                    |                   |
            P1      | f  | unknown                  |                     | T1                 | T3                |
            P1      | g  |                          |                     | T1                 | T2                |
            P1      | h  |                          |                     | T3                 | T1                |
            P1      | i  |                          |                     | T3                 |                   |
            P1      | j  |                          |                     |                    |                   | no
            P1      | k  |                          |                     |                    |                   | yes
        """,
        expect_imaging="""
            patient | row_id | cord_lesion | extensive_cord_lesion | extensive_rule
            P1      | a      | yes         | yes                   | imaging.extensive_stated
            P1      | b      | yes         | no                    | imaging.extensive_stated
            P1      | c      | yes         | yes                   | imaging.extensive_measured
            P1      | d      | yes         | no                    | imaging.extensive_measured
            P1      | e      | no          | no                    | imaging.extensive_measured
            P1      | f      | yes         | yes                   | imaging.extensive_spanned
            P1      | g      | yes         | no                    | imaging.extensive_spanned
            P1      | h      | yes         |                       | imaging.extent_unknown
            P1      | i      | yes         |                       | imaging.extent_unknown
            P1      | j      | no          | no                    | imaging.no_cord_lesion
            P1      | k      | yes         |                       | imaging.extent_unknown
        """,
    )


@pytest.mark.parametrize(
    ("first", "last", "extensive"),
    [
        ("C5", "C7", "yes"),
        ("C6", "T1", "yes"),
        ("C7", "T1", ""),
        ("C6", "C8", ""),
        ("C7", "C8", "no"),
        ("T12", "L2", "yes"),
        ("L1", "S5", ""),
        ("S1", "S2", "no"),
    ],
)
def test_segments_that_no_vertebra_is_named_after_leave_it_open_where_they_would_decide(spec, first, last, extensive):
    """C7 to T1 are two vertebrae and three segments of the cord; the record does not say which were counted."""
    spec(
        mri_scans=f"""
            patient | cord_first_segment | cord_last_segment
            P1      | {first}            | {last}
        """,
        expect_imaging=f"""
            patient | extensive_cord_lesion
            P1      | {extensive}
        """,
    )


def test_how_many_segments_are_extensive_is_a_setting(spec):
    spec(
        mri_scans="""
            patient | id | longest_cord_lesion | cord_atrophy
            P1      | a  | 3                   | 3
            P1      | b  | 4                   | 4
        """,
        definitions={"extensive_cord_segments": 4},
        expect_imaging="""
            patient | row_id | extensive_cord_lesion | extensive_cord_atrophy
            P1      | a      | no                    | no
            P1      | b      | yes                   | yes
        """,
    )


def test_the_optic_nerves_and_the_chiasm(spec):
    spec(
        mri_scans="""
            patient | id | optic_nerve_right_lesion | optic_nerve_left_lesion | optic_nerve_over_half | chiasm_lesion
            P1      | a  | yes                      |                         |                       |
            P1      | b  | no                       | no                      |                       |
            P1      | c  | no                       | yes                     | no                    | no
            P1      | d  | no                       | yes                     | no                    |
            P1      | e  |                          |                         | yes                   |
            P1      | f  | no                       | no                      |                       | yes
            P1      | g  |                          |                         |                       | no
        """,
        expect_imaging="""
            patient | row_id | optic_nerve_lesion | optic_nerve_extensive
            P1      | a      | yes                |
            P1      | b      | no                 | no
            P1      | c      | yes                | no
            P1      | d      | yes                |
            P1      | e      | yes                | yes
            P1      | f      | yes                | yes
            P1      | g      |                    |
        """,
    )


def test_the_brain_as_a_whole_and_its_lesions(spec):
    """A normal brain has no lesion. Nonspecific lesions leave the others open, and a stated lesion is never unremarkable."""
    spec(
        mri_scans="""
            patient | id | brain_pattern    | area_postrema_lesion | cerebral_lesion | periventricular_lesion
            P1      | a  | normal           |                      | not done        |
            P1      | b  | nonspecific      |                      | no              |
            P1      | c  | typical of NMOSD |                      |                 |
            P1      | d  | like ADEM        |                      |                 |
            P1      | e  | not done         |                      |                 |
            P1      | f  |                  | yes                  |                 |
            P1      | g  | normal           | yes                  |                 |
            P1      | h  | nonspecific      |                      |                 | yes
        """,
        expect_imaging="""
            patient | row_id | brain_unremarkable | area_postrema_lesion | brainstem_lesion | diencephalic_lesion | cerebral_lesion
            P1      | a      | yes                | no                   | no               | no                  | no
            P1      | b      | yes                |                      |                  |                     | no
            P1      | c      | no                 |                      |                  |                     |
            P1      | d      | no                 |                      |                  |                     |
            P1      | e      |                    |                      |                  |                     |
            P1      | f      | no                 | yes                  |                  |                     |
            P1      | g      | no                 | yes                  | no               | no                  | no
            P1      | h      | no                 |                      |                  |                     |
        """,
    )
