"""Slow, obvious twins of burden, scores, care, work and hospital, written from the text of the rules."""

from typing import Any

from nmosd.course import Definitions
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary
from tests.laws.course_twins import Row, days, person_time_of, rows_of

Answer = bool | None
BAD = ("none", "mild", "moderate", "severe")


def agreed(values: list[Any]) -> Any:
    return values[0] if len(set(values)) == 1 else None


def day_of(row: Row, definitions: Definitions, name: str = "reported") -> int | None:
    date = days(row, name, definitions)
    return None if date is None else date.day


def answer_of(row: Row) -> Answer:
    if row["present"] in ("yes", "no"):
        return row["present"] == "yes"
    return row["severity"] != "none" if row["severity"] in BAD else None


def burden_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, dict[str, Any]]:
    """Each symptom that one person was asked about."""
    found = {}
    rows = [row for row in rows_of(record, "symptoms", patient_id) if row["present"] is not None or row["severity"] is not None]
    for symptom in {row["symptom"] for row in rows} - {None}:
        own = [row for row in rows if row["symptom"] == symptom]
        answers = [(answer_of(row), day_of(row, definitions)) for row in own]
        told = [(answer, day) for answer, day in answers if answer is not None]
        dated = [(answer, day) for answer, day in told if day is not None]
        there = [day for answer, day in dated if answer]
        last = max((day for _, day in dated), default=None)
        worst = [BAD.index(row["severity"]) for row in own if row["severity"] in BAD]
        everything = [answer for answer, _ in answers]
        found[symptom] = {
            "present": True if True in everything else False if None not in everything else None,
            "times_asked": len(told),
            "times_present": sum(answer for answer, _ in told),
            "first_present_day": min(there, default=None),
            "last_present_day": max(there, default=None),
            "last_asked_day": last,
            "present_when_last_asked": agreed([answer for answer, day in dated if day == last]),
            "worst_severity": None if not worst or (max(worst) == 0 and True in everything) else BAD[max(worst)],
            "undated": len(told) - len(dated),
        }
    return found


def scores_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, dict[str, Any]]:
    """Each instrument on which one person has a score."""
    found = {}
    rows = [row for row in rows_of(record, "symptoms", patient_id) if row["score"] is not None and row["instrument"]]
    for instrument in {row["instrument"] for row in rows}:
        own = [row for row in rows if row["instrument"] == instrument]
        dated = [(day, row["score"]) for row in own if (day := day_of(row, definitions)) is not None]
        first, last = (end((day for day, _ in dated), default=None) for end in (min, max))
        first_score, last_score = (agreed([score for day, score in dated if day == end]) for end in (first, last))
        change = last_score - first_score if None not in (first_score, last_score) and first != last else None
        good = vocabulary("instruments")[instrument].attributes.get("better")
        gain = None if change is None or good is None else change * {"high": 1, "low": -1}[good]
        found[instrument] = {
            "symptom": vocabulary("instruments")[instrument].attributes["about"],
            "scores": len(own),
            "undated": len(own) - len(dated),
            "first_day": first,
            "last_day": last,
            "first_score": first_score,
            "last_score": last_score,
            "change": change,
            "direction": None if gain is None else "better" if gain > 0 else "worse" if gain < 0 else "same",
        }
    return found


def care_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, dict[str, Any]]:
    """Each symptomatic treatment of one person, by row."""
    rows = rows_of(record, "symptom_treatments", patient_id)
    exit_day = person_time_of(record, patient_id, definitions)["exit_day"]
    burden = burden_of(record, patient_id, definitions)
    found = {}
    for row in rows:
        start, stop = (day_of(row, definitions, name) for name in ("start", "stop"))
        going_on = row["ongoing"] == "yes" and stop is None
        until = stop if stop is not None else exit_day if going_on else None
        lasted = until - start if None not in (until, start) and until >= start else None
        first_report = burden.get(row["symptom"], {}).get("first_present_day")
        tried = sorted(
            (day, other["row_id"])
            for other in rows
            if other["symptom"] == row["symptom"] and (day := day_of(other, definitions, "start")) is not None
        )
        numbered = start is not None and row["symptom"] is not None
        found[row["row_id"]] = {
            "number": tried.index((start, row["row_id"])) + 1 if numbered else None,
            "from_day": start,
            "until_day": until,
            "days": lasted,
            "still_on": True if going_on else False if stop is not None or row["ongoing"] == "no" else None,
            "days_from_symptom": start - first_report if None not in (start, first_report) else None,
            "change": None if row["change"] == "unknown" else row["change"],
        }
    return found


def work_and_hospital_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, Any] | None:
    """One person's work and hospital stays, None where nothing is on record of either."""
    rows = rows_of(record, "symptoms", patient_id)
    statuses = [row for row in rows if row["work_status"] not in (None, "unknown")]
    stays = [
        row
        for row in rows
        if (row["symptom"] == "hospital stay" or row["hospital_days"] is not None)
        and row["present"] != "no"
        and not (row["hospital_days"] == 0 and row["present"] != "yes")
    ]
    if not statuses and not stays:
        return None
    dated = [(day, row["work_status"]) for row in statuses if (day := day_of(row, definitions)) is not None]
    first, last = (end((day for day, _ in dated), default=None) for end in (min, max))
    before, after = (agreed([status for day, status in dated if day == end]) for end in (first, last))
    known = None not in (before, after) and first != last
    working = {"full time": True, "part time": True, "not working": False, "at home": False}
    worked, works = working.get(before), working.get(after)
    lost = False if worked is False or works is True else True if worked and works is False else None
    time = person_time_of(record, patient_id, definitions)
    followed = time["person_years"] is not None
    inside, elsewhere = [], 0
    for row in stays:
        day = day_of(row, definitions)
        if followed and day is not None:
            if time["entry_day"] <= day <= time["exit_day"]:
                inside.append(row["hospital_days"])
            else:
                elsewhere += 1
    placed = len(inside) + elsewhere
    told = inside and placed == len(stays) and None not in inside
    return {
        "first_work_day": first,
        "first_work": before,
        "last_work_day": last,
        "last_work": after,
        "work_changed": before != after if known else None,
        "work_lost": lost if first is not None and first != last else None,
        "hospital_stays": len(inside) if stays else None,
        "hospital_days": sum(inside) if told else None,
        "stays_elsewhere": elsewhere if stays else None,
        "undated_stays": len(stays) - placed if stays else None,
    }
