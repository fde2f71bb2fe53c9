"""Pairs of patients who may be one person: the same case report read twice, or one chart under two ids."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import polars as pl

from nmosd.record import Problem, show_interval

_Span = tuple[Any, Any]
_CROWD = 50  # more people than this behind one shared fact (a series, a registry's placeholder date) make it no evidence


@dataclass
class _Person:
    """What is compared: everything that a second report of the same person would say again."""

    patient: str
    sex: str | None
    ages: tuple[float | None, float | None]
    birth: _Span | None
    source: str | None
    attacks: list[_Span] = field(default_factory=list)
    results: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def same_person_problems(
    tables: Mapping[str, pl.DataFrame], calendar: str, different: Set[frozenset[str]] = frozenset()
) -> list[Problem]:
    """Return one problem (I301) for each pair of patients who may be the same person, sorted by their ids.

    A pair must share one of: the source (its DOI where it has one) with sex and age; the month of birth with sex; two
    attacks with equal dates, known to the month, with sex. And nothing may speak against it: another sex, ages more than a
    year apart, another month of birth, first attacks that cannot be the same, an antibody positive in one and negative in
    the other. With a relative calendar attacks are no evidence, because everybody's first is day 0 and the next ones are
    rounded. `tables` are the clinical tables of a record, by name; `different` are pairs of ids that are known to be two people.
    """
    people = {person.patient: person for person in _people(tables)}
    shared: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for block in (_by_source, _by_birth, _by_attacks) if calendar == "absolute" else (_by_source,):
        for first, second, fact in block(list(people.values())):
            if frozenset((first, second)) not in different and _compatible(people[first], people[second]):
                shared[first, second].append(fact)
    return [
        Problem(
            "I301",
            f"{first} and {second} may be the same person: they share {_listed(facts)}.",
            patient_id=first,
            row_ids=(f"{first}/patients", f"{second}/patients"),
            remedy=f'Write same_person = [["{first}", "{second}"]] into the mapping, or not_same_person if they are two people.',
        )
        for (first, second), facts in sorted(shared.items())
    ]


def _people(tables: Mapping[str, pl.DataFrame]) -> list[_Person]:
    people = {
        row["patient_id"]: _Person(
            row["patient_id"],
            row["sex"] if row["sex"] in ("female", "male") else None,
            (row["age_at_onset"], row["age_at_report"]),
            _span(row["birth_earliest"], row["birth_latest"]),
            _source(row["source"]),
        )
        for row in tables["patients"].sort("patient_id").iter_rows(named=True)
    }
    for row in tables["attacks"].sort("patient_id", "onset_earliest", "row_id").iter_rows(named=True):
        span = _span(row["onset_earliest"], row["onset_latest"])
        if span is not None:
            people[row["patient_id"]].attacks.append(span)
    for row in tables["antibody_tests"].iter_rows(named=True):
        if row["analyte"] is not None and row["result"] is not None:
            people[row["patient_id"]].results[row["analyte"]].add(row["result"])
    return list(people.values())


def _span(earliest: Any, latest: Any) -> _Span | None:
    return None if earliest is None or latest is None else (earliest, latest)


def _source(text: str | None) -> str | None:
    """Return the DOI in a text, in lower case; without one the text itself, if it names more than the kind of source."""
    if text is None:
        return None
    found = re.search(r"10\.\d{4,9}/[^\s;,]+", text)
    if found:
        return found.group().casefold().rstrip(".)")
    return text.casefold().strip() if re.search(r"\d{4}", text) else None


def _to_the_month(span: _Span | None) -> bool:
    return span is not None and (span[1] - span[0]).days <= 31


def _pairs(blocks: Mapping[Any, list[_Person]]) -> Iterator[tuple[Any, _Person, _Person]]:
    for key, members in blocks.items():
        if len(members) <= _CROWD:
            for first, second in combinations(members, 2):
                yield key, first, second


def _by_source(people: list[_Person]) -> Iterator[tuple[str, str, str]]:
    blocks: defaultdict[str, list[_Person]] = defaultdict(list)
    for person in people:
        if person.source is not None and person.sex is not None:
            blocks[person.source].append(person)
    for source, first, second in _pairs(blocks):
        ages = [(a, b) for a, b in zip(first.ages, second.ages, strict=True) if a is not None and b is not None]
        if first.sex == second.sex and ages and all(a == b for a, b in ages):
            yield first.patient, second.patient, f"the source {source}, the sex ({first.sex}) and the age ({ages[0][0]:g})"


def _by_birth(people: list[_Person]) -> Iterator[tuple[str, str, str]]:
    blocks: defaultdict[_Span, list[_Person]] = defaultdict(list)
    for person in people:
        if person.birth is not None and person.sex is not None and _to_the_month(person.birth):
            blocks[person.birth[0].year, person.birth[0].month].append(person)
    for _, first, second in _pairs(blocks):
        if first.sex == second.sex and first.birth is not None:
            yield first.patient, second.patient, f"the month of birth ({first.birth[0]:%Y-%m}) and the sex ({first.sex})"


def _by_attacks(people: list[_Person]) -> Iterator[tuple[str, str, str]]:
    blocks: defaultdict[_Span, list[_Person]] = defaultdict(list)
    for person in people:
        for span in dict.fromkeys(person.attacks):
            if _to_the_month(span):
                blocks[span].append(person)
    equal: defaultdict[tuple[str, str], list[_Span]] = defaultdict(list)
    sexes = {person.patient: person.sex for person in people}
    for span, first, second in _pairs(blocks):
        equal[first.patient, second.patient].append(span)
    for (one, other), spans in equal.items():
        if len(spans) >= 2 and sexes[one] is not None and sexes[one] == sexes[other]:
            dates = ", ".join(show_interval(*span) for span in sorted(spans))
            yield one, other, f"{len(spans)} attacks on the same dates ({dates}) and the sex ({sexes[one]})"


def _compatible(first: _Person, second: _Person) -> bool:
    if first.sex and second.sex and first.sex != second.sex:
        return False
    if any(a is not None and b is not None and abs(a - b) > 1 for a, b in zip(first.ages, second.ages, strict=True)):
        return False
    if first.birth and second.birth and not _overlap(first.birth, second.birth):
        return False
    if first.attacks and second.attacks and not _overlap(first.attacks[0], second.attacks[0]):
        return False
    for analyte in sorted(set(first.results) & set(second.results)):
        if {"positive", "negative"} <= first.results[analyte] | second.results[analyte]:
            return False
    return True


def _overlap(first: _Span, second: _Span) -> bool:
    return bool(first[0] <= second[1] and second[0] <= first[1])


def _listed(facts: list[str]) -> str:
    return "; ".join(facts)
