"""The misdiagnosis review.

What is on record that does not fit what people are called or were given: facts and questions, no instruction.
"""

_SEROPOSITIVE = """
    patient | analyte  | specimen | assay            | result
    P1      | AQP4-IgG | serum    | fixed cell-based | positive
"""
_MYELITIS = """
    patient | onset      | sites
    P1      | 2011-03-10 | spinal cord
"""


def test_called_multiple_sclerosis_and_meets_nmosd(spec):
    spec(
        attacks=_MYELITIS,
        antibody_tests=_SEROPOSITIVE,
        diagnoses="""
            patient | label
            P1      | multiple sclerosis
        """,
        expect_review="""
            patient | matter | about     | finding                                              | question
            P1      | meets  | IPND 2015 | multiple sclerosis; met if alternatives are excluded | Is that still the diagnosis?
        """,
    )


def test_whoever_is_called_nmosd_already_is_not_asked_about(spec):
    spec(
        attacks=_MYELITIS,
        antibody_tests=_SEROPOSITIVE,
        diagnoses="""
            patient | label
            P1      | multiple sclerosis
            P1      | NMOSD
        """,
        expect_review="""
            patient | matter
        """,
    )


def test_treated_as_multiple_sclerosis_and_nearly_meets_nmosd(spec):
    """A drug that is given for multiple sclerosis and not for NMOSD says as much as the label."""
    spec(
        attacks=_MYELITIS,
        mri_scans="""
            patient | region      | longest_cord_lesion
            P1      | spinal cord | 1
        """,
        therapies="""
            patient | drug
            P1      | glatiramer acetate
        """,
        expect_review="""
            patient | matter       | about      | finding                                             | question
            P1      | nearly meets | IPND 2015  | glatiramer acetate; open, one or two facts would decide | What is known of AQP4-IgG by a cell-based assay?
        """,
    )


def test_what_needs_more_than_two_facts_is_not_near(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 |
        """,
        diagnoses="""
            patient | label
            P1      | multiple sclerosis
        """,
        expect_review="""
            patient | matter
        """,
    )


def test_called_multiple_sclerosis_and_meets_mogad(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay            | result   | titre
            P1      | AQP4-IgG | serum    | fixed cell-based | negative |
            P1      | MOG-IgG  | serum    | fixed cell-based | positive | 320
        """,
        diagnoses="""
            patient | label
            P1      | clinically isolated syndrome
        """,
        expect_review="""
            patient | matter | about      | finding
            P1      | meets  | MOGAD 2023 | clinically isolated syndrome; met if alternatives are excluded
        """,
    )


def test_mogad_is_not_asked_of_people_with_aqp4_igg(spec):
    """MOG-IgG is not known, so that MOGAD is open; NMOSD with AQP4-IgG comes before it."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | optic nerve left
        """,
        antibody_tests=_SEROPOSITIVE,
        diagnoses="""
            patient | label
            P1      | multiple sclerosis
        """,
        expect_review="""
            patient | matter | about
            P1      | meets  | IPND 2015
        """,
    )


def test_a_drug_reported_harmful_with_its_days_and_the_attacks_on_it(spec):
    """Who gets none of this into the review: P2, of whom nothing speaks for NMOSD."""
    spec(
        patients="""
            patient | last_contact
            P1      | 2016-01-01
            P2      | 2016-01-01
        """,
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
            P1      | 2012-06-10 | spinal cord
            P1      | 2014-03-10 | optic nerve left
            P2      | 2011-03-10 | other
        """,
        diagnoses="""
            patient | label
            P1      | NMOSD
        """,
        therapies="""
            patient | drug            | start      | stop
            P1      | interferon beta | 2012-01-01 | 2013-01-01
            P1      | azathioprine    | 2013-01-01 | 2015-01-01
            P2      | fingolimod      | 2012-01-01 | 2013-01-01
        """,
        expect_review="""
            patient | matter                | about           | finding      | from       | until      | attacks | question
            P1      | drug reported harmful | interferon beta | called NMOSD | 2012-01-01 | 2013-01-01 | 1       | Why was it given, and what followed?
        """,
    )


def test_a_drug_without_a_known_end_has_no_count_of_attacks(spec):
    spec(
        attacks=_MYELITIS,
        diagnoses="""
            patient | label
            P1      | NMOSD
        """,
        therapies="""
            patient | drug        | start
            P1      | natalizumab | 2010-01-01
        """,
        expect_review="""
            patient | matter                | about       | from       | until | attacks
            P1      | drug reported harmful | natalizumab | 2010-01-01 |       |
        """,
    )


def test_red_flags_for_multiple_sclerosis_in_people_called_nmosd(spec):
    """A red flag for something else, here sarcoidosis, is told by `nmosd classify`; P2 is not called NMOSD."""
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2011-03-10 | spinal cord
            P2      | 2011-03-10 | spinal cord
        """,
        csf_samples="""
            patient | sampled    | oligoclonal_bands
            P1      | 2011-03-12 | type 2
            P2      | 2011-03-12 | type 2
        """,
        comorbidities="""
            patient | disease
            P1      | sarcoidosis
        """,
        diagnoses="""
            patient | label
            P1      | NMOSD
        """,
        expect_review="""
            patient | matter                        | about              | finding                                                                  | rows
            P1      | speaks for multiple sclerosis | csf_specific_bands | called NMOSD; oligoclonal bands stand in the cerebrospinal fluid alone | P1/csf_samples/1
        """,
    )
