"""What happened to each person: the derivations in the order in which they need each other."""

from dataclasses import dataclass

import polars as pl

from nmosd.course.attacks import derive_attacks
from nmosd.course.definitions import Definitions
from nmosd.course.people import derive_people
from nmosd.course.person_time import derive_person_time
from nmosd.course.serostatus import derive_serostatus
from nmosd.record import Record


@dataclass(frozen=True)
class Course:
    """What was derived from a record, and under which definitions.

    `people`, `serostatus` and `person_time` have one row per person, `attacks` one row per merged attack; each is sorted by
    patient. Days are whole numbers counted from 1970-01-01; in a relative calendar, day 0 is the onset of disease.
    """

    definitions: Definitions
    calendar: str
    people: pl.DataFrame
    serostatus: pl.DataFrame
    attacks: pl.DataFrame
    person_time: pl.DataFrame


def derive(record: Record, definitions: Definitions | None = None, *, reasons: bool = False) -> Course:
    """Return the disease courses of a record's people; each person's rows depend on nobody else's.

    Args:
        record: the record.
        definitions: the rules; `Definitions()` unless told otherwise.
        reasons: add to each table the rule that made a row and the row ids that decided it.

    >>> import nmosd.record
    >>> course = derive(nmosd.record.new_record({}, title="nobody"))
    >>> course.people.height, course.calendar
    (0, 'absolute')
    """
    definitions = Definitions() if definitions is None else definitions
    attacks = derive_attacks(record, definitions, reasons=reasons)
    people = derive_people(record, attacks, definitions, reasons=reasons)
    return Course(
        definitions=definitions,
        calendar=record.calendar,
        people=people,
        serostatus=derive_serostatus(record, definitions, reasons=reasons),
        attacks=attacks,
        person_time=derive_person_time(record, people, attacks, definitions, reasons=reasons),
    )
