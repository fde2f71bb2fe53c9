"""How the derivations need each other: each table of a record, made when it is first asked for."""

from collections.abc import Callable
from functools import cache, cached_property, wraps

import polars as pl

from nmosd.course.attack_features import derive_attack_features
from nmosd.course.attacks.acute_care import derive_acute_care
from nmosd.course.attacks.attacks import derive_attacks
from nmosd.course.attacks.recovery import derive_recovery
from nmosd.course.comorbidity.coexisting import derive_coexisting
from nmosd.course.comorbidity.comorbidity import derive_comorbidity
from nmosd.course.definitions import Definitions
from nmosd.course.disability import derive_disability, derive_milestones, derive_opticospinal, derive_worsening
from nmosd.course.imaging.attack_imaging import derive_attack_imaging
from nmosd.course.imaging.imaging import derive_imaging
from nmosd.course.keys import blocks
from nmosd.course.laboratory.csf import derive_csf
from nmosd.course.laboratory.serostatus import derive_serostatus
from nmosd.course.neurophysiology.neurophysiology import derive_neurophysiology
from nmosd.course.people.course_form import derive_course_form
from nmosd.course.people.diagnosis import derive_diagnosis
from nmosd.course.people.people import derive_people
from nmosd.course.people.person_time import derive_person_time
from nmosd.course.symptoms.burden import derive_symptom_burden
from nmosd.course.symptoms.care import derive_symptom_care
from nmosd.course.symptoms.scores import derive_symptom_scores
from nmosd.course.symptoms.work_and_hospital import derive_work_and_hospital
from nmosd.course.treatment.breakthroughs import derive_breakthroughs
from nmosd.course.treatment.cell_therapy import derive_cell_therapy
from nmosd.course.treatment.exposure import derive_exposure
from nmosd.course.treatment.precautions import derive_precautions
from nmosd.course.treatment.pregnancies import derive_pregnancies, derive_pregnancy_periods
from nmosd.course.treatment.safety import derive_safety
from nmosd.course.vision.eye_history import derive_eye_history
from nmosd.course.vision.eyes import derive_eyes
from nmosd.course.vision.person import derive_vision
from nmosd.record import Record, new_record

Table = Callable[["Derivations"], pl.DataFrame]


def _from_rows_of(*tables: str) -> Callable[[Table], "cached_property[pl.DataFrame]"]:
    """Declare a table that has no row where these tables of the record have none; most records leave many of them empty."""

    def declared(table: Table) -> "cached_property[pl.DataFrame]":
        @wraps(table)
        def made(self: "Derivations") -> pl.DataFrame:
            if any(getattr(self.record, name).height for name in tables):
                return table(self)
            return _of_nobody(table, reasons=self.reasons)

        return cached_property(made)

    return declared


@cache
def _of_nobody(table: Table, *, reasons: bool) -> pl.DataFrame:
    nobody = next(blocks(new_record({}, title="nobody"))).record
    return table(Derivations(nobody, Definitions(), reasons=reasons))


