"""Slow twins of recovery, acute care and exposure: plain Python, one person at a time, written from the text of the rules.

Attacks, follow-up and what counts as a score come from derivations that have twins of their own.
"""

from typing import Any

from nmosd.course import Course, Definitions
from nmosd.course.treatment.breakthroughs import failure_definitions
from nmosd.course.treatment.windows import effect_windows
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary
from tests.laws.course_twins import Row, days, rows_of

DAYS_PER_YEAR = 365.25


def of(frame: Any, patient_id: str) -> list[Row]:
    return [row for row in frame.iter_rows(named=True) if row["patient_id"] == patient_id]


# Recovery


def recovery_of(record: Record, course: Course, patient_id: str, definitions: Definitions) -> list[Row]:
    """Return one row per attack and measure."""
    attacks = of(course.attacks, patient_id)
    reports = {row["row_id"]: row for row in rows_of(record, "attacks", patient_id)}
    rows = []
    for attack in attacks:
        own = [reports[row_id] for row_id in attack["row_ids"]]
        stated = {row["recovery"] for row in own} - {None, "unknown"}
        for measure in ("EDSS", "acuity right", "acuity left"):
            struck = True if measure == "EDSS" else struck_eye(attack["sites"], measure.removeprefix("acuity "))
            if struck is False or (measure != "EDSS" and attack["sites"] is None):
                continue
            nadirs = [row["nadir_edss"] for row in own if row["nadir_edss"] is not None] if measure == "EDSS" else []
            row = values_of(course, patient_id, attack, attacks, measure, nadirs, definitions)
            rows.append(row | {"measure": measure, "struck": struck, "stated": stated.pop() if len(stated) == 1 else None})
            stated = {row["recovery"] for row in own} - {None, "unknown"}
    return rows


def struck_eye(sites: list[str] | None, eye: str) -> bool | None:
    if sites is None:
        return None
    if f"optic nerve {eye}" in sites:
        return True
    return None if "optic nerve" in sites else False


def values_of(
    course: Course, patient_id: str, attack: Row, attacks: list[Row], measure: str, nadirs: list[float], definitions: Definitions
) -> Row:
    if measure == "EDSS":
        unstable = definitions.edss_unstable_days
        scores = [(row["visited_day"], width(row, "visited"), row["score"], None) for row in of(course.disability, patient_id)]
        bearing = attacks
    else:
        eye = measure.removeprefix("acuity ")
        unstable = definitions.vision_unstable_days
        exams = [row for row in of(course.eyes, patient_id) if row["eye"] == eye]
        scores = [(row["examined_day"], width(row, "examined"), row["logmar"], row["attack"]) for row in exams]
        bearing = [one for one in attacks if struck_eye(one["sites"], eye) is not False]
    widest = definitions.recovery_until_days - definitions.recovery_from_days
    scores = [one for one in scores if one[2] is not None]
    at_nadir = [value for _, _, value, tied in scores if tied == attack["attack"]]
    timed = [(day, value) for day, wide, value, tied in scores if tied is None and day is not None and wide <= widest]
    dated = [(one["onset_day"], one["attack"]) for one in bearing if not one["undated"]]
    datable = not attack["undated"] and width(attack, "onset") <= widest
    before = after = None
    if datable:
        onset, number = attack["onset_day"], attack["attack"]
        earlier = [one for one in dated if one < (onset, number)]
        later = [one for one in dated if one > (onset, number)]
        # The last value before this attack, after the attack before it has calmed down.
        calm = [
            (day, value)
            for day, value in timed
            if day < onset
            and onset - day <= definitions.value_before_attack_within_days
            and all(other <= day and day - other > unstable for other, _ in earlier)
        ]
        before = max(calm)[1] if calm else None
        since = [(day - onset, value) for day, value in timed if day >= onset and all(day < other for other, _ in later)]
        in_attack = [
            value for days_after, value in since if days_after <= unstable and days_after < definitions.recovery_from_days
        ]
        nadirs = nadirs + in_attack
        inside = {}
        for days_after, value in since:
            if definitions.recovery_from_days <= days_after <= definitions.recovery_until_days:
                inside[days_after] = max(value, inside.get(days_after, value))
        if inside:
            target = definitions.recovery_target_days
            nearest = sorted(inside.items(), key=lambda pair: (abs(pair[0] - target), pair[0]))
            after = min(inside.values()) if definitions.recovery_value == "best" else nearest[0][1]
    if before is None and definitions.unimpaired_before_onset_attack and attack["is_onset_attack"]:
        before = 0.0
    nadirs = nadirs + at_nadir
    return verdict(before, max(nadirs, default=None), after)


