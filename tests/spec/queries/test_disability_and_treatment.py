"""Questions about disability, vision, imaging and treatment (Q3.., Q4..).

A score from the onset of an attack until 30 days after it is no baseline (the default of the R package MSoutcomes). EDSS 10 and a
modified Rankin score of 6 mean death (Kurtzke 1983, doi 10.1212/WNL.33.11.1444). A lesion of three or more contiguous segments is
longitudinally extensive (Wingerchuk 2015, doi 10.1212/WNL.0000000000001729).
"""

import pytest


@pytest.mark.parametrize(
    ("visited", "asked"), [("2011-02-28", False), ("2011-03-01", True), ("2011-03-31", True), ("2011-04-01", False)]
)
def test_a_score_inside_an_attack_is_asked_from_day_0_to_day_30(spec, visited, asked):
    tables = {
        "attacks": "patient | onset\nP1 | 2011-03-01",
        "visits": f"patient | visited | edss\nP1 | {visited} | 3.5",
    }
    if asked:
        spec(**tables, expect_queries="code | patient | rows\nQ301 | P1 | P1/visits/1, P1/attacks/1")
    else:
        spec(**tables, not_asked="Q301")


def test_a_score_inside_an_attack_says_how_many_days_after_it(spec):
    spec(
        attacks="patient | onset\nP1 | 2009-01-01\nP1 | 2011-03-01",
        visits="patient | visited | edss\nP1 | 2011-03-11 | 3.5\nP1 | 2011-03-12 |",
        expect_queries="""
            code | severity | patient | message
            Q301 | note     | P1      | EDSS 3.5 of 2011-03-11 was taken 10 days after the onset of an attack.
        """,
    )


def test_a_score_that_means_death_is_asked_of_the_living(spec):
    spec(
        patients="patient | status\nP1 | alive\nP2 | dead\nP3 |",
        visits="""
            patient | visited | edss | mrs
            P1      | 2011    | 10   |
            P2      | 2011    | 10   | 6
            P3      | 2011    |      | 6
        """,
        attacks="patient | onset | nadir_edss\nP1 | 2011 | 10",
        expect_queries="""
            code | patient | message
            Q302 | P1      | Nadir EDSS 10 (2011) means death, and the status is alive.
            Q302 | P1      | EDSS 10 (2011) means death, and the status is alive.
            Q302 | P3      | Modified Rankin score 6 (2011) means death, and the status is not stated.
        """,
    )


def test_a_score_that_does_not_fit_its_functional_systems_is_asked(spec):
    header = (
        "patient | visited | edss | visual_function | brainstem_function | pyramidal_function | cerebellar_function | "
        "sensory_function | bowel_bladder_function | cerebral_function | walking_distance | walking_aid"
    )
    spec(
        visits=f"""
            {header}
            P1 | 2015-03-02 | 4.0 | 0 | 0 | 3 | 0 | 0 | 0 | 0 | 500 | none
            P2 | 2015-03-02 | 3.0 | 0 | 0 | 3 | 0 | 0 | 0 | 0 | 500 | none
            P3 | 2015-03-02 | 4.0 |   |   |   |   |   |   |   |  80 | one side
            P4 |            | 2.0 |   |   |   |   |   |   |   |     | wheelchair
            P5 | 2015-03-02 | 4.0 | 0 | 0 |   | 0 | 0 | 0 | 0 | 500 | none
        """,
        expect_queries="""
            code | severity | patient | rows        | message
            Q321 | warning  | P1      | P1/visits/1 | EDSS 4 (2015-03-02) does not fit the functional systems and walking of that day, which give 3.
            Q321 | warning  | P3      | P3/visits/1 | EDSS 4 (2015-03-02) does not fit the functional systems and walking of that day, which give 6.
            Q321 | warning  | P4      | P4/visits/1 | EDSS 2 (no date) does not fit the functional systems and walking of that day, which give 7 to 8.
        """,
    )


