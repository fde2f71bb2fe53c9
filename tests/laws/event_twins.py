"""Slow twins of what is joined to follow-up and to the drugs on board: plain Python, person by person, from the rules' text."""

from typing import Any

from nmosd.course import Course, Definitions
from nmosd.course.treatment.windows import effect_windows
from nmosd.record import Record
from tests.laws.course_twins import Row, days, rows_of
from tests.laws.treatment_twins import spans_of

DAYS_PER_YEAR = 365.25


def of(frame: Any, patient_id: str) -> list[Row]:
    return [row for row in frame.iter_rows(named=True) if row["patient_id"] == patient_id]


def seen(course: Course, patient_id: str, start: int | None, end: int | None) -> tuple[float, int] | None:
    """Person-years and attacks in (start, end], as far as follow-up saw it; None where it cannot be told."""
    follow_up = of(course.person_time, patient_id)[0]
    if follow_up["reason"] is not None or start is None or end is None:
        return None
    begins, ends = max(start, follow_up["entry_day"]), min(end, follow_up["exit_day"])
    inside = [
        one
        for one in of(course.attacks, patient_id)
        if not one["undated"] and not one["is_onset_attack"] and begins < one["onset_day"] <= ends
    ]
    return max(ends - begins, 0) / DAYS_PER_YEAR, len(inside)


def infusions_of(record: Record, course: Course, patient_id: str, definitions: Definitions) -> dict[str, Row]:
    follow_up = of(course.person_time, patient_id)[0]
    rows = rows_of(record, "cell_therapies", patient_id)
    dated = sorted(
        ((days(row, "given", definitions), row["row_id"]) for row in rows if row["given_earliest"] is not None),
        key=lambda pair: (pair[0].day, pair[1]),
    )
    found = {row["row_id"]: {"before": None, "after": None, "edss_before": None, "edss_after": None} for row in rows}
    for number, (given, row_id) in enumerate(dated):
        previous = dated[number - 1][0].day if number else None
        following = dated[number + 1][0].day if number + 1 < len(dated) else None
        start = follow_up["entry_day"] if previous is None else previous
        end = follow_up["exit_day"] if following is None else following
        scores = [one for one in of(course.disability, patient_id) if one["is_stable"] and one["edss"] is not None]
        earliest = given.day - definitions.cell_therapy_edss_before_days
        before = [one["visited_day"] for one in scores if earliest <= one["visited_day"] <= given.day]
        late = given.day + definitions.cell_therapy_edss_after_days
        after = [
            one["visited_day"]
            for one in scores
            if one["visited_day"] >= late and (following is None or one["visited_day"] <= following)
        ]
        found[row_id] = {
            "before": seen(course, patient_id, start, given.day),
            "after": seen(course, patient_id, given.day, end),
            "edss_before": max(before, default=None),
            "edss_after": max(after, default=None),
        }
    return found


def on_board_at(course: Course, patient_id: str, day: int) -> tuple[set[str], set[str]]:
    """Drugs surely and perhaps on board on a day."""
    surely, perhaps = set(), set()
    for episode in of(course.exposure, patient_id):
        begun, over = episode["from_day"], episode["effective_until_day"]
        if episode["drug"] is None or (begun is not None and begun > day) or (over is not None and over < day):
            continue
        (surely if begun is not None and over is not None else perhaps).add(episode["drug"])
    return surely, perhaps


def pregnancy_periods_of(record: Record, patient_id: str, definitions: Definitions) -> set[tuple[str, str, int, int]]:
    """Row, period, first and last day of every period that the dates define and that is not empty."""
    found = set()
    patient = rows_of(record, "patients", patient_id)[0]
    for row in rows_of(record, "pregnancies", patient_id):
        conception, end = days(row, "conception", definitions), days(row, "end", definitions)
        if conception is not None and end is not None and end.day < conception.day:
            continue
        spans = []
        seen_last = [when.day for when in (days(patient, name, definitions) for name in ("last_contact", "death")) if when]
        if conception is not None:
            begun = conception.day
            spans.append(("year before", begun - definitions.pregnancy_before_days, begun))
            if end is not None:
                first, second = begun + definitions.trimester_days, begun + 2 * definitions.trimester_days
                spans.append(("first trimester", begun, min(first, end.day)))
                spans.append(("second trimester", first, min(second, end.day)))
                spans.append(("third trimester", second, end.day))
            elif row["outcome"] == "ongoing" and seen_last:
                for number, name in enumerate(("first trimester", "second trimester", "third trimester")):
                    start = begun + number * definitions.trimester_days
                    spans.append((name, start, min(start + definitions.trimester_days, *seen_last)))
        if end is not None:
            early = end.day + definitions.postpartum_early_days
            spans.append(("early after", end.day, early))
            spans.append(("late after", early, end.day + definitions.postpartum_late_days))
        found |= {(row["row_id"], name, first, last) for name, first, last in spans if last > first}
    return found


def days_since_last_dose_of(record: Record, patient_id: str, day: int | None, definitions: Definitions) -> int | None:
    """Days from the last day on any drug to a day; None where there is none, or where one may have come closer."""
    if day is None:
        return None
    gaps: list[int | None] = []
    for span in spans_of(record, patient_id, definitions):
        begun, known, until = span["from"], span["known"], span["until"]
        if begun is not None and begun > day:
            continue
        window = effect_windows(definitions).get(span["drug"])
        daily = window is not None and not window.in_doses
        if day in (begun, known) or (daily and begun is not None and begun <= day <= known):
            return 0
        goes_on = span["end"] == "ongoing" and (daily or begun != until)
        gaps.append(None if until is None or until >= day or goes_on else day - until)
    return None if None in gaps else min(gaps, default=None)
