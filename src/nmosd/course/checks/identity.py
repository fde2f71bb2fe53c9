"""Questions about who somebody is, their age, and their diagnoses."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.checks.asking import Check, Material, Question, rows
from nmosd.course.checks.follow_up import events
from nmosd.record.dates import YEARS_PER_DAY

_NMOSD = ["NMOSD", "NMO"]


def same_person_twice(material: Material) -> Iterator[Question]:
    """Q501: same sex, same birth (else same stated age) and identical dated attacks; or same publication, sex and age.

    In a record whose calendar is relative everybody has an attack on day 0; there the sites must be stated and equal too.
    """
    alike = pl.concat([_alike(material, _courses(material)), _alike(material, _publications(material))])
    people = material.record.patients
    for row in rows(alike.unique("row_ids", keep="first", maintain_order=True)):
        one = people.row(by_predicate=pl.col("row_id") == row["row_ids"][0], named=True)
        born = material.show(one, "birth")
        age = f"birth ({born})" if born else f"age ({row['age'].split()[-1]})"
        what = row["what"] if row["by"] == "publication" else "attacks"
        message = f"{' and '.join(row['people'])} have the same sex ({row['sex']}), {age} and {what}: are they one person?"
        yield Question("Q501", row["people"][0], tuple(row["row_ids"]), "patient_id", message)


def _alike(material: Material, shared: pl.DataFrame) -> pl.DataFrame:
    """Return the groups of people with the same sex, age and whatever `shared` says of them (columns patient_id, by, what)."""
    birth = pl.format("born {} {}", "birth_earliest", "birth_latest")
    age = pl.coalesce(birth, pl.format("at onset {}", "age_at_onset"), pl.format("at report {}", "age_at_report"))
    people = material.record.patients.select("patient_id", "row_id", sex=pl.col("sex").cast(pl.String), age=age)
    known = people.join(shared, on="patient_id", maintain_order="left").filter(pl.col("sex") != "unknown").drop_nulls()
    return (
        known.sort("patient_id")
        .group_by("sex", "age", "by", "what", maintain_order=True)
        .agg(pl.col("patient_id").alias("people"), pl.col("row_id").alias("row_ids"))
        .filter(pl.col("people").list.len() > 1)
    )


def _publications(material: Material) -> pl.DataFrame:
    doi = pl.col("source").str.extract(r"(10\.\d{4,}/\S+)")
    return material.record.patients.select("patient_id", by=pl.lit("publication"), what=pl.format("publication ({})", doi))


def _courses(material: Material) -> pl.DataFrame:
    """Return each person's dated attacks as one text, where that text can tell people apart."""
    relative = pl.lit(material.course.calendar == "relative")
    where = pl.col("sites").list.sort().cast(pl.List(pl.String)).list.join(", ").fill_null("")
    dated = material.record.attacks.filter(pl.col("onset_earliest").is_not_null()).with_columns(where=where)
    told = pl.format("{} {} {}", "onset_earliest", "onset_latest", pl.when(relative).then("where").otherwise(pl.lit("")))
    return (
        dated.with_columns(told=told)
        .sort("patient_id", "told")
        .group_by("patient_id", maintain_order=True)
        .agg(pl.col("told"), (~relative | (pl.col("where") != "")).all().alias("tells_apart"))
        .filter("tells_apart")
        .select("patient_id", by=pl.lit("attacks"), what=pl.col("told").list.join("; "))
    )


def birth_and_onset(material: Material) -> Iterator[Question]:
    """Q502, Q503, Q507: birth against onset, and the stated age against both."""
    patients = material.record.patients
    days = {name: pl.col(name).to_physical() for name in ("birth_earliest", "birth_latest", "onset_earliest", "onset_latest")}
    youngest = (days["onset_earliest"] - days["birth_latest"]) * YEARS_PER_DAY
    oldest = (days["onset_latest"] - days["birth_earliest"]) * YEARS_PER_DAY
    limit = material.definitions.oldest_onset_age
    for row in rows(patients.filter(pl.col("birth_earliest") > pl.col("onset_latest"))):
        message = f"Birth, {material.show(row, 'birth')}, lies after the onset of disease, {material.show(row, 'onset')}."
        yield Question("Q502", row["patient_id"], (row["row_id"],), "birth", message)
    for row in rows(patients.filter((youngest > limit) | (pl.col("age_at_onset") > limit)).with_columns(youngest=youngest)):
        age = row["age_at_onset"] if row["age_at_onset"] is not None and row["age_at_onset"] > limit else row["youngest"]
        yield Question(
            "Q503",
            row["patient_id"],
            (row["row_id"],),
            "birth",
            f"The age at onset would be {age:.0f} years or more, above {limit}.",
        )
    disagrees = (pl.col("age_at_onset") >= oldest + 1) | (pl.col("age_at_onset") <= youngest - 1)
    for row in rows(patients.filter(disagrees)):
        dates = f"birth {material.show(row, 'birth')} and onset {material.show(row, 'onset')}"
        message = f"Age at onset is stated as {row['age_at_onset']:g}; {dates} give another."
        yield Question("Q507", row["patient_id"], (row["row_id"],), "age_at_onset", message)


