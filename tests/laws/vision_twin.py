"""Slow, obvious twin of vision: plain Python, one person at a time, written from the text of the rules."""

import math

from nmosd.course import Definitions
from nmosd.record import Record
from tests.laws.course_twins import Attack, Days, Row, attacks_of, days, rows_of
from tests.laws.imaging_twin import nearest, possible

BELOW_A_CHART = ["counting fingers", "hand motion", "light perception", "no light perception"]
CONVERSIONS = {
    "freiburg": {"counting fingers": 1.9, "hand motion": 2.3, "light perception": 2.7, "no light perception": 3.0},
    "holladay": {"counting fingers": 2.0, "hand motion": 3.0},
}
THRESHOLDS = {
    "blind_20_200_or_worse": ("or worse", 1.0),
    "blind_worse_than_20_200": ("worse", 1.0),
    "blind_worse_than_6_36": ("worse", math.log10(6)),
    "blind_worse_than_3_60": ("worse", math.log10(20)),
}
HALF_A_LETTER = 0.01


def severity_of(exam: Row) -> float | None:
    """Where an acuity stands in the order of severity; categories come after every number."""
    if exam["acuity_category"] in BELOW_A_CHART:
        return 10.0 + BELOW_A_CHART.index(exam["acuity_category"])
    return None if exam["acuity"] is None else round(-math.log10(exam["acuity"]), 6)


def logmar_of(severity: float | None, definitions: Definitions) -> float | None:
    if severity is None or severity < 10:
        return severity
    return CONVERSIONS[definitions.acuity_conversion].get(BELOW_A_CHART[int(severity) - 10])


def blind(severity: float | None, threshold: str) -> bool | None:
    if severity is None:
        return None
    comparison, line = THRESHOLDS[threshold]
    return severity - line > -HALF_A_LETTER if comparison == "or worse" else severity - line >= HALF_A_LETTER


def same(one: float, other: float) -> bool:
    return abs(one - other) < HALF_A_LETTER


def of_one_date(exams: list[Row], date: tuple[object, object], eye: str) -> float | None:
    """The acuity of an eye on a date, if all rows that give one agree."""
    given = [severity_of(exam) for exam in exams if (exam["examined_earliest"], exam["examined_latest"]) == date]
    eyes = [exam["eye"] for exam in exams if (exam["examined_earliest"], exam["examined_latest"]) == date]
    known = [value for value, own in zip(given, eyes, strict=True) if own == eye and value is not None]
    return max(known) if known and same(max(known), min(known)) else None


def eye_of(exam: Row, exams: list[Row]) -> str | None:
    """Which eye a row speaks of: a side where rows of the same date tell."""
    if exam["eye"] not in ("better", "worse") or exam["examined_earliest"] is None:
        return exam["eye"]
    date = (exam["examined_earliest"], exam["examined_latest"])
    right, left, better, worse = (of_one_date(exams, date, eye) for eye in ("right", "left", "better", "worse"))
    if right is not None and left is not None:
        if same(right, left):
            return exam["eye"]
        better_side, worse_side = ("right", "left") if right < left else ("left", "right")
        side = better_side if exam["eye"] == "better" else worse_side
        own = severity_of(exam)
        return side if own is None or same(own, right if side == "right" else left) else exam["eye"]
    one = right if right is not None else left
    if one is None or better is None or worse is None or better >= worse or same(better, worse):
        return exam["eye"]
    if same(one, better) == same(one, worse):
        return exam["eye"]
    known_side = "right" if right is not None else "left"
    other_side = "left" if known_side == "right" else "right"
    better_side = known_side if same(one, better) else other_side
    if exam["eye"] == "better":
        return better_side
    return "left" if better_side == "right" else "right"


def struck(attack: Attack, eye: str | None) -> bool | None:
    """Whether an attack struck an eye."""
    if attack.sites is None:
        return None
    right, left = "optic nerve right" in attack.sites, "optic nerve left" in attack.sites
    if eye in ("right", "left"):
        own = right if eye == "right" else left
        return True if own else None if "optic nerve" in attack.sites else False
    if right and left:
        return True
    return None if right or left or "optic nerve" in attack.sites else False


