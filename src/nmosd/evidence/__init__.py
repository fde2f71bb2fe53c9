"""What is published: sources, studies, findings and statements as files; integrity checks; synthesis; living case tables."""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = [
    "Case",
    "Citation",
    "Evidence",
    "EvidenceProblem",
    "Finding",
    "MapRow",
    "NotOnRecord",
    "Reconciled",
    "Reference",
    "Related",
    "Review",
    "SamePerson",
    "SeriesRow",
    "Source",
    "Statement",
    "Study",
    "before_and_after",
    "bibtex",
    "case_figures",
    "case_record",
    "cases_to_fill",
    "check_codes",
    "check_evidence",
    "citations",
    "distinct_people",
    "evidence_csv",
    "in_both",
    "load_evidence",
    "not_on_record",
    "pool_series",
    "pooled_from_base",
    "published_series",
    "published_tables",
    "read_cases",
    "read_evidence",
    "read_references",
    "read_series",
    "reconcile",
    "related_to",
    "same_people",
    "search",
    "symptom_map",
    "systemic_sclerosis_cases",
    "systemic_sclerosis_reviews",
]

if TYPE_CHECKING:
    from nmosd.evidence.base import Evidence, load_evidence, read_evidence
    from nmosd.evidence.cases import (
        Case,
        SamePerson,
        case_record,
        cases_to_fill,
        distinct_people,
        read_cases,
        same_people,
        systemic_sclerosis_cases,
    )
    from nmosd.evidence.checks import EvidenceProblem, check_codes, check_evidence
    from nmosd.evidence.citing import Citation, citations
    from nmosd.evidence.exporting import bibtex, evidence_csv
    from nmosd.evidence.figures_of_cases import case_figures
    from nmosd.evidence.models import Finding, Source, Statement, Study
    from nmosd.evidence.pooling import (
        SeriesRow,
        before_and_after,
        in_both,
        pool_series,
        pooled_from_base,
        published_series,
        published_tables,
        read_series,
    )
    from nmosd.evidence.reconciling import Reconciled, Review, reconcile, systemic_sclerosis_reviews
    from nmosd.evidence.references import Reference, read_references
    from nmosd.evidence.related import NotOnRecord, Related, not_on_record, related_to
    from nmosd.evidence.searching import search
    from nmosd.evidence.symptoms import MapRow, symptom_map

_HOMES = {
    "base": (
        "Evidence",
        "load_evidence",
        "read_evidence",
    ),
    "cases": (
        "Case",
        "SamePerson",
        "case_record",
        "cases_to_fill",
        "distinct_people",
        "read_cases",
        "same_people",
        "systemic_sclerosis_cases",
    ),
    "checks": (
        "EvidenceProblem",
        "check_codes",
        "check_evidence",
    ),
    "citing": (
        "Citation",
        "citations",
    ),
    "exporting": (
        "bibtex",
        "evidence_csv",
    ),
    "figures_of_cases": ("case_figures",),
    "models": (
        "Finding",
        "Source",
        "Statement",
        "Study",
    ),
    "pooling": (
        "SeriesRow",
        "before_and_after",
        "in_both",
        "pool_series",
        "pooled_from_base",
        "published_series",
        "published_tables",
        "read_series",
    ),
    "reconciling": (
        "Reconciled",
        "Review",
        "reconcile",
        "systemic_sclerosis_reviews",
    ),
    "references": (
        "Reference",
        "read_references",
    ),
    "related": (
        "NotOnRecord",
        "Related",
        "not_on_record",
        "related_to",
    ),
    "searching": ("search",),
    "symptoms": (
        "MapRow",
        "symptom_map",
    ),
}

__getattr__ = lazily(__name__, {name: f"nmosd.evidence.{home}" for home, names in _HOMES.items() for name in names})
