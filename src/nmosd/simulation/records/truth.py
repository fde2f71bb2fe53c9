"""The truth behind a simulated record, as tables of its own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, ClassVar

import numpy as np
import polars as pl

from nmosd.course import Definitions
from nmosd.course.vision.scales import thresholds
from nmosd.record.vocabulary.letter_chart import letter_chart
from nmosd.simulation.records.clinic import Clinic, blank, unless, word
from nmosd.simulation.records.features import RESPONSES
from nmosd.simulation.records.kernel import OPTIC, left_by_attacks
from nmosd.simulation.records.prevention import BY_ATTACK, FOR_THE_DIAGNOSIS
from nmosd.simulation.records.reports import Reports
from nmosd.simulation.records.scoring import EDSS, WALKING, Halves, scores, scoring, walking_from
from nmosd.stats.arrays import Booleans, Floats, Integers


@dataclass(frozen=True)
class Truth:
    """What truly happened, whatever the record says: tables sorted by patient, whose rows are those of `GRAINS`."""

    GRAINS: ClassVar[Mapping[str, str]] = {
        "people": "a person: serostatus, first and last contact, death",
        "attacks": "an attack, with the row that reports it (null: not on record)",
        "reports": "a reported attack, with the number of the attack in its person (null: there was none)",
        "exposures": "a preventive drug from its first to its last day (null: never stopped)",
        "disability": "an attack: the EDSS and the acuity of each eye that hold for good after it",
        "milestones": "a milestone of a person, with the day from which it held for good (null: never)",
    }

    people: pl.DataFrame
    attacks: pl.DataFrame
    reports: pl.DataFrame
    exposures: pl.DataFrame
    disability: pl.DataFrame
    milestones: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the tables by name."""
        return {name: getattr(self, name) for name in self.GRAINS}


def truth_of(clinic: Clinic, reports: Reports, nadir_edss: Floats) -> Truth:
    """Return the truth behind what a clinic writes."""
    lives = clinic.lives
    left = left_by_attacks(lives.histories.first, lives.features.lasting)
    left[:, OPTIC:] = np.round(left[:, OPTIC:], 1)
    scored = scores(left, scoring(clinic.assumed))
    return Truth(
        people=_people(clinic),
        attacks=_attacks(clinic, reports, nadir_edss),
        reports=_reports(reports),
        exposures=_exposures(clinic),
        disability=_disability(clinic, left, scored),
        milestones=_milestones(clinic, left, scored),
    )


def _people(clinic: Clinic) -> pl.DataFrame:
    lives, persons = clinic.lives, clinic.lives.persons
    everybody = np.arange(len(persons))
    dead = np.isfinite(lives.death)
    return pl.DataFrame(
        {"patient_id": clinic.patients, "aqp4_positive": pl.Series(persons.aqp4_positive), "age_at_onset": pl.Series(persons.age)}
        | _day(clinic, "onset", everybody, np.zeros(len(persons), np.int64))
        | _day(clinic, "diagnosed", everybody, persons.diagnosed)
        | _day(clinic, "first_contact", everybody, persons.entered)
        | _day(clinic, "last_contact", everybody, lives.last)
        | _day(clinic, "observed_until", everybody, np.minimum(lives.death, persons.observed - 1).astype(np.int64))
        | blank(_day(clinic, "death", everybody, np.where(dead, lives.death, 0).astype(np.int64)), ~dead)
        | {"death_in_attack": unless(~dead, pl.Series(lives.death_in_attack))}
    )


def _attacks(clinic: Clinic, reports: Reports, nadir_edss: Floats) -> pl.DataFrame:
    lives, features = clinic.lives, clinic.lives.features
    person, row = lives.histories.person(), pl.Series(reports.row_of_attack)
    return pl.DataFrame(
        {"patient_id": clinic.patients.gather(person), "attack": pl.Series(1 + lives.number_of_attacks())}
        | _day(clinic, "onset", person, lives.onset_of_attacks())
        | {
            "kind": pl.Series(features.kinds.names).gather(features.kinds.place),
            "eyes": pl.Series(["none", "right", "left", "both"]).gather(features.eyes),
            "days_to_nadir": pl.Series(features.nadir),
            "nadir_edss": pl.Series(nadir_edss),
            "remission": pl.Series(RESPONSES).gather(features.response),
            "row_id": reports.ids["row_id"].gather(row.set(row < 0, None)),
        }
    )


