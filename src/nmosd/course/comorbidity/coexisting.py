"""Coexisting diseases, dated before or after the onset of NMOSD, and autoantibodies apart from the diseases.

Rule of the diseases. Rows that name the same disease are one disease, which began at the first of their dates; a disease without
a name of its own (`other`) stays alone. It began before the onset if every day that its beginning may be lies before every day
that the onset may be, not before if none does; else that cannot be told. A cancer is near the onset if it was found within
`cancer_near_onset_days` of it, before or after. Groups stand in the vocabulary `diseases`; diseases in
`not_coexisting_autoimmunity` are on record and count as no coexisting autoimmune disease.

Rule of the autoantibodies. They are the analytes with a group in the vocabulary `analyte`; the antibodies of NMOSD itself and of
its mimics have none. One is there if any result is positive, and not there if every known result is negative. A positive result
is no disease. Its first positive sample says when it was found; it was there before the onset if that sample was taken before,
and a later sample does not say when it came.

Sources: `Definitions.explain()`; the groups are general knowledge.
"""

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.record import Record
from nmosd.record.vocabulary import names, vocabulary

KINDS = ("disease", "autoantibody")
"""What a row is about."""


def derive_coexisting(record: Record, people: pl.DataFrame, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per person and coexisting disease, and per person and autoantibody that was looked for, sorted so.

    `people` is what `derive_people` returned. `kind` is one of `KINDS`; `disease` or `antibody` names it, the other is null (both
    where the record does not say which disease); `group` is that of the vocabulary. `present`: true for a disease; for an
    autoantibody true, false, or null where no result settles it. `autoimmune`: whether the disease counts as a coexisting
    autoimmune one, null where it has no name. `began_day` with its first and last possible day: the beginning of the disease, or
    the first positive sample; null where it has no date. `days_from_onset` is counted on the days in use; `before_onset` and
    `near_onset` (cancers only) hold whatever days the dates stand for, and are null where that cannot be told or does not apply.
    `with_disease`: whether a disease that goes with a positive autoantibody is on record; false only where the record says that
    its list of diseases is complete. With `reasons`, `rule` and `row_ids`.
    """
    onset = people.select("patient_id", "onset_day", "onset_earliest_day", "onset_latest_day")
    diseases = _diseases(record, definitions)
    antibodies = _with_disease(_antibodies(record, definitions), diseases, record)
    both = pl.concat([diseases, antibodies], how="diagonal").join(onset, on="patient_id", how="left", maintain_order="left")
    in_order = _against_onset(both, definitions).sort(
        "patient_id", "kind", "disease", "antibody", pl.col("row_ids").list.first(), nulls_last=True
    )
    return in_order.select(*_COLUMNS, *(["rule", "row_ids"] if reasons else []))


_COLUMNS = (
    "patient_id",
    "kind",
    "disease",
    "antibody",
    "group",
    "present",
    "autoimmune",
    "began_day",
    "began_earliest_day",
    "began_latest_day",
    "days_from_onset",
    "before_onset",
    "near_onset",
    "with_disease",
)
_DAYS = ("began_day", "began_earliest_day", "began_latest_day")


def _facts(name: str, attribute: str, dtype: pl.DataType) -> pl.DataFrame:
    """Return an attribute of each word of a vocabulary, as a frame to join."""
    facts = [term.attributes.get(attribute) for term in vocabulary(name).values()]
    return pl.DataFrame({"word": pl.Series(names(name), dtype=pl.Enum(names(name))), attribute: pl.Series(facts, dtype=dtype)})


def _diseases(record: Record, definitions: Definitions) -> pl.DataFrame:
    """Return one row per person and disease."""
    groups = _facts("diseases", "group", pl.String()).rename({"word": "disease"})
    unspecified = _facts("diseases", "unspecified", pl.Boolean()).rename({"word": "disease"})
    rows = with_days(record.comorbidities, "began", definitions=definitions).join(
        unspecified, on="disease", how="left", maintain_order="left"
    )
    alone = pl.col("unspecified").fill_null(value=False) | pl.col("disease").is_null()
    found = (
        rows.with_columns(key=pl.when(alone).then("row_id"))
        .group_by("patient_id", "disease", "key", "unspecified")
        .agg(pl.col(_DAYS).min(), row_ids=pl.col("row_id"))
        .join(groups, on="disease", how="left")
    )
    counts = pl.col("group").str.starts_with("autoimmune") & ~pl.col("disease").is_in(
        list(definitions.not_coexisting_autoimmunity)
    )
    nameless = pl.col("unspecified").fill_null(value=False) & (pl.col("group") == "other")
    return found.select(
        "patient_id",
        "disease",
        "group",
        "row_ids",
        *_DAYS,
        kind=pl.lit("disease", pl.Enum(KINDS)),
        present=True,
        autoimmune=pl.when(~nameless).then(counts),
        rule=pl.lit("coexisting.disease"),
    )


def _antibodies(record: Record, definitions: Definitions) -> pl.DataFrame:
    """Return one row per person and autoantibody with a result or the statement that none is known; not done is no row."""
    groups = _facts("analyte", "group", pl.String()).drop_nulls("group").rename({"word": "analyte"})
    done = record.antibody_tests.filter((pl.col("result") != "not done").fill_null(value=True))
    looked_for = done.join(groups, on="analyte", maintain_order="left")
    result = pl.col("result").cast(pl.String)
    tests = with_days(looked_for, "sampled", definitions=definitions).with_columns(
        positive=pl.when(result.is_in(["positive", "negative"])).then(result == "positive")
    )
    is_positive = pl.col("positive").fill_null(value=False)
    ends = {f"began_{end}": pl.col(f"sampled_{end}").filter(is_positive).min() for end in ("day", "earliest_day", "latest_day")}
    found = tests.group_by("patient_id", "analyte").agg(
        pl.col("group").first(),
        present=pl.col("positive").any(ignore_nulls=False),
        deciding=pl.col("row_id").filter(is_positive),
        every=pl.col("row_id"),
        **ends,
    )
    present = pl.col("present")
    ending = pl.when(present).then(pl.lit("positive")).when(~present).then(pl.lit("negative")).otherwise(pl.lit("open"))
    return found.select(
        "patient_id",
        "group",
        "present",
        *_DAYS,
        antibody="analyte",
        row_ids=pl.when(present).then("deciding").otherwise("every"),
        kind=pl.lit("autoantibody", pl.Enum(KINDS)),
        rule=pl.lit("coexisting.antibody_") + ending,
    )


def _with_disease(antibodies: pl.DataFrame, diseases: pl.DataFrame, record: Record) -> pl.DataFrame:
    """Return the autoantibodies with whether a disease that goes with them is on record."""
    goes_with = _facts("diseases", "antibodies", pl.List(pl.Enum(names("analyte")))).explode("antibodies").drop_nulls()
    on_record = diseases.join(goes_with.select(disease="word", antibody="antibodies"), on="disease").select(
        "patient_id", "antibody", on_record=pl.lit(value=True)
    )
    listed = all_listed(record, diseases)
    joined = antibodies.join(on_record.unique(), on=["patient_id", "antibody"], how="left").join(
        listed, on="patient_id", how="left"
    )
    absent = pl.when("all_listed").then(pl.lit(value=False))
    return joined.with_columns(with_disease=pl.when("present").then(pl.coalesce("on_record", absent))).drop(
        "on_record", "all_listed"
    )


def all_listed(record: Record, diseases: pl.DataFrame) -> pl.DataFrame:
    """Return `all_listed` for each person: whether what is not listed is absent.

    The record has to say that its list of coexisting diseases is complete, and none on it may be without a name.
    """
    nameless = diseases.filter(pl.col("autoimmune").is_null() & (pl.col("kind") == "disease"))
    stated = (record.patients["coexisting_diseases_complete"] == "yes").fill_null(value=False)
    return record.patients.select("patient_id", all_listed=stated & ~pl.col("patient_id").is_in(nameless["patient_id"].implode()))


def _against_onset(rows: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    first, last = pl.col("began_earliest_day"), pl.col("began_latest_day")
    onset_first, onset_last = pl.col("onset_earliest_day"), pl.col("onset_latest_day")
    before = pl.when(last < onset_first).then(pl.lit(value=True))
    after = pl.when((first >= onset_last) & (pl.col("kind") == "disease")).then(pl.lit(value=False))
    least = pl.max_horizontal(pl.lit(0), first - onset_last, onset_first - last)
    most = pl.max_horizontal(last - onset_first, onset_last - first)
    dated = first.is_not_null() & onset_first.is_not_null()
    near = (
        pl.when(dated & (most <= definitions.cancer_near_onset_days))
        .then(pl.lit(value=True))
        .when(dated & (least > definitions.cancer_near_onset_days))
        .then(pl.lit(value=False))
    )
    return rows.with_columns(
        days_from_onset=pl.col("began_day") - pl.col("onset_day"),
        before_onset=pl.coalesce(before, after),
        near_onset=pl.when(pl.col("group") == "cancer").then(near),
    )
