"""Random records and definitions for the laws of `course/`: dates brought close together, words that the rules speak of."""

import datetime as dt
import random

import polars as pl
from hypothesis import strategies as st

from nmosd.course import Definitions
from nmosd.record import CLINICAL_TABLES, Record, complete
from nmosd.record.dates import DAY_ZERO
from nmosd.record.record import assemble, unvalidated
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
            "merge_before_days": st.sampled_from((1, 3, 5, 30, 31, 366)),
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
    members = {
        name: complete(name, tables[name]) if name in tables else getattr(record, name) for name in Record.member_schemas()
    }
    return unvalidated(members)


def crowded(record: Record, days: int = 200, widest: int = 40) -> Record:
    """Bring every date into a span of `days`, none wider than `widest`, so that windows matter."""

    def squeezed(frame: pl.DataFrame) -> pl.DataFrame:
        if frame.is_empty():
            return frame
        columns = []
        for earliest in (column for column in frame.columns if column.endswith("_earliest")):
            latest = earliest.removesuffix("_earliest") + "_latest"
            start = pl.col(earliest).to_physical() % days
            width = (pl.col(latest).to_physical() - pl.col(earliest).to_physical()).clip(0, widest)
            columns += [start.cast(pl.Int32).cast(pl.Date), (start + width).cast(pl.Int32).cast(pl.Date).alias(latest)]
        return frame.with_columns(columns)

    return with_tables(record, {name: squeezed(getattr(record, name)) for name in CLINICAL_TABLES})


def on_exact_days(record: Record, seed: int) -> Record:
    """Choose one day inside every date; the stated onset and the onset attack, which are one event, on the same day."""
    choose = random.Random(seed).randint

    def exact(frame: pl.DataFrame) -> pl.DataFrame:
        if frame.is_empty():
            return frame
        for earliest in [column for column in frame.columns if column.endswith("_earliest")]:
            latest = earliest.removesuffix("_earliest") + "_latest"
            days = [
                None if first is None else first + dt.timedelta(choose(0, (last - first).days))
                for first, last in frame.select(earliest, latest).iter_rows()
            ]
            chosen = pl.Series(days, dtype=pl.Date)
            frame = frame.with_columns(chosen.alias(earliest), chosen.alias(latest))
        return frame

    return with_tables(record, {name: exact(getattr(record, name)) for name in CLINICAL_TABLES})


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


def small_definitions() -> st.SearchStrategy[Definitions]:
    """Definitions whose windows are a few days, for records whose dates lie a few days apart: every boundary is met often."""
    few = st.integers(0, 6)
    return st.builds(
        lambda **changes: Definitions().replace(**changes),
        date_reading=st.sampled_from(("midpoint", "earliest", "latest")),
        merge_before_days=st.integers(0, 11).map(lambda number: (4, 5, 6, 3, 2, 1)[number % 6]),
        negative_adequate_from_days=few,
        b_cell_effect_days=few,
        undated_acute_treatment_within_days=few,
        borderline_settled_by_negative=st.booleans(),
        widest_date_in_windows=st.sampled_from((4, 2, 1000)),
    )


def _dates(name: str, last: int = 12, first: int = -2) -> st.SearchStrategy[dict[str, dt.date | None]]:
    """Return the two columns of a date within a few days of day 0, up to four days wide; blank now and then."""
    columns = (f"{name}_earliest", f"{name}_latest")
    starts = st.tuples(st.integers(first, last), st.sampled_from((2, 0, 1, 3, 4)))
    days = starts.map(lambda drawn: (DAY_ZERO + dt.timedelta(drawn[0]), DAY_ZERO + dt.timedelta(sum(drawn))))
    known = st.integers(0, 7).flatmap(lambda number: days if number else st.just((None, None)))
    return known.map(lambda pair: dict(zip(columns, pair, strict=True)))


def _row(*parts: st.SearchStrategy[dict[str, object]], **choices: tuple[object, ...]) -> st.SearchStrategy[dict[str, object]]:
    chosen = st.fixed_dictionaries({name: st.sampled_from(words) for name, words in choices.items()})
    return st.tuples(chosen, *parts).map(lambda drawn: {key: value for part in drawn for key, value in part.items()})


