"""Random records and definitions for the laws of `course/`: dates brought close together, words that the rules speak of."""

import polars as pl
from hypothesis import strategies as st

from nmosd.course import Definitions
from nmosd.record import CLINICAL_TABLES, Record
from nmosd.record.strategies import records

ANALYTES = ("AQP4-IgG", "AQP4-IgG", "AQP4-IgG", "MOG-IgG")
TREATMENTS = ("plasma exchange", "intravenous immunoglobulin", "oral steroid")
DRUGS = ("rituximab", "inebilizumab", "intravenous immunoglobulin", "azathioprine")


def definitions() -> st.SearchStrategy[Definitions]:
    """Definitions of every preset, with the settings that the derivations read drawn anew."""
    presets = st.sampled_from(Definitions.presets()).map(Definitions.preset)
    changes = st.fixed_dictionaries(
        {},
        optional={
            "date_reading": st.sampled_from(("midpoint", "earliest", "latest")),
            "merge_before_days": st.sampled_from((1, 30, 31, 60, 366)),
            "not_attacks": st.sampled_from((("pseudo-attack", "not an attack"), (), ("undetermined",))),
            "borderline_settled_by_negative": st.booleans(),
            "mog_other_assays_count": st.booleans(),
            "negative_adequate_from_days": st.sampled_from((0, 91, 730)),
            "b_cell_effect_days": st.sampled_from((0, 182, 1461)),
            "undated_acute_treatment_within_days": st.sampled_from((0, 90)),
        },
    )
    return st.builds(lambda preset, changed: preset.replace(**changed), presets, changes)


def with_tables(record: Record, tables: dict[str, pl.DataFrame]) -> Record:
    """Return the record with some tables replaced, every clinical table sorted as a record's tables are."""
    sorted_tables = {
        name: frame.sort("patient_id", "row_id") if name in CLINICAL_TABLES else frame for name, frame in tables.items()
    }
    return Record.cast(record.to_dict() | sorted_tables)


def crowded(record: Record, days: int = 200, widest: int = 40) -> Record:
    """Bring every date into a span of `days`, none wider than `widest`, so that windows matter."""

    def squeezed(frame: pl.DataFrame) -> pl.DataFrame:
        columns = []
        for earliest in (column for column in frame.columns if column.endswith("_earliest")):
            latest = earliest.removesuffix("_earliest") + "_latest"
            start = pl.col(earliest).to_physical() % days
            width = (pl.col(latest).to_physical() - pl.col(earliest).to_physical()).clip(0, widest)
            columns += [start.cast(pl.Int32).cast(pl.Date), (start + width).cast(pl.Int32).cast(pl.Date).alias(latest)]
        return frame.with_columns(columns)

    return with_tables(record, {name: squeezed(getattr(record, name)) for name in CLINICAL_TABLES})


def about_antibodies(record: Record) -> Record:
    """Turn analytes, treatments and drugs into those that the rules speak of, by the number of the row."""

    def turned(frame: pl.DataFrame, column: str, words: tuple[str, ...]) -> pl.DataFrame:
        chosen = pl.Series(column, [words[number % len(words)] for number in range(frame.height)], dtype=frame.schema[column])
        return frame.with_columns(chosen)

    return with_tables(
        record,
        {
            "antibody_tests": turned(record.antibody_tests, "analyte", ANALYTES),
            "acute_treatments": turned(record.acute_treatments, "treatment", TREATMENTS),
            "therapies": turned(record.therapies, "drug", DRUGS),
        },
    )


def attack_records() -> st.SearchStrategy[Record]:
    """Records with attacks only."""
    dated = records(tables=["attacks"], always=["attacks.onset"], max_rows=6, max_patients=2)
    followed = records(
        tables=["attacks"],
        always=["attacks.onset", "patients.first_contact", "patients.last_contact"],
        max_rows=3,
        max_patients=2,
    )
    return st.one_of(dated.map(crowded), followed.map(crowded), records(tables=["attacks"], max_rows=4, max_patients=3))


def antibody_records() -> st.SearchStrategy[Record]:
    """Records with antibody tests and the treatments that bear on them."""
    tables = ["antibody_tests", "acute_treatments", "therapies", "attacks"]
    any_tests = records(tables=tables, always=["antibody_tests.result", "antibody_tests.assay"], max_rows=3, max_patients=2)
    dated = ["antibody_tests.sampled", "acute_treatments.start", "therapies.start", "therapies.stop"]
    dated_tests = records(
        tables=tables, always=["antibody_tests.result", "antibody_tests.assay", *dated], max_rows=2, max_patients=2
    )
    return st.one_of(any_tests.map(crowded), dated_tests.map(crowded), any_tests).map(about_antibodies)
