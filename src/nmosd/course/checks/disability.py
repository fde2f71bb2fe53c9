"""Questions about disability scores, vision and imaging."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.checks.asking import Check, Material, Question, Row, rows
from nmosd.course.days import with_days


def inside_attack(material: Material) -> Iterator[Question]:
    """Q301: scores from the onset of an attack until `edss_unstable_days` after it, by the days in use."""
    visits = with_days(
        material.record.visits.filter(pl.col("edss").is_not_null() & pl.col("visited_earliest").is_not_null()).with_columns(
            shown_earliest="visited_earliest", shown_latest="visited_latest"
        ),
        "visited",
        definitions=material.definitions,
    ).sort("visited_day")
    attacks = material.course.attacks.filter(~pl.col("undated")).select(
        "patient_id", "onset_day", attack_row=pl.col("row_ids").list.first()
    )
    last = visits.join_asof(
        attacks.sort("onset_day"),
        left_on="visited_day",
        right_on="onset_day",
        by="patient_id",
        strategy="backward",
        check_sortedness=False,
    )
    since = pl.col("visited_day") - pl.col("onset_day")
    for row in rows(
        last.filter(since <= material.definitions.edss_unstable_days).with_columns(since=since).sort("patient_id", "row_id")
    ):
        yield Question(
            "Q301",
            row["patient_id"],
            (row["row_id"], row["attack_row"]),
            "edss",
            f"EDSS {row['edss']:g} of {material.show(row, 'shown')} was taken {row['since']} days after the onset of an attack.",
        )


def score_of_death(material: Material) -> Iterator[Question]:
    """Q302: EDSS 10 or a modified Rankin score of 6 means death; asked where neither status nor date says dead."""
    alive = material.record.patients.filter(
        ~(pl.col("status") == "dead").fill_null(value=False) & pl.col("death_earliest").is_null()
    ).select("patient_id", person_row="row_id", status="status")
    scores = (
        ("visits", "edss", 10, "EDSS", "visited"),
        ("visits", "mrs", 6, "Modified Rankin score", "visited"),
        ("attacks", "nadir_edss", 10, "Nadir EDSS", "onset"),
    )
    for table, field, worst, name, date in scores:
        frame: pl.DataFrame = getattr(material.record, table)
        for row in rows(frame.filter(pl.col(field) == worst).join(alive, on="patient_id", maintain_order="left")):
            status = row["status"] or "not stated"
            when = material.show(row, date) or "no date"
            message = f"{name} {worst} ({when}) means death, and the status is {status}."
            yield Question("Q302", row["patient_id"], (row["row_id"], row["person_row"]), field, message)


def acuity(material: Material) -> Iterator[Question]:
    """Q303, Q304: a number beside a category below the chart; measured, without a number."""
    exams = material.record.eye_exams
    measured, number = pl.col("acuity_category") == "measured", pl.col("acuity").is_not_null()
    for row in rows(exams.filter(~measured & number)):
        message = f"The {_eye(material, row)} has {row['acuity_category']} and {row['acuity']:g}."
        yield Question("Q303", row["patient_id"], (row["row_id"],), "acuity_category", message)
    for row in rows(exams.filter(measured & ~number)):
        message = f"Acuity was measured in the {_eye(material, row)}: what was it?"
        yield Question("Q304", row["patient_id"], (row["row_id"],), "acuity", message)


def _eye(material: Material, row: Row) -> str:
    return f"{row['eye'] or 'unnamed'} eye ({material.show(row, 'examined') or 'no date'})"


def cord_lesions(material: Material) -> Iterator[Question]:
    """Q305, Q306: length against the statement, and lengths in scans that do not show the cord."""
    scans, length = material.record.mri_scans, pl.col("longest_cord_lesion")
    extensive = pl.col("longitudinally_extensive")
    contradicts = ((length >= 3) & (extensive == "no")) | ((length < 3) & (extensive == "yes"))
    for row in rows(scans.filter(contradicts)):
        said = {"yes": "is", "no": "is not"}[row["longitudinally_extensive"]]
        when, length = material.show(row, "scanned") or "no date", row["longest_cord_lesion"]
        message = f"The cord lesion of {when} spans {length:g} segments and {said} called longitudinally extensive."
        yield Question("Q305", row["patient_id"], (row["row_id"],), "longest_cord_lesion", message)
    elsewhere = pl.col("region").cast(pl.String).is_in(["brain", "orbit"]) & ((length > 0) | (extensive == "yes"))
    for row in rows(scans.filter(elsewhere)):
        when = material.show(row, "scanned") or "no date"
        message = f"The scan of {when} shows the {row['region']}, and a cord lesion is recorded in it."
        yield Question("Q306", row["patient_id"], (row["row_id"],), "region", message)


CHECKS: tuple[Check, ...] = (inside_attack, score_of_death, acuity, cord_lesions)
