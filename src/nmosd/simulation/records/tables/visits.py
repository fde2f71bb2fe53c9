"""Visits, examinations of the eyes, and symptoms."""

import numpy as np
import polars as pl

from nmosd.course.vision.scales import conversions
from nmosd.simulation.records.clinic import Clinic, blank, word, yes_no
from nmosd.simulation.records.examinations import Examinations, measured
from nmosd.simulation.records.reports import Reports
from nmosd.simulation.records.scoring import EDSS, SCORED, WALKING, Halves, walking_from
from nmosd.stats.arrays import Floats, Integers

_CATEGORIES = "freiburg"
"""The published conversion by which an acuity below any chart is written as a category."""


def visit_tables(clinic: Clinic, reports: Reports, found: Examinations) -> dict[str, pl.DataFrame]:
    """Return the tables `visits`, `eye_exams` and `symptoms`."""
    scored, logmar = measured(clinic, found)
    return {
        "visits": _visits(clinic, found, scored),
        "eye_exams": _eye_exams(clinic, reports, found, logmar),
        "symptoms": _symptoms(clinic, found),
    }


def _visits(clinic: Clinic, found: Examinations, scored: Halves) -> pl.DataFrame:
    systems = {name: pl.Series(scored[:, place].astype(np.int32)) for place, name in enumerate(SCORED[:WALKING])}
    systems["cerebellar_function"] = pl.Series(np.zeros(len(scored), np.int32))
    metres, aids = _walking(clinic)
    way = scored[:, WALKING].astype(np.int64)
    walking = {"walking_distance": pl.Series(metres[way]), "walking_aid": word("walking_aid", tuple(aids), way)}
    no_systems = clinic.lacking(found.draws, "systems_blank")
    method = word("edss_method", ("Neurostatus",), np.zeros(len(scored), np.int64))
    return pl.DataFrame(
        clinic.rows("visits", found.person)
        | clinic.date("visited", found.person, found.day)
        | blank(
            {"edss": pl.Series(scored[:, EDSS] / 2), "edss_method": method},
            clinic.lacking(found.draws, "edss_blank"),
        )
        | blank(systems, no_systems)
        | blank(walking, clinic.lacking(found.draws, "walking_blank"))
    )


def _walking(clinic: Clinic) -> tuple[Floats, list[str]]:
    """Return the longest walk and the aid at each loss from which walking changes."""
    metres, aids = clinic.assumed.table("metres_from"), clinic.assumed.table("walking_aid_from")
    losses = walking_from(clinic.assumed)
    walk = [min(float(name) for name, loss in metres.items() if loss <= here) for here in losses]
    aid = [max((loss, name) for name, loss in aids.items() if loss <= here)[1] for here in losses]
    return np.array(walk), aid


def _eye_exams(clinic: Clinic, reports: Reports, found: Examinations, logmar: Floats) -> pl.DataFrame:
    """Return a row for each eye of the visits at which the eyes were examined."""
    examined = np.flatnonzero((found.attack >= 0) | ~clinic.lacking(found.draws, "eyes_not_examined"))
    visit = np.repeat(examined, 2)
    eye = np.tile(np.array([0, 1]), examined.size)
    acuity = logmar[visit, eye]
    limits = {name: value for name, value in conversions()[_CATEGORIES].items() if isinstance(value, float)}
    ordered = sorted(limits, key=limits.__getitem__)
    category = np.searchsorted([limits[name] for name in ordered], acuity + 1e-9, side="right")
    decimal = np.where(category == 0, np.round(10.0**-acuity, 4), np.nan)
    report = np.where(found.attack[visit] >= 0, reports.row_of_attack[found.attack[visit]], -1)
    return pl.DataFrame(
        clinic.rows("eye_exams", found.person[visit])
        | clinic.date("examined", found.person[visit], found.day[visit])
        | {
            "eye": word("eye", ("right", "left"), eye),
            "acuity_category": word("acuity_category", ("measured", *ordered), category),
            "acuity": pl.Series(decimal, nan_to_null=True),
            "attack": reports.ids["row_id"].gather(pl.Series(report).set(pl.Series(report < 0), None)),
        }
    )


def _symptoms(clinic: Clinic, found: Examinations) -> pl.DataFrame:
    """Return the symptoms asked for at the first and at the last visit of each person."""
    lives, shares = clinic.lives, clinic.assumed.table("lasting_symptom")
    symptoms = tuple(shares)
    first = np.searchsorted(found.person, np.unique(found.person))
    last = np.searchsorted(found.person, np.unique(found.person), side="right") - 1
    visit = np.repeat(np.unique(np.concatenate([first, last])), len(symptoms))
    symptom = np.tile(np.arange(len(symptoms)), visit.size // len(symptoms))
    person, day = found.person[visit], found.day[visit]
    has_it = lives.persons.draws.numbered(person, symptom).uniform("symptom")
    share = np.array(list(shares.values()))[symptom]
    present = has_it < np.where(
        _first_myelitis(clinic)[person] <= day, share, share * clinic.assumed.number("symptom_without_myelitis")
    )
    draws = found.draws.where(visit).parts(len(symptoms), symptom)
    kept = np.flatnonzero(~clinic.lacking(draws, "symptoms_not_asked"))
    return pl.DataFrame(
        clinic.rows("symptoms", person[kept])
        | {"symptom": word("symptoms", symptoms, symptom[kept])}
        | clinic.date("reported", person[kept], day[kept])
        | {"present": yes_no(present[kept])}
    )


def _first_myelitis(clinic: Clinic) -> Integers:
    """Return the day of each person's first attack with myelitis, one that never comes where there is none."""
    lives = clinic.lives
    found = np.full(len(lives.persons), np.iinfo(np.int64).max)
    struck = np.flatnonzero(lives.features.kinds.struck("spinal cord"))
    np.minimum.at(found, lives.histories.person()[struck], lives.onset_of_attacks()[struck])
    return found