def before_birth(material: Material) -> Iterator[Question]:
    """Q504: events that certainly came before birth; the onset of disease has a question of its own."""
    for field, joined in events(material):
        if field.path == "patients.onset":
            continue
        for row in rows(joined.filter(pl.col("event_latest") < pl.col("birth_earliest"))):
            row_ids = (row["row_id"],) if row["row_id"] == row["person_row"] else (row["row_id"], row["person_row"])
            what = f"{field.table.replace('_', ' ')}, {field.name.replace('_', ' ')}"
            message = f"The date {material.show(row, 'event')} ({what}) lies before birth, {material.show(row, 'birth')}."
            yield Question("Q504", row["patient_id"], row_ids, field.name, message)


def labels(material: Material) -> Iterator[Question]:
    """Q505, Q506: labels that were certainly given before the stated onset, or as NMOSD before the first attack on record."""
    patients = material.record.patients.select("patient_id", "onset_earliest", "onset_latest", person_row="row_id")
    joined = material.record.diagnoses.join(patients, on="patient_id", maintain_order="left")
    for row in rows(joined.filter(pl.col("diagnosed_latest") < pl.col("onset_earliest"))):
        given, onset = material.show(row, "diagnosed"), material.show(row, "onset")
        message = f"{row['label'] or 'A diagnosis'} was given {given}, before the onset of disease, {onset}."
        yield Question("Q505", row["patient_id"], (row["row_id"], row["person_row"]), "diagnosed", message)
    first = material.course.attacks.filter((pl.col("attack") == 1) & ~pl.col("undated")).select(
        "patient_id", "onset_earliest_day", attack_row=pl.col("row_ids").list.first()
    )
    with_attack = joined.join(first, on="patient_id", maintain_order="left").filter(
        pl.col("label").cast(pl.String).is_in(_NMOSD) & (pl.col("diagnosed_latest").to_physical() < pl.col("onset_earliest_day"))
    )
    for row in rows(with_attack):
        message = f"{row['label']} was given {material.show(row, 'diagnosed')}, before the first attack on record."
        yield Question("Q506", row["patient_id"], (row["row_id"], row["attack_row"]), "diagnosed", message)


def positive_without_label(material: Material) -> Iterator[Question]:
    """Q508: labels on record, none of them NMOSD, beside AQP4-IgG positive by a cell-based assay."""
    people = material.record.patients.select("patient_id", "row_id")
    positive = material.course.serostatus.filter(pl.col("aqp4") == "positive, cell-based assay").select("patient_id", "row_ids")
    labelled = material.course.people.filter(pl.col("labels").is_not_null()).select(
        "patient_id", labels=pl.col("labels").cast(pl.List(pl.String))
    )
    joined = labelled.join(positive, on="patient_id", maintain_order="left").join(people, on="patient_id", maintain_order="left")
    for row in rows(joined.filter(pl.col("labels").list.set_intersection(_NMOSD).list.len() == 0)):
        message = f"AQP4-IgG is positive by a cell-based assay; the diagnoses on record are {', '.join(row['labels'])}."
        yield Question("Q508", row["patient_id"], (row["row_id"], *row["row_ids"]), "patient_id", message)


def alternatives(material: Material) -> Iterator[Question]:
    """Q509: for labels of NMOSD, where the record usually answers it."""
    if material.usual("diagnoses", "alternatives_excluded"):
        unanswered = pl.col("alternatives_excluded").is_null() & pl.col("label").cast(pl.String).is_in(_NMOSD)
        for row in rows(material.record.diagnoses.filter(unanswered)):
            message = f"{row['label']} ({material.show(row, 'diagnosed') or 'no date'}): were other diagnoses excluded?"
            yield Question("Q509", row["patient_id"], (row["row_id"],), "alternatives_excluded", message)


CHECKS: tuple[Check, ...] = (
    same_person_twice,
    birth_and_onset,
    before_birth,
    labels,
    positive_without_label,
    alternatives,
)
