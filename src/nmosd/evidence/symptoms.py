"""The map of symptomatic and restorative care: symptom by modality, with where the evidence comes from, cautions and gaps."""

from collections.abc import Mapping
from dataclasses import dataclass

from nmosd.evidence.base import Evidence
from nmosd.evidence.models import Record, Statement, Study
from nmosd.evidence.vocabulary import evidence_words

_OPTIONS = ("option", "licence", "advised against")
_CAUTIONS = ("caution", "interaction", "contraindication")
_FREQUENCIES = ("frequency", "mechanism")


@dataclass(frozen=True)
class MapRow:
    """One symptom, or one of the rows of their own (remyelinating agents, mesenchymal cells, physical activity).

    `options` are the statements of each modality, `studies` the studies of each; both in the order of the base.
    """

    name: str
    frequency: tuple[Record, ...]
    options: Mapping[str, tuple[Statement, ...]]
    studies: Mapping[str, tuple[Study, ...]]
    cautions: tuple[Statement, ...]
    gaps: tuple[Statement, ...]

    def origins(self, modality: str) -> tuple[str, ...]:
        """Return where the evidence of a modality's options comes from, strongest first."""
        found = {statement.origin for statement in self.options[modality] if statement.category != "advised against"}
        return tuple(origin for origin in evidence_words("origin") if origin in found)


def symptom_map(base: Evidence) -> tuple[MapRow, ...]:
    """Return the rows of the map in the order of the vocabulary: the symptoms, then the rows of their own.

    >>> from nmosd.evidence import load_evidence
    >>> [row.name for row in symptom_map(load_evidence())][0]
    'neuropathic pain'
    """
    symptoms = [_row(name, [r for r in base.records.values() if r.symptom == name]) for name in evidence_words("symptom")]
    own = [_row(name, [r for r in base.records.values() if r.row == name]) for name in evidence_words("restorative")]
    return (*symptoms, *own)


def _row(name: str, records: list[Record]) -> MapRow:
    statements = [record for record in records if isinstance(record, Statement)]
    studies = [record for record in records if isinstance(record, Study)]
    modalities = tuple(evidence_words("modality"))
    seen = [s for s in statements if s.category in _FREQUENCIES]
    return MapRow(
        name,
        (*seen, *(study for study in studies if study.modality is None)),
        {m: tuple(s for s in statements if s.category in _OPTIONS and s.modality == m) for m in modalities},
        {m: tuple(study for study in studies if study.modality == m) for m in modalities},
        tuple(s for s in statements if s.category in _CAUTIONS),
        tuple(s for s in statements if s.category == "gap"),
    )
