"""Where an attack struck, what kind it is, and which core characteristics of the 2015 criteria it stands for.

Core characteristics (Wingerchuk 2015, doi 10.1212/WNL.0000000000001729): C1 optic neuritis, C2 acute myelitis, C3 area postrema
syndrome, C4 acute brainstem syndrome, C5 diencephalic and C6 cerebral syndrome, the last two only with a typical lesion. An area
postrema syndrome lasts 48 hours or more, or is shorter and has a lesion of the dorsal medulla (Shosha 2018,
doi 10.1212/WNL.0000000000006392).
"""


def test_an_optic_neuritis_has_one_side_or_two_where_the_sides_are_stated(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-03-10 | optic nerve right
            P2      | 2015-03-10 | optic nerve right
            P2      | 2015-03-28 | optic nerve left
            P3      | 2015-03-10 | optic nerve
            P4      | 2015-03-10 | optic nerve right
            P4      | 2015-03-28 | optic nerve
            P5      | 2015-03-10 | optic nerve right
            P5      | 2015-05-28 | optic nerve left
        """,
        expect_attack_features="""
            patient | attack | kind                                | optic_nerve | bilateral | core
            P1      | 1      | unilateral optic neuritis           | yes         | no        | C1
            P2      | 1      | simultaneous bilateral optic neuritis | yes       | yes       | C1
            P3      | 1      | optic neuritis, side not stated     | yes         |           | C1
            P4      | 1      | optic neuritis, side not stated     | yes         |           | C1
            P5      | 1      | unilateral optic neuritis           | yes         | no        | C1
            P5      | 2      | unilateral optic neuritis           | yes         | no        | C1
        """,
    )


def test_a_myelitis_is_longitudinally_extensive_where_a_scan_of_the_attack_shows_it(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-03-10 | spinal cord
            P2      | 2015-03-10 | spinal cord
            P3      | 2015-03-10 | spinal cord
            P4      | 2015-03-10 | optic nerve right
        """,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion
            P1      | 2015-03-12 | spinal cord | 3
            P2      | 2015-03-12 | spinal cord | 2
            P4      | 2015-03-12 | spinal cord | 5
        """,
        expect_attack_features="""
            patient | kind                            | extensive_myelitis | core
            P1      | longitudinally extensive myelitis | yes              | C2
            P2      | myelitis                        | no                 | C2
            P3      | myelitis                        |                    | C2
            P4      | unilateral optic neuritis       | no                 | C1
        """,
    )


def test_sites_of_several_kinds_are_mixed_and_no_site_tells_nothing(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-03-10 | optic nerve right, spinal cord
            P2      | 2015-03-10 | brainstem
            P3      | 2015-03-10 | other
            P4      | 2015-03-10 |
            P5      | 2015-03-10 | spinal cord, other
        """,
        expect_attack_features="""
            patient | kind               | optic_nerve | cord | brainstem | elsewhere | bilateral | core   | core_open
            P1      | mixed              | yes         | yes  | no        | no        | no        | C1, C2 |
            P2      | brainstem syndrome | no          | no   | yes       | no        | no        | C4     |
            P3      | other              | no          | no   | no        | yes       | no        |        |
            P4      |                    |             |      |           |           |           |        |
            P5      | mixed              | no          | yes  | no        | yes       | no        | C2     |
        """,
    )


def test_an_area_postrema_syndrome_lasts_48_hours_or_shows_its_lesion(spec):
    spec(
        attacks="""
            patient | onset      | sites         | area_postrema_hours
            P1      | 2015-03-10 | area postrema | 48
            P2      | 2015-03-10 | area postrema | 47
            P3      | 2015-03-10 | area postrema | 47
            P4      | 2015-03-10 | area postrema | 47
            P5      | 2015-03-10 | area postrema |
            P6      | 2015-03-10 | area postrema |
            P7      | 2015-03-10 | spinal cord   |
        """,
        mri_scans="""
            patient | scanned    | region | area_postrema_lesion
            P2      | 2015-03-12 | brain  | yes
            P3      | 2015-03-12 | brain  | no
            P6      | 2015-03-12 | brain  | yes
        """,
        expect_attack_features="""
            patient | kind                   | core | core_open | area_postrema_rule
            P1      | area postrema syndrome | C3   |           | area_postrema.long
            P2      | area postrema syndrome | C3   |           | area_postrema.lesion
            P3      | area postrema syndrome |      |           | area_postrema.short
            P4      | area postrema syndrome |      | C3        | area_postrema.unknown
            P5      | area postrema syndrome |      | C3        | area_postrema.unknown
            P6      | area postrema syndrome | C3   |           | area_postrema.lesion
            P7      | myelitis               | C2   |           |
        """,
    )


def test_a_study_can_take_an_area_postrema_syndrome_as_stated_where_nothing_else_is_known(spec):
    spec(
        attacks="""
            patient | onset      | sites         | area_postrema_hours
            P1      | 2015-03-10 | area postrema |
            P2      | 2015-03-10 | area postrema | 12
        """,
        mri_scans="""
            patient | scanned    | region | area_postrema_lesion
            P2      | 2015-03-12 | brain  | no
        """,
        definitions={"area_postrema_as_stated": True},
        expect_attack_features="""
            patient | core | area_postrema_rule
            P1      | C3   | area_postrema.as_stated
            P2      |      | area_postrema.short
        """,
    )


def test_diencephalic_and_cerebral_syndromes_need_their_lesion(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2015-03-10 | diencephalon
            P2      | 2015-03-10 | diencephalon
            P3      | 2015-03-10 | cerebrum
            P4      | 2015-03-10 | cerebrum, spinal cord
        """,
        mri_scans="""
            patient | scanned    | region | diencephalic_lesion | cerebral_lesion
            P1      | 2015-03-12 | brain  | yes                 |
            P2      | 2015-03-12 | brain  | no                  | yes
            P3      | 2015-03-12 | brain  |                     | yes
        """,
        expect_attack_features="""
            patient | kind                  | core | core_open
            P1      | diencephalic syndrome | C5   |
            P2      | diencephalic syndrome |      |
            P3      | cerebral syndrome     | C6   |
            P4      | mixed                 | C2   | C6
        """,
    )
