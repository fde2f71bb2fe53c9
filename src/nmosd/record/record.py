"""The record: all tables of a cohort as one validated collection."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Annotated

import dataframely as dy
import polars as pl

from nmosd.errors import CohortError
from nmosd.nearest import did_you_mean
from nmosd.record import tables
from nmosd.record.fields import Field, fields_of

SCHEMA_VERSION = 3


class Record(dy.Collection):
    """All that is known about a cohort: clinical tables, where each cell came from, and what could not be read.

    Members are eager Polars frames that keep their declarations' types. Make one with `new_record`, `nmosd.read` or the
    importer; `Record.validate` refuses rows that break a declaration, and rows of a patient who is not in `patients`.
    """

    patients: dy.DataFrame[tables.Patients]
    diagnoses: dy.DataFrame[tables.Diagnoses]
    antibody_tests: dy.DataFrame[tables.AntibodyTests]
    attacks: dy.DataFrame[tables.Attacks]
    acute_treatments: dy.DataFrame[tables.AcuteTreatments]
    therapies: dy.DataFrame[tables.Therapies]
    therapy_doses: dy.DataFrame[tables.TherapyDoses]
    cell_therapies: dy.DataFrame[tables.CellTherapies]
    visits: dy.DataFrame[tables.Visits]
    eye_exams: dy.DataFrame[tables.EyeExams]
    mri_scans: dy.DataFrame[tables.MriScans]
    csf_samples: dy.DataFrame[tables.CsfSamples]
    neurophysiology: dy.DataFrame[tables.Neurophysiology]
    comorbidities: dy.DataFrame[tables.Comorbidities]
    symptoms: dy.DataFrame[tables.Symptoms]
    symptom_treatments: dy.DataFrame[tables.SymptomTreatments]
    pregnancies: dy.DataFrame[tables.Pregnancies]
    safety_events: dy.DataFrame[tables.SafetyEvents]
    origins: Annotated[dy.DataFrame[tables.Origins], dy.CollectionMember(ignored_in_filters=True)]
    problems: Annotated[dy.DataFrame[tables.Problems], dy.CollectionMember(ignored_in_filters=True)]
    about: Annotated[dy.DataFrame[tables.About], dy.CollectionMember(ignored_in_filters=True)]

    @dy.filter()
    def patient_is_known(self) -> pl.LazyFrame:
        """Keep the rows of people who are in `patients`."""
        return self.patients.lazy().select("patient_id")

    @property
    def calendar(self) -> str:
        """`absolute`, or `relative` where day 0 is the onset of disease and no date is known."""
        return str(self.about["calendar"].item())


CLINICAL_TABLES: dict[str, type[dy.Schema]] = {
    name: schema for name, schema in Record.member_schemas().items() if name not in Record.ignored_members()
}
"""The tables that hold clinical facts, by name, in the order of the declaration of `Record`."""

FIELDS: dict[str, Field] = {field.path: field for table, schema in CLINICAL_TABLES.items() for field in fields_of(table, schema)}
"""Every field of the clinical tables by its address (`attacks.onset`)."""


def new_record(
    tables_by_name: dict[str, pl.DataFrame], *, title: str, calendar: str = "absolute", synthetic: bool = False
) -> Record:
    """Return a validated record of the given tables; tables and columns that are not given are empty.

    Rows come out sorted by patient and row id, so that the order of the input changes nothing.

    Raises:
        NmosdError: a table or a column that does not exist.
        dataframely.exc.ValidationError: rows that break their table's declaration.
    """
    return validated(assemble(tables_by_name, title=title, calendar=calendar, synthetic=synthetic))


def validated(members: Mapping[str, pl.DataFrame]) -> Record:
    """Return the record of complete and typed tables.

    Raises:
        dataframely.exc.ValidationError: rows that break their table's declaration, or rows of a patient who is not in `patients`.
    """
    schemas, people = Record.member_schemas(), members["patients"]["patient_id"]
    filled = [name for name, frame in members.items() if frame.height]
    kept = all(schemas[name].is_valid(members[name]) for name in filled) and all(
        members[name]["patient_id"].is_in(people.implode()).all() for name in filled if name in CLINICAL_TABLES
    )
    if not kept:
        # Finding the broken rows takes ten times as long as seeing that there is none, most of it on empty tables.
        return Record.validate(members)
    return unvalidated(members)


def unvalidated(members: Mapping[str, pl.DataFrame]) -> Record:
    """Return the record of complete and typed tables as they are."""
    record = Record()
    for name, frame in members.items():
        setattr(record, name, frame)
    return record


def assemble(tables_by_name: dict[str, pl.DataFrame], *, title: str, calendar: str, synthetic: bool) -> dict[str, pl.DataFrame]:
    """Return every table of a record, completed and typed but not validated: see `new_record`."""
    unknown = set(tables_by_name) - set(Record.member_schemas())
    if unknown:
        raise CohortError(f"There is no table {min(unknown)!r}: the tables are {', '.join(Record.member_schemas())}.")
    members: dict[str, pl.DataFrame] = {}
    for name in Record.member_schemas():
        given = tables_by_name.get(name)
        if name == "about":
            given = pl.DataFrame(
                {"title": [title], "calendar": [calendar], "synthetic": [synthetic], "schema_version": [SCHEMA_VERSION]}
            )
        members[name] = complete(name, given)
    return members


def record_of(record: Record, patient_ids: Collection[str]) -> Record:
    """Return the record of some people alone, with what is known about where their cells came from and their problems.

    Raises:
        CohortError: a pseudonym that is not in the record; the message says which comes near.
    """
    known = record.patients["patient_id"]
    for name in sorted(set(patient_ids) - set(known)):
        hint = did_you_mean(name, tuple(known)) or ": `nmosd derive` lists everybody in people.csv."
        raise CohortError(f"Nobody in {record.about['title'].item()!r} is called {name!r}{hint}")
    wanted = pl.col("patient_id").is_in(sorted(patient_ids))
    few = Record()
    for name in CLINICAL_TABLES:
        setattr(few, name, getattr(record, name).filter(wanted))
    rows = pl.concat([getattr(few, name)["row_id"] for name in CLINICAL_TABLES])
    for name, theirs in (("origins", pl.col("row_id").is_in(rows.implode())), ("problems", wanted)):
        setattr(few, name, getattr(record, name).filter(theirs))
    few.about = record.about
    return few


def complete(table: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Return a frame with exactly the columns of a table, in order, typed, missing ones null, sorted by its row ids."""
    if frame is None:
        return _empty(table)
    types = dict(_empty(table).schema)
    strange = [column for column in frame.columns if column not in types]
    if strange:
        raise CohortError(f"Table {table!r} has no column {strange[0]!r}: its columns are {', '.join(types)}.")
    present = frame
    if dict(frame.schema) != types or frame.columns != list(types):
        present = frame.select(
            pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
            for name, dtype in types.items()
        )
    if table in CLINICAL_TABLES:
        return present.sort("patient_id", "row_id")
    return present


@cache
def _empty(table: str) -> pl.DataFrame:
    return Record.member_schemas()[table].create_empty()
