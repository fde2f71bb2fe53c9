"""Tables of attack treatment, prevention and harm; trials stand one beside the other and nothing is ranked."""

from collections.abc import Callable, Iterable, Iterator

from nmosd.evidence.base import Evidence
from nmosd.evidence.models import Finding, Statement, Study
from nmosd.evidence.vocabulary import evidence_words
from nmosd.report.evidence.cards import mark_of
from nmosd.report.evidence.parts import EvidenceRow, EvidenceTable, Fact, dose, origin, said
from nmosd.report.evidence.words import arm_text, effect_text


def attack_tables(base: Evidence) -> tuple[EvidenceTable, ...]:
    """Return the steps that documents give for an attack, and its treatments with their doses."""
    return (_steps(base), _attack_regimens(base))


def prevention_tables(base: Evidence) -> tuple[EvidenceTable, ...]:
    """Return the trials side by side, their Kaplan-Meier shares, doses and monitoring by drug, and licences."""
    return (_trials(base), _relapse_free(base), _use(base), _licences(base))


def _steps(base: Evidence) -> EvidenceTable:
    steps = sorted((s for s in base.statements if s.category in ("step", "interaction") and s.step), key=lambda s: s.step or 0)
    rows = [EvidenceRow(Fact(f"Step {s.step}", s.id), (said(s), dose(s), (origin(s),))) for s in steps]
    explanation = "options in the order in which documents give them; what suits a person is not on this page"
    return EvidenceTable(
        "steps", "From suspicion to rescue", ("Step", "What documents say", "Dose", "Evidence"), tuple(rows), explanation
    )


def _attack_regimens(base: Evidence) -> EvidenceTable:
    found = [s for s in base.statements if s.topics[0] == "acute attack" and s.category in ("regimen", "option")]
    rows = [EvidenceRow(Fact(", ".join(s.about), s.id), (dose(s), said(s), (origin(s),))) for s in found]
    return EvidenceTable(
        "attack-regimens", "Attack treatments as given", ("Treatment", "Dose", "Remark", "Evidence"), tuple(rows)
    )


def _trials(base: Evidence) -> EvidenceTable:
    rows = [
        EvidenceRow(
            Fact(study.title, study.id, mark_of(study)),
            (
                tuple(Fact(f"{name}, n = {arm.n}" if arm.n is not None else name, study.id) for name, arm in study.arms.items()),
                (Fact(f"{study.control}" + (f"; {study.blinding}" if study.blinding else ""), study.id),),
                (Fact(_status_of(study), study.id),),
                (Fact(study.population.background or "not stated", study.id if study.population.background else ""),),
                _arms(study, _first(study, "relapse", lambda f: any(r.events is not None for r in f.arms.values()))),
                _ratios(study),
            ),
        )
        for study in _pivotal(base)
    ]
    explanation = (
        "one line a trial, in the order of the files. The people, the earlier attacks and the background differ from trial to "
        "trial, so no line can be compared with another; an external control is no randomised one"
    )
    columns = ("Trial", "Arms", "Control", "AQP4-IgG", "Background", "People with a relapse, crude", "Ratio")
    return EvidenceTable("trials", "Trials of prevention", columns, tuple(rows), explanation)


def _relapse_free(base: Evidence) -> EvidenceTable:
    rows = []
    for study in base.studies:
        for finding in study.findings if study.topics[0] == "relapse prevention" else ():
            if finding.outcome == "relapse-free" and not finding.among and not finding.serostatus and _has_curve(finding):
                when = (Fact(finding.time or "not stated", f"{study.id}/{finding.id}"),)
                rows.append(EvidenceRow(Fact(study.title, study.id), (when, _arms(study, finding))))
    explanation = (
        "Kaplan-Meier shares, in the order of the files: trials differ in people and length, so no line can be compared with "
        "another; relapses of extensions are often not adjudicated"
    )
    return EvidenceTable("relapse-free", "Free of relapse", ("Trial", "When", "Share"), tuple(rows), explanation)


