"""What the review is made from: a record, its course, what the clauses say, and what people were called and given."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from nmosd.course import Course, Definitions
from nmosd.criteria.clause import Fact
from nmosd.criteria.criterion import Criterion
from nmosd.criteria.judgement import Judgement
from nmosd.criteria.misdiagnosis.near import nearly
from nmosd.record import Record

Named = Mapping[str, Sequence[tuple[str, str]]]
"""For each person the labels or drugs, with the ids of the rows that say so."""


@dataclass(frozen=True)
class Standing:
    """How somebody stands with a criterion: `verdict` where it is met, else `missing`, the facts that would decide."""

    verdict: str
    missing: str


@dataclass(frozen=True)
class Material:
    """A record, its course, and the judgement on its people."""

    record: Record
    course: Course
    judgement: Judgement

    @property
    def definitions(self) -> Definitions:
        """The definitions under which the course was derived."""
        return self.course.definitions

    def called(self, labels: Collection[str]) -> Named:
        """Return the labels among these that each person was ever given."""
        given = self.record.diagnoses.select("patient_id", pl.col("label").cast(pl.String).alias("what"), "row_id")
        return _by_person(given.filter(pl.col("what").is_in(list(labels))))

    def given(self, drugs: Collection[str]) -> Named:
        """Return the drugs among these that each person was ever given."""
        rows = [
            table.select("patient_id", pl.col("drug").cast(pl.String).alias("what"), "row_id")
            for table in (self.record.therapies, self.record.therapy_doses)
        ]
        return _by_person(pl.concat(rows).filter(pl.col("what").is_in(list(drugs))))

    @cached_property
    def called_nmosd(self) -> Named:
        """Return the people who were ever called NMOSD."""
        return self.called(self.definitions.labels_of_the_disease)

    def standing(self, criterion: Criterion, people: Set[str]) -> dict[str, Standing]:
        """Return those of some people who meet a criterion or nearly do, and how."""
        verdicts = self.judgement.answers.select(self.judgement.people, verdict=criterion.verdict().cast(pl.String))
        met = verdicts.filter(pl.col("verdict").str.starts_with("met") & pl.col("patient_id").is_in(sorted(people)))
        near = nearly(self.judgement, criterion, people)
        return {patient: Standing(verdict, "") for patient, verdict in met.iter_rows()} | {
            patient: Standing("", _in_words(sets)) for patient, sets in near.items()
        }


def _by_person(rows: pl.DataFrame) -> Named:
    found: dict[str, list[tuple[str, str]]] = {}
    for patient, what, row_id in rows.sort("patient_id", "row_id").iter_rows():
        found.setdefault(patient, []).append((what, row_id))
    return found


def _in_words(sets: tuple[tuple[Fact, ...], ...]) -> str:
    return "; or ".join(" and ".join(fact.missing or fact.says for fact in facts) for facts in sets)