def test_confirmed_worsening_without_an_attack_is_asked_and_after_an_attack_not(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2001-01-01
            P2      | 2015-06-20
        """,
        visits="""
            patient | id | visited    | edss
            P1      | v1 | 2015-01-01 | 3.0
            P1      | v2 | 2015-07-01 | 4.0
            P1      | v3 | 2016-01-01 | 4.0
            P2      | v4 | 2015-01-01 | 3.0
            P2      | v5 | 2015-07-01 | 4.0
            P2      | v6 | 2016-01-01 | 4.0
            P3      | v7 | 2015-01-01 | 3.0
            P3      | v8 | 2015-07-01 | 4.0
            P3      | v9 | 2016-01-01 | 4.0
        """,
        expect_queries="""
            code | severity | patient | rows       | message
            Q322 | warning  | P1      | v2, v1, v3 | EDSS rose from 3 to 4 (2015-07-01) and stayed up, with no attack near: was an attack missed, or is it spasticity or another disease?
        """,
    )


def test_two_scores_of_one_exact_day_that_differ_are_asked(spec):
    spec(
        visits="""
            patient | visited    | edss
            P1      | 2015-03-02 | 3.0
            P1      | 2015-03-02 | 4.5
            P2      | 2015-03-02 | 3.0
            P2      | 2015-03-02 | 3.0
            P2      | 2015-03-02 |
            P3      | 2015-03    | 3.0
            P3      | 2015-03    | 4.0
        """,
        expect_queries="""
            code | severity | patient | rows                     | message
            Q323 | warning  | P1      | P1/visits/1, P1/visits/2 | EDSS 3 and 4.5 stand on one day (2015-03-02).
        """,
    )


def test_acuity_beside_its_category(spec):
    spec(
        eye_exams="""
            patient | examined | eye   | acuity_category   | acuity
            P1      | 2011     | right | counting fingers  | 0.1
            P1      | 2011     | left  | measured          |
            P1      | 2012     | left  | measured          | 0.5
            P1      | 2012     | right | hand motion       |
            P2      | 2012     | right |                   | 0.5
        """,
        expect_queries="""
            code | severity | patient | message
            Q303 | error    | P1      | The right eye (2011) has counting fingers and 0.1.
            Q304 | warning  | P1      | Acuity was measured in the left eye (2011): what was it?
        """,
    )


def test_length_of_a_cord_lesion_against_what_is_stated(spec):
    spec(
        mri_scans="""
            patient | scanned | region        | longest_cord_lesion | longitudinally_extensive
            P1      | 2011    | cervical cord | 3                   | no
            P1      | 2012    | cervical cord | 2.5                 | yes
            P1      | 2013    | cervical cord | 3                   | yes
            P1      | 2014    | cervical cord | 5                   |
            P1      | 2015    | brain         | 4                   |
        """,
        expect_queries="""
            code | patient | message
            Q305 | P1      | The cord lesion of 2011 spans 3 segments and is not called longitudinally extensive.
            Q305 | P1      | The cord lesion of 2012 spans 2.5 segments and is called longitudinally extensive.
            Q306 | P1      | The scan of 2015 shows the brain, and a cord lesion is recorded in it.
        """,
    )


def test_a_blank_last_day_is_asked_where_another_drug_followed_or_the_record_usually_says(spec):
    spec(
        therapies="""
            patient | drug          | start | stop | ongoing
            P1      | azathioprine  | 2011  |      |
            P1      | rituximab     | 2014  |      |
            P2      | mycophenolate | 2014  |      |
        """,
        expect_queries="""
            code | patient | message
            Q406 | P1      | Azathioprine since 2011 has no last day and is not stated to be ongoing.
        """,
    )
    spec(
        therapies="""
            patient | drug          | start | stop | ongoing
            P1      | rituximab     | 2014  |      | yes
            P2      | mycophenolate | 2014  |      |
        """,
        expect_queries="""
            code | patient | message
            Q406 | P2      | Mycophenolate since 2014 has no last day and is not stated to be ongoing.
        """,
    )


def test_starts_and_stops_of_preventive_treatment(spec):
    spec(
        therapies="""
            patient | drug          | start   | stop    | ongoing
            P1      | rituximab     | 2014-03 | 2014-02 |
            P1      | azathioprine  | 2014    | 2014-02 |
            P1      | mycophenolate | 2015    | 2016    | yes
            P2      | rituximab     |         | 2014    |
            P2      | tocilizumab   | 2014    |         |
            P2      | satralizumab  | 2015    |         |
        """,
        expect_queries="""
            code | severity | patient | message
            Q401 | error    | P1      | Rituximab stopped 2014-02, before it started, 2014-03.
            Q404 | error    | P1      | Mycophenolate is recorded as ongoing, with a last day, 2016.
            Q405 | warning  | P2      | Rituximab has no start.
            Q406 | note     | P2      | Tocilizumab since 2014 has no last day and is not stated to be ongoing.
        """,
    )


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("2011-01-01 | 2012-01-01 |    ", "2011-06-01 | 2013-01-01 |", True),
        ("2011-01-01 | 2012-01-01 |    ", "2012-01-01 | 2013-01-01 |", False),
        ("2011       | 2013       |    ", "2011       | 2014       |", True),
        ("2011-01-01 | 2012       |    ", "2012-06-01 | 2013-01-01 |", False),
        ("2011-01-01 |            | yes", "2012-06-01 | 2013-01-01 |", True),
        ("2011-01-01 |            |    ", "2012-06-01 | 2013-01-01 |", False),
        ("2011-01-01 |            |    ", "2011-01-01 |            |", True),
        ("           |            | yes", "2012-06-01 | 2013-01-01 |", False),
    ],
)
def test_episodes_of_one_drug_that_certainly_overlap_are_asked(spec, first, second, asked):
    tables = f"patient | drug | start | stop | ongoing\nP1 | rituximab | {first}\nP1 | rituximab | {second}\nP1 | azathioprine | 2011 | 2015 |"
    if asked:
        spec(therapies=tables, expect_queries="code | patient | rows\nQ402 | P1 | P1/therapies/1, P1/therapies/2")
    else:
        spec(therapies=tables, not_asked="Q402")


def test_drugs_reported_as_harmful_are_asked_of_the_seropositive(spec):
    spec(
        antibody_tests="patient | analyte | result | assay\nP1 | AQP4-IgG | positive | live cell-based\nP2 | AQP4-IgG | negative | ELISA",
        therapies="""
            patient | drug            | start | stop
            P1      | interferon beta | 2009  | 2010
            P1      | rituximab       | 2011  | 2012
            P2      | interferon beta | 2009  | 2010
        """,
        expect_queries="""
            code | severity | patient | rows
            Q403 | note     | P1      | P1/therapies/1
        """,
    )


def test_acute_treatment_against_its_attack(spec):
    spec(
        attacks="""
            patient | id | onset
            P1      | a1 | 2011-03
            P2      | a2 | 2011-03
        """,
        acute_treatments="""
            patient | treatment       | attack | start
            P1      | plasma exchange | a1     | 2011-02-28
            P1      | plasma exchange | a1     | 2011-03-01
            P1      | plasma exchange | a9     | 2011-03-01
            P1      | plasma exchange | a2     | 2011-03-01
        """,
        expect_queries="""
            code | patient | message
            Q407 | P1      | Plasma exchange started 2011-02-28, before its attack began, 2011-03.
            Q410 | P1      | Plasma exchange names the attack 'a9', which is not on record for this person.
            Q410 | P1      | Plasma exchange names the attack 'a2', which is not on record for this person.
        """,
    )


def test_unusual_amounts_of_acute_treatment(spec):
    spec(
        acute_treatments="""
            patient | treatment                      | total_dose | dose_unit | sessions
            P1      | intravenous methylprednisolone | 5          | g         |
            P1      | intravenous methylprednisolone | 5000       | mg        |
            P1      | intravenous methylprednisolone | 11000      | mg        |
            P1      | intravenous methylprednisolone | 5000       |           |
            P1      | plasma exchange                |            |           | 12
            P1      | immunoadsorption               |            |           | 13
        """,
        expect_queries="""
            code | patient | message
            Q408 | P1      | A total of 11000 mg of intravenous methylprednisolone (no date).
            Q409 | P1      | Immunoadsorption with 13 sessions (no date).
        """,
    )
