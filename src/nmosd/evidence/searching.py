"""What is known about something: records by words, topic, treatment, design and mark."""

from collections.abc import Iterable, Sequence

from nmosd.errors import EvidenceError
from nmosd.evidence.base import Evidence
from nmosd.evidence.models import Record, Statement, Study
from nmosd.evidence.vocabulary import coexisting_diseases, evidence_words, interventions, plain, resolve_intervention
from nmosd.nearest import nearest_or_all


def search(
    base: Evidence,
    words: Sequence[str] = (),
    *,
    topic: str | None = None,
    about: str | None = None,
    design: str | None = None,
    mark: str | None = None,
    symptom: str | None = None,
    disease: str | None = None,
) -> tuple[Record, ...]:
    """Return the records that fit all of what is asked, studies by the order of their designs first, then statements.

    `words` must all occur in the record, in the names of what it is about (with their synonyms and groups) or in its source;
    case, accents and punctuation do not count. `about` is one treatment by any of its names; `symptom` is one of the map,
    `disease` one that stands beside NMOSD. The order says nothing about which treatment is better.

    Raises:
        EvidenceError: a topic, treatment, design, mark, symptom or disease that does not exist.

    >>> from nmosd.evidence import load_evidence
    >>> [record.id for record in search(load_evidence(), ["scrambler"])][:2]
    ['scrambler-trial', 'pain-scrambler']
    """
    _must_be(topic, evidence_words("topic"), "topic")
    _must_be(design, evidence_words("design"), "design")
    _must_be(mark, ("read", "recalled", "inferred"), "mark")
    _must_be(symptom, evidence_words("symptom"), "symptom")
    _must_be(disease, coexisting_diseases(), "disease")
    names = set(_names_of(about)) if about else None
    wanted = [plain(word) for word in words if plain(word)]
    found = [
        record
        for record in base.records.values()
        if (topic is None or topic in record.topics)
        and (design is None or (isinstance(record, Study) and record.design == design))
        and (mark is None or record.verified == mark)
        and (symptom is None or record.symptom == symptom)
        and (disease is None or (isinstance(record, Statement) and record.comorbidity == disease))
        and (names is None or names & set(treatments_of(record)))
        and _holds(wanted, base, record)
    ]
    order = list(evidence_words("design"))
    return tuple(sorted(found, key=lambda record: order.index(record.design) if isinstance(record, Study) else len(order)))


def treatments_of(record: Record) -> tuple[str, ...]:
    """Return what a record is about: the treatments of a statement, or of the arms of a study without its comparators."""
    if isinstance(record, Statement):
        return record.about
    if not isinstance(record, Study):
        return ()
    given = dict.fromkeys(name for arm in record.arms.values() for name in arm.given)
    return tuple(name for name in given if interventions()[name].attributes.get("kind") != "comparator")


def text_of(base: Evidence, record: Record) -> str:
    """Return everything that a search looks through, as plain lower-case words."""
    parts: list[str] = [record.id, *record.topics, record.symptom or "", record.row or "", record.note or ""]
    names = treatments_of(record)
    parts += [
        word
        for name in names
        for word in (name, *interventions()[name].synonyms, *interventions()[name].attributes.get("members", ()))
    ]
    if isinstance(record, Statement):
        parts += [record.text, record.category, record.dose or "", record.comorbidity or "", record.region or ""]
    elif isinstance(record, Study):
        parts += [record.title, record.design, *record.registry, record.country or "", record.centre or "", record.product or ""]
        for finding in record.findings:
            parts += [finding.outcome, finding.definition or "", finding.among or "", finding.text or ""]
    source = base.source_of(record)
    parts += [source.citation, source.doi or ""] if source else []
    return plain(" ".join(parts))


def _holds(wanted: Sequence[str], base: Evidence, record: Record) -> bool:
    if not wanted:
        return True
    text = text_of(base, record)
    return all(word in text for word in wanted)


def _names_of(about: str) -> tuple[str, ...]:
    names = resolve_intervention(about)
    if not names:
        raise EvidenceError(f"There is no treatment {about!r}{nearest_or_all(about, interventions(), 'the treatments are')}")
    return names


def _must_be(value: str | None, allowed: Iterable[str], what: str) -> None:
    allowed = tuple(allowed)
    if value is not None and value not in allowed:
        raise EvidenceError(f"There is no {what} {value!r}{nearest_or_all(value, allowed, f'the {what}s are')}")
