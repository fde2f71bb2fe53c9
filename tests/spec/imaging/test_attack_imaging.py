"""What the scans of an attack show together.

A finding is yes if any scan that belongs to the attack says so, no if every scan that answers says no, and unknown if no scan
answers: an attack without MRI is not an attack without a lesion, nor is one of which only a part of the cord was seen. A new lesion is one that is new or takes up gadolinium, wherever
it lies; there is none only if scans deny it for every site that the attack struck.
"""


def test_one_scan_that_shows_a_lesion_is_enough_and_unanswered_scans_count_for_nothing(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-01-01
            P1      | 2016-01-01
            P1      | 2017-01-01
            P1      | 2018-01-01
        """,
        mri_scans="""
            patient | scanned    | cord_lesion
            P1      | 2015-01-02 | no
            P1      | 2015-01-09 | yes
            P1      | 2016-01-02 | no
            P1      | 2016-01-09 | not done
            P1      | 2017-01-02 |
        """,
        expect_attack_imaging="""
            patient | attack | scans | cord_lesion | rule                   | rows
            P1      | 1      | 2     | yes         | attack_imaging.scans   | P1/mri_scans/1, P1/mri_scans/2
            P1      | 2      | 2     | no          | attack_imaging.scans   | P1/mri_scans/3, P1/mri_scans/4
            P1      | 3      | 1     |             | attack_imaging.scans   | P1/mri_scans/5
            P1      | 4      | 0     |             | attack_imaging.no_scan |
        """,
    )


def test_a_part_of_the_cord_without_a_lesion_says_nothing_of_the_other_part(spec):
    """P1: one part. P2: both. P3: the lesion was found, and is short. P4: the other part has it. P5: the whole cord."""
    spec(
        attacks="""
            patient | onset
            P1      | 2015-01-01
            P2      | 2015-01-01
            P3      | 2015-01-01
            P4      | 2015-01-01
            P5      | 2015-01-01
        """,
        mri_scans="""
            patient | scanned    | region        | cord_lesion | longest_cord_lesion
            P1      | 2015-01-02 | thoracic cord | no          |
            P2      | 2015-01-02 | thoracic cord | no          |
            P2      | 2015-01-02 | cervical cord | no          |
            P3      | 2015-01-02 | cervical cord | yes         | 2
            P4      | 2015-01-02 | cervical cord | no          |
            P4      | 2015-01-02 | thoracic cord | yes         | 4
            P5      | 2015-01-02 | spinal cord   | no          |
        """,
        expect_attack_imaging="""
            patient | cord_lesion | extensive_cord_lesion
            P1      |             |
            P2      | no          | no
            P3      | yes         | no
            P4      | yes         | yes
            P5      | no          | no
        """,
    )


def test_no_new_lesion_needs_a_scan_of_every_site_that_the_attack_struck(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-01-01 | spinal cord
            P2      | 2015-01-01 | spinal cord
            P3      | 2015-01-01 | spinal cord
            P4      | 2015-01-01 | optic nerve right, brainstem
            P5      | 2015-01-01 | optic nerve right, brainstem
            P6      | 2015-01-01 |
            P7      | 2015-01-01 | other
            P8      | 2015-01-01 | spinal cord
        """,
        mri_scans="""
            patient | scanned    | region        | new_lesion | enhancing_lesion
            P1      | 2015-01-02 | spinal cord   | no         | no
            P2      | 2015-01-02 | brain         | no         | no
            P3      | 2015-01-02 | cervical cord | no         | no
            P4      | 2015-01-02 | brain         | no         | no
            P5      | 2015-01-02 | brain         | no         | no
            P5      | 2015-01-02 | orbit         | no         | no
            P6      | 2015-01-02 | brain         | no         | no
            P7      | 2015-01-02 | brain         | no         | no
            P8      | 2015-01-02 | brain         | no         | yes
        """,
        expect_attack_imaging="""
            patient | new_lesion
            P1      | no
            P2      |
            P3      |
            P4      |
            P5      | no
            P6      |
            P7      |
            P8      | yes
        """,
    )


def test_the_cervical_and_the_thoracic_cord_together_are_the_cord(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-01-01 | spinal cord
            P2      | 2015-01-01 | spinal cord
        """,
        mri_scans="""
            patient | scanned    | region        | new_lesion | enhancing_lesion
            P1      | 2015-01-02 | cervical cord | no         | no
            P1      | 2015-01-02 | thoracic cord | no         | no
            P2      | 2015-01-02 | cervical cord | no         | no
            P2      | 2015-01-02 | thoracic cord | no         | not done
        """,
        expect_attack_imaging="""
            patient | new_lesion
            P1      | no
            P2      |
        """,
    )


def test_scans_of_merged_attacks_speak_for_the_merged_attack(spec):
    spec(
        attacks="""
            patient | id | onset      | sites
            P1      | A  | 2015-01-01 | spinal cord
            P1      | B  | 2015-01-20 | optic nerve left
        """,
        mri_scans="""
            patient | scanned    | attack | region | new_lesion | optic_nerve_left_lesion
            P1      | 2015-06-01 | B      | orbit  | yes        | yes
        """,
        expect_attack_imaging="""
            patient | attack | scans | new_lesion | optic_nerve_lesion | cord_lesion
            P1      | 1      | 1     | yes        | yes                |
        """,
    )
