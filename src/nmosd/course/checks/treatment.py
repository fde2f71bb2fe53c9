"""Questions about preventive and acute treatment."""

from collections.abc import Iterator

import polars as pl

from nmosd.course.checks.asking import Check, Material, Question, Row, rows
from nmosd.record.vocabulary import vocabulary


def episodes(material: Material) -> Iterator[Question]:
    """Q401, Q404, Q405, Q406: starts, stops and whether a treatment goes on."""
    therapies = material.record.therapies
    started, stopped = pl.col("start_earliest").is_not_null(), pl.col("stop_earliest").is_not_null()
    ongoing = (pl.col("ongoing") == "yes").fill_null(value=False)
    for row in rows(therapies.filter(pl.col("stop_latest") < pl.col("start_earliest"))):
        message = f"{_drug(row)} stopped {material.show(row, 'stop')}, before it started, {material.show(row, 'start')}."
        yield Question("Q401", row["patient_id"], (row["row_id"],), "stop", message)
    for row in rows(therapies.filter(ongoing & stopped)):
        message = f"{_drug(row)} is recorded as ongoing, with a last day, {material.show(row, 'stop')}."
        yield Question("Q404", row["patient_id"], (row["row_id"],), "stop", message)
    if material.usual("therapies", "start"):
        for row in rows(therapies.filter(~started)):
            yield Question("Q405", row["patient_id"], (row["row_id"],), "drug", f"{_drug(row)} has no start.")
    # Most sheets leave the last day blank for "goes on": doubtful where others say so in words, or another drug followed.
    followed = pl.col("start_latest") < pl.col("start_earliest").max().over("patient_id")
    doubtful = pl.lit(material.usual("therapies", "ongoing")) | followed
    for row in rows(therapies.filter(~stopped & pl.col("ongoing").is_null() & doubtful)):
        since = f" since {material.show(row, 'start')}" if row["start_earliest"] else ""
        message = f"{_drug(row)}{since} has no last day and is not stated to be ongoing."
        yield Question("Q406", row["patient_id"], (row["row_id"],), "drug", message)


def _drug(row: Row) -> str:
    name = row["drug"] or "a drug without a name"
    return str(name[0].upper() + name[1:])


def overlapping(material: Material) -> Iterator[Question]:
    """Q402: two episodes of one drug that certainly share a day."""
    named = material.record.therapies.filter(pl.col("drug").is_not_null()).with_columns(
        end=pl.coalesce("stop_earliest", pl.when(pl.col("ongoing") == "yes").then(pl.date(9999, 12, 31)))
    )
    pairs = named.join(named, on=["patient_id", "drug"], suffix="_other", maintain_order="left_right")
    runs_into = (pl.col("start_latest") <= pl.col("start_earliest_other")) & (pl.col("start_latest_other") < pl.col("end"))
    run_into = (pl.col("start_latest_other") <= pl.col("start_earliest")) & (pl.col("start_latest") < pl.col("end_other"))
    both = (pl.col("start_latest") < pl.col("end_other")) & (pl.col("start_latest_other") < pl.col("end"))
    same_start = (pl.col("start_earliest") == pl.col("start_latest_other")) & (
        pl.col("start_latest") == pl.col("start_earliest_other")
    )
    each_once = pl.col("row_id") < pl.col("row_id_other")
    for row in rows(pairs.filter(each_once & (runs_into | run_into | both | same_start))):
        other = {name.removesuffix("_other"): value for name, value in row.items() if name.endswith("_other")}
        message = f"{_drug(row)} {_span(material, row)} and {_span(material, other)} overlap."
        yield Question("Q402", row["patient_id"], (row["row_id"], row["row_id_other"]), "start", message)


def _span(material: Material, row: Row) -> str:
    return f"from {material.show(row, 'start') or 'no date'} to {material.show(row, 'stop') or 'no last day'}"


