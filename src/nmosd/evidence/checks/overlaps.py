"""References between records: the same people twice, claims beyond their evidence, names that lead nowhere."""

from collections.abc import Iterator
from itertools import combinations

from nmosd.evidence.base import Evidence
from nmosd.evidence.checks.finding import EvidenceProblem
from nmosd.evidence.models import Finding, Record, Statement, Study
from nmosd.evidence.vocabulary import evidence_words, plain


def same_people_are_named(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E206 for two studies that may hold the same people and do not say so.

    They have a treatment in common, nothing speaks against it (years of recruitment that do not overlap, another serostatus,
    another number of women), and they share the centre with number of people, age or women, or the source with the number.
    """
    for first, second in combinations(base.studies, 2):
        if second.id in _related(first) or first.id in _related(second) or _related(first) & _related(second):
            continue
        shared = _what_they_share(first, second)
        if shared and _nothing_against(first, second):
            yield EvidenceProblem("E206", second.id, None, f"and {first.id} share {', '.join(shared)}")


def claims_within_their_population(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E207 for a statement on people (serostatus, disease) in none of whom its evidence was seen."""
    for statement in base.statements:
        evidence = [found for name in statement.rests_on if (found := _named(base, name)) is not None]
        if not evidence:
            continue
        seen = {_serostatus(record, finding) for record, finding in evidence}
        asked = statement.population.serostatus
        beyond = (asked == "both" and seen <= {"positive"}) or (
            asked in ("positive", "negative") and not seen & {asked, "both", "not stated"}
        )
        if beyond:
            yield EvidenceProblem("E207", statement.id, None, f"it speaks of {asked}, its evidence of {', '.join(sorted(seen))}")
        diseases = {record.population.disease for record, _ in evidence}
        says_nmosd = evidence_words("origin")[statement.origin].attributes["nmosd"]
        if says_nmosd and not any(evidence_words("population_disease")[disease].attributes["nmosd"] for disease in diseases):
            yield EvidenceProblem(
                "E207", statement.id, None, f"origin {statement.origin}, its evidence {', '.join(sorted(diseases))}"
            )


def references_lead_somewhere(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E208 for a name that is no record or finding, E209 for one that another record superseded."""
    superseded = {old: record.id for record in base.records.values() for old in record.supersedes}
    for record in base.records.values():
        others = (*record.supersedes, *(_related(record) if isinstance(record, Study) else ()))
        for name in (*others, *(record.rests_on if isinstance(record, Statement) else ())):
            if _named(base, name) is None:
                yield EvidenceProblem("E208", record.id, None, name)
        if isinstance(record, Statement):
            for name in record.rests_on:
                newer = superseded.get(name.partition("/")[0])
                if newer is not None and newer != record.id:
                    yield EvidenceProblem("E209", record.id, None, f"{name}, superseded by {newer}")


def _related(study: Study) -> set[str]:
    return {*study.same_people_as, *study.pools, *study.supersedes}


def _what_they_share(first: Study, second: Study) -> list[str]:
    given = [{name for arm in study.arms.values() for name in arm.given} for study in (first, second)]
    people = [study.population for study in (first, second)]
    size = people[0].n is not None and people[0].n == people[1].n
    women = people[0].women is not None and people[0].women == people[1].women
    age = people[0].age is not None and people[0].age == people[1].age
    if not given[0] & given[1] or not (size or women or age):
        return []
    centre = first.centre is not None and second.centre is not None and plain(first.centre) == plain(second.centre)
    source = first.source is not None and first.source == second.source
    if not centre and not (source and size):
        return []
    facts = {"the centre": centre, "the source": source, "the number of people": size, "the women": women, "the age": age}
    return [fact for fact, holds in facts.items() if holds]


def _nothing_against(first: Study, second: Study) -> bool:
    if first.recruited is not None and second.recruited is not None:
        (start, end), (other_start, other_end) = first.recruited, second.recruited
        if (end and other_start and end < other_start) or (other_end and start and other_end < start):
            return False
    statuses = {first.population.serostatus, second.population.serostatus}
    if statuses == {"positive", "negative"}:
        return False
    women = [study.population.women for study in (first, second)]
    return None in women or women[0] == women[1]


def _named(base: Evidence, name: str) -> tuple[Record, Finding | None] | None:
    record_id, slash, finding_id = name.partition("/")
    record = base.records.get(record_id)
    if record is None:
        return None
    if not slash:
        return record, None
    found = [finding for finding in record.findings if finding.id == finding_id] if isinstance(record, Study) else []
    return (record, found[0]) if found else None


def _serostatus(record: Record, finding: Finding | None) -> str:
    return (finding.serostatus if finding is not None else None) or record.population.serostatus
