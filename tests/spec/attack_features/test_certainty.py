"""How certain an attack is: what speaks for it, and what that amounts to under each rule.

Default: definite with an objective change, a new or enhancing lesion and symptoms for more than 24 hours; probable where nothing is
known of the lesion or of the duration; a pseudo-attack where the examination did not change, there is no new lesion, and another
cause explains the symptoms (Kessler 2016, doi 10.1212/NXI.0000000000000269, abstract); else undetermined. An infection on record
alone takes no attack away. The presets of trials carry their rules as far as they were read.
"""

import pytest

from nmosd.course import Definitions

EVIDENCE = "over_24_hours | objective_change | new_mri_lesion | other_cause | fever_infection_or_heat"


def test_an_attack_is_definite_with_an_objective_change_and_a_new_lesion(spec):
    spec(
        attacks=f"""
            patient | onset | sites | {EVIDENCE}
            P1 | 2015-03-10 | spinal cord | yes | yes | yes      |    |
            P2 | 2015-03-10 | spinal cord | yes | yes | not done |    |
            P3 | 2015-03-10 | spinal cord |     | yes | yes      | no | yes
            P4 | 2015-03-10 | spinal cord | yes | yes | no       | no | no
            P5 | 2015-03-10 | spinal cord | yes |     | yes      | no | no
            P6 | 2015-03-10 | spinal cord | no  | yes | yes      | no | no
        """,
        expect_attack_features="""
            patient | certainty    | rule                                | rows
            P1      | definite     | certainty.definite_with_lesion      | P1/attacks/1
            P2      | probable     | certainty.probable_without_lesion   | P2/attacks/1
            P3      | probable     | certainty.probable_without_duration | P3/attacks/1
            P4      | undetermined | certainty.undetermined              | P4/attacks/1
            P5      | undetermined | certainty.undetermined              | P5/attacks/1
            P6      | undetermined | certainty.undetermined              | P6/attacks/1
        """,
    )


def test_a_pseudo_attack_needs_all_three_and_an_infection_alone_takes_nothing_away(spec):
    spec(
        attacks=f"""
            patient | onset | {EVIDENCE}
            P1 | 2015-03-10 | yes | no  | no  | yes | yes
            P2 | 2015-03-10 | yes | no  | no  |     | yes
            P3 | 2015-03-10 | yes | no  |     | yes | yes
            P4 | 2015-03-10 | yes | yes | yes | no  | yes
            P5 | 2015-03-10 | yes | yes | yes | yes |
        """,
        expect_attack_features="""
            patient | certainty    | rule
            P1      | pseudo       | certainty.pseudo_other_cause
            P2      | undetermined | certainty.undetermined
            P3      | undetermined | certainty.undetermined
            P4      | definite     | certainty.definite_with_lesion
            P5      | undetermined | certainty.undetermined
        """,
    )


def test_the_core_datasets_pseudo_attack_needs_fever_and_both_findings(spec):
    spec(
        attacks=f"""
            patient | onset | {EVIDENCE}
            P1 | 2015-03-10 |     | no  | no  |    | yes
            P2 | 2015-03-10 |     | no  |     |    | yes
            P3 | 2015-03-10 |     |     | no  |    | yes
            P4 | 2015-03-10 | yes | yes | yes |    | yes
            P5 | 2015-03-10 |     | no  | no  | yes |
        """,
        definitions="pseudo_by_fever",
        expect_attack_features="""
            patient | certainty    | rule
            P1      | pseudo       | certainty.pseudo_fever
            P2      | undetermined | certainty.undetermined
            P3      | undetermined | certainty.undetermined
            P4      | definite     | certainty.definite_with_lesion
            P5      | undetermined | certainty.undetermined
        """,
    )


