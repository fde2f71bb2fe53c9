"""The roadmap of cellular therapy: products, what was seen, before and after, and what nobody knows."""

from collections.abc import Iterator

from nmosd.evidence.base import Evidence
from nmosd.evidence.models import Study
from nmosd.report.evidence.cards import mark_of
from nmosd.report.evidence.parts import EvidenceRow, EvidenceTable, Fact, origin, said
from nmosd.report.evidence.words import arm_text, where_text
from nmosd.report.numbers import NARROW_SPACE
from nmosd.stats import proportion

_TOXICITY = (
    "cytokine release syndrome",
    "neurotoxicity of cell therapy",
    "infection",
    "adverse event",
    "serious adverse event",
    "death",
    "treatment-related death",
)


def roadmap_tables(base: Evidence) -> tuple[EvidenceTable, ...]:
    """Return the products with their studies, the figures before and after, and the open questions."""
    return (_roadmap(base), _before_after(base), _open_questions(base))


def _roadmap(base: Evidence) -> EvidenceTable:
    rows = [
        EvidenceRow(
            Fact(study.title, study.id, mark_of(study)),
            (
                (Fact(f"{study.product}" + (f"; target {study.target}" if study.target else ""), study.id),),
                (Fact("; ".join(part for part in (study.phase or study.design, study.status) if part), study.id),),
                (Fact("not stated" if study.population.n is None else f"{study.population.n}", study.id),),
                (Fact(study.follow_up or "not stated", study.id if study.follow_up else ""),),
                tuple(_shares(study, "relapse-free")),
                tuple(_told(study, _TOXICITY)),
                tuple(_told(study, ("antibody level",))),
                (Fact("; ".join(part for part in (study.funder, study.cost) if part) or "not stated", study.id),),
            ),
        )
        for study in base.studies
        if study.topics[0] == "cellular therapy" and study.product
    ]
    explanation = (
        "single arms after a high rate of relapses: no share here is an effect. Intervals: exact, then Wilson, from the counts"
    )
    columns = ("Study", "Product", "Phase, status", "n", "Follow-up", "Free of relapse", "Toxicity", "AQP4-IgG", "Funds, cost")
    return EvidenceTable("roadmap", "Roadmap of cell products", columns, tuple(rows), explanation)


def _before_after(base: Evidence) -> EvidenceTable:
    rows = []
    for study in base.studies:
        for finding in study.findings if study.topics[0] == "cellular therapy" else ():
            for result in finding.arms.values():
                if result.before is not None and result.after is not None:
                    place = f"{study.id}/{finding.id}"
                    cells = (
                        (Fact(finding.outcome),),
                        (Fact(arm_text(result), place, mark_of(finding)),),
                        (Fact(finding.time or "not stated", place),),
                    )
                    rows.append(EvidenceRow(Fact(study.title, study.id), cells))
    explanation = (
        "shown, never pooled as effects. People are treated after bad years, so the figure falls of itself; what an inert "
        "treatment would have given is not computed here yet"
    )
    return EvidenceTable("before-after", "Before and after", ("Study", "What", "Figure", "When"), tuple(rows), explanation)


def _open_questions(base: Evidence) -> EvidenceTable:
    found = [s for s in base.statements if s.topics[0] == "cellular therapy" and s.category in ("gap", "not found", "funding")]
    rows = [EvidenceRow(Fact(", ".join(s.about), s.id), (said(s), (origin(s),))) for s in found]
    return EvidenceTable(
        "open-questions", "Open questions, funds and cost", ("Product", "What is not known", "Evidence"), tuple(rows)
    )


def _shares(study: Study, outcome: str) -> Iterator[Fact]:
    for finding in study.findings:
        for result in finding.arms.values() if finding.outcome == outcome else ():
            place, when = f"{study.id}/{finding.id}", f", {finding.time}" if finding.time else ""
            yield Fact(arm_text(result) + when, place, mark_of(finding))
            if result.events is not None and result.n:
                both = (proportion(result.events, result.n, method=method) for method in ("exact", "wilson"))
                limits = " / ".join(f"{100 * (e.lower or 0):.0f} to {100 * (e.upper or 0):.0f}{NARROW_SPACE}%" for e in both)
                yield Fact(limits, place)


def _told(study: Study, outcomes: tuple[str, ...]) -> Iterator[Fact]:
    for finding in study.findings:
        if finding.outcome in outcomes:
            said = [arm_text(result) for result in finding.arms.values()] + ([finding.text] if finding.text else [])
            label = finding.outcome if finding.outcome != "antibody level" else (finding.definition or "")
            detail = f" ({where_text(finding)})" if finding.outcome != "antibody level" and where_text(finding) else ""
            text = f"{label}{detail}: {'; '.join(said)}" if label and said else (label + detail if label else "; ".join(said))
            yield Fact(text, f"{study.id}/{finding.id}", mark_of(finding))
