"""Tables of the symptom map and of treatment by coexisting disease."""

from collections.abc import Iterator

from nmosd.evidence.base import Evidence
from nmosd.evidence.models import Statement
from nmosd.evidence.symptoms import MapRow, symptom_map
from nmosd.evidence.vocabulary import evidence_words, plain
from nmosd.report.evidence.cards import mark_of
from nmosd.report.evidence.parts import EvidenceRow, EvidenceTable, Fact, dose, origin, said


def symptom_tables(base: Evidence) -> tuple[EvidenceTable, ...]:
    """Return the map, then a table of options, cautions and gaps for each of its rows."""
    rows = symptom_map(base)
    return (_overview(rows), *(_of_symptom(place, row) for place, row in enumerate(rows)))


def _overview(found: tuple[MapRow, ...]) -> EvidenceTable:
    modalities = {name: str(term.attributes["title"]) for name, term in evidence_words("modality").items()}
    rows = [EvidenceRow(Fact(row.name), tuple(_best(row, name) for name in modalities)) for row in found]
    explanation = "what the options rest on, strongest first; the tables below have each option"
    return EvidenceTable(
        "symptom-map", "The map: symptom by modality", ("Symptom", *modalities.values()), tuple(rows), explanation
    )


def _best(row: MapRow, modality: str) -> tuple[Fact, ...]:
    return tuple(Fact(origin) for origin in row.origins(modality))


def _of_symptom(place: int, row: MapRow) -> EvidenceTable:
    columns = ("Option", "Modality", "Usual dose", "What is known", "Evidence")
    return EvidenceTable(f"symptom-{place}", row.name[:1].upper() + row.name[1:], columns, tuple(_symptom_rows(row)))


def _symptom_rows(row: MapRow) -> Iterator[EvidenceRow]:
    for name, term in evidence_words("modality").items():
        modality = (Fact(str(term.attributes["title"])),)
        for s in row.options[name]:
            label = "advised against: " if s.category == "advised against" else ""
            yield EvidenceRow(Fact(label + ", ".join(s.about), s.id), (modality, dose(s), said(s), (origin(s),)))
    for s in row.cautions:
        about = f": {', '.join(s.about[:3])}" if s.about else ""
        yield EvidenceRow(Fact("caution" + about, s.id), ((), (), said(s), (origin(s),)))
    for s in row.gaps:
        yield EvidenceRow(Fact("not known", s.id), ((), (), said(s), (origin(s),)))


def co_treatment_table(base: Evidence) -> EvidenceTable:
    """Return for each coexisting disease which treatments of NMOSD also serve it, and which to avoid or watch beside it."""
    found = [s for s in base.statements if s.category == "co-treatment" and s.comorbidity and s.relation and s.about]
    diseases = tuple(dict.fromkeys(s.comorbidity for s in found if s.comorbidity))
    columns = tuple(dict.fromkeys(_column(s) for s in _by_relation(found)))
    rows = []
    for disease in diseases:
        beside = _by_relation([s for s in found if s.comorbidity == disease])
        cells = tuple(tuple(Fact(_related(s), s.id, mark_of(s)) for s in beside if _column(s) == column) for column in columns)
        rows.append(EvidenceRow(Fact(disease), cells))
    explanation = "an empty cell means that nothing is in this base, not that nothing is known"
    return EvidenceTable("co-treatment", "Treatment beside a coexisting disease", ("Disease", *columns), tuple(rows), explanation)


def _by_relation(found: list[Statement]) -> list[Statement]:
    order = list(evidence_words("relation"))
    return sorted(found, key=lambda s: order.index(s.relation or ""))


def _column(statement: Statement) -> str:
    return str(evidence_words("relation")[statement.relation or ""].attributes["column"])


def _related(statement: Statement) -> str:
    """Return the treatments and the relation with what is said of it, unless that only repeats it."""
    relation = f"{', '.join(statement.about)}: {statement.relation}"
    return relation if plain(statement.text) in plain(relation) else f"{relation}; {statement.text}"