def width(row: Row, name: str) -> int:
    first, last = row[f"{name}_earliest_day"], row[f"{name}_latest_day"]
    return 0 if first is None else last - first


def verdict(before: float | None, nadir: float | None, after: float | None) -> Row:
    found = {"before": before, "nadir": nadir, "after": after, "residual": None, "ratio": None, "recovery": None}
    if before is not None and after is not None:
        found["residual"] = after - before
    if None in (before, nadir, after) or nadir <= before:
        return found
    found["ratio"] = (nadir - after) / (nadir - before)
    found["recovery"] = "complete" if after <= before else "none" if after >= nadir else "partial"
    return found


# Acute care


def acute_care_of(record: Record, course: Course, patient_id: str, definitions: Definitions) -> list[Row]:
    """Return one row per attack."""
    groups = {name: term.attributes["group"] for name, term in vocabulary("acute_treatment").items()}
    attacks = of(course.attacks, patient_id)
    attack_of_report = {row_id: one["attack"] for one in attacks for row_id in one["row_ids"]}
    courses: dict[int, list[Row]] = {one["attack"]: [] for one in attacks}
    reach = definitions.acute_treatment_within_days
    for row in rows_of(record, "acute_treatments", patient_id):
        start = days(row, "start", definitions)
        known_report = row["attack"] in {one["row_id"] for one in rows_of(record, "attacks", patient_id)}
        number = attack_of_report.get(row["attack"]) if known_report else last_in_reach(attacks, start, reach)
        if number is not None:
            exact = start is not None and start.last - start.first <= reach
            courses[number].append(row | {"day": start.day if exact else None, "group": groups.get(row["treatment"])})
    return [attack_care(one, courses[one["attack"]], groups, reach) for one in attacks]


def last_in_reach(attacks: list[Row], start: Any, reach: int) -> int | None:
    if start is None or start.last - start.first > reach:
        return None
    begun = [one for one in attacks if not one["undated"] and width(one, "onset") <= reach and one["onset_day"] <= start.day]
    near = [one for one in begun if start.day - one["onset_day"] <= reach]
    return max(near, key=lambda one: (one["onset_day"], one["attack"]))["attack"] if near else None


def attack_care(attack: Row, courses: list[Row], groups: dict[str, Any], reach: int) -> Row:
    given = [one for one in courses if one["treatment"] != "none"]
    datable = not attack["undated"] and width(attack, "onset") <= reach

    def first(some: list[Row]) -> int | None:
        delays = [one["day"] - attack["onset_day"] if datable and one["day"] is not None else None for one in some]
        return None if not some or any(delay is None or delay < 0 for delay in delays) else min(delays)

    found: Row = {
        "courses": len(given),
        "treated": True if given else False if courses else None,
        "days_to_first": first(given),
        "days_to_steroid": first([one for one in given if one["group"] == "steroid"]),
        "days_to_apheresis": first([one for one in given if one["group"] == "apheresis"]),
        "escalation": None,
    }
    unordered = any(one["treatment"] is None for one in given) or (len(given) > 1 and any(one["day"] is None for one in given))
    if given and not unordered:
        names = list(groups)
        first_days: dict[str, Any] = {}
        for one in given:
            name = one["treatment"]
            first_days[name] = one["day"] if name not in first_days else min(first_days[name], one["day"])
        steps: dict[Any, list[str]] = {}
        for name in sorted(first_days, key=lambda name: (first_days[name] or 0, names.index(name))):
            steps.setdefault(first_days[name], []).append(name)
        found["escalation"] = [" + ".join(step) for step in steps.values()]
    return found


# Exposure


