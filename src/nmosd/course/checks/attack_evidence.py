"""Questions about what was recorded for and against an attack."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.attack_features import derive_attack_features
from nmosd.course.checks.asking import Check, Material, Question, Row, rows


def adjudication_contradicted(material: Material) -> Iterator[Question]:
    """Q115: a reviewer decided one thing, the evidence on record says the other."""
    for attack in rows(_attacks(material).filter("contradicts_adjudication")):
        yield Question(
            "Q115",
            attack["patient_id"],
            tuple(attack["row_ids"]),
            "adjudication",
            f"The attack of {_when(material, attack)} was adjudicated as {attack['adjudication']}; by the evidence on record "
            f"it is {_certainty(attack)}.",
        )
    set_aside = pl.col("adjudication").is_in(list(material.definitions.not_attacks)) & (pl.col("objective_change") == "yes")
    no_lesion_asked = (pl.col("new_mri_lesion") != "yes").fill_null(value=True)  # Q112 asks about the others
    no_cause = (pl.col("other_cause") != "yes").fill_null(value=True)
    for row in rows(material.record.attacks.filter(set_aside & no_lesion_asked & no_cause)):
        yield Question(
            "Q115",
            row["patient_id"],
            (row["row_id"],),
            "adjudication",
            f"The event of {material.show(row, 'onset') or 'no date'} was adjudicated as {row['adjudication']}; "
            "the examination changed, and no other cause is on record.",
        )


def cause_beside_lesion(material: Material) -> Iterator[Question]:
    """Q116: another cause explains the attack, and so does a new lesion."""
    for attack in rows(_attacks(material).filter(pl.col("other_cause") & pl.col("new_lesion"))):
        message = f"Another cause explains the attack of {_when(material, attack)}, and a new or enhancing lesion is on record."
        yield Question("Q116", attack["patient_id"], tuple(attack["row_ids"]), "other_cause", message)


def hours_contradict_the_answer(material: Material) -> Iterator[Question]:
    """Q117: more than 24 hours was denied or affirmed, and the hours on record say the opposite."""
    answer, longer = pl.col("over_24_hours"), pl.col("hours") > 24
    for row in rows(material.record.attacks.filter(((answer == "no") & longer) | ((answer == "yes") & ~longer))):
        lasted = "lasted" if row["over_24_hours"] == "yes" else "did not last"
        message = (
            f"The symptoms of {material.show(row, 'onset') or 'no date'} {lasted} more than 24 hours as stated; "
            f"{row['hours']:g} hours are on record."
        )
        yield Question("Q117", row["patient_id"], (row["row_id"],), "over_24_hours", message)


def scores_contradict_the_examination(material: Material) -> Iterator[Question]:
    """Q118: no objective change is stated, and the scores around the attack show one."""
    denied = _denied_by_every_report(material, "objective_change")
    if denied.is_empty():
        return
    course = material.course
    by_scores = derive_attack_features(
        material.record,
        course.attacks,
        course.attack_imaging,
        material.definitions.replace(objective_change_from="scores"),
        reasons=True,
    )
    shown = by_scores.filter(pl.col("objective_change") & ~pl.col("date_dependent"))
    found = _attacks(material).join(shown.select("patient_id", "attack", "severity_row_ids"), on=["patient_id", "attack"])
    for attack in rows(found.join(denied, on=["patient_id", "attack"], how="semi")):
        row_ids = tuple(dict.fromkeys([*attack["row_ids"], *attack["severity_row_ids"]]))
        message = (
            f"The examination did not change in the attack of {_when(material, attack)} as stated; "
            "the scores before and in it show a change."
        )
        yield Question("Q118", attack["patient_id"], row_ids, "objective_change", message)


def scans_contradict_the_report(material: Material) -> Iterator[Question]:
    """Q119: no new lesion is stated, and a scan of the attack shows one."""
    on_scans = material.course.attack_imaging.filter("new_lesion").select("patient_id", "attack", scan_row_ids="row_ids")
    found = _attacks(material).join(on_scans, on=["patient_id", "attack"])
    for attack in rows(found.join(_denied_by_every_report(material, "new_mri_lesion"), on=["patient_id", "attack"], how="semi")):
        message = f"No new lesion explains the attack of {_when(material, attack)} as stated; a scan of the attack shows one."
        row_ids = (*attack["row_ids"], *attack["scan_row_ids"])
        yield Question("Q119", attack["patient_id"], row_ids, "new_mri_lesion", message)


def _attacks(material: Material) -> pl.DataFrame:
    """Return the merged attacks with their features, the reported attacks in `row_ids` and the dates of the first of them."""
    course = material.course
    own = course.attacks.select("patient_id", "attack", "row_ids", first_row=pl.col("row_ids").list.first())
    features = course.attack_features.drop("row_ids", "rule", "severity_row_ids", "date_dependent")
    dates = material.record.attacks.select("onset_earliest", "onset_latest", first_row="row_id")
    joined = own.join(features, on=["patient_id", "attack"]).join(dates, on="first_row", how="left", maintain_order="left")
    return joined.sort("patient_id", "attack")


def _denied_by_every_report(material: Material, question: str) -> pl.DataFrame:
    reports = material.course.attacks.select("patient_id", "attack", row_id="row_ids").explode("row_id")
    answers = reports.join(material.record.attacks.select("row_id", answer=question), on="row_id")
    denied = (pl.col("answer") == "no").fill_null(value=False).all()
    return answers.group_by("patient_id", "attack").agg(denied=denied).filter("denied").drop("denied")


def _when(material: Material, attack: Row) -> str:
    return material.show(attack, "onset") or "no date"


def _certainty(attack: Row) -> str:
    return "a pseudo-attack" if attack["certainty"] == "pseudo" else f"a {attack['certainty']} attack"


CHECKS: tuple[Check, ...] = (
    adjudication_contradicted,
    cause_beside_lesion,
    hours_contradict_the_answer,
    scores_contradict_the_examination,
    scans_contradict_the_report,
)
