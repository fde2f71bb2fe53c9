"""Slow, obvious twin of what each attack was: plain Python, one attack at a time, written from the text of the rules.

Three-valued: True, False, None for unknown. The numbers of the rules stand in the data files that the derivation reads too; here
they are read as they stand there, and applied by hand.
"""

from dataclasses import dataclass, field

from nmosd.course import Definitions
from nmosd.course.attack_features.changes import named_rules
from nmosd.record import Record
from nmosd.record.vocabulary import names
from tests.laws.course_twins import Days, Row, days, rows_of

SYSTEMS = ("visual", "brainstem", "pyramidal", "cerebellar", "sensory", "bowel_bladder", "cerebral")
SCORES = ("edss", *(f"{system}_function" for system in SYSTEMS))


def either(answers: list[bool | None]) -> bool | None:
    if True in answers:
        return True
    return None if None in answers else False


def both(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def answer(text: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(text or "")


@dataclass
class Around:
    """The scores before and in an attack, and the day of the visit that told each score before it."""

    before: dict[str, float | None]
    worst: dict[str, float | None]
    told_on: dict[str, int] = field(default_factory=dict)


def features_of(record: Record, patient_id: str, attacks: list[Row], imaging: list[Row], rules: Definitions) -> list[Row]:
    """Say of each attack of a person what it was; `attacks` and `imaging` are the person's derived rows, in the same order."""
    reported = {row["row_id"]: row for row in rows_of(record, "attacks", patient_id)}
    found = []
    for number, attack in enumerate(attacks):
        reports = [reported[row_id] for row_id in attack["row_ids"]]
        around = scores_around(rows_of(record, "visits", patient_id), attacks, number, reports, rules)
        found.append(describe(attack, reports, imaging[number], around, rules))
    return found


def describe(attack: Row, reports: list[Row], scans: Row, around: Around, rules: Definitions) -> Row:
    sites = attack["sites"]
    struck = places(sites)
    evidence = evidence_of(reports, scans, around, struck, rules)
    stated = {row["adjudication"] for row in reports if row["adjudication"] is not None}
    core, core_open = core_of(struck, reports, scans, rules)
    return (
        evidence
        | struck
        | {
            "certainty": certainty_of(evidence, rules),
            "partial_myelitis": either([answer(row["partial_myelitis"]) for row in reports]),
            "atypical": either(
                [set(row["atypical_features"]) != {"none"} if row["atypical_features"] else None for row in reports]
            ),
            "adjudication": stated.pop() if len(stated) == 1 else None,
            "extensive_myelitis": both([struck["cord"], scans["extensive_cord_lesion"]]),
            "kind": kind_of(struck, scans),
            "core": core,
            "core_open": core_open,
            "nadir_edss": around.worst["edss"],
            "severity": severity_of(around, scans, reports, struck, rules),
            "trigger": triggers(reports),
        }
    )


def places(sites: list[str] | None) -> dict[str, bool | None]:
    names = ("optic_nerve", "cord", "area_postrema", "brainstem", "diencephalon", "cerebrum", "elsewhere")
    if not sites:
        return dict.fromkeys((*names, "cerebellum", "bilateral"))
    right, left, open_side = "optic nerve right" in sites, "optic nerve left" in sites, "optic nerve" in sites
    bilateral = True if right and left else None if open_side else False
    return {
        "optic_nerve": right or left or open_side,
        "cord": "spinal cord" in sites,
        "area_postrema": "area postrema" in sites,
        "brainstem": "brainstem" in sites,
        "diencephalon": "diencephalon" in sites,
        "cerebrum": "cerebrum" in sites,
        "elsewhere": "other" in sites or "cerebellum" in sites,
        "cerebellum": "cerebellum" in sites,
        "bilateral": bilateral,
    }


def kind_of(struck: dict[str, bool | None], scans: Row) -> str | None:
    here = [name for name, yes in struck.items() if yes and name not in ("cerebellum", "bilateral")]
    if not here:
        return None
    if len(here) > 1:
        return "mixed"
    if here == ["optic_nerve"]:
        return {
            True: "simultaneous bilateral optic neuritis",
            False: "unilateral optic neuritis",
            None: "optic neuritis, side not stated",
        }[struck["bilateral"]]
    return {
        "cord": "longitudinally extensive myelitis" if scans["extensive_cord_lesion"] else "myelitis",
        "area_postrema": "area postrema syndrome",
        "brainstem": "brainstem syndrome",
        "diencephalon": "diencephalic syndrome",
        "cerebrum": "cerebral syndrome",
        "elsewhere": "other",
    }[here[0]]


def core_of(
    struck: dict[str, bool | None], reports: list[Row], scans: Row, rules: Definitions
) -> tuple[list[str] | None, list[str] | None]:
    if struck["cord"] is None:
        return None, None
    long = []
    for row in reports:
        hours = row["area_postrema_hours"]
        if hours is not None:
            long.append(hours >= rules.area_postrema_from_hours)
        else:
            long.append(None if "area postrema" in (row["sites"] or []) else False)
    syndrome = either([either(long), scans["area_postrema_lesion"]])
    if syndrome is None and rules.area_postrema_as_stated:
        syndrome = True
    verdicts = {
        "C1": struck["optic_nerve"],
        "C2": struck["cord"],
        "C3": both([struck["area_postrema"], syndrome]),
        "C4": struck["brainstem"],
        "C5": both([struck["diencephalon"], scans["diencephalic_lesion"]]),
        "C6": both([struck["cerebrum"], scans["cerebral_lesion"]]),
    }
    return [core for core, one in verdicts.items() if one], [core for core, one in verdicts.items() if one is None]


def triggers(reports: list[Row]) -> list[str] | None:
    named = {row["trigger"] for row in reports} - {None, "unknown"}
    return sorted(named - {"none"} or named, key=names("trigger").index) or None


def evidence_of(
    reports: list[Row], scans: Row, around: Around, struck: dict[str, bool | None], rules: Definitions
) -> dict[str, bool | None]:
    stated = {
        question: either([answer(row[question]) for row in reports])
        for question in ("objective_change", "new_mri_lesion", "fever_infection_or_heat")
    }
    causes = [answer(row["other_cause"]) for row in reports if answer(row["other_cause"]) is not None]
    shown = scores_show_change(around, scans, reports, struck, rules)
    changed = {
        "stated": stated["objective_change"],
        "scores": shown,
        "stated, else scores": shown if stated["objective_change"] is None else stated["objective_change"],
    }[rules.objective_change_from]
    lesions = [one for one in (stated["new_mri_lesion"], scans["new_lesion"]) if one is not None]
    return {
        "lasting": either([lasting(row, rules) for row in reports]),
        "objective_change": changed,
        "new_lesion": True in lesions if lesions else None,
        "other_cause": all(causes) if causes else None,
        "fever_infection_or_heat": stated["fever_infection_or_heat"],
    }


def lasting(row: Row, rules: Definitions) -> bool | None:
    def long(hours: float) -> bool:
        return hours > rules.attack_hours or (hours == rules.attack_hours and rules.exact_attack_hours_suffice)

    known = [row[name] for name in ("hours", "hours_to_nadir", "area_postrema_hours") if row[name] is not None]
    if any(long(hours) for hours in known):
        return True
    if row["over_24_hours"] == "yes" and rules.attack_hours <= 24:
        return True
    if row["over_24_hours"] == "no" and rules.attack_hours >= 24:
        return False
    return False if row["hours"] is not None else None


def certainty_of(evidence: dict[str, bool | None], rules: Definitions) -> str:
    words = {piece: {True: "yes", False: "no", None: "unknown"}[one] for piece, one in evidence.items()}
    for case in named_rules("certainty.toml")[rules.certainty_rule]["cases"]:
        if all(words[piece] in case.get(piece, [words[piece]]) for piece in words):
            return str(case["certainty"])
    return "undetermined"


def scores_around(visits: list[Row], attacks: list[Row], number: int, reports: list[Row], rules: Definitions) -> Around:
    attack = attacks[number]
    widest = max(rules.edss_unstable_days, rules.attack_examined_within_days)
    around = Around(dict.fromkeys(SCORES), dict.fromkeys(SCORES))
    placed = [one for one in attacks if placeable(onset(one), widest)]
    if attack in placed:
        for visit in sorted(visits, key=lambda row: row["row_id"]):
            when = days(visit, "visited", rules)
            if placeable(when, widest):
                place_visit(around, visit, attack, placed, rules)
    if rules.unimpaired_before_onset_attack and attack["is_onset_attack"]:
        around.before = {score: 0 if value is None else value for score, value in around.before.items()}
    nadirs = [row["nadir_edss"] for row in reports if row["nadir_edss"] is not None]
    known = [*nadirs, *([] if around.worst["edss"] is None else [around.worst["edss"]])]
    around.worst["edss"] = max(known, default=None)
    return around


def onset(attack: Row) -> Days | None:
    if attack["onset_day"] is None:
        return None
    return Days(attack["onset_day"], attack["onset_earliest_day"], attack["onset_latest_day"])


def placeable(when: Days | None, widest: int) -> bool:
    return when is not None and when.last - when.first <= widest


def place_visit(around: Around, visit: Row, attack: Row, placed: list[Row], rules: Definitions) -> None:
    """Take a visit for the state in the attack, or before it, or neither. Visits of one day come in the order of their names."""
    when = days(visit, "visited", rules)
    assert when is not None, "only a visit with a date is placed"
    day = when.day
    began = [one for one in placed if one["onset_day"] <= day]
    last = began[-1] if began else None
    since = None if last is None else day - last["onset_day"]
    if last is attack and since is not None and since <= rules.attack_examined_within_days:
        for score in SCORES:
            value = visit[score]
            if value is not None and (around.worst[score] is None or value > around.worst[score]):
                around.worst[score] = value
    until = attack["onset_day"] - day
    calm = since is None or since > rules.edss_unstable_days
    between = [one for one in placed if one not in began and one["onset_day"] < attack["onset_day"]]
    if 0 < until <= rules.value_before_attack_within_days and calm and not between:
        for score in SCORES:
            if visit[score] is not None and day >= around.told_on.get(score, day):
                around.before[score], around.told_on[score] = visit[score], day


def scores_show_change(
    around: Around, scans: Row, reports: list[Row], struck: dict[str, bool | None], rules: Definitions
) -> bool | None:
    declared = named_rules("objective_change.toml")[rules.objective_change_scores]
    shown = either([met(condition, around, scans, reports, struck) for condition in declared["any"]])
    if shown is False and any(struck[site] is not False for site in declared.get("not_evaluated", ())):
        return None
    return shown


def severity_of(around: Around, scans: Row, reports: list[Row], struck: dict[str, bool | None], rules: Definitions) -> str | None:
    for declared in named_rules("severity.toml")[rules.severity_rule]["grades"]:
        if "any" not in declared:
            return str(declared["grade"])
        fulfilled = either([met(condition, around, scans, reports, struck) for condition in declared["any"]])
        if fulfilled is None:
            return None
        if fulfilled:
            return str(declared["grade"])
    raise AssertionError("the last grade takes the rest")


def met(condition: Row, around: Around, scans: Row, reports: list[Row], struck: dict[str, bool | None]) -> bool | None:
    parts: list[bool | None] = []
    if "scores" in condition:
        scores = SCORES[1:] if condition["scores"] == "functional systems" else condition["scores"]
        verdicts = [score_meets(condition, around.before[score], around.worst[score]) for score in scores]
        needed = condition.get("in_at_least", 1)
        if verdicts.count(True) >= needed:
            parts.append(True)
        else:
            parts.append(None if verdicts.count(True) + verdicts.count(None) >= needed else False)
    if "lasting_hours_over" in condition:
        hours = [row["area_postrema_hours"] for row in reports if row["area_postrema_hours"] is not None]
        parts.append(max(hours) > condition["lasting_hours_over"] if hours else None)
    if "with_lesion" in condition:
        parts += [either([scans[finding] for finding in condition["with_lesion"]]), scans["new_lesion"]]
    if "only_at" in condition:
        parts.append(struck[condition["only_at"]])
    return both(parts)


def score_meets(condition: Row, before: float | None, worst: float | None) -> bool | None:
    parts: list[bool | None] = []
    if "rise" in condition:
        parts.append(None if before is None or worst is None else worst - before >= condition["rise"])
    if "before_from" in condition:
        parts.append(None if before is None else before >= condition["before_from"])
    if "reaches" in condition:
        parts.append(None if worst is None else worst >= condition["reaches"])
    return both(parts)
