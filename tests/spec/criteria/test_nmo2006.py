"""NMO 2006.

Optic neuritis and acute myelitis, and at least two of: a cord lesion over three or more segments, a brain MRI that is not diagnostic of
multiple sclerosis, NMO-IgG. Nobody is asked about alternatives.
"""

_BOTH = """
    patient | onset      | sites
    P1      | 2011-03-10 | optic nerve left
    P1      | 2013-06-01 | spinal cord
"""


def test_cord_lesion_and_brain_are_two_of_three(spec):
    spec(
        attacks=_BOTH,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern
            P1      | 2011-03-12 | brain       |                     | nonspecific
            P1      | 2013-06-02 | spinal cord | 5                   |
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | NMO 2006  | met
        """,
    )


def test_a_brain_diagnostic_of_ms_and_a_short_lesion_do_not_meet(spec):
    spec(
        attacks=_BOTH,
        mri_scans="""
            patient | scanned    | region      | longest_cord_lesion | brain_pattern
            P1      | 2011-03-12 | brain       |                     | typical of MS
            P1      | 2013-06-02 | spinal cord | 1                   |
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | NMO 2006  | not met
        """,
    )


def test_myelitis_alone_does_not_meet(spec):
    spec(
        attacks="""
            patient | onset      | sites
            P1      | 2013-06-01 | spinal cord
        """,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | NMO 2006  | not met
        """,
    )


def test_with_nmo_igg_either_scan_decides_only_if_it_speaks_for_it(spec):
    """With NMO-IgG, one of the scans is enough if it speaks for NMO; only both together decide whatever they show."""
    spec(
        attacks=_BOTH,
        antibody_tests="""
            patient | analyte  | specimen | assay          | result
            P1      | AQP4-IgG | serum    | fixed cell-based | positive
        """,
        expect_verdicts="""
            patient | criterion | verdict
            P1      | NMO 2006  | cannot tell
        """,
        expect_deciding="""
            patient | criterion | decides                                         | could decide
            P1      | NMO 2006  | cord_lesion_extensive + brain_diagnostic_of_ms | cord_lesion_extensive, brain_diagnostic_of_ms
        """,
    )
