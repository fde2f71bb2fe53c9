"""A cohort that was written with the tables of version 1: `cohort_of_version_1`, two invented people, every field filled."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from nmosd.errors import CohortError
from nmosd.record import CLINICAL_TABLES, Record, read_cohort, read_manifest, write_cohort
from nmosd.record.older import brought_up_to_date
from nmosd.record.record import SCHEMA_VERSION

VERSION_1 = Path(__file__).parent / "cohort_of_version_1"
TABLES = VERSION_1 / str(read_manifest(VERSION_1)["tables"])


def as_words(frame: pl.DataFrame) -> list[dict[str, object]]:
    return json.loads(frame.write_json())


@pytest.fixture(scope="module")
def record() -> Record:
    return read_cohort(VERSION_1)


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.parquet")), ids=lambda path: path.stem)
def test_every_value_of_the_older_tables_is_there(path, record) -> None:
    older = pl.read_parquet(path)
    if path.stem == "about":
        older = older.with_columns(schema_version=pl.lit(SCHEMA_VERSION))
    assert path.stem in ("origins", "problems") or older.height > 0
    assert as_words(getattr(record, path.stem).select(older.columns)) == as_words(older)


def test_what_the_older_tables_did_not_have_is_empty_and_typed(record) -> None:
    for table, schema in CLINICAL_TABLES.items():
        frame = getattr(record, table)
        path = TABLES / f"{table}.parquet"
        if not path.is_file():
            assert frame.is_empty(), table
            continue
        for column in set(frame.columns) - set(pl.read_parquet(path).columns):
            assert frame[column].null_count() == frame.height, f"{table}.{column}"
        assert frame.schema == schema.create_empty().schema


def test_written_again_it_is_a_cohort_of_today(record, tmp_path) -> None:
    folder = write_cohort(record, tmp_path / "cohort")
    assert read_manifest(folder)["schema_version"] == SCHEMA_VERSION
    assert read_cohort(folder).visits.equals(record.visits)


def test_a_damaged_older_cohort_is_refused(tmp_path) -> None:
    shutil.copytree(VERSION_1, tmp_path / "cohort")
    (tmp_path / "cohort" / TABLES.name / "attacks.parquet").write_bytes(b"PAR1")
    with pytest.raises(CohortError, match="was changed since it was written: import the sheet again"):
        read_cohort(tmp_path / "cohort")


def test_an_older_value_that_has_no_place_today_is_refused_and_never_dropped() -> None:
    with pytest.raises(CohortError, match=r"patients\.shoe_size .* import the sheet again"):
        brought_up_to_date("patients", pl.DataFrame({"row_id": ["P1/patients"], "patient_id": ["P1"], "shoe_size": [43]}))
    with pytest.raises(CohortError, match="do not know: import the sheet again"):
        brought_up_to_date("patients", pl.DataFrame({"row_id": ["P1/patients"], "patient_id": ["P1"], "sex": ["plum"]}))


def test_an_older_column_that_never_held_anything_may_go() -> None:
    frame = pl.DataFrame({"row_id": ["P1/patients"], "patient_id": ["P1"], "shoe_size": pl.Series([None], dtype=pl.Int64)})
    assert brought_up_to_date("patients", frame)["patient_id"].to_list() == ["P1"]
