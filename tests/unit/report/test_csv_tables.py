from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from nmosd.report import write_tables
from nmosd.study import Study

NAMES = [
    "results.csv",
    "flow.csv",
    "table_1.csv",
    "attack_kinds.csv",
    "rates.csv",
    "criteria.csv",
    "clauses.csv",
    "clauses_failing_together.csv",
    "imprecise_dates.csv",
    "milestones.csv",
    "sensitivity.csv",
]


def test_results_come_back_from_the_file_as_they_were(clinic: Study, tmp_path: Path) -> None:
    assert [path.name for path in write_tables(clinic, tmp_path)] == NAMES
    expected = clinic.results.with_columns(pl.col("warnings").list.join("; "))
    assert_frame_equal(pl.read_csv(tmp_path / "results.csv", schema=expected.schema), expected)


def test_each_table_holds_the_rows_of_its_analysis(clinic: Study, tmp_path: Path) -> None:
    write_tables(clinic, tmp_path)
    for name in NAMES[1:]:
        analysis = name.removesuffix(".csv").replace("_", " ")
        rows = pl.read_csv(tmp_path / name, infer_schema_length=None)
        assert rows.height == clinic.results.filter(pl.col("analysis") == analysis).height > 0


def test_no_file_names_a_patient(clinic: Study, tmp_path: Path) -> None:
    for path in write_tables(clinic, tmp_path):
        assert "P001" not in path.read_text("utf-8")


def test_the_same_study_gives_the_same_bytes(clinic: Study, tmp_path: Path) -> None:
    first, second = ([path.read_bytes() for path in write_tables(clinic, tmp_path / name)] for name in ("a", "b"))
    assert first == second
