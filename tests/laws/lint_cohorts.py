"""Invented cohorts for the design linter: sound ones, and ones with a bias planted.

A cohort is sound unless a change is named: followed from the onset, every day known, everybody tested by cell-based assays, two
drugs given by chance, attacks by chance alone, examinations outside attacks.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from nmosd.course import Course, derive
from nmosd.record import Record, new_record
from nmosd.study import Protocol
from nmosd.study.lint import LINTED
from nmosd.study.population import select_people

DAY_ONE = dt.date(2008, 1, 1)
Row = dict[str, Any]
_YES_NO = {True: "yes", False: "no"}


@dataclass(frozen=True)
class Change:
    """In what a cohort differs from a sound one."""

    people: int = 160
    seed: int = 1
    attacks_a_year: float = 0.6
    frailty: float = 0.0
    first_contact_after: int = 0
    recalled: bool = False
    vague_dates: bool = False
    first_drug: int = 200
    second_drug: bool = False
    attack_after_start: bool = True
    starts_after_attack: bool = False
    stops_after_attack: bool = False
    steroid: bool = False
    second_group_years_later: float = 0.0
    old_people_get_one_drug: bool = False
    disease_begins: int = -700
    disease_examined: int = 1
    assay: str = "cell-based"
    mog_tested: bool = True
    tested_after: int = 10
    scored_in_attacks: bool = False
    nerves_tested: str = "everybody"
    twins: int = 0
    score_missing_in: str | None = None


def interval(name: str, day: int, width: int = 0) -> Row:
    first = DAY_ONE + dt.timedelta(day)
    return {f"{name}_earliest": first, f"{name}_latest": first + dt.timedelta(width)}


class Maker:
    """One cohort in the making."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.random = np.random.default_rng(change.seed)
        self.rows: dict[str, list[Row]] = {}

    def add(self, table: str, patient: str, **row: Any) -> None:
        """Add a row; yes and no are written as the record writes them."""
        own = self.rows.setdefault(table, [])
        row_id = f"{patient}/{table}/{len(own):05}"
        said = {name: _YES_NO.get(value, value) if isinstance(value, bool) else value for name, value in row.items()}
        own.append({"row_id": row_id, "patient_id": patient} | said)

    def record(self) -> Record:
        for number in range(self.change.people):
            self.person(f"P{number:04}")
        for number in range(self.change.twins):
            self.twin(f"P{number:04}")
        frames = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in self.rows.items()}
        return new_record(frames, title="an invented cohort", synthetic=True)

    def twin(self, patient: str) -> None:
        other = patient.replace("P", "T")
        for table in list(self.rows):
            for row in [one for one in self.rows[table] if one["patient_id"] == patient]:
                again = row | {"patient_id": other, "row_id": row["row_id"].replace(patient, other)}
                self.rows[table].append(again | ({"attack": None} if "attack" in row else {}))

    def person(self, patient: str) -> None:
        change, random = self.change, self.random
        age = random.uniform(20, 60)
        rituximab = bool(random.random() < 0.5) if not change.old_people_get_one_drug else age < 40
        with_disease, positive = bool(random.random() < 0.3), bool(random.random() < 0.6)
        onset = int(random.integers(0, 1000)) + (round(365 * change.second_group_years_later) if rituximab else 0)
        dies = bool(random.random() < 0.2)
        last = onset + (int(random.integers(1500, 2900)) if dies else 2922)
        self.add(
            "patients",
            patient,
            sex="male" if random.random() < 0.3 else "female",
            status="dead" if dies else "alive",
            death_cause="other" if dies else None,
            coexisting_diseases_complete=True,
            attacks_complete=True,
            **interval("birth", onset - round(365 * age)),
            **interval("onset", onset),
            **interval("first_contact", onset + change.first_contact_after),
            **interval("last_contact", last),
            **(interval("death", last) if dies else {}),
        )
        self.add("diagnoses", patient, label="NMOSD", alternatives_excluded=True, **interval("diagnosed", onset + 10))
        self.antibodies(patient, onset, positive)
        if with_disease:
            began = onset + change.disease_begins
            self.add("comorbidities", patient, disease="systemic lupus erythematosus", **interval("began", began))
        start = onset + change.first_drug + int(random.integers(0, 200))
        attacks = self.attacks(patient, onset, start, last)
        if change.starts_after_attack:
            start = next((day for day in attacks if day > start), start) + 30
        self.drugs(patient, start, last, attacks, rituximab=rituximab)
        scored = change.score_missing_in != ("rituximab" if rituximab else "azathioprine")
        often = change.disease_examined if with_disease else 1
        self.examinations(patient, onset, last, attacks, often=often, scored=scored)
        self.nerves(patient, onset, with_signs=with_disease)

    def antibodies(self, patient: str, onset: int, positive: bool) -> None:
        change, when = self.change, interval("sampled", onset + self.change.tested_after)
        result = "positive" if positive else "negative"
        own = change.assay if positive else "cell-based"
        self.add("antibody_tests", patient, analyte="AQP4-IgG", specimen="serum", assay=own, result=result, **when)
        if change.mog_tested:
            self.add(
                "antibody_tests", patient, analyte="MOG-IgG", specimen="serum", assay="cell-based", result="negative", **when
            )

    def attacks(self, patient: str, onset: int, start: int, last: int) -> list[int]:
        change, random = self.change, self.random
        factor = random.gamma(1 / change.frailty, change.frailty) if change.frailty else 1.0
        days, day = [onset], float(onset)
        while True:
            day += random.exponential(365.25 / (change.attacks_a_year * factor)) if change.attacks_a_year * factor else 1e9
            if day > last:
                break
            if round(day) - days[-1] > 45 and (change.attack_after_start or not start - 5 < day < start + 95):
                days.append(round(day))
        source = "patient recall" if change.recalled else "examination"
        for one in days:
            width = 300 if change.vague_dates and one != onset else 0
            sites = [("optic nerve right", "spinal cord")[one % 2]]
            begin = max(onset + 1, one - width // 2) if width else one
            self.add("attacks", patient, sites=sites, report_source=source, **interval("onset", begin, width))
        return days

    def drugs(self, patient: str, start: int, last: int, attacks: list[int], *, rituximab: bool) -> None:
        change = self.change
        drug, other = ("rituximab", "azathioprine") if rituximab else ("azathioprine", "rituximab")
        stop = next((day + 20 for day in attacks if day > start + 400), None) if change.stops_after_attack else None
        stop = start + 600 if change.second_drug else stop
        stopped = stop is not None and stop < last
        how = interval("stop", stop) | {"stop_reason": "attack", "ongoing": False} if stopped else {"ongoing": True}
        self.add("therapies", patient, drug=drug, **interval("start", start), **how)
        if change.second_drug and stopped:
            self.add("therapies", patient, drug=other, ongoing=True, **interval("start", stop + 40))
        if change.steroid:
            days = interval("start", start) | interval("stop", start + 120)
            self.add("therapies", patient, drug="prednisone", ongoing=False, stop_reason="planned", **days)

    def examinations(self, patient: str, onset: int, last: int, attacks: list[int], *, often: int, scored: bool) -> None:
        random, walk = self.random, 1.5 + 0.5 * int(self.random.integers(0, 4))
        worsens = onset + int(random.integers(900, 4000))
        blind = {side: onset + int(random.integers(900, 6000)) for side in ("right", "left")}
        for day in range(onset + 100, last, 180 // often):
            near = [one for one in attacks if 0 <= day - one <= 100]
            when = near[-1] + 101 if near and not self.change.scored_in_attacks else day
            if self.change.scored_in_attacks and attacks[-1] > onset and day + 180 // often >= last:
                when = attacks[-1] + 3
            if when > last or (any(0 <= when - one <= 100 for one in attacks) and not self.change.scored_in_attacks):
                continue
            score = 6.5 if when > worsens else walk
            self.add("visits", patient, edss=score if scored else None, edss_method="Neurostatus", **interval("visited", when))
            for side in ("right", "left"):
                acuity = 0.05 if when > blind[side] else 1.0
                self.add("eye_exams", patient, eye=side, acuity_category="measured", acuity=acuity, **interval("examined", when))

    def nerves(self, patient: str, onset: int, *, with_signs: bool) -> None:
        self.add(
            "visits",
            patient,
            muscle_atrophy=with_signs,
            reduced_reflexes=False,
            fasciculations=False,
            **interval("visited", onset + 101),
        )
        if with_signs or self.change.nerves_tested == "everybody":
            found = "none" if self.random.random() < 0.5 else "acute"
            day = interval("tested", onset + 30)
            self.add("neurophysiology", patient, study="electromyography", denervation=found, **day)


@cache
def cohort(change: Change = Change()) -> Record:
    """Return an invented cohort."""
    return Maker(change).record()


@cache
def _derived(change: Change, definitions: tuple[tuple[str, Any], ...]) -> Course:
    return derive(cohort(change), Protocol(title="x", definitions=dict(definitions)).course_definitions(), only=LINTED)


def ready(change: Change, protocol: Protocol) -> tuple[Record, Course]:
    """Return the record and the course of the people whom a protocol includes."""
    definitions = dict(protocol.definitions)
    if protocol.comparison is not None and protocol.comparison.lag_days is not None:
        definitions["treatment_lag_days"] = protocol.comparison.lag_days
    course = _derived(change, tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in sorted(definitions.items())))
    included, _ = select_people(cohort(change), course, protocol.population)
    return cohort(change), course.restricted(included)