@pytest.mark.parametrize("definitions", ["prevent", "champion", "sakura"])
def test_trials_of_prevention_ask_for_an_examination_and_not_for_mri(spec, definitions):
    spec(
        attacks=f"""
            patient | onset | {EVIDENCE}
            P1 | 2015-03-10 | yes | yes | no  |     | yes
            P2 | 2015-03-10 |     | yes | yes |     |
            P3 | 2015-03-10 | yes | no  | yes | no  |
            P4 | 2015-03-10 | yes | yes | yes | yes |
            P5 | 2015-03-10 | yes | no  | no  | yes |
        """,
        definitions=definitions,
        expect_attack_features="""
            patient | certainty    | rule
            P1      | definite     | certainty.definite_by_examination
            P2      | probable     | certainty.probable_by_examination
            P3      | undetermined | certainty.undetermined
            P4      | undetermined | certainty.undetermined
            P5      | pseudo       | certainty.pseudo_other_cause
        """,
    )


def test_mcdonald_asks_for_the_absence_of_fever_and_counts_24_hours(spec):
    spec(
        attacks="""
            patient | onset      | hours | objective_change | fever_infection_or_heat | new_mri_lesion | other_cause
            P1      | 2015-03-10 | 24    | yes              | no                      |                |
            P2      | 2015-03-10 | 24    | yes              |                         |                |
            P3      | 2015-03-10 | 23    | yes              | no                      |                |
            P4      | 2015-03-10 | 48    | yes              | yes                     | yes            | no
        """,
        definitions="mcdonald",
        expect_attack_features="""
            patient | lasting | certainty    | rule
            P1      | yes     | definite     | certainty.definite_without_fever
            P2      | yes     | probable     | certainty.probable_without_fever
            P3      | no      | undetermined | certainty.undetermined
            P4      | yes     | undetermined | certainty.undetermined
        """,
    )


def test_an_attack_lasts_more_than_24_hours_as_stated_or_by_any_of_its_hours(spec):
    spec(
        attacks="""
            patient | onset      | over_24_hours | hours | hours_to_nadir | area_postrema_hours
            P1      | 2015-03-10 |               | 24    |                |
            P2      | 2015-03-10 |               | 25    |                |
            P3      | 2015-03-10 |               |       | 30             |
            P4      | 2015-03-10 |               |       | 10             |
            P5      | 2015-03-10 | no            |       |                | 72
            P6      | 2015-03-10 | unknown       |       |                |
            P7      | 2015-03-10 | yes           |       |                |
        """,
        expect_attack_features="""
            patient | lasting
            P1      | no
            P2      | yes
            P3      | yes
            P4      |
            P5      | yes
            P6      |
            P7      | yes
        """,
    )


@pytest.mark.parametrize(("hours", "lasting"), [(12, "yes |    |"), (48, "    | no |")])
def test_the_answer_about_24_hours_says_little_of_another_limit(spec, hours, lasting):
    yes, no, nothing = (cell.strip() for cell in lasting.split("|"))
    spec(
        attacks="""
            patient | onset      | over_24_hours
            P1      | 2015-03-10 | yes
            P2      | 2015-03-10 | no
            P3      | 2015-03-10 |
        """,
        definitions={"attack_hours": hours},
        expect_attack_features=f"""
            patient | lasting
            P1      | {yes}
            P2      | {no}
            P3      | {nothing}
        """,
    )


def test_reports_that_are_one_attack_are_heard_together(spec):
    spec(
        attacks=f"""
            patient | onset | {EVIDENCE} | adjudication | trigger | nadir_edss
            P1 | 2015-03-10 | no | no  | no  | no |     | probable | infection   | 3.0
            P1 | 2015-03-20 |    | yes | yes | no | yes | probable | vaccination | 6.0
            P2 | 2015-03-10 | no | no  | no  | no | no  | definite | none        |
            P2 | 2015-03-20 | no | no  |     | no | no  | probable | surgery     | 2.0
            P3 | 2015-03-10 |    |     |     |    |     |          | unknown     |
        """,
        expect_attack_features="""
            patient | lasting | objective_change | new_lesion | other_cause | fever_infection_or_heat | adjudication | trigger                | nadir_edss | certainty    | rows
            P1      |         | yes              | yes        | no          | yes                     | probable     | infection, vaccination | 6.0        | probable     | P1/attacks/1, P1/attacks/2
            P2      | no      | no               |            | no          | no                      |              | surgery                | 2.0        | undetermined | P2/attacks/1, P2/attacks/2
            P3      |         |                  |            |             |                         |              |                        |            | undetermined | P3/attacks/1
        """,
    )


