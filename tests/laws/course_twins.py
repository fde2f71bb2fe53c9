"""Slow, obvious twins of the derivations: plain Python, one person at a time, written from the text of the rules.

They read the record's rows as dictionaries and know nothing of the fast code.
"""

from dataclasses import dataclass
from typing import Any

from nmosd.course import Definitions
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary

Row = dict[str, Any]
EPOCH_ORDINAL = 719163


@dataclass(frozen=True)
class Days:
    """A date as days: the one calculated with, and the first and last possible."""

    day: int
    first: int
    last: int


def days(row: Row, name: str, definitions: Definitions) -> Days | None:
    if row[f"{name}_earliest"] is None:
        return None
    first = row[f"{name}_earliest"].toordinal() - EPOCH_ORDINAL
    last = row[f"{name}_latest"].toordinal() - EPOCH_ORDINAL
    return Days(read(first, last, definitions), first, last)


def read(first: int, last: int, definitions: Definitions) -> int:
    return {"earliest": first, "latest": last, "midpoint": (first + last) // 2}[definitions.date_reading]


def rows_of(record: Record, table: str, patient_id: str) -> list[Row]:
    return [row for row in getattr(record, table).iter_rows(named=True) if row["patient_id"] == patient_id]


@dataclass
class Attack:
    onset: Days | None
    sites: set[str] | None
    row_ids: list[str]
    date_dependent: bool = False
    is_onset_attack: bool | None = None


def attacks_of(record: Record, patient_id: str, definitions: Definitions) -> list[Attack]:
    """Merge one person's reported attacks."""
    window = definitions.merge_before_days
    reported = [row for row in rows_of(record, "attacks", patient_id) if row["adjudication"] not in definitions.not_attacks]
    dated = [(days(row, "onset", definitions), row) for row in reported if row["onset_earliest"] is not None]
    dated.sort(key=lambda pair: (pair[0].day, pair[1]["row_id"]))
    clusters: list[list[tuple[Days, Row]]] = []
    alone: list[list[tuple[Days, Row]]] = []
    for onset, row in dated:
        if onset.last - onset.first + 1 > definitions.widest_date_in_windows * window:
            alone.append([(onset, row)])
        elif clusters and onset.day - clusters[-1][0][0].day < window:
            clusters[-1].append((onset, row))
        else:
            clusters.append([(onset, row)])
    found = []
    for cluster in sorted(clusters + alone, key=lambda cluster: cluster[0][0].day):
        stated = [set(row["sites"]) for _, row in cluster if row["sites"] is not None]
        onset = Days(*(min(getattr(one, end) for one, _ in cluster) for end in ("day", "first", "last")))
        attack = Attack(onset, set().union(*stated) if stated else None, [row["row_id"] for _, row in cluster])
        attack.date_dependent = any(
            straddles(one, other, window) for one, row in cluster for other, other_row in dated if row is not other_row
        )
        found.append(attack)
    stated_onset = days(rows_of(record, "patients", patient_id)[0], "onset", definitions)
    if stated_onset is None and record.calendar == "relative":
        stated_onset = Days(0, 0, 0)
    for number, attack in enumerate(found):
        certainly_later = stated_onset is not None and attack.onset.first - stated_onset.last >= window
        attack.is_onset_attack = number == 0 and not certainly_later
    undated = sorted((row for row in reported if row["onset_earliest"] is None), key=lambda row: row["row_id"])
    return found + [Attack(None, None if row["sites"] is None else set(row["sites"]), [row["row_id"]]) for row in undated]


def straddles(one: Days, other: Days, window: int) -> bool:
    """Whether some days inside the two dates lie closer than the window, and some do not."""
    distances = {
        min(abs(a - b) for a in ends(one, other) for b in ends(other, one)),
        max(abs(a - b) for a in (one.first, one.last) for b in (other.first, other.last)),
    }
    return min(distances) < window <= max(distances)


def ends(one: Days, other: Days) -> list[int]:
    """The days of a date at which a distance to the other can be least: its own ends, and the other's ends inside it."""
    return [one.first, one.last, *(end for end in (other.first, other.last) if one.first <= end <= one.last)]


def onset_of(record: Record, patient_id: str, attacks: list[Attack], definitions: Definitions) -> Days | None:
    """Find the onset of disease."""
    stated = days(rows_of(record, "patients", patient_id)[0], "onset", definitions)
    if stated is None and record.calendar == "relative":
        stated = Days(0, 0, 0)
    dated = [attack.onset for attack in attacks if attack.onset is not None]
    # Any of several vague attacks may have been the first.
    first = Days(*(min(getattr(one, end) for one in dated) for end in ("day", "first", "last"))) if dated else None
    if stated is None or first is None:
        return stated or first
    both = (max(stated.first, first.first), min(stated.last, first.last))
    if both[0] > both[1]:
        return stated
    if both == (first.first, first.last):
        return first
    return Days(read(*both, definitions), *both)


def person_time_of(record: Record, patient_id: str, definitions: Definitions) -> Row:
    """Count one person's follow-up and attacks."""
    patient = rows_of(record, "patients", patient_id)[0]
    attacks = attacks_of(record, patient_id, definitions)
    onset = onset_of(record, patient_id, attacks, definitions)
    first, last, death = (days(patient, name, definitions) for name in ("first_contact", "last_contact", "death"))
    ends_known = [one for one in (last, death) if one is not None]
    entry = None if first is None or onset is None else max(first.day, onset.day)
    end = min((one.day for one in ends_known), default=None)
    reasons = []
    if first is None:
        reasons.append("no first contact stated")
    if end is None:
        reasons.append("no last contact or death stated")
    if onset is None:
        reasons.append("no onset stated and no dated attack")
    if entry is not None and end is not None and end < entry:
        reasons.append("follow-up ends before it starts")
    result: Row = {
        "entry_day": entry,
        "exit_day": end,
        "reason": "; ".join(reasons) or None,
        "person_years": None if reasons else (end - entry) / 365.25,
        "undated_attacks": sum(attack.onset is None for attack in attacks),
        "reports_set_aside": sum(
            row["adjudication"] in definitions.not_attacks for row in rows_of(record, "attacks", patient_id)
        ),
    }
    counts: dict[str, int | None] = dict.fromkeys(
        ("attacks", "attacks_with_onset", "attacks_before_entry", "attacks_after_exit"), 0
    )
    for attack in attacks:
        if attack.onset is None or reasons:
            continue
        one_event = attack.is_onset_attack and attack.onset.first <= onset.last and attack.onset.last >= onset.first
        began = onset.day if one_event else attack.onset.day
        entered = began >= entry if attack.is_onset_attack else began > entry
        if not entered:
            counts["attacks_before_entry"] += 1
        elif began > end:
            counts["attacks_after_exit"] += 1
        else:
            counts["attacks_with_onset"] += 1
            counts["attacks"] += not attack.is_onset_attack
    return result | (dict.fromkeys(counts) if reasons else counts)


def aqp4_of(record: Record, patient_id: str, definitions: Definitions) -> str:
    """Find one person's AQP4-IgG tier."""
    tests = [row for row in rows_of(record, "antibody_tests", patient_id) if row["analyte"] == "AQP4-IgG"]
    cell_based = {name: term.attributes.get("cell_based") for name, term in vocabulary("assay").items()}
    blood = [test for test in tests if test["specimen"] != "CSF"]
    positive_in_blood = [cell_based.get(test["assay"]) for test in blood if test["result"] == "positive"]
    for kind, tier in ((True, "cell-based assay"), (None, "assay not stated"), (False, "other assay")):
        if kind in positive_in_blood:
            return f"positive, {tier}"
    if any(test["result"] == "positive" for test in tests):
        return "CSF only"
    negatives = [test for test in tests if test["result"] == "negative"]
    adequate = any(
        test["specimen"] != "CSF"
        and cell_based.get(test["assay"]) is True
        and not may_be_lowered(test, record, patient_id, definitions)
        for test in negatives
    )
    if any(test["result"] == "borderline" for test in tests) and not (adequate and definitions.borderline_settled_by_negative):
        return "borderline"
    if adequate:
        return "negative, cell-based assay"
    return "negative, inadequate" if negatives else "unknown"


def may_be_lowered(test: Row, record: Record, patient_id: str, definitions: Definitions) -> bool:
    """Whether a sample was, or for want of a date may have been, drawn under a treatment that lowers antibodies."""
    stated = None if test["on_treatment"] is None else vocabulary("on_treatment")[test["on_treatment"]].attributes.get("lowers")
    if stated is True:
        return True
    for start, until, at_least in effects(record, patient_id, definitions):
        answer = lies_in(days(test, "sampled", definitions), start, until, at_least)
        if answer is True or (answer is None and stated is None):
            return True
    return False


FOREVER = 10**9


def effects(record: Record, patient_id: str, definitions: Definitions) -> list[tuple[int | None, int | None, int | None]]:
    """One person's treatments that lower antibodies: first day of effect, end of effect, and the end that is certain."""
    found = []
    onsets = {row["row_id"]: days(row, "onset", definitions) for row in record.attacks.iter_rows(named=True)}
    for row in rows_of(record, "acute_treatments", patient_id):
        group = None if row["treatment"] is None else vocabulary("acute_treatment")[row["treatment"]].attributes["group"]
        if group not in definitions.antibody_lowering_groups:
            continue
        start = days(row, "start", definitions)
        began = None if start is None else start.day
        if start is None and onsets.get(row["attack"]) is not None:
            onset = onsets[row["attack"]]
            began = read(onset.first, onset.last + definitions.undated_acute_treatment_within_days, definitions)
        end = None if began is None else began + definitions.negative_adequate_from_days
        found.append((began, end, end))
    for row in rows_of(record, "therapies", patient_id):
        drug_class = None if row["drug"] is None else vocabulary("drugs")[row["drug"]].attributes["class"]
        if drug_class in definitions.b_cell_classes:
            window = definitions.b_cell_effect_days
        elif drug_class in definitions.antibody_lowering_groups:
            window = definitions.negative_adequate_from_days
        else:
            continue
        start, stop = days(row, "start", definitions), days(row, "stop", definitions)
        until = stop.day + window if stop is not None else FOREVER if row["ongoing"] == "yes" else None
        found.append((None if start is None else start.day, until, None if start is None else start.day + window))
    return found


def lies_in(sampled: Days | None, start: int | None, until: int | None, at_least: int | None) -> bool | None:
    """Whether a sample lies in an effect; None where a missing date hides it."""
    if sampled is None:
        return None
    before = start is not None and sampled.day < start
    after = until is not None and sampled.day >= until
    if before or after:
        return False
    if start is None or (until is None and sampled.day >= at_least):
        return None
    return True


def mog_of(record: Record, patient_id: str, definitions: Definitions) -> str:
    """Find one person's MOG-IgG tier."""
    cell_based = {name: term.attributes.get("cell_based") for name, term in vocabulary("assay").items()}
    results = {
        test["result"]
        for test in rows_of(record, "antibody_tests", patient_id)
        if test["analyte"] == "MOG-IgG" and (definitions.mog_other_assays_count or cell_based.get(test["assay"]) is not False)
    }
    return next((tier for tier in ("positive", "borderline", "negative") if tier in results), "unknown")
