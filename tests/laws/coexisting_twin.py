"""Slow, obvious twins of coexisting diseases, autoantibodies and their summary, written from the text of the rules."""

from typing import Any

from nmosd.course import Definitions
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary
from tests.laws.course_twins import Days, Row, attacks_of, days, onset_of, rows_of

Answer = bool | None


def any_of(answers: list[Answer]) -> Answer:
    """True if one is, false if all are and there is one, else unknown."""
    if True in answers:
        return True
    return False if answers and None not in answers else None


def coexisting_of(record: Record, patient_id: str, definitions: Definitions) -> list[dict[str, Any]]:
    """One person's coexisting diseases and autoantibodies."""
    onset = onset_of(record, patient_id, attacks_of(record, patient_id, definitions), definitions)
    diseases = [about_disease(rows, onset, definitions) for rows in apart(rows_of(record, "comorbidities", patient_id))]
    tests = rows_of(record, "antibody_tests", patient_id)
    analytes = {test["analyte"] for test in tests if test["analyte"] and group_of("analyte", test["analyte"])}
    found = []
    for analyte in analytes:
        own = [test for test in tests if test["analyte"] == analyte and test["result"] != "not done"]
        if own:
            listed = all_listed(record, patient_id, diseases)
            on_record = [one["disease"] for one in diseases]
            found.append(about_antibody(analyte, own, onset, definitions, diseases=on_record, listed=listed))
    return diseases + found


def group_of(name: str, word: str) -> str | None:
    return vocabulary(name)[word].attributes.get("group")


def apart(rows: list[Row]) -> list[list[Row]]:
    """Rows of one named disease together, every other row alone."""
    named: dict[str, list[Row]] = {}
    alone = []
    for one in rows:
        if one["disease"] is None or vocabulary("diseases")[one["disease"]].attributes.get("unspecified"):
            alone.append([one])
        else:
            named.setdefault(one["disease"], []).append(one)
    return [*named.values(), *alone]


def first_of(rows: list[Row], name: str, definitions: Definitions) -> Days | None:
    dated = [one for row in rows if (one := days(row, name, definitions)) is not None]
    return Days(*(min(getattr(one, end) for one in dated) for end in ("day", "first", "last"))) if dated else None


def about_disease(rows: list[Row], onset: Days | None, definitions: Definitions) -> dict[str, Any]:
    disease = rows[0]["disease"]
    group = None if disease is None else group_of("diseases", disease)
    began = first_of(rows, "began", definitions)
    before = near = None
    if began and onset:
        before = True if began.last < onset.first else False if began.first >= onset.last else None
        distances = [abs(a - b) for a in range(began.first, began.last + 1) for b in range(onset.first, onset.last + 1)]
        close = [distance <= definitions.cancer_near_onset_days for distance in distances]
        near = (True if all(close) else None if any(close) else False) if group == "cancer" else None
    return {
        "kind": "disease",
        "disease": disease,
        "antibody": None,
        "group": group,
        "present": True,
        "autoimmune": None
        if disease in (None, "other")
        else group.startswith("autoimmune") and disease not in definitions.not_coexisting_autoimmunity,
        "began_day": began.day if began else None,
        "days_from_onset": began.day - onset.day if began and onset else None,
        "before_onset": before,
        "near_onset": near,
        "with_disease": None,
        "row_ids": sorted(row["row_id"] for row in rows),
    }


def about_antibody(
    analyte: str, tests: list[Row], onset: Days | None, definitions: Definitions, *, diseases: list[str | None], listed: bool
) -> dict[str, Any]:
    present = any_of([{"positive": True, "negative": False}.get(test["result"]) for test in tests])
    positive = [test for test in tests if test["result"] == "positive"]
    began = first_of(positive, "sampled", definitions)
    goes_with = [name for name, term in vocabulary("diseases").items() if analyte in term.attributes.get("antibodies", ())]
    beside = True if set(goes_with) & set(diseases) else False if listed else None
    return {
        "kind": "autoantibody",
        "disease": None,
        "antibody": analyte,
        "group": group_of("analyte", analyte),
        "present": present,
        "autoimmune": None,
        "began_day": began.day if began else None,
        "days_from_onset": began.day - onset.day if began and onset else None,
        "before_onset": True if began and onset and began.last < onset.first else None,
        "near_onset": None,
        "with_disease": beside if present else None,
        "row_ids": sorted(test["row_id"] for test in (positive or tests)),
    }


def all_listed(record: Record, patient_id: str, diseases: list[dict[str, Any]]) -> bool:
    complete = rows_of(record, "patients", patient_id)[0]["coexisting_diseases_complete"] == "yes"
    return complete and not any(one["disease"] in (None, "other") for one in diseases)


def comorbidity_of(record: Record, patient_id: str, definitions: Definitions) -> dict[str, Any]:
    """What one person's diseases and autoantibodies say together."""
    rows = coexisting_of(record, patient_id, definitions)
    diseases = [row for row in rows if row["kind"] == "disease"]
    antibodies = [row["present"] for row in rows if row["kind"] == "autoantibody"]
    listed = all_listed(record, patient_id, diseases)

    def there(chosen: list[dict[str, Any]]) -> Answer:
        return True if chosen else False if listed else None

    def holds(chosen: list[dict[str, Any]], relation: str) -> Answer:
        answers = [row[relation] for row in chosen]
        return True if True in answers else False if listed and None not in answers else None

    autoimmune = [row for row in diseases if row["autoimmune"]]
    cancers = [row for row in diseases if row["group"] == "cancer"]
    any_antibody = any_of(antibodies)
    told = {
        "any_disease": there(diseases),
        "autoimmune_disease": there(autoimmune),
        "systemic_autoimmune": there([row for row in autoimmune if row["group"] == "autoimmune, systemic"]),
        "organ_autoimmune": there([row for row in autoimmune if row["group"] == "autoimmune, organ"]),
        "neurological_autoimmune": there([row for row in autoimmune if row["group"] == "autoimmune, neurological"]),
        "infection": there([row for row in diseases if row["group"] == "infection"]),
        "cancer": there(cancers),
        "autoimmune_before_onset": holds(autoimmune, "before_onset"),
        "cancer_near_onset": holds(cancers, "near_onset"),
        "any_autoantibody": any_antibody,
        "diseases": len(diseases),
        "autoantibodies": antibodies.count(True),
        "autoantibodies_tested": antibodies.count(True) + antibodies.count(False),
    }
    nothing = told["autoimmune_disease"] is False and (not antibodies or any_antibody is False)
    antibody = "antibody, no disease on record" if any_antibody else None
    told["autoimmunity"] = "disease" if autoimmune else antibody or ("none found" if nothing else None)
    return told
