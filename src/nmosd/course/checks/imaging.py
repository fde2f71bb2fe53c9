"""Questions about scans, lumbar punctures and eyes that contradict themselves or their attack."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.checks.asking import Check, Material, Question, rows

_LESIONS_OF_THE_BRAIN = (
    "area_postrema_lesion",
    "brainstem_lesion",
    "diencephalic_lesion",
    "cerebral_lesion",
    "periventricular_lesion",
    "cortical_lesion",
    "infratentorial_lesion",
    "dawson_fingers",
    "deep_grey_lesion",
    "ill_defined_lesions",
    "cerebral_cortex_lesion",
    "ill_defined_brainstem_lesion",
)


def normal_brain(material: Material) -> Iterator[Question]:
    """Q311: a brain that is normal as a whole, and a lesion of it."""
    scans = material.record.mri_scans.filter(pl.col("brain_pattern") == "normal")
    lesions = pl.any_horizontal((pl.col(lesion) == "yes").fill_null(value=False) for lesion in _LESIONS_OF_THE_BRAIN)
    for row in rows(scans.filter(lesions)):
        named = ", ".join(lesion.replace("_", " ") for lesion in _LESIONS_OF_THE_BRAIN if row[lesion] == "yes")
        when = material.show(row, "scanned") or "no date"
        yield Question(
            "Q311", row["patient_id"], (row["row_id"],), "brain_pattern", f"The brain of {when} is normal and has: {named}."
        )


def cord_segments(material: Material) -> Iterator[Question]:
    """Q312, Q313: a cord lesion that ends above where it begins, or that has an extent although there is none."""
    scans = material.record.mri_scans
    upwards = pl.col("cord_first_segment").to_physical() > pl.col("cord_last_segment").to_physical()
    for row in rows(scans.filter(upwards)):
        when = material.show(row, "scanned") or "no date"
        message = (
            f"The cord lesion of {when} begins at {row['cord_first_segment']} and ends at {row['cord_last_segment']}, above it."
        )
        yield Question("Q312", row["patient_id"], (row["row_id"],), "cord_first_segment", message)
    extent = (
        (pl.col("longest_cord_lesion") > 0).fill_null(value=False)
        | (pl.col("longitudinally_extensive") == "yes").fill_null(value=False)
        | pl.col("cord_first_segment").is_not_null()
        | pl.col("cord_last_segment").is_not_null()
    )
    for row in rows(scans.filter((pl.col("cord_lesion") == "no") & extent)):
        when = material.show(row, "scanned") or "no date"
        message = f"The scan of {when} shows no cord lesion, and gives one a length, segments or an extent."
        yield Question("Q313", row["patient_id"], (row["row_id"],), "cord_lesion", message)


def better_and_worse_eye(material: Material) -> Iterator[Question]:
    """Q314: on one date the better eye sees worse than the worse eye."""
    date = ["patient_id", "examined_earliest_day", "examined_latest_day"]
    eyes = material.course.eyes.filter(pl.col("acuity_severity").is_not_null() & pl.col("examined_day").is_not_null())
    better, worse = (
        eyes.filter(recorded_eye=eye).select(*date, "row_id", severity="acuity_severity") for eye in ("better", "worse")
    )
    swapped = better.join(worse, on=date, suffix="_of_worse", maintain_order="left_right").filter(
        pl.col("severity") > pl.col("severity_of_worse")
    )
    exams = material.record.eye_exams.select("row_id", "examined_earliest", "examined_latest")
    for row in rows(swapped.join(exams, on="row_id", maintain_order="left")):
        message = f"On {material.show(row, 'examined')} the better eye sees worse than the worse eye."
        yield Question("Q314", row["patient_id"], (row["row_id"], row["row_id_of_worse"]), "eye", message)


def before_their_attack(material: Material) -> Iterator[Question]:
    """Q315: a scan, lumbar puncture or eye examination recorded with an attack that certainly began later.

    A scan may come `scan_days_before_onset` earlier.
    """
    onsets = material.record.attacks.select("onset_earliest", "onset_latest", attack="row_id")
    grace = {"mri_scans": material.definitions.scan_days_before_onset}
    for table, what, date in _WITH_AN_ATTACK:
        made = getattr(material.record, table).select("patient_id", "row_id", "attack", f"{date}_earliest", f"{date}_latest")
        early = pl.col("onset_earliest") - pl.col(f"{date}_latest") > pl.duration(days=grace.get(table, 0))
        for row in rows(made.join(onsets, on="attack", maintain_order="left").filter(early)):
            message = (
                f"The {what} of {material.show(row, date)} is recorded with an attack that began {material.show(row, 'onset')}."
            )
            yield Question("Q315", row["patient_id"], (row["row_id"], row["attack"]), date, message)


_WITH_AN_ATTACK = (
    ("mri_scans", "scan", "scanned"),
    ("csf_samples", "lumbar puncture", "sampled"),
    ("eye_exams", "eye examination", "examined"),
)

CHECKS: tuple[Check, ...] = (normal_brain, cord_segments, better_and_worse_eye, before_their_attack)
