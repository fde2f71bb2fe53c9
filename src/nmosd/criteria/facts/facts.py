"""The facts about people on which the criteria rest."""

import polars as pl

from nmosd.course import Course
from nmosd.criteria.facts.antibody_facts import antibody_facts
from nmosd.criteria.facts.attack_facts import attack_facts
from nmosd.criteria.facts.material import Material, filled_tables
from nmosd.criteria.facts.person_facts import person_facts
from nmosd.criteria.facts.scan_facts import scan_facts
from nmosd.record import Record

NEEDED = ("people", "serostatus", "attacks", "imaging", "attack_imaging", "attack_features", "csf")
"""The tables of a course that the facts are made from."""

_SUBJECTS = (attack_facts, scan_facts, antibody_facts, person_facts)


def facts_about(record: Record, course: Course, *, reasons: bool = False, filled: frozenset[str] | None = None) -> pl.DataFrame:
    """Return one row per person, sorted by patient: `patient_id`, and each fact as true, false or null (cannot be told).

    With `reasons`, three lists of row ids follow for each fact: `<fact>_support` and `<fact>_against` say yes and no,
    `<fact>_open` were asked and do not say. `filled` are the tables that hold a row in the whole record, if `record` is a part.
    """
    material = Material(record, course, reasons, filled_tables(record) if filled is None else filled)
    columns = [subject(material) for subject in _SUBJECTS]
    return pl.concat([material.people.select("patient_id"), *columns], how="horizontal")
