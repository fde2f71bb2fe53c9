"""Diagnosis: the first label, the way to the right one, to the antibody test and to prevention, and what was lost on it.

Rule. The diagnosis is the first label among `labels_of_the_disease`. The first test is the first for AQP4-IgG, whatever its
result; the first prevention the first episode of a drug that prevents attacks of NMOSD (`exposure`). Tests and treatments
certainly before the onset do not count. Where one without a date, or one of which it is not known whether it counts, could have
been the first, the first cannot be told.

Which drugs prevent is a matter of the drug and not of the reason for which it was given: every preventive drug counts but for
those given for multiple sclerosis and not used for NMOSD (`multiple_sclerosis` in the vocabulary `drugs`), those called harmful
in NMOSD, and bridging steroids; of `other` and of a drug that is not named it is not known. Cell therapies do not count.

The time on a wrong label and on harmful drugs is counted in `lost_time`.

Source: the rules are the project's own.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.keys import no_rows
from nmosd.course.people.lost_time import with_harmful_drugs, with_wrong_labels
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary


def derive_diagnosis(
    record: Record, people: pl.DataFrame, exposure: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per person, sorted by patient.

    `people` and `exposure` are what `derive_people` and `derive_exposure` returned. `first_label` is the label given first
    (null where that cannot be told); `diagnosed_day`, `first_test_day` and `first_prevention_day` are the first of their kind,
    `first_prevention` is the drug; null: none on record, or it cannot be told. `days_to_diagnosis`, `days_to_first_test` and
    `days_to_first_prevention` count from the onset; null too where the onset is not known or certainly later than the
    diagnosis; 0 where imprecise dates only seem to lie before it.

    `days_on_wrong_label` is null without a diagnosis or where a date is missing, 0 without a wrong label before it.
    `harmful_drugs` lists the harmful drugs taken since the onset; `days_on_harmful_drugs` is null where one has no start or no
    known end, 0 without any.

    `date_dependent`: one of the dates used is not exact, so that other days would change the counts; harmful drugs as marked in
    `exposure`.

    With `reasons`, `rule` and `row_ids` tell of the diagnosis, `test_rule`, `prevention_rule`, `wrong_label_rule`,
    `harmful_rule` and their `row_ids` of the others.
    """
    persons = people.select("patient_id", "first_label", "onset_day", "onset_earliest_day", "onset_latest_day")
    labels = _labels(record, definitions)
    events = {
        "label": labels.with_columns(counts="right"),
        "test": _since_onset(_tests(record, definitions), persons),
        "prevention": _since_onset(_preventions(exposure, record, definitions), persons),
    }
    for name, found in events.items():
        persons = persons.join(_first(found, name), on="patient_id", how="left", maintain_order="left")
    persons = with_wrong_labels(persons, labels, record)
    persons = with_harmful_drugs(persons, exposure, record, definitions)
    counted = persons.with_columns(
        diagnosed_day="label_day",
        first_test_day="test_day",
        first_prevention_day="prevention_day",
        first_prevention="prevention_what",
        days_to_diagnosis=pl.when(pl.col("label_latest_day") >= pl.col("onset_earliest_day")).then(_days_to("label")),
        days_to_first_test=_days_to("test"),
        days_to_first_prevention=_days_to("prevention"),
    ).with_columns(date_dependent=_inexact())
    return counted.select(*_COLUMNS, *(_reasons(record) if reasons else ()))


_COLUMNS = (
    "patient_id",
    "first_label",
    "diagnosed_day",
    "days_to_diagnosis",
    "first_test_day",
    "days_to_first_test",
    "first_prevention",
    "first_prevention_day",
    "days_to_first_prevention",
    "days_on_wrong_label",
    "harmful_drugs",
    "days_on_harmful_drugs",
    "date_dependent",
)
_ENDS = ("_day", "_earliest_day", "_latest_day")


def _dated(frame: pl.DataFrame, name: str, definitions: Definitions) -> pl.DataFrame:
    return with_days(frame, name, definitions=definitions).rename({f"{name}{end}": end for end in _ENDS})


def _labels(record: Record, definitions: Definitions) -> pl.DataFrame:
    """Return the labels with their days; `right` and `wrong` are null where nobody knows which label it was."""
    given = record.diagnoses.select("patient_id", "row_id", "label", "diagnosed_earliest", "diagnosed_latest")
    label = pl.when(pl.col("label") != "unknown").then(pl.col("label").cast(pl.String))
    return _dated(given, "diagnosed", definitions).with_columns(
        right=label.is_in(list(definitions.labels_of_the_disease)),
        wrong=label.is_in(list(definitions.wrong_labels)),
        what=label,
    )


