"""What a complete record must show of a simulated truth, one person at a time and from the words of the rules."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from importlib.resources import files

import polars as pl

from nmosd.course import Definitions
from nmosd.simulation.records import SimulatedCohort

Milestone = tuple[str, str, str, dt.date | None]
MILESTONES = tomllib.loads(files("nmosd.course.disability").joinpath("milestones.toml").read_text("utf-8"))


def per_person(table: pl.DataFrame) -> dict[str, list[dict]]:
    """Return the rows of each person, in their order."""
    found: dict[str, list[dict]] = {}
    for row in table.iter_rows(named=True):
        found.setdefault(row["patient_id"], []).append(row)
    return found


def attacks_to_find(cohort: SimulatedCohort) -> list[tuple[str, dt.date, set[str]]]:
    """Return every true attack until the last contact: whose, when, and where it struck."""
    last = dict(cohort.truth.people.select("patient_id", "last_contact").iter_rows())
    found = []
    for attack in cohort.truth.attacks.iter_rows(named=True):
        if attack["onset"] <= last[attack["patient_id"]]:
            sites = set(attack["kind"].split(" and "))
            if "optic nerve" in sites:
                sides = {"right", "left"} if attack["eyes"] == "both" else {attack["eyes"]}
                sites = sites - {"optic nerve"} | {f"optic nerve {side}" for side in sides}
            found.append((attack["patient_id"], attack["onset"], sites))
    return found


def exposures_to_find(cohort: SimulatedCohort) -> list[tuple[str, str, dt.date, str, dt.date | None]]:
    """Return every drug begun by the last contact: whose, which, from when, how it ended by then, and when it was stopped."""
    last = dict(cohort.truth.people.select("patient_id", "last_contact").iter_rows())
    found = []
    for drug in cohort.truth.exposures.iter_rows(named=True):
        seen_until = last[drug["patient_id"]]
        if drug["start"] <= seen_until:
            stopped = drug["stop"] is not None and drug["stop"] <= seen_until
            end = "stopped" if stopped else "ongoing"
            found.append((drug["patient_id"], drug["drug"], drug["start"], end, drug["stop"] if stopped else None))
    return found


def milestones_to_find(cohort: SimulatedCohort) -> Iterator[Milestone]:
    """Yield each person and milestone with what the examinations on record can show of the truth: status and day."""
    truth, record = cohort.truth, cohort.record
    attacks, left, milestones = (per_person(table) for table in (truth.attacks, truth.disability, truth.milestones))
    visits, exams = per_person(record.visits), per_person(record.eye_exams)
    for person in truth.people.iter_rows(named=True):
        patient = person["patient_id"]
        known_death = person["death"] is not None and person["death"] <= person["last_contact"]
        from_disease = known_death and person["death_in_attack"]
        for row in milestones[patient]:
            declared = MILESTONES[row["milestone"]]
            if "death" in declared:
                counts = from_disease if declared["death"] == "NMOSD" else known_death
                status, day = ("reached", person["death"]) if counts else ("not reached", None)
            elif "eyes" in declared:
                both = [of_eye(side, exams.get(patient, []), attacks[patient], left[patient]) for side in ("right", "left")]
                status, day = of_both_eyes(both, declared["eyes"])
            else:
                onsets = [attack["onset"] for attack in attacks[patient]]
                shown = [(visit["visited_earliest"], shows(visit, declared)) for visit in visits.get(patient, [])]
                status, day = what_shows(shown, onsets, row["day"])
                if from_disease and "score" in declared and status != "reached":
                    status, day = "reached", person["death"]
            yield patient, row["milestone"], status, day


def what_shows(
    shown: list[tuple[dt.date, bool]], onsets: list[dt.date], holds_from: dt.date | None
) -> tuple[str, dt.date | None]:
    """Return what examinations show of something that holds for good from a day on (None: never), and from which day.

    An examination more than 91 days after the last attack shows what holds for good. The first that does is confirmed by one 182
    days later or more. The last of all may show it because of an attack: then nobody can tell.
    """
    rules = Definitions()
    calm = [day for day, _ in shown if all(not 0 <= (day - onset).days <= rules.milestone_unstable_days for onset in onsets)]
    lasting = [day for day in calm if holds_from is not None and holds_from <= day]
    if lasting and (lasting[-1] - lasting[0]).days >= rules.milestone_confirmation_days:
        return "reached", lasting[0]
    return ("cannot tell" if lasting or not shown or shown[-1][1] else "not reached"), None


def shows(visit: dict, declared: dict) -> bool:
    return visit["edss"] >= declared["score"] if "score" in declared else visit["walking_aid"] in declared["aids"]


def of_eye(side: str, exams: list[dict], attacks: list[dict], left: list[dict]) -> tuple[str, dt.date | None]:
    """Return what shows of the blindness of one eye: 20/200 or worse."""
    own = [exam for exam in exams if exam["eye"] == side]
    shown = [(exam["examined_earliest"], exam["acuity"] is None or exam["acuity"] <= 0.1) for exam in own]
    onsets = [attack["onset"] for attack in attacks if attack["eyes"] in (side, "both")]
    blind = [one["since"] for one in left if one[f"logmar_{side}"] >= 0.99]
    return what_shows(shown, onsets, min(blind, default=None))


def of_both_eyes(both: list[tuple[str, dt.date | None]], wanted: int) -> tuple[str, dt.date | None]:
    order = ["reached", "cannot tell", "not reached"]
    statuses = sorted((status for status, _ in both), key=order.index)
    status = statuses[0] if wanted == 1 else statuses[1]
    days = sorted(day for _, day in both if day is not None)
    return status, (days[0] if wanted == 1 else days[-1]) if status == "reached" else None
