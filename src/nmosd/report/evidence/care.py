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
    """Return which treatment of NMOSD also serves a coexisting disease, and which to avoid or watch beside it."""
    found = [s for s in base.statements if s.category == "co-treatment" and s.comorbidity and s.relation and s.about]
    diseases = tuple(dict.fromkeys(s.comorbidity for s in found if s.comorbidity))
    drugs = tuple(dict.fromkeys(s.about[0] for s in found))
    rows = []
    for drug in drugs:
        cells = tuple(
            tuple(Fact(_related(s), s.id, mark_of(s)) for s in found if drug in s.about and s.comorbidity == disease)
            for disease in diseases
        )
        rows.append(EvidenceRow(Fact(drug), cells))
    explanation = "which also serves the other disease, which to avoid or watch; an empty cell means that nothing is known"
    return EvidenceTable(
        "co-treatment", "Treatment of NMOSD by coexisting disease", ("Treatment", *diseases), tuple(rows), explanation
    )


def _related(statement: Statement) -> str:
    """Return the relation with what is said of it, unless that only repeats it."""
    relation = statement.relation or ""
    return relation if plain(statement.text) in plain(relation) else f"{relation}: {statement.text}"