def _tests(record: Record, definitions: Definitions) -> pl.DataFrame:
    done = (pl.col("result") != "not done").fill_null(value=True)
    tests = record.antibody_tests.filter((pl.col("analyte") == "AQP4-IgG") & done)
    return _dated(tests, "sampled", definitions).with_columns(counts=pl.lit(value=True), what=pl.lit(None, pl.String))


def _preventions(exposure: pl.DataFrame, record: Record, definitions: Definitions) -> pl.DataFrame:
    """Return the episodes with the days of the row that opened them; `counts`: whether the drug prevents, null if unknown."""
    prevents = {name: _prevents(term.attributes) for name, term in vocabulary("drugs").items()}
    drug = pl.col("drug").cast(pl.String)
    starts = [
        _dated(table.select("row_id", f"{name}_earliest", f"{name}_latest"), name, definitions)
        for table, name in ((record.therapies, "start"), (record.therapy_doses, "given"))
    ]
    opened = exposure.join(pl.concat(starts), on="row_id", how="left", maintain_order="left")
    return opened.select(
        "patient_id",
        "row_id",
        pl.col("from_day").alias("_day"),
        *(pl.coalesce(end, "from_day").alias(end) for end in _ENDS[1:]),
        counts=drug.replace_strict(prevents, default=None, return_dtype=pl.Boolean) & ~pl.col("bridging"),
        what=drug,
    )


def _prevents(facts: Mapping[str, Any]) -> bool | None:
    if facts.get("multiple_sclerosis") or facts.get("harmful_in_nmosd"):
        return False
    return None if facts["class"] == "other" else True


def _since_onset(events: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Leave out what happened certainly before the onset."""
    onsets = persons.select("patient_id", "onset_earliest_day")
    before = (pl.col("_latest_day") < pl.col("onset_earliest_day")).fill_null(value=False)
    return events.join(onsets, on="patient_id", how="left", maintain_order="left").filter(~before)


def _first(events: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return one row per person with any such event: the first that counts, and whether it is known to be the first (`_told`)."""
    counts, day = pl.col("counts"), pl.col("_day")
    in_order = events.sort("patient_id", "_day", "row_id", nulls_last=True)
    first = in_order.filter(counts & day.is_not_null()).unique("patient_id", keep="first", maintain_order=True)
    doubtful = (
        events.filter(counts.is_null() | (counts & day.is_null()))
        .group_by("patient_id")
        .agg(doubt_day=day.fill_null(_BEFORE_ALL).min())
    )
    columns = {f"{name}{end}": end for end in _ENDS} | {f"{name}_row_id": "row_id", f"{name}_what": "what"}
    found = first.select("patient_id", **columns).join(doubtful, on="patient_id", how="full", coalesce=True)
    told = (pl.col("doubt_day") >= pl.col(f"{name}_day")).fill_null(pl.col("doubt_day").is_null())
    return found.with_columns(told.alias(f"{name}_told")).select(
        "patient_id", f"{name}_told", *(pl.when(told).then(column).alias(column) for column in columns)
    )


_BEFORE_ALL = -(2**31)


def _days_to(name: str) -> pl.Expr:
    return (pl.col(f"{name}_day") - pl.col("onset_day")).clip(0)


def _inexact() -> pl.Expr:
    """Return whether a date that a count rests on is not exact to the day."""
    events = [pl.col(f"{name}_earliest_day") < pl.col(f"{name}_latest_day") for name in _EVENTS]
    from_onset = pl.any_horizontal(pl.col(f"days_to_{name}").is_not_null() for name in _COUNTED)
    onset = from_onset & (pl.col("onset_earliest_day") < pl.col("onset_latest_day"))
    return pl.any_horizontal(*events, onset, "wrong_inexact", "harmful_inexact").fill_null(value=False)


_EVENTS = ("label", "test", "prevention")
_COUNTED = ("diagnosis", "first_test", "first_prevention")


def _reasons(record: Record) -> list[pl.Expr]:
    found: list[pl.Expr] = []
    for name in _EVENTS:
        prefix = "" if name == "label" else f"{name}_"
        told = pl.col(f"{name}_told")
        rule = (
            pl.when(told)
            .then(pl.lit(f"diagnosis.{name}_first"))
            .when(told.is_null())
            .then(pl.lit(f"diagnosis.{name}_none"))
            .otherwise(pl.lit(f"diagnosis.{name}_not_datable"))
        )
        row = pl.col(f"{name}_row_id")
        found += [
            rule.alias(f"{prefix}rule"),
            pl.when(row.is_not_null()).then(pl.concat_list(row)).otherwise(no_rows(record)).alias(f"{prefix}row_ids"),
        ]
    for name in ("wrong_label", "harmful"):
        found += [pl.col(f"{name}_rule"), pl.col(f"{name}_row_ids")]
    return found
