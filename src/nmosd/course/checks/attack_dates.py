"""Questions about attacks: their dates, sites and adjudication."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.checks.asking import Check, Material, Question, Row, rows


def too_close(material: Material) -> Iterator[Question]:
    """Q101: reported attacks that count once."""
    reported = {row["row_id"]: row for row in rows(material.record.attacks)} if _several(material).height else {}
    window = material.definitions.merge_before_days
    for attack in rows(_several(material)):
        members = [reported[row_id] for row_id in attack["row_ids"]]
        shown = ", ".join(_named(material, member) for member in members)
        yield Question(
            "Q101",
            attack["patient_id"],
            tuple(attack["row_ids"]),
            "onset",
            f"These {len(members)} reported attacks began less than {window} days after the first: {shown}.",
        )


def _several(material: Material) -> pl.DataFrame:
    return material.course.attacks.filter(pl.col("reported") > 1)


def _named(material: Material, attack: Row) -> str:
    return f"{material.show(attack, 'onset') or 'no date'} ({_sites(attack)})"


def _sites(attack: Row) -> str:
    return " and ".join(attack["sites"] or []) or "site not stated"


def depend_on_reading(material: Material) -> Iterator[Question]:
    """Q102: attacks that other days inside their dates would merge or separate; if all are one attack, Q101 has asked."""
    window = material.definitions.merge_before_days
    several_attacks = pl.len().over("patient_id") > 1
    marked = material.course.attacks.filter("date_dependent").filter(several_attacks).explode("row_ids").select("row_ids")
    attacks = material.record.attacks.join(marked, left_on="row_id", right_on="row_ids", how="semi")
    attacks = attacks.sort("patient_id", "onset_earliest", "onset_latest", "row_id")
    for (patient_id,), group in attacks.group_by("patient_id", maintain_order=True):
        shown = ", ".join(_named(material, row) for row in rows(group))
        yield Question(
            "Q102",
            str(patient_id),
            tuple(group["row_id"]),
            "onset",
            f"The dates leave open which of these reported attacks began less than {window} days apart: {shown}.",
        )


def before_onset(material: Material) -> Iterator[Question]:
    """Q103: attacks that certainly began before the stated onset."""
    patients = material.record.patients.select(
        "patient_id", onset_stated="row_id", first_earliest="onset_earliest", first_latest="onset_latest"
    )
    joined = _counted(material).join(patients, on="patient_id", maintain_order="left")
    for row in rows(joined.filter(pl.col("onset_latest") < pl.col("first_earliest"))):
        yield Question(
            "Q103",
            row["patient_id"],
            (row["row_id"], row["onset_stated"]),
            "onset",
            f"The attack of {material.show(row, 'onset')} lies before the stated onset, {material.show(row, 'first')}.",
        )


def _counted(material: Material) -> pl.DataFrame:
    """Return the reported attacks that were not adjudicated as none."""
    return material.record.attacks.filter(
        ~pl.col("adjudication").is_in(list(material.definitions.not_attacks)).fill_null(value=False)
    )


def without_date(material: Material) -> Iterator[Question]:
    """Q110: attacks that lie nowhere."""
    for row in rows(_counted(material).filter(pl.col("onset_earliest").is_null())):
        yield Question("Q110", row["patient_id"], (row["row_id"],), "onset", f"An attack ({_sites(row)}) has no date.")


def without_site(material: Material) -> Iterator[Question]:
    """Q111: attacks that struck nowhere, where the record usually says."""
    if material.usual("attacks", "sites"):
        nowhere = pl.col("sites").is_null() | (pl.col("sites").list.len() == 0)
        for row in rows(_counted(material).filter(nowhere)):
            when = material.show(row, "onset") or "no date"
            yield Question("Q111", row["patient_id"], (row["row_id"],), "sites", f"The attack of {when} has no site.")


def no_attack_with_lesion(material: Material) -> Iterator[Question]:
    """Q112: set aside by adjudication, although a new lesion is recorded."""
    aside = pl.col("adjudication").is_in(list(material.definitions.not_attacks)) & (pl.col("new_mri_lesion") == "yes")
    for row in rows(material.record.attacks.filter(aside)):
        yield Question(
            "Q112",
            row["patient_id"],
            (row["row_id"],),
            "adjudication",
            f"The event of {_named(material, row)} was adjudicated as {row['adjudication']}; a new MRI lesion explains it.",
        )


def onset_attack_missing(material: Material) -> Iterator[Question]:
    """Q114: the first attack on record certainly began a merge window or more after the stated onset."""
    first = material.course.attacks.filter((pl.col("attack") == 1) & ~pl.col("is_onset_attack"))
    first = first.select("patient_id", first_row=pl.col("row_ids").list.first())
    patients = material.record.patients.select(
        "patient_id", onset_stated="row_id", stated_earliest="onset_earliest", stated_latest="onset_latest"
    )
    joined = first.join(material.record.attacks, left_on="first_row", right_on="row_id", maintain_order="left").join(
        patients, on="patient_id", maintain_order="left"
    )
    for row in rows(joined):
        stated = material.show(row, "stated") or "day 0"
        yield Question(
            "Q114",
            row["patient_id"],
            (row["first_row"], row["onset_stated"]),
            "onset",
            f"The disease began {stated}; the first attack on record is that of {material.show(row, 'onset')}.",
        )


CHECKS: tuple[Check, ...] = (
    too_close,
    depend_on_reading,
    before_onset,
    without_date,
    without_site,
    no_attack_with_lesion,
    onset_attack_missing,
)
