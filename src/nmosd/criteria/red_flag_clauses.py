"""Red flags: what should make somebody doubt NMOSD. They are told and exclude nothing.

Sources: Wingerchuk 2015, doi 10.1212/WNL.0000000000001729, as reproduced and extended in Jarius 2023 (NEMOS),
doi 10.1007/s00415-023-11634-0, Box 4; for children, Tenembaum and Yeh 2020, doi 10.3389/fped.2020.00339.
"""

from nmosd.criteria.clause import Clause, Fact, every
from nmosd.criteria.common import AQP4_POSITIVE, CHILD, EXTENSIVE, MOG_POSITIVE, MYELITIS, NO_POSITIVE_AQP4


def red_flag_clauses() -> tuple[Clause, ...]:
    """Return the warnings that go with a verdict on NMOSD, each a clause that is true of whom it concerns."""
    return (*(_flag(*one) for one in _FLAGS), *_conflicts(), *_of_children())


_FLAGS = (
    ("progressive_course", "worsening between attacks that no attack explains: think of multiple sclerosis", "patients"),
    ("nadir_too_fast", "an attack was at its worst within hours: think of ischaemia", "attacks"),
    ("worsening_too_long", "an attack kept worsening for weeks: think of sarcoidosis or a tumour", "attacks"),
    ("partial_myelitis", "a myelitis was partial", "attacks"),
    ("csf_specific_bands", "oligoclonal bands stand in the cerebrospinal fluid alone", "csf_samples"),
    ("mrz_reaction", "an intrathecal reaction against measles, rubella or zoster speaks for multiple sclerosis", "csf_samples"),
    (
        "aqp4_csf_only",
        "AQP4-IgG is positive in the cerebrospinal fluid only: to be repeated in serum and fluid",
        "antibody_tests",
    ),
    ("explaining_disease", "a coexisting disease can explain the same symptoms", "comorbidities"),
    ("dawson_fingers", "lesions stand at right angles to the ventricle", "mri_scans"),
    ("temporal_lobe_lesion", "a periventricular lesion of the lower temporal lobe", "mri_scans"),
    ("cortical_lesion", "a cortical or juxtacortical lesion", "mri_scans"),
    ("enhancing_over_3_months", "a lesion has taken up gadolinium for more than three months", "mri_scans"),
    ("short_cord_lesion", "a cord lesion over less than three segments", "mri_scans"),
    ("peripheral_cord_lesion", "a cord lesion lies mostly at the edge", "mri_scans"),
    ("indistinct_cord_lesion", "diffuse, indistinct change of the cord", "mri_scans"),
)
"""What is warned of: the fact, the sentence, and the table that it comes from."""
FOR_MULTIPLE_SCLEROSIS = frozenset(
    {
        "progressive_course",
        "partial_myelitis",
        "csf_specific_bands",
        "mrz_reaction",
        "dawson_fingers",
        "temporal_lobe_lesion",
        "cortical_lesion",
        "short_cord_lesion",
        "peripheral_cord_lesion",
        "indistinct_cord_lesion",
    }
)
"""The red flags that speak for multiple sclerosis; the others speak for other diseases, or against the test."""


def _flag(name: str, says: str, table: str) -> Fact:
    return Fact(name, says, source="nemos2023", tables=(table,))


def _conflicts() -> list[Clause]:
    other_class = Fact("aqp4_other_class", "AQP4 antibodies of class IgM or IgA are positive", tables=("antibody_tests",))
    return [
        every(other_class, NO_POSITIVE_AQP4).named(
            "aqp4_other_class_only",
            "AQP4 antibodies of class IgM or IgA are positive, and AQP4-IgG is not: they do not count",
            source="nemos2023",
        ),
        every(AQP4_POSITIVE, MOG_POSITIVE).named(
            "both_antibodies", "AQP4-IgG and MOG-IgG are both positive: to be repeated, both", source="nemos2023"
        ),
    ]


def _of_children() -> list[Clause]:
    like_adem = Fact("brain_like_adem", "the brain looks like acute disseminated encephalomyelitis", tables=("mri_scans",))
    return [
        every(CHILD, part, NO_POSITIVE_AQP4).named(name, says, source="tenembaum2020", mark="recalled")
        for name, part, says in (
            (
                "child_with_extensive_myelitis",
                every(MYELITIS, EXTENSIVE),
                "in a child without AQP4-IgG an extensive cord lesion says less: MOGAD, ADEM and multiple sclerosis have it too",
            ),
            (
                "child_like_adem",
                like_adem,
                "a child without AQP4-IgG whose brain looks like ADEM: MOG-IgG comes first",
            ),
        )
    ]