def exposure_of(record: Record, course: Course, patient_id: str, definitions: Definitions) -> list[Row]:
    """Return the episodes of one person in their order."""
    found = merged(spans_of(record, patient_id, definitions), definitions)
    found.sort(key=lambda one: (one["from"] is None, one["from"] or 0, drug_order(one["drug"]), one["order"]))
    windows = effect_windows(definitions)
    for number, one in enumerate(found, start=1):
        window = windows.get(one["drug"])
        effect = None if window is None else window.effect_days
        lag = definitions.treatment_lag_days
        if definitions.lag_by_drug and window is not None and window.latency_days is not None:
            lag = window.latency_days
        one["episode"] = number
        one["effective_from"] = None if one["from"] is None else one["from"] + lag
        one["effective_until"] = None if one["until"] is None or effect is None else one["until"] + effect
        one["known_until"] = None if one["known"] is None else one["known"] + (effect or 0)
    for one in found:
        one["bridging"] = bridging(one, found, windows, definitions)
    for one in found:
        one["overlap"], one["washout"] = overlap_and_washout(one, found)
    number_lines(found, definitions)
    for one in found:
        one.update(person_time(one, of(course.attacks, patient_id), of(course.person_time, patient_id)[0]))
    return found


def drug_order(drug: str | None) -> int:
    return len(vocabulary("drugs")) if drug is None else list(vocabulary("drugs")).index(drug)


def spans_of(record: Record, patient_id: str, definitions: Definitions) -> list[Row]:
    windows = effect_windows(definitions)
    patient = rows_of(record, "patients", patient_id)[0]
    ends = [days(patient, name, definitions) for name in ("last_contact", "death")]
    follow_up_end = min((end.day for end in ends if end is not None), default=None)
    therapies = rows_of(record, "therapies", patient_id)
    doses = [row | {"given": days(row, "given", definitions)} for row in rows_of(record, "therapy_doses", patient_id)]
    doses = [row for row in doses if row["given"] is not None]
    for dose in doses:
        dose["therapy"], dose["drug"] = belongs_to(dose, therapies, definitions)
    spans = []
    for row in therapies:
        start, stop = days(row, "start", definitions), days(row, "stop", definitions)
        own = sorted(dose["given"].day for dose in doses if dose["therapy"] == row["row_id"])
        ongoing = row["ongoing"] == "yes" or (definitions.blank_stop_means == "ongoing" and row["ongoing"] is None)
        impossible = start is not None and stop is not None and stop.last < start.first
        end = "unknown" if impossible else "stopped" if stop is not None else "ongoing" if ongoing else "unknown"
        begin = start.day if start is not None else own[0] if own else None
        window = windows.get(row["drug"])
        if own and window is not None and window.in_doses:
            # Doses decide: every one is a span of a day, and the last one ends as the row does.
            points = ([(start.day, 0, row["row_id"])] if start is not None else []) + [
                (dose["given"].day, 1, dose["row_id"]) for dose in doses if dose["therapy"] == row["row_id"]
            ]
            last = max(own)
            for day, count, row_id in points:
                is_last = day == last or (count == 0 and day > last)
                spans.append(
                    span(
                        row["drug"],
                        day,
                        day,
                        day,
                        end if is_last else "lapsed",
                        row["stop_reason"] if is_last else None,
                        count,
                        row_id,
                    )
                )
            continue
        evidence = max(
            [day for day in [None if start is None else start.day, own[-1] if own else None] if day is not None], default=None
        )
        until = None
        if end == "stopped":
            until = max(
                day for day in [None if start is None else start.day, own[0] if own else None, stop.day] if day is not None
            )
        elif end == "ongoing" and follow_up_end is not None:
            until = max(day for day in [evidence, follow_up_end] if day is not None)
        known = until if until is not None else evidence
        spans.append(span(row["drug"], begin, known, until, end, row["stop_reason"], len(own), row["row_id"]))
    for dose in doses:
        if dose["therapy"] is None:
            window = windows.get(dose["drug"])
            day = dose["given"].day
            until = day if window is not None and window.in_doses else None
            spans.append(span(dose["drug"], day, day, until, "unknown", None, 1, dose["row_id"]))
    return spans


