"""Facts about the person: what somebody answered about alternatives, age, the course between attacks, other diseases, the fluid.

Rule of the alternatives. Whether they are excluded is what a person answered beside a label of the disease, or beside none; the
answer with the latest date stands, and where answers without a date, or of one day, disagree it cannot be told. No other row is
asked: software never infers it.

Rule of other diseases. One that is on record is there; none is there only where the record of coexisting diseases is complete.
"""

import polars as pl

from nmosd.course.answers import answered
from nmosd.course.days import with_days
from nmosd.criteria.facts.asking import any_row
from nmosd.criteria.facts.material import Material


def person_facts(material: Material) -> pl.DataFrame:
    """Return these facts for everybody."""
    return pl.concat(
        [
            alternatives_excluded(material, "nmosd_alternatives_excluded", material.definitions.labels_of_the_disease),
            alternatives_excluded(material, "ms_alternatives_excluded", material.definitions.labels_of_multiple_sclerosis),
            alternatives_excluded(material, "mogad_alternatives_excluded", material.definitions.mogad_labels),
            _own(material),
            _reports(material),
            _other_diseases(material),
            _fluid(material),
        ],
        how="horizontal",
    )


def alternatives_excluded(material: Material, name: str, labels: tuple[str, ...]) -> pl.DataFrame:
    """Return for everybody whether alternatives to a disease are excluded, as answered beside one of its labels."""
    label, answer = pl.col("label").cast(pl.String), answered("alternatives_excluded")
    about_it = label.is_in(list(labels)) | label.is_null() | (label == "unknown")
    date = ("diagnosed_earliest", "diagnosed_latest")
    said = material.recorded("diagnoses", answer, *date, where=about_it & answer.is_not_null())
    answers = with_days(said, "diagnosed", definitions=material.definitions)
    differ = answers.group_by("patient_id").agg(differ=pl.col("alternatives_excluded").n_unique() > 1)
    told = answers.join(differ, on="patient_id", how="left", maintain_order="left")
    agreed, disputed = (told.filter(one) for one in (~pl.col("differ"), pl.col("differ")))
    return any_row(material, pl.concat([agreed, _latest(disputed)]), {name: pl.col("alternatives_excluded")})


def _latest(answers: pl.DataFrame) -> pl.DataFrame:
    """Return the latest answers of each person and those without a date, void where they do not agree."""
    day = pl.col("diagnosed_day")
    kept = answers.filter((day == day.max().over("patient_id")) | day.is_null())
    agree = pl.col("alternatives_excluded").n_unique().over("patient_id") == 1
    return kept.with_columns(alternatives_excluded=pl.when(agree).then("alternatives_excluded"))


def _own(material: Material) -> pl.DataFrame:
    ages = material.derived("people").select("patient_id", "age_at_onset")
    people = material.recorded("patients", answered("progressive_course")).join(ages, on="patient_id", how="left")
    questions = {
        "progressive_course": pl.col("progressive_course"),
        "child": pl.col("age_at_onset") < material.definitions.child_below_age,
        "older_at_onset": pl.col("age_at_onset") >= material.definitions.mcdonald_older_from_age,
    }
    return any_row(material, people, questions)


def _reports(material: Material) -> pl.DataFrame:
    aside = pl.col("adjudication").cast(pl.String).is_in(list(material.definitions.not_attacks)).fill_null(value=False)
    questions = {
        "nadir_too_fast": pl.col("hours_to_nadir") < material.definitions.nadir_too_fast_hours,
        "worsening_too_long": pl.col("hours_to_nadir") > 24 * material.definitions.worsening_too_long_days,
        "partial_myelitis": answered("partial_myelitis"),
    }
    asked = (question.alias(name) for name, question in questions.items())
    reports = material.recorded("attacks", *asked, where=~aside)
    return any_row(material, reports, {name: pl.col(name) for name in questions})


def _other_diseases(material: Material) -> pl.DataFrame:
    complete = (pl.col("coexisting_diseases_complete") == "yes").fill_null(value=False)
    people = material.recorded("patients", pl.when(complete).then(statement=False).alias("answer"))
    asked = {
        "explaining_disease": material.definitions.red_flag_diseases,
        "disease_with_brain_lesions": material.definitions.diseases_with_brain_lesions,
    }
    facts = []
    for name, diseases in asked.items():
        on_record = material.recorded(
            "comorbidities", pl.lit(value=True).alias("answer"), where=pl.col("disease").is_in(list(diseases))
        )
        facts.append(any_row(material, pl.concat([people, on_record]), {name: pl.col("answer")}))
    return pl.concat(facts, how="horizontal")


def _fluid(material: Material) -> pl.DataFrame:
    punctures = material.derived("csf").drop("row_ids", strict=False)
    asked = ("csf_specific_bands", "mrz_reaction")
    return pl.concat(
        [any_row(material, punctures.filter(pl.col(name).is_not_null()), {name: pl.col(name)}) for name in asked],
        how="horizontal",
    )
