"""What happened to each person: a record's disease courses as tables."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.derivations import Derivations
from nmosd.course.keys import Block, blocks, of_people, parts_of
from nmosd.course.side_by_side import side_by_side
from nmosd.errors import CourseError
from nmosd.nearest import nearest_or_all
from nmosd.record import Record

GRAINS: Mapping[str, str] = {
    "people": "a person",
    "serostatus": "a person",
    "attacks": "an attack, after merging",
    "person_time": "a person",
    "imaging": "a scan",
    "attack_imaging": "an attack",
    "attack_features": "an attack",
    "course_form": "a person",
    "csf": "a lumbar puncture",
    "eyes": "an examination of one eye",
    "eye_history": "an eye of a person",
    "vision": "a person",
    "neurophysiology": "a person tested, or with signs that call for it",
    "coexisting": "a coexisting disease or autoantibody of a person",
    "comorbidity": "a person",
    "symptom_burden": "a symptom of a person",
    "symptom_scores": "an instrument with which a person was asked",
    "symptom_care": "a treatment of a symptom",
    "work_and_hospital": "a person",
    "disability": "a visit",
    "opticospinal": "a subscore at an examination",
    "worsening": "a confirmed worsening",
    "milestones": "a milestone of a person",
    "recovery": "a measure of an attack (EDSS, or acuity of a struck eye)",
    "acute_care": "an attack",
    "exposure": "an episode of preventive treatment",
    "diagnosis": "a person",
    "breakthroughs": "an attack and an episode that it broke through",
    "cell_therapy": "an infusion of cells",
    "pregnancies": "a pregnancy",
    "pregnancy_periods": "a period before, in or after a pregnancy",
    "safety": "an infection, vaccination, adverse event or test",
    "precautions": "a vaccination or test that belongs before an episode",
}
"""The derived tables in the order in which they are made, and what a row of each is."""


ONE_ROW_PER_PERSON = (
    "people",
    "serostatus",
    "person_time",
    "course_form",
    "vision",
    "neurophysiology",
    "comorbidity",
    "work_and_hospital",
    "diagnosis",
)
"""The tables of a course in which nobody has more than one row: their yes/no columns are facts about people."""


@dataclass(frozen=True)
class Course:
    """What was derived from a record, and under which definitions.

    The tables are attributes (`course.attacks`); `GRAINS` says what a row of each is, the function that derives it what its
    columns are. Each is sorted by patient. Days are whole numbers counted from 1970-01-01; in a relative calendar, day 0 is the
    onset of disease.
    """

    definitions: Definitions
    calendar: str
    derived: Mapping[str, pl.DataFrame]

    def __getattr__(self, name: str) -> pl.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self.derived:
            return self.derived[name]
        if name in GRAINS:
            raise CourseError(f"The table {name!r} was not derived: leave out `only`, or add {name!r} to it.")
        raise CourseError(f"A course has no table {name!r}{nearest_or_all(name, GRAINS, 'the tables are')}")

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the derived tables by name, in the order of `GRAINS`."""
        return dict(self.derived)

    def restricted(self, patient_ids: pl.Series) -> "Course":
        """Return the course of some people alone."""
        people = patient_ids.to_frame("patient_id")
        few = {
            name: table.join(people, on="patient_id", how="semi", maintain_order="left") for name, table in self.derived.items()
        }
        return Course(self.definitions, self.calendar, few)

    def beside(self, record: Record) -> Iterator[tuple[Record, "Course"]]:
        """Give the record and this course of its people some thousand at a time, in the order of their names; at least once."""
        for part, patients in parts_of(record):
            tables = {name: of_people(table, patients) for name, table in self.derived.items()}
            yield part, Course(self.definitions, self.calendar, tables)


def derive(
    record: Record, definitions: Definitions | None = None, *, only: Collection[str] | None = None, reasons: bool = False
) -> Course:
    """Return the disease courses of a record's people; each person's rows depend on nobody else's.

    Args:
        record: the record.
        definitions: the rules; `Definitions()` unless told otherwise.
        only: the tables wanted, all of `GRAINS` unless told otherwise.
        reasons: add to each table the rule that made a row and the row ids that decided it.

    Raises:
        CourseError: `only` names a table that does not exist.

    >>> import nmosd.record
    >>> course = derive(nmosd.record.new_record({}, title="nobody"))
    >>> course.people.height, course.calendar
    (0, 'absolute')
    """
    parts = list(derive_in_parts(record, definitions, only=only, reasons=reasons))
    derived = {name: pl.concat([part.derived[name] for part in parts]) for name in parts[0].derived}
    return Course(definitions=parts[0].definitions, calendar=record.calendar, derived=derived)


def derive_in_parts(
    record: Record, definitions: Definitions | None = None, *, only: Collection[str] | None = None, reasons: bool = False
) -> Iterator[Course]:
    """Return the courses of a record's people some thousand at a time, in the order of their names; at least one.

    What `derive` gives at once, for cohorts whose derived tables are larger than memory: put one under another, the tables of
    the parts are those of `derive`. Arguments and errors are its own.

    >>> import nmosd.record
    >>> [part.people.height for part in derive_in_parts(nmosd.record.new_record({}, title="nobody"))]
    [0]
    """
    for name in only or ():
        if name not in GRAINS:
            raise CourseError(f"A course has no table {name!r}{nearest_or_all(name, GRAINS, 'the tables are')}")
    wanted = [name for name in GRAINS if only is None or name in only]
    return _parts(record, Definitions() if definitions is None else definitions, wanted, reasons=reasons)


def _parts(record: Record, definitions: Definitions, wanted: Sequence[str], *, reasons: bool) -> Iterator[Course]:
    def part(block: Block) -> Course:
        made = Derivations(block.record, definitions, reasons=reasons)
        return Course(definitions, record.calendar, {name: block.named(getattr(made, name)) for name in wanted})

    return side_by_side(part, blocks(record))