class Derivations:
    """The derived tables of a record by name; what they are is said where they are derived, what a row is in `course.GRAINS`."""

    def __init__(self, record: Record, definitions: Definitions, *, reasons: bool) -> None:
        self.record, self.definitions, self.reasons = record, definitions, reasons

    @cached_property
    def people(self) -> pl.DataFrame:
        return derive_people(self.record, self.attacks, self.definitions, reasons=self.reasons)

    @cached_property
    def serostatus(self) -> pl.DataFrame:
        return derive_serostatus(self.record, self.definitions, reasons=self.reasons)

    @_from_rows_of("attacks")
    def attacks(self) -> pl.DataFrame:
        return derive_attacks(self.record, self.definitions, reasons=self.reasons)

    @cached_property
    def person_time(self) -> pl.DataFrame:
        return derive_person_time(self.record, self.people, self.attacks, self.definitions, reasons=self.reasons)

    @_from_rows_of("mri_scans")
    def imaging(self) -> pl.DataFrame:
        return derive_imaging(self.record, self.attacks, self.definitions, reasons=self.reasons)

    @_from_rows_of("attacks")
    def attack_imaging(self) -> pl.DataFrame:
        return derive_attack_imaging(self.record, self.attacks, self.imaging, reasons=self.reasons)

    @_from_rows_of("attacks")
    def attack_features(self) -> pl.DataFrame:
        return derive_attack_features(self.record, self.attacks, self.attack_imaging, self.definitions, reasons=self.reasons)

    @cached_property
    def course_form(self) -> pl.DataFrame:
        return derive_course_form(
            self.record, self.attacks, self.attack_features, self.serostatus, self.definitions, reasons=self.reasons
        )

    @_from_rows_of("csf_samples")
    def csf(self) -> pl.DataFrame:
        return derive_csf(self.record, self.attacks, self.definitions, reasons=self.reasons)

    @_from_rows_of("eye_exams")
    def eyes(self) -> pl.DataFrame:
        return derive_eyes(self.record, self.attacks, self.definitions, reasons=self.reasons)

    @cached_property
    def eye_history(self) -> pl.DataFrame:
        return derive_eye_history(self.record, self.attacks, self.eyes, self.definitions, reasons=self.reasons)

    @cached_property
    def vision(self) -> pl.DataFrame:
        return derive_vision(self.record, self.eyes, self.definitions, reasons=self.reasons)

    @_from_rows_of("neurophysiology", "visits")
    def neurophysiology(self) -> pl.DataFrame:
        return derive_neurophysiology(self.record, self.imaging, self.definitions, reasons=self.reasons)

    @_from_rows_of("antibody_tests", "comorbidities")
    def coexisting(self) -> pl.DataFrame:
        return derive_coexisting(self.record, self.people, self.definitions, reasons=self.reasons)

    @cached_property
    def comorbidity(self) -> pl.DataFrame:
        return derive_comorbidity(self.record, self.coexisting, reasons=self.reasons)

    @_from_rows_of("symptoms")
    def symptom_burden(self) -> pl.DataFrame:
        return derive_symptom_burden(self.record, self.definitions, reasons=self.reasons)

    @_from_rows_of("symptoms")
    def symptom_scores(self) -> pl.DataFrame:
        return derive_symptom_scores(self.record, self.definitions, reasons=self.reasons)

    @_from_rows_of("symptom_treatments")
    def symptom_care(self) -> pl.DataFrame:
        return derive_symptom_care(self.record, self.person_time, self.symptom_burden, self.definitions, reasons=self.reasons)

    @_from_rows_of("symptoms")
    def work_and_hospital(self) -> pl.DataFrame:
        return derive_work_and_hospital(self.record, self.person_time, self.definitions, reasons=self.reasons)

    @_from_rows_of("visits")
    def disability(self) -> pl.DataFrame:
        return derive_disability(self.record, self.attacks, self.definitions, reasons=self.reasons)

    @_from_rows_of("eye_exams", "visits")
    def opticospinal(self) -> pl.DataFrame:
        return derive_opticospinal(self.record, self.definitions, reasons=self.reasons)

    @_from_rows_of("visits")
    def worsening(self) -> pl.DataFrame:
        return derive_worsening(self.disability, self.attacks, self.definitions, reasons=self.reasons)

    @cached_property
    def milestones(self) -> pl.DataFrame:
        return derive_milestones(self.record, self.disability, self.eyes, self.attacks, self.definitions, reasons=self.reasons)

    @_from_rows_of("attacks")
    def recovery(self) -> pl.DataFrame:
        return derive_recovery(self.record, self.attacks, self.disability, self.eyes, self.definitions, reasons=self.reasons)

    @_from_rows_of("attacks")
    def acute_care(self) -> pl.DataFrame:
        return derive_acute_care(self.record, self.attacks, self.recovery, self.definitions, reasons=self.reasons)

    @_from_rows_of("therapies", "therapy_doses")
    def exposure(self) -> pl.DataFrame:
        return derive_exposure(self.record, self.people, self.attacks, self.person_time, self.definitions, reasons=self.reasons)

    @cached_property
    def diagnosis(self) -> pl.DataFrame:
        return derive_diagnosis(self.record, self.people, self.exposure, self.definitions, reasons=self.reasons)

    @_from_rows_of("therapies", "therapy_doses")
    def breakthroughs(self) -> pl.DataFrame:
        return derive_breakthroughs(self.attacks, self.exposure, self.person_time, self.definitions, reasons=self.reasons)

    @_from_rows_of("cell_therapies")
    def cell_therapy(self) -> pl.DataFrame:
        return derive_cell_therapy(
            self.record, self.person_time, self.attacks, self.disability, self.definitions, reasons=self.reasons
        )

    @_from_rows_of("pregnancies")
    def pregnancies(self) -> pl.DataFrame:
        return derive_pregnancies(self.record, self.people, self.exposure, self.definitions, reasons=self.reasons)

    @_from_rows_of("pregnancies")
    def pregnancy_periods(self) -> pl.DataFrame:
        return derive_pregnancy_periods(self.record, self.person_time, self.attacks, self.definitions, reasons=self.reasons)

    @_from_rows_of("safety_events")
    def safety(self) -> pl.DataFrame:
        return derive_safety(self.record, self.exposure, self.definitions, reasons=self.reasons)

    @_from_rows_of("therapies", "therapy_doses")
    def precautions(self) -> pl.DataFrame:
        return derive_precautions(self.record, self.exposure, self.definitions, reasons=self.reasons)