@st.composite
def small_records(draw: st.DrawFn, tables: tuple[str, ...]) -> Record:
    """Draw a record of up to six people whose few dates lie within days of each other."""
    rows = {
        "attacks": _row(
            _dates("onset", 7),
            adjudication=(None, None, "pseudo-attack"),
            sites=(None, ["brainstem"], ["spinal cord", "cerebrum"]),
        ),
        "antibody_tests": _row(
            _dates("sampled"),
            analyte=ANALYTES,
            result=("negative", "negative", "negative", "borderline", "positive", "lost", None),
            assay=("cell-based", "cell-based", "cell-based", "ELISA", None),
            specimen=("serum", "serum", "serum", None, "CSF"),
            on_treatment=(None, None, None, "none", "B-cell therapy"),
        ),
        "acute_treatments": _row(_dates("start"), treatment=TREATMENTS, attack=(None, "attacks/1")),
        "therapies": _row(_dates("start"), _dates("stop"), drug=DRUGS, ongoing=(None, None, "yes", "no")),
    }
    people = _row(_dates("onset", 4), _dates("first_contact", 4), _dates("last_contact", 10, 2), _dates("death", 14, 5))
    # Alone, a table says something only with several rows; one or two tests beside one or two treatments say more than four.
    least = 2 if len(tables) == 1 else draw(st.integers(0, 1))
    drawn: dict[str, list[dict[str, object]]] = {}
    for patient_id in [f"P{number}" for number in range(1, 1 + draw(st.integers(1, 6)))]:
        drawn.setdefault("patients", []).append({"row_id": f"{patient_id}/patients", "patient_id": patient_id} | draw(people))
        for table in tables:
            for number, row in enumerate(draw(st.lists(rows[table], min_size=least, max_size=4)), start=1):
                own = {"attack": f"{patient_id}/{row['attack']}"} if row.get("attack") else {}
                ids = {"row_id": f"{patient_id}/{table}/{number}", "patient_id": patient_id}
                drawn.setdefault(table, []).append(ids | row | own)
    types = {name: {column: one.dtype for column, one in table.columns().items()} for name, table in CLINICAL_TABLES.items()}
    frames = {name: pl.DataFrame(found, schema=types[name]) for name, found in drawn.items()}
    calendar = draw(st.sampled_from(("absolute", "absolute", "relative")))
    return unvalidated(assemble(frames, title="a small record", calendar=calendar, synthetic=True))


def attack_records() -> st.SearchStrategy[Record]:
    """Records with attacks only."""
    dated = records(tables=["attacks"], always=["attacks.onset"], max_rows=6, max_patients=4)
    followed = records(
        tables=["attacks"],
        always=["attacks.onset", "patients.first_contact", "patients.last_contact"],
        max_rows=3,
        max_patients=4,
    )
    return st.one_of(dated.map(crowded), followed.map(crowded), records(tables=["attacks"], max_rows=4, max_patients=4))


def antibody_records() -> st.SearchStrategy[Record]:
    """Records with antibody tests and the treatments that bear on them."""
    tables = ["antibody_tests", "acute_treatments", "therapies", "attacks"]
    any_tests = records(tables=tables, always=["antibody_tests.result", "antibody_tests.assay"], max_rows=3, max_patients=4)
    dated = ["antibody_tests.sampled", "acute_treatments.start", "therapies.start", "therapies.stop"]
    dated_tests = records(
        tables=tables, always=["antibody_tests.result", "antibody_tests.assay", *dated], max_rows=2, max_patients=4
    )
    return st.one_of(any_tests.map(crowded), dated_tests.map(crowded), any_tests).map(about_antibodies)


def with_own_attacks(record: Record) -> Record:
    """Turn references such as `attacks/1` into those of the same person, blank where there is no such attack."""
    known = record.attacks["row_id"]

    def own(frame: pl.DataFrame) -> pl.DataFrame:
        if "attack" not in frame.columns or frame.is_empty():
            return frame
        name = pl.col("patient_id") + "/" + pl.col("attack")
        return frame.with_columns(attack=pl.when(name.is_in(known.implode())).then(name))

    return with_tables(record, {name: own(getattr(record, name)) for name in CLINICAL_TABLES})