def in_window(exam: Row, eye: str | None, date: Days | None, attacks: list[Attack], definitions: Definitions) -> bool | None:
    window = definitions.vision_unstable_days
    if any(exam["attack"] in attack.row_ids for attack in attacks):
        return True
    if date is None:
        return None
    concerned = [attack for attack in attacks if struck(attack, eye) is not False]
    if date.last - date.first > window and any(possible(date, attack, 0, window) for attack in concerned):
        return None
    sure = [attack if struck(attack, eye) is True else Attack(None, None, []) for attack in attacks]
    maybe = [attack if struck(attack, eye) is None else Attack(None, None, []) for attack in attacks]
    if nearest(date, sure, 0, window)[0]:
        return True
    if nearest(date, maybe, 0, window)[0] or any(attack.onset is None for attack in concerned):
        return None
    vague = [attack for attack in concerned if attack.onset and attack.onset.last - attack.onset.first > window]
    return None if any(possible(date, attack, 0, window) for attack in vague) else False


def neuritis_before(eye: str | None, date: Days | None, attacks: list[Attack]) -> bool | None:
    concerned = [attack for attack in attacks if struck(attack, eye) is not False]
    if date is not None and any(one.onset and struck(one, eye) and one.onset.day <= date.day for one in concerned):
        return True
    open_ones = [one for one in concerned if one.onset is None or date is None]
    open_ones += [one for one in concerned if one.onset and date and struck(one, eye) is None and one.onset.day <= date.day]
    return None if open_ones else False


def swollen(exam: Row, eye: str | None, date: Days | None, attacks: list[Attack], definitions: Definitions) -> bool:
    if exam["disc_oedema"] == "yes":
        return True
    limit = definitions.nerve_fibre_swollen_days
    if date is None or date.last - date.first > limit:
        return False
    theirs = [attack if struck(attack, eye) is not False else Attack(None, None, []) for attack in attacks]
    return nearest(date, theirs, 0, limit)[0] is not None


def exams_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, Row]:
    """One person's eye examinations by row id."""
    attacks = attacks_of(record, patient_id, definitions)
    exams = rows_of(record, "eye_exams", patient_id)
    found = {}
    for exam in exams:
        date, eye, severity = days(exam, "examined", definitions), eye_of(exam, exams), severity_of(exam)
        named = [number for number, attack in enumerate(attacks, start=1) if exam["attack"] in attack.row_ids]
        usable = exam["oct_quality_passed"] != "no" and exam["examined_earliest"] is not None and eye in ("right", "left")
        found[exam["row_id"]] = {
            "eye": eye,
            "attack": named[0] if named else None,
            "in_attack_window": in_window(exam, eye, date, attacks, definitions),
            "optic_neuritis_before": neuritis_before(eye, date, attacks),
            "logmar": logmar_of(severity, definitions),
            **{threshold: blind(severity, threshold) for threshold in THRESHOLDS},
            "_nerve_fibre": exam["nerve_fibre_layer"] if usable and not swollen(exam, eye, date, attacks, definitions) else None,
            "_scan": (exam["examined_earliest"], exam["examined_latest"], exam["oct_device"]),
            "_day": None if date is None else date.day,
            "_severity": severity,
            "_row_id": exam["row_id"],
        }
    for exam in found.values():
        fellows = {
            other["_nerve_fibre"]
            for other in found.values()
            if other["_scan"] == exam["_scan"] and {exam["eye"], other["eye"]} == {"right", "left"}
        } - {None}
        comparable = len(fellows) == 1 and exam["_nerve_fibre"] is not None
        difference = fellows.pop() - exam["_nerve_fibre"] if comparable else None
        exam["nerve_fibre_difference"] = difference
        exam["nerve_fibre_thinner"] = None if difference is None else difference >= definitions.nerve_fibre_difference_from
    return found