def span(drug: Any, begin: Any, known: Any, until: Any, end: str, reason: Any, doses: int, row_id: str) -> Row:
    order = (("/therapies/" not in row_id), row_id)
    return {
        "drug": drug,
        "from": begin,
        "known": known,
        "until": until,
        "end": end,
        "reason": reason,
        "doses": doses,
        "row_id": row_id,
        "order": order,
    }


def belongs_to(dose: Row, therapies: list[Row], definitions: Definitions) -> tuple[Any, Any]:
    """Return the row that a dose belongs to, and the drug."""
    named = [row for row in therapies if row["row_id"] == dose["therapy"]]
    if named:
        return named[0]["row_id"], named[0]["drug"] or dose["drug"]
    open_rows = []
    for row in therapies:
        start, stop = days(row, "start", definitions), days(row, "stop", definitions)
        if row["drug"] is None or row["drug"] != dose["drug"] or start is None or start.day > dose["given"].day:
            continue
        if stop is None or dose["given"].day <= stop.day:
            open_rows.append((start.day, row["row_id"]))
    return (max(open_rows)[1] if open_rows else None), dose["drug"]


def merged(spans: list[Row], definitions: Definitions) -> list[Row]:
    windows = effect_windows(definitions)
    found = [one for one in spans if one["from"] is None or one["drug"] is None]
    for drug in {one["drug"] for one in spans} - {None}:
        effect = windows[drug].effect_days or 0
        own = sorted(
            (one for one in spans if one["drug"] == drug and one["from"] is not None),
            key=lambda one: (one["from"], one["known"], one["order"]),
        )
        episodes: list[list[Row]] = []
        for one in own:
            covered = max((other["known"] + effect for other in episodes[-1]), default=0) if episodes else None
            if covered is not None and one["from"] <= covered + definitions.same_episode_within_days:
                episodes[-1].append(one)
            else:
                episodes.append([one])
        for parts in episodes:
            known = max(one["known"] for one in parts)
            last = parts[-1]
            found.append(
                parts[0]
                | {
                    "known": known,
                    "until": None if last["until"] is None else known,
                    "end": last["end"],
                    "reason": last["reason"],
                    "doses": sum(one["doses"] for one in parts),
                }
            )
    return found


def bridging(one: Row, episodes: list[Row], windows: Any, definitions: Definitions) -> bool | None:
    if one["drug"] is None:
        return None
    if windows[one["drug"]].drug_class not in definitions.bridging_classes:
        return False
    answers: list[bool | None] = [False]
    for other in episodes:
        if other["drug"] is None or windows[other["drug"]].drug_class in definitions.bridging_classes:
            continue
        if one["from"] is None or other["from"] is None:
            known = [None]
        else:
            known = [one["from"] <= other["from"] + definitions.same_line_within_days]
        start = other["from"]
        over = one["end"] == "stopped"
        if start is None or one["known"] is None:
            known += [None, None]
        else:
            known.append(True if one["known"] >= start else False if over else None)
            limit = start + definitions.bridging_at_most_days
            known.append(False if one["known"] > limit else True if over else None)
        answers.append(False if False in known else None if None in known else True)
    return True if True in answers else None if None in answers else False


def overlap_and_washout(one: Row, episodes: list[Row]) -> tuple[bool | None, int | None]:
    if one["bridging"]:
        return None, None
    others = [
        other
        for other in episodes
        if other is not one
        and not other["bridging"]
        and (one["drug"] is None or other["drug"] is None or one["drug"] != other["drug"])
    ]
    shared: list[bool | None] = []
    last_days: list[int | None] = []
    for other in others:
        named = one["drug"] is not None and other["drug"] is not None
        apart = after(one["from"], other["until"]) or after(other["from"], one["until"])
        met = None not in (one["from"], other["from"], one["known"], other["known"]) and (
            one["from"] <= other["known"] and other["from"] <= one["known"]
        )
        shared.append(False if apart else True if named and met else None)
        if None in (one["from"], other["from"]):
            last_days.append(None)
        elif other["from"] < one["from"]:
            last_days.append(other["until"] if named else None)
    washout = None if not last_days or None in last_days else max(0, one["from"] - max(last_days))
    return True if True in shared else None if None in shared else False, washout


