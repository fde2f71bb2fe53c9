"""Citations by topic, for pages and reports that name evidence without giving doses or options."""

from dataclasses import dataclass

from nmosd.evidence.base import Evidence
from nmosd.evidence.models import Record, Study
from nmosd.evidence.searching import search
from nmosd.evidence.vocabulary import evidence_words


@dataclass(frozen=True)
class Citation:
    """One source with what stands on it: the designs of its studies, whether they compared, in whom, and the weakest mark.

    `records` are the ids that a page can show beside it. `certainty` is said in words that rank no treatment.
    """

    key: str
    text: str
    link: str | None
    designs: tuple[str, ...]
    certainty: str
    people: tuple[str, ...]
    mark: str
    records: tuple[str, ...]


def citations(
    base: Evidence,
    *,
    topic: str | None = None,
    about: str | None = None,
    symptom: str | None = None,
    disease: str | None = None,
) -> tuple[Citation, ...]:
    """Return the sources of all that fits what is asked, sorted by citation; no dose and no list of options is in them.

    What rests on general knowledge or on this project's reasoning has no publication and is left out.

    Raises:
        EvidenceError: a topic, treatment, symptom or disease that does not exist.

    >>> from nmosd.evidence import load_evidence
    >>> [c.designs for c in citations(load_evidence(), topic="acute attack") if "Bonnan M, et al." in c.text]
    [('cohort',)]
    """
    by_key: dict[str, list[Record]] = {}
    for record in search(base, topic=topic, about=about, symptom=symptom, disease=disease):
        if record.source is not None and base.sources[record.source].kind != "reasoning":
            by_key.setdefault(record.source, []).append(record)
    return tuple(sorted((_citation(base, key, records) for key, records in by_key.items()), key=lambda c: (c.text, c.key)))


def link_of(base: Evidence, key: str) -> str | None:
    """Return where a source can be opened: its DOI, PubMed entry, registry record or page; None where it has none."""
    source = base.sources[key]
    if source.doi:
        return f"https://doi.org/{source.doi}"
    if source.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/"
    if source.pmcid:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{source.pmcid}/"
    if source.registry and source.registry.startswith("NCT"):
        return f"https://clinicaltrials.gov/study/{source.registry}"
    return source.url


def _citation(base: Evidence, key: str, records: list[Record]) -> Citation:
    studies = [record for record in records if isinstance(record, Study)]
    controls = {record.control for record in studies}
    if "randomised" in controls:
        certainty = "compared at random"
    elif any(evidence_words("control")[control].attributes["compares"] for control in controls):
        certainty = "compared, not at random"
    elif studies:
        certainty = "not compared"
    else:
        certainty = "statement of a document"
    marks = {record.verified for record in records}
    mark = next(mark for mark in ("inferred", "recalled", "read") if mark in marks)
    designs = tuple(dict.fromkeys(record.design for record in studies))
    ids = tuple(record.id for record in records)
    people = tuple(dict.fromkeys(_people(record) for record in records))
    return Citation(key, base.sources[key].citation, link_of(base, key), designs, certainty, people, mark, ids)


def _people(record: Record) -> str:
    status = record.population.serostatus
    words = {"both": ", AQP4-IgG positive and negative", "not stated": ""}.get(status, f", AQP4-IgG {status}")
    return record.population.disease + words
