"""The records of the evidence page: one foldable line each, with everything that the record says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nmosd.evidence.base import Evidence
from nmosd.evidence.citing import link_of
from nmosd.evidence.models import Cited, Record, Statement, Study
from nmosd.evidence.searching import text_of, treatments_of
from nmosd.evidence.vocabulary import evidence_words
from nmosd.report.evidence.words import MARKS, finding_texts, where_text


@dataclass(frozen=True)
class Line:
    """A labelled text of a card; `place` is where its figures stand, `mark` their mark where it differs from the card's."""

    label: str
    texts: tuple[str, ...]
    place: str
    mark: str = ""
    detail: str = ""
    source: str = ""


@dataclass(frozen=True)
class Card:
    """One record: what is always seen, what unfolds, and by what it is found."""

    id: str
    title: str
    tags: tuple[str, ...]
    mark: str
    mark_words: str
    kind: str
    comparison: str
    topics: tuple[str, ...]
    treatments: tuple[str, ...]
    words: str
    lines: tuple[Line, ...] = field(default=())
    source: str = ""
    link: str = ""
    notes: tuple[str, ...] = ()


def cards_of(base: Evidence, topic: str) -> tuple[Card, ...]:
    """Return the cards of the records whose first topic this is: studies by design, then statements by category."""
    records = [record for record in base.records.values() if record.topics[0] == topic]
    designs, categories = list(evidence_words("design")), list(evidence_words("category"))

    def order(record: Record) -> tuple[int, int]:
        if isinstance(record, Study):
            return 0, designs.index(record.design)
        assert isinstance(record, Statement)
        return 1, categories.index(record.category)

    return tuple(card_of(base, record) for record in sorted(records, key=order))


def mark_of(part: Cited) -> str:
    """Return a mark in words, with its doubt."""
    return MARKS[part.verified] + (", doubtful" if part.doubtful else "")


def comparison_of(record: Record) -> str:
    """Return how a record compares: `random`, `compared`, `not compared`, or `statement`."""
    if not isinstance(record, Study):
        return "statement"
    if record.control == "randomised":
        return "random"
    return "compared" if evidence_words("control")[record.control].attributes["compares"] else "not compared"


def card_of(base: Evidence, record: Record) -> Card:
    """Return the card of one record."""
    source = base.source_of(record)
    return Card(
        id=record.id,
        title=record.title if isinstance(record, Study) else _headline(record),
        tags=tuple(_tags(record)),
        mark=record.verified,
        mark_words=mark_of(record),
        kind="study" if isinstance(record, Study) else "statement",
        comparison=comparison_of(record),
        topics=record.topics,
        treatments=treatments_of(record),
        words=text_of(base, record),
        lines=tuple(_study_lines(base, record) if isinstance(record, Study) else _statement_lines(record)),
        source="" if source is None else source.citation + (f" ({record.where})" if record.where else ""),
        link=(link_of(base, record.source) or "") if record.source else "",
        notes=tuple(_notes(record)),
    )


def _headline(record: Record) -> str:
    assert isinstance(record, Statement)
    names = ", ".join(record.about[:3]) + (" ..." if len(record.about) > 3 else "")
    about = names or record.symptom or record.row or record.comorbidity or record.region or ""
    title = str(evidence_words("category")[record.category].attributes["title"])
    where = f" ({record.region})" if record.region and names else ""
    return f"{title}: {about}{where}" if about else title


def _tags(record: Record) -> Iterator[str]:
    people = record.population
    if isinstance(record, Study):
        said_by_design = record.control in ("none", "randomised", "external")
        yield record.design if said_by_design else f"{record.design}, control {record.control}"
        if people.n is not None:
            yield f"n = {people.n}"
    elif isinstance(record, Statement):
        yield record.origin
    if people.disease != "NMOSD":
        yield f"in {people.disease}"
    if people.serostatus != "not stated":
        yield "AQP4-IgG positive and negative" if people.serostatus == "both" else f"AQP4-IgG {people.serostatus}"


def _study_lines(base: Evidence, study: Study) -> Iterator[Line]:
    people = study.population
    facts: Sequence[tuple[str, str | None]] = (
        ("Entry", people.entry),
        ("Age", people.age),
        ("Background", people.background),
        ("Follow-up", study.follow_up),
        ("Phase", study.phase),
        ("Blinding", study.blinding),
        ("Where", ", ".join(part for part in (study.centre, study.country) if part) or None),
        ("Registry", ", ".join(study.registry) or None),
        ("Status", study.status),
        ("Product", study.product),
        ("Target", study.target),
        ("Funder", study.funder),
        ("Cost", study.cost),
    )
    for label, text in facts:
        if text:
            yield Line(label, (text,), study.id)
    for name, arm in study.arms.items():
        size = f", n = {arm.n}" if arm.n is not None else ""
        given = ", ".join(arm.given) or "a group that was not treated"
        yield Line(f"Arm: {name}", (f"{given}{size}" + (f"; {arm.dose}" if arm.dose else ""),), study.id)
    for finding in study.findings:
        source = base.source_of(study, finding)
        named = source.citation if source is not None and finding.source not in (None, study.source) else ""
        mark = mark_of(finding) if mark_of(finding) != mark_of(study) or finding.role == "cited" else ""
        mark += ", quoted by another source" if finding.role == "cited" else ""
        yield Line(
            finding.outcome,
            finding_texts(study, finding),
            f"{study.id}/{finding.id}",
            mark,
            where_text(finding),
            named + (f" ({finding.where})" if finding.where else ""),
        )


def _statement_lines(record: Record) -> Iterator[Line]:
    assert isinstance(record, Statement)
    yield Line("Said", (record.text,), record.id)
    if record.dose:
        yield Line("Dose", (record.dose,), record.id)
    if record.since:
        yield Line("Since", (record.since,), record.id)
    if record.comorbidity:
        yield Line("Beside", (record.comorbidity + (f": {record.relation}" if record.relation else ""),), record.id)
    if record.harm:
        yield Line("How sure", (record.harm,), record.id)
    if record.rests_on:
        yield Line("Rests on", (", ".join(record.rests_on),), record.id)


def _notes(record: Record) -> Iterator[str]:
    if record.note:
        yield record.note
    if isinstance(record, Study):
        yield from record.traps
        yield from (f"{shared.arm} is the arm {shared.their_arm} of {shared.study}" for shared in record.shares_arm_with)
        if record.same_people_as:
            yield f"the same people as {', '.join(record.same_people_as)}"
        if record.recalled:
            yield f"recalled, not read: {', '.join(record.recalled)}"
        if record.inferred:
            yield f"inferred: {', '.join(record.inferred)}"
        for finding in record.findings:
            yield from (f"{finding.id}: {text}" for text in (finding.note, *finding.allow.values()) if text)
    if record.supersedes:
        yield f"supersedes {', '.join(record.supersedes)}"