def after(day: int | None, other: int | None) -> bool:
    return day is not None and other is not None and day > other


def number_lines(episodes: list[Row], definitions: Definitions) -> None:
    counted = [one for one in episodes if not one["bridging"]]
    for one in episodes:
        one["line"] = None
    if any(one["from"] is None for one in counted):
        return
    line, opened, drugs = 0, 0, set()
    for one in counted:
        if one["drug"] is None or one["bridging"] is None:
            return
        if line == 0 or (one["drug"] not in drugs and one["from"] - opened > definitions.same_line_within_days):
            line, opened, drugs = line + 1, one["from"], set()
        drugs.add(one["drug"])
        one["line"] = line


def person_time(one: Row, attacks: list[Row], follow_up: Row) -> Row:
    if one["from"] is None or follow_up["person_years"] is None:
        return {"entry": None, "exit": None, "person_years": None, "attacks": None}
    entry, leave = max(one["effective_from"], follow_up["entry_day"]), min(one["known_until"], follow_up["exit_day"])
    if entry >= leave:
        return {"entry": None, "exit": None, "person_years": 0.0, "attacks": 0}
    inside = [
        attack
        for attack in attacks
        if not attack["undated"] and not attack["is_onset_attack"] and entry < attack["onset_day"] <= leave
    ]
    return {"entry": entry, "exit": leave, "person_years": (leave - entry) / DAYS_PER_YEAR, "attacks": len(inside)}


def breakthroughs_of(record: Record, course: Course, patient_id: str, definitions: Definitions) -> list[Row]:
    """Return the attacks that broke through an episode, with the verdict of each definition of failure."""
    windows = effect_windows(definitions)
    episodes = [row for row in of(course.exposure, patient_id) if not row["bridging"]]
    found = []
    for attack in of(course.attacks, patient_id):
        for one in episodes:
            if attack["undated"] or one["from_day"] is None:
                continue
            if one["effective_from_day"] < attack["onset_day"] <= one["known_until_day"]:
                found.append({"attack": attack["attack"], "onset": attack["onset_day"], "episode": one})
    for row in found:
        one = row["episode"]
        for name, facts in failure_definitions().items():
            row[name] = failure(row, one, found, episodes, facts, windows)
    return found


def failure(row: Row, one: Row, found: list[Row], episodes: list[Row], facts: Any, windows: Any) -> bool | None:
    latency = {"none": 0, "drug": None if one["drug"] is None else windows[one["drug"]].latency_days}.get(
        facts["latency"], facts["latency"]
    )

    def counts(attack: Row) -> bool | None:
        return None if latency is None else attack["onset"] - one["from_day"] > latency

    answers = [counts(row)]
    if facts["attacks"] > 1:
        of_episode = [other for other in found if other["episode"] is one and counts(other)]
        place = next((number for number, other in enumerate(of_episode) if other is row), None)
        if place is None:
            answers.append(None)
        else:
            needed = place - (facts["attacks"] - 1)
            answers.append(needed >= 0 and row["onset"] - of_episode[needed]["onset"] <= facts["within_days"])
    if "switch_within_days" in facts:
        answers.append(switch(row, one, episodes, facts["switch_within_days"]))
    return False if False in answers else None if None in answers else True


def switch(row: Row, one: Row, episodes: list[Row], within: int) -> bool | None:
    stopped = one["stop_day"] is not None and 0 <= one["stop_day"] - row["onset"] <= within
    reason = None if one["stop_reason"] == "unknown" else one["stop_reason"]
    started = [
        other["drug"] for other in episodes if other["from_day"] is not None and 0 < other["from_day"] - row["onset"] <= within
    ]
    if (stopped and reason == "attack") or any(None not in (drug, one["drug"]) and drug != one["drug"] for drug in started):
        return True
    unnamed = any(drug is None or one["drug"] is None for drug in started)
    over = one["effective_until_day"]
    lapsed = one["end"] == "lapsed" and (over is None or 0 <= over - row["onset"] <= within)
    return None if (stopped and reason is None) or lapsed or one["end"] == "unknown" or unnamed else False