def _use(base: Evidence) -> EvidenceTable:
    kinds = ("regimen", "before start", "monitoring", "contraindication", "interaction")
    drugs: dict[str, dict[str, list[Statement]]] = {}
    for statement in base.statements:
        if statement.topics[0] == "relapse prevention" and statement.category in kinds and statement.about:
            drugs.setdefault(statement.about[0], {}).setdefault(statement.category, []).append(statement)
    rows = [
        EvidenceRow(Fact(drug), tuple(tuple(_in_use(statement) for statement in found.get(kind, ())) for kind in kinds))
        for drug, found in drugs.items()
    ]
    columns = ("Drug", *(str(evidence_words("category")[kind].attributes["title"]) for kind in kinds))
    return EvidenceTable(
        "use", "Doses, screening, monitoring", columns, tuple(rows), "as labels and reviews give them; recalled entries say so"
    )


def _licences(base: Evidence) -> EvidenceTable:
    found = [s for s in base.statements if s.category == "licence" and s.topics[0] == "relapse prevention" and s.region]
    rows = [
        EvidenceRow(
            Fact(", ".join(s.about), s.id),
            ((Fact(s.region or ""),), (Fact(s.since, s.id),) if s.since else (), said(s), (origin(s),)),
        )
        for s in found
    ]
    return EvidenceTable("licences", "Licences in NMOSD", ("Drug", "Region", "Since", "For whom", "Evidence"), tuple(rows))


def harm_table(base: Evidence) -> EvidenceTable:
    """Return the drugs that may harm in NMOSD, sorted by how sure it is, with what was seen."""
    rows = []
    for level in evidence_words("harm_level"):
        for statement in (s for s in base.statements if s.harm == level):
            seen = [fact for name in statement.rests_on for fact in _rested(base, name)]
            rows.append(
                EvidenceRow(
                    Fact(", ".join(statement.about), statement.id),
                    ((Fact(level, "", mark_of(statement)),), said(statement), tuple(seen)),
                )
            )
    columns = ("Drug", "How sure", "What is said", "What was seen")
    return EvidenceTable("harm-table", "Drugs that may harm in NMOSD", columns, tuple(rows), "sorted by how sure it is")


def _rested(base: Evidence, name: str) -> Iterator[Fact]:
    record = base.records.get(name.partition("/")[0])
    for finding in record.findings if isinstance(record, Study) else ():
        assert record is not None
        said = [arm_text(result) for result in finding.arms.values()] + ([finding.text] if finding.text else [])
        label = finding.definition or finding.outcome
        yield Fact(f"{label}: {'; '.join(said)}" if said else label, f"{record.id}/{finding.id}", mark_of(finding))


def _pivotal(base: Evidence) -> Iterable[Study]:
    designs = ("randomised trial", "trial with an external control")
    return (s for s in base.studies if s.topics[0] == "relapse prevention" and s.design in designs)


def _status_of(study: Study) -> str:
    people = study.population
    status = "positive and negative" if people.serostatus == "both" else people.serostatus
    counts = [
        f"{people.positive} positive" if people.positive is not None else "",
        f"{people.negative} negative" if people.negative is not None else "",
    ]
    return ", ".join(part for part in counts if part) or status


def _first(study: Study, outcome: str, holds: Callable[[Finding], bool]) -> Finding | None:
    plain = (f for f in study.findings if f.outcome == outcome and not f.among and not f.serostatus and holds(f))
    return next(plain, None)


def _has_curve(finding: Finding) -> bool:
    return finding.verified != "recalled" and any(result.kaplan_meier_percent is not None for result in finding.arms.values())


def _arms(study: Study, finding: Finding | None) -> tuple[Fact, ...]:
    if finding is None:
        return ()
    place = f"{study.id}/{finding.id}"
    return tuple(Fact(f"{name}: {arm_text(result)}", place, mark_of(finding)) for name, result in finding.arms.items())


def _ratios(study: Study) -> tuple[Fact, ...]:
    found = [
        Fact(effect_text(effect), f"{study.id}/{finding.id}", mark_of(finding))
        for finding in study.findings
        if finding.outcome == "relapse" and not finding.among
        for effect in finding.effects
        if effect.interval is not None
    ]
    kinds = {f"{study.id}/{finding.id}": finding.serostatus for finding in study.findings}
    return tuple(
        Fact(f"{fact.text} (AQP4-IgG {kinds[fact.place]})" if kinds[fact.place] else fact.text, fact.place, fact.mark)
        for fact in found
    )


def _in_use(statement: Statement) -> Fact:
    text = f"{statement.dose}. {statement.text}" if statement.dose else statement.text
    return Fact(text, statement.id, mark_of(statement))
