"""The facts about people on which the criteria rest."""

import polars as pl

from nmosd.course import Course
from nmosd.criteria.facts.antibody_facts import antibody_facts
from nmosd.criteria.facts.attack_facts import attack_facts, counted_attacks
from nmosd.criteria.facts.material import Material, filled_tables
from nmosd.criteria.facts.mog_facts import mog_facts
from nmosd.criteria.facts.mogad_facts import mogad_facts
from nmosd.criteria.facts.ms_facts import ms_facts
from nmosd.criteria.facts.person_facts import person_facts
from nmosd.criteria.facts.scan_facts import scan_facts, scan_rows
from nmosd.record import Record

NEEDED = ("people", "serostatus", "attacks", "imaging", "attack_imaging", "attack_features", "csf", "eyes")
"""The tables of a course that the facts are made from."""


def facts_about(record: Record, course: Course, *, reasons: bool = False, filled: frozenset[str] | None = None) -> pl.DataFrame:
    """Return one row per person, sorted by patient: `patient_id`, and each fact as true, false or null (cannot be told).

    With `reasons`, three lists of row ids follow for each fact: `<fact>_support` and `<fact>_against` say yes and no,
    `<fact>_open` were asked and do not say. `filled` are the tables that hold a row in the whole record, if `record` is a part.
    """
    material = Material(record, course, reasons, filled_tables(record) if filled is None else filled)
    scans = scan_rows(material)
    attacks = counted_attacks(material, scans)
    columns = [
        attack_facts(material, attacks, scans),
        scan_facts(material, scans),
        antibody_facts(material),
        mog_facts(material),
        mogad_facts(material, attacks, scans),
        person_facts(material),
        ms_facts(material, attacks, scans),
    ]
    return pl.concat([material.people.select("patient_id"), *columns], how="horizontal")