def stable(exams: dict[str, Row], eye: str) -> list[tuple[int, float]]:
    """The days and acuities of an eye that say something lasting; of one day the worse."""
    by_day: dict[int, float] = {}
    for exam in exams.values():
        counts = exam["eye"] == eye and exam["in_attack_window"] is False and exam["_severity"] is not None
        if counts and exam["_day"] is not None:
            by_day[exam["_day"]] = max(exam["_severity"], by_day.get(exam["_day"], exam["_severity"]))
    return sorted(by_day.items())


def lasting(states: list[tuple[int, bool | None]]) -> tuple[bool | None, int | None]:
    """The last known state, and since when it has been true without a break."""
    known = [(day, state) for day, state in states if state is not None]
    if not known or not known[-1][1]:
        return (False if known else None), None
    since = known[-1][0]
    for day, state in reversed(known):
        if not state:
            break
        since = day
    return True, since


def history_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, Row]:
    """The right and the left eye of a person."""
    exams, attacks = exams_of(record, patient_id, definitions), attacks_of(record, patient_id, definitions)
    found = {}
    for eye in ("right", "left"):
        acuities = stable(exams, eye)
        sure = [attack for attack in attacks if struck(attack, eye) is True]
        onsets = [attack.onset.day for attack in sure if attack.onset is not None]
        found[eye] = {
            "optic_neuritides": len(sure),
            "perhaps_optic_neuritides": sum(struck(attack, eye) is None for attack in attacks),
            "first_optic_neuritis_day": min(onsets, default=None),
            "last_acuity_day": acuities[-1][0] if acuities else None,
            "last_logmar": logmar_of(acuities[-1][1], definitions) if acuities else None,
        }
        for threshold in THRESHOLDS:
            state, since = lasting([(day, blind(severity, threshold)) for day, severity in acuities])
            found[eye] |= {threshold: state, f"{threshold}_day": since}
    return found


def vision_of(record: Record, patient_id: str, definitions: Definitions) -> Row:
    """What a person sees with the better and the worse eye."""
    exams = exams_of(record, patient_id, definitions)
    given = {eye: dict(stable(exams, eye)) for eye in ("right", "left", "better", "worse")}
    seen: list[tuple[int, dict[str, float | None]]] = []
    carried: dict[str, float | None] = {"right": None, "left": None}
    for day in sorted({day for days_of_eye in given.values() for day in days_of_eye}):
        own = {eye: given[eye].get(day) for eye in given}
        carried = {side: own[side] if own[side] is not None else carried[side] for side in carried}
        now = own if own["better"] is not None or own["worse"] is not None else own | carried
        sides = [now["right"], now["left"]]
        if None not in sides:
            now["better"] = min(sides) if now["better"] is None else now["better"]
            now["worse"] = max(sides) if now["worse"] is None else now["worse"]
        seen.append((day, now))
    told = [now for _, now in seen if now["better"] is not None or now["worse"] is not None]
    last = told[-1] if told else {"better": None, "worse": None}
    found: Row = {"last_acuity_day": seen[-1][0] if seen else None}
    found |= {f"{eye}_logmar": logmar_of(last[eye], definitions) for eye in ("better", "worse")}
    for threshold in THRESHOLDS:
        for eyes, judge in (("one", one_blind), ("both", both_blind)):
            state, since = lasting([(day, judge(now, threshold)) for day, now in seen])
            found |= {f"{threshold}_{eyes}": state, f"{threshold}_{eyes}_day": since}
    return found


def one_blind(now: dict[str, float | None], threshold: str) -> bool | None:
    right, left, better, worse = (blind(now[eye], threshold) for eye in ("right", "left", "better", "worse"))
    if worse is not None:
        return worse
    if right or left or better:
        return True
    return False if right is False and left is False else None


def both_blind(now: dict[str, float | None], threshold: str) -> bool | None:
    right, left, better, worse = (blind(now[eye], threshold) for eye in ("right", "left", "better", "worse"))
    if better is not None:
        return better
    if right is False or left is False or worse is False:
        return False
    return True if right and left else None
