"""Questions about who somebody is, their age and their diagnoses (Q5..)."""


def test_the_same_person_twice_is_asked(spec):
    spec(
        patients="""
            patient | sex    | birth   |
            P1      | female | 1980-03 |
            P2      | female | 1980-03 |
            P3      | male   | 1980-03 |
            P4      | female | 1980-04 |
            P5      | female | 1980-03 |
        """.replace(" |\n", "\n"),
        attacks="""
            patient | onset
            P1      | 2011-03
            P1      | 2012
            P2      | 2012
            P2      | 2011-03
            P3      | 2011-03
            P3      | 2012
            P4      | 2011-03
            P4      | 2012
            P5      | 2011-03
        """,
        expect_queries="""
            code | severity | patient | rows                     | message
            Q501 | warning  | P1      | P1/patients, P2/patients | P1 and P2 have the same sex (female), birth (1980-03) and attacks: are they one person?
        """,
    )


def test_in_a_relative_record_the_sites_must_agree_too(spec):
    spec(
        calendar="relative",
        patients="""
            patient | sex    | age_at_onset
            P1      | female | 44
            P2      | female | 44
            P3      | female | 44
            P4      | female | 44
        """,
        attacks="""
            patient | onset | sites
            P1      | day 0 | area postrema, spinal cord
            P2      | day 0 | spinal cord, area postrema
            P3      | day 0 | brainstem
            P4      | day 0 |
        """,
        expect_queries="""
            code | patient | rows                     | message
            Q501 | P1      | P1/patients, P2/patients | P1 and P2 have the same sex (female), age (44.0) and attacks: are they one person?
        """,
    )


def test_one_publication_sex_and_age_may_be_one_person(spec):
    spec(
        patients="""
            patient | sex    | age_at_report | source
            P1      | female | 44            | doi 10.1186/s12883-019-1472-6
            P2      | female | 44            | 10.1186/s12883-019-1472-6
            P3      | female | 45            | 10.1186/s12883-019-1472-6
            P4      | female | 44            | chart
            P5      | female | 44            | chart
        """,
        expect_queries="""
            code | patient | message
            Q501 | P1      | P1 and P2 have the same sex (female), age (44.0) and publication (10.1186/s12883-019-1472-6): are they one person?
        """,
    )


def test_birth_against_onset_and_the_stated_age(spec):
    spec(
        patients="""
            patient | birth   | onset   | age_at_onset
            P1      | 2012    | 2011    |
            P2      | 1900    | 2011    |
            P3      |         |         | 105
            P4      | 1980    | 2011    | 33
            P5      | 1980    | 2011    | 31.5
            P6      | 1980-06 | 2011-05 | 30
        """,
        expect_queries="""
            code | severity | patient | message
            Q502 | error    | P1      | Birth, 2012, lies after the onset of disease, 2011.
            Q503 | warning  | P2      | The age at onset would be 110 years or more, above 100.
            Q503 | warning  | P3      | The age at onset would be 105 years or more, above 100.
            Q507 | error    | P4      | Age at onset is stated as 33; birth 1980 and onset 2011 give another.
        """,
    )


def test_events_before_birth_are_asked_only_if_certain(spec):
    spec(
        patients="""
            patient | birth
            P1      | 1980-03
        """,
        antibody_tests="""
            patient | analyte  | result   | sampled
            P1      | AQP4-IgG | positive | 1980-02
            P1      | AQP4-IgG | positive | 1980
        """,
        expect_queries="""
            code | patient | message
            Q504 | P1      | The date 1980-02 (antibody tests, sampled) lies before birth, 1980-03.
        """,
    )


def test_diagnoses_before_onset_and_before_the_first_attack(spec):
    spec(
        patients="""
            patient | onset
            P1      | 2011-06
            P2      |
        """,
        diagnoses="""
            patient | label              | diagnosed
            P1      | multiple sclerosis | 2010
            P1      | NMOSD              | 2011
            P2      | NMOSD              | 2010
            P2      | multiple sclerosis | 2010
        """,
        attacks="patient | onset\nP2 | 2011",
        expect_queries="""
            code | patient | message
            Q505 | P1      | multiple sclerosis was given 2010, before the onset of disease, 2011-06.
            Q506 | P2      | NMOSD was given 2010, before the first attack on record.
        """,
    )


def test_seropositive_and_never_labelled_nmosd_is_asked(spec):
    spec(
        antibody_tests="""
            patient | analyte  | result   | assay
            P1      | AQP4-IgG | positive | live cell-based
            P2      | AQP4-IgG | positive | live cell-based
            P3      | AQP4-IgG | positive | live cell-based
        """,
        diagnoses="""
            patient | label
            P1      | multiple sclerosis
            P2      | multiple sclerosis
            P2      | NMO
        """,
        expect_queries="""
            code | patient | message
            Q508 | P1      | AQP4-IgG is positive by a cell-based assay; the diagnoses on record are multiple sclerosis.
        """,
    )


def test_whether_alternatives_were_excluded_is_asked_where_most_are_answered(spec):
    spec(
        diagnoses="""
            patient | label | diagnosed | alternatives_excluded
            P1      | NMOSD | 2011      | yes
            P2      | NMOSD | 2012      |
            P3      | MOGAD | 2012      | no
        """,
        expect_queries="""
            code | patient | message
            Q509 | P2      | NMOSD (2012): were other diagnoses excluded?
        """,
    )
    spec(diagnoses="patient | label\nP1 | NMOSD", not_asked="Q509")