def _reports(reports: Reports) -> pl.DataFrame:
    number = reports.clinic.lives.number_of_attacks()[reports.attack]
    attack = pl.Series(1 + number).set(pl.Series(reports.attack < 0), None)
    return pl.DataFrame(reports.ids | {"attack": attack})


def _exposures(clinic: Clinic) -> pl.DataFrame:
    lives, episodes = clinic.lives, clinic.lives.episodes
    until = np.minimum(lives.death, lives.persons.observed - 1)[episodes.person]
    goes_on = episodes.stop > until
    reasons = clinic.assumed.shares("stop_reason")[0]
    reason = np.where(episodes.reason == BY_ATTACK, len(reasons), episodes.reason)
    unsaid = goes_on | (episodes.reason == FOR_THE_DIAGNOSIS)
    stop = np.where(goes_on, 0, episodes.stop).astype(np.int64)
    return pl.DataFrame(
        {"patient_id": clinic.patients.gather(episodes.person), "episode": pl.Series(1 + episodes.number)}
        | {"drug": word("drugs", episodes.drugs, episodes.drug)}
        | _day(clinic, "start", episodes.person, episodes.start.astype(np.int64))
        | blank(_day(clinic, "stop", episodes.person, stop), goes_on)
        | {"stop_reason": word("stop_reason", (*reasons, "attack"), np.where(unsaid, -1, reason))}
    )


def _disability(clinic: Clinic, left: Floats, scored: Halves) -> pl.DataFrame:
    lives = clinic.lives
    person = lives.histories.person()
    return pl.DataFrame(
        {"patient_id": clinic.patients.gather(person), "attack": pl.Series(1 + lives.number_of_attacks())}
        | _day(clinic, "since", person, lives.onset_of_attacks())
        | {
            "edss": pl.Series(scored[:, EDSS] / 2),
            "logmar_right": pl.Series(left[:, OPTIC]),
            "logmar_left": pl.Series(left[:, OPTIC + 1]),
        }
    )


def _milestones(clinic: Clinic, left: Floats, scored: Halves) -> pl.DataFrame:
    """Return one row per person and milestone of `course`, in its order: met from the onset of the attack that left it behind."""
    lives = clinic.lives
    declared = tomllib.loads(files("nmosd.course.disability").joinpath("milestones.toml").read_text("utf-8"))
    from_disease = np.where(lives.death_in_attack, lives.death, np.inf)
    days = []
    for milestone in declared.values():
        if "death" in milestone:
            days.append(from_disease if milestone["death"] == "NMOSD" else lives.death)
            continue
        day = _first_met(clinic, _met(clinic, milestone, left, scored))
        days.append(np.minimum(day, from_disease) if "score" in milestone else day)
    day = np.stack(days, axis=1).ravel()
    person = np.repeat(np.arange(len(lives.persons)), len(declared))
    never = ~np.isfinite(day)
    return pl.DataFrame(
        {
            "patient_id": clinic.patients.gather(person),
            "milestone": pl.Series(list(declared)).gather(np.tile(np.arange(len(declared)), len(lives.persons))),
        }
        | blank(_day(clinic, "day", person, np.where(never, 0, day).astype(np.int64)), never)
    )


def _met(clinic: Clinic, milestone: dict[str, Any], left: Floats, scored: Halves) -> Booleans:
    """Return whether what is left after each attack meets a milestone."""
    if "score" in milestone:
        return np.asarray(scored[:, EDSS] >= 2 * milestone["score"])
    if "aids" in milestone:
        aids = clinic.assumed.table("walking_aid_from")
        least = min(aids[name] for name in milestone["aids"] if name in aids)
        return walking_from(clinic.assumed)[scored[:, WALKING]] >= least
    line = next(one for one in thresholds() if one.name == Definitions().blindness_threshold)
    close = letter_chart().letter / 2
    beyond = left[:, OPTIC:] - line.logmar
    blind = beyond > -close if line.comparison == "at or worse than" else beyond >= close
    return np.asarray(blind.sum(axis=1) >= milestone["eyes"])


def _first_met(clinic: Clinic, met: Booleans) -> Floats:
    lives = clinic.lives
    found = np.full(len(lives.persons), np.inf)
    places = np.flatnonzero(met)
    np.minimum.at(found, lives.histories.person()[places], lives.histories.day[places].astype(np.float64))
    return found


def _day(clinic: Clinic, name: str, person: Integers, day: Integers) -> dict[str, pl.Series]:
    return {name: pl.Series((clinic.lives.persons.onset[person] + day).astype("datetime64[D]"))}