def reported_harmful(material: Material) -> Iterator[Question]:
    """Q403: drugs reported as harmful in NMOSD (in the vocabulary, with source) in people with positive AQP4-IgG."""
    reported = {name: term.attributes for name, term in vocabulary("drugs").items() if term.attributes.get("harmful_in_nmosd")}
    positive = material.course.serostatus.filter(pl.col("group").is_in(["AQP4-IgG positive", "both positive"])).select(
        "patient_id", "aqp4"
    )
    given = material.record.therapies.filter(pl.col("drug").cast(pl.String).is_in(list(reported)))
    for row in rows(given.join(positive, on="patient_id", maintain_order="left")):
        facts = reported[row["drug"]]
        how = "reported" if facts["harmful_in_nmosd"] == "reported" else f"suspected {facts['harmful_in_nmosd']}"
        mark = f"; {facts['harmful_mark']}" if facts.get("harmful_mark", "read") != "read" else ""
        note = f" ({facts['harmful_note']}{mark})" if facts.get("harmful_note") else ""
        message = f"{_drug(row)} {_span(material, row)}, in somebody with AQP4-IgG {row['aqp4']}; harm in NMOSD is {how}{note}."
        yield Question("Q403", row["patient_id"], (row["row_id"],), "drug", message)


def acute(material: Material) -> Iterator[Question]:
    """Q407, Q410: an acute treatment against the attack that it treated."""
    given = material.record.acute_treatments.filter(pl.col("attack").is_not_null())
    onsets = material.record.attacks.select(
        "onset_earliest", "onset_latest", attack="row_id", found=pl.lit(value=True), attack_patient="patient_id"
    )
    joined = given.join(onsets, on="attack", how="left", maintain_order="left")
    for row in rows(joined.filter(pl.col("start_latest") < pl.col("onset_earliest"))):
        message = (
            f"{_treatment(row)} started {material.show(row, 'start')}, before its attack began, {material.show(row, 'onset')}."
        )
        yield Question("Q407", row["patient_id"], (row["row_id"], row["attack"]), "start", message)
    of_nobody = pl.col("found").is_null() | (pl.col("attack_patient") != pl.col("patient_id"))
    for row in rows(joined.filter(of_nobody)):
        message = f"{_treatment(row)} names the attack {row['attack']!r}, which is not on record for this person."
        yield Question("Q410", row["patient_id"], (row["row_id"],), "attack", message)


def _treatment(row: Row) -> str:
    name = row["treatment"] or "an acute treatment"
    return str(name[0].upper() + name[1:])


def amounts(material: Material) -> Iterator[Question]:
    """Q408, Q409: doses and numbers of sessions far beyond what is usual."""
    given = material.record.acute_treatments
    unit = pl.col("dose_unit").str.strip_chars().str.to_lowercase()
    grams = pl.when(unit == "g").then("total_dose").when(unit == "mg").then(pl.col("total_dose") / 1000)
    limits = {
        name: getattr(material.definitions, term.attributes["asked_about_above"])
        for name, term in vocabulary("acute_treatment").items()
        if "asked_about_above" in term.attributes
    }
    limit = pl.col("treatment").cast(pl.String).replace_strict(limits, default=None, return_dtype=pl.Float64)
    for row in rows(given.with_columns(grams=grams).filter(pl.col("grams") > limit)):
        dose, when = f"{row['total_dose']:g} {row['dose_unit']}", material.show(row, "start") or "no date"
        message = f"A total of {dose} of {row['treatment']} ({when})."
        yield Question("Q408", row["patient_id"], (row["row_id"],), "total_dose", message)
    groups = {name: term.attributes.get("group") for name, term in vocabulary("acute_treatment").items()}
    exchange = pl.col("treatment").cast(pl.String).replace_strict(groups, default=None, return_dtype=pl.String) == "apheresis"
    for row in rows(given.filter(exchange & (pl.col("sessions") > material.definitions.exchanges_above))):
        message = f"{_treatment(row)} with {row['sessions']} sessions ({material.show(row, 'start') or 'no date'})."
        yield Question("Q409", row["patient_id"], (row["row_id"],), "sessions", message)


CHECKS: tuple[Check, ...] = (episodes, overlapping, reported_harmful, acute, amounts)