def test_another_cause_of_one_report_does_not_explain_away_the_attack_that_it_is_merged_with(spec):
    spec(
        attacks=f"""
            patient | onset | {EVIDENCE}
            P1 | 2015-03-10 | yes | yes | yes | no  |
            P1 | 2015-04-07 | no  | no  | no  | yes |
            P2 | 2015-03-10 | no  | no  | no  | yes |
            P2 | 2015-04-07 | no  | no  | no  | yes |
            P3 | 2015-03-10 | no  | no  | no  | yes |
            P3 | 2015-04-07 | no  | no  | no  |     |
            P4 | 2015-03-10 | yes | yes | yes |     |
            P4 | 2015-04-07 | no  | no  | no  |     |
        """,
        expect_attack_features="""
            patient | other_cause | certainty | rule
            P1      | no          | definite  | certainty.definite_with_lesion
            P2      | yes         | pseudo    | certainty.pseudo_other_cause
            P3      | yes         | pseudo    | certainty.pseudo_other_cause
            P4      |             | definite  | certainty.definite_with_lesion
        """,
    )


def test_scans_of_the_attack_show_the_lesion_that_the_report_does_not_name(spec):
    spec(
        attacks="""
            patient | onset      | sites       | over_24_hours | objective_change | new_mri_lesion
            P1      | 2015-03-10 | spinal cord | yes           | yes              |
            P2      | 2015-03-10 | spinal cord | yes           | yes              | no
            P3      | 2015-03-10 | spinal cord | yes           | yes              |
            P4      | 2015-03-10 | spinal cord | yes           | yes              | no
        """,
        mri_scans="""
            patient | scanned    | region      | new_lesion | enhancing_lesion
            P1      | 2015-03-12 | spinal cord | no         | yes
            P2      | 2015-03-12 | spinal cord | yes        |
            P3      | 2015-03-12 | spinal cord | no         | no
            P4      | 2015-03-12 | brain       |            |
        """,
        expect_attack_features="""
            patient | new_lesion | certainty    | rows
            P1      | yes        | definite     | P1/attacks/1, P1/mri_scans/1
            P2      | yes        | definite     | P2/attacks/1, P2/mri_scans/1
            P3      | no         | undetermined | P3/attacks/1, P3/mri_scans/1
            P4      | no         | undetermined | P4/attacks/1, P4/mri_scans/1
        """,
    )


def test_an_adjudication_is_kept_beside_the_certainty(spec):
    spec(
        attacks=f"""
            patient | onset | {EVIDENCE} | adjudication
            P1 | 2015-03-10 | yes | yes | yes |     | | definite
            P2 | 2015-03-10 |     | no  | no  | yes | | probable
            P3 | 2015-03-10 |     |     |     |     | | definite
            P4 | 2015-03-10 | yes | yes | yes |     | | undetermined
            P5 | 2015-03-10 | yes | yes | yes |     | |
        """,
        expect_attack_features="""
            patient | certainty    | adjudication | contradicts_adjudication
            P1      | definite     | definite     | no
            P2      | pseudo       | probable     | yes
            P3      | undetermined | definite     |
            P4      | definite     | undetermined |
            P5      | definite     |              |
        """,
    )


def test_a_pseudo_attack_that_the_definitions_keep_is_compared_too(spec):
    spec(
        attacks=f"""
            patient | onset | {EVIDENCE} | adjudication
            P1 | 2015-03-10 | yes | yes | yes |     | | pseudo-attack
            P2 | 2015-03-10 |     | no  | no  | yes | | not an attack
        """,
        definitions=Definitions().replace(not_attacks=()),
        expect_attack_features="""
            patient | certainty | adjudication  | contradicts_adjudication
            P1      | definite  | pseudo-attack | yes
            P2      | pseudo    | not an attack | no
        """,
    )
