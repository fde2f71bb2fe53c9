"""Tables as they are: folders of CSV files, workbooks with one sheet per table, and what `nmosd.read` makes of a path."""

import pytest

from nmosd.errors import CohortError, MappingError, SourceError
from nmosd.intake import read, read_tables, tables_at
from nmosd.record import write_cohort


@pytest.fixture
def folder(tmp_path):
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "patients.csv").write_text("patient_id,sex,birth\nP1,f,1970-03\nP2,m,1981\n")
    (tables / "attacks.csv").write_text("row_id,patient_id,onset,sites\n,P1,2014-03-12,ON re\n,P1,rubbish,TM\n,P2,2016,LETM\n")
    (tables / "acute_treatments.csv").write_text("patient_id,attack,treatment\nP1,2,IVMP\nP2,7,PLEX\n")
    return tables


def test_a_folder_of_csv_files_is_a_record(folder) -> None:
    record = read(folder)
    assert record.attacks["row_id"].to_list() == ["P1/attacks/1", "P1/attacks/2", "P2/attacks/1"]
    assert record.acute_treatments.select("treatment", "attack").rows() == [
        ("intravenous methylprednisolone", "P1/attacks/2"),
        ("plasma exchange", None),
    ]
    assert record.problems.select("file", "cell", "code").rows() == [
        ("attacks.csv", "C3", "I101"),
        ("acute_treatments.csv", "B3", "I208"),
    ]
    assert record.about["title"].item() == "tables"


def test_row_ids_that_people_share_count_within_the_person(folder) -> None:
    (folder / "attacks.csv").write_text("row_id,patient_id,onset\na1,P1,2014\na1,P2,2015\na2,P2,2016\na2,P2,2017\n")
    (folder / "acute_treatments.csv").write_text("patient_id,attack,treatment\nP2,a1,IVMP\n")
    record = read(folder)
    assert record.attacks["row_id"].to_list() == ["P1/attacks/a1", "P2/attacks/3", "P2/attacks/a1", "a2"]
    assert record.acute_treatments["attack"].to_list() == ["P2/attacks/a1"]
    assert record.problems["code"].to_list() == ["I209"]


def test_about_gives_title_and_calendar(folder) -> None:
    (folder / "about.csv").write_text("title,calendar,synthetic\nCases,relative,yes\n")
    (folder / "attacks.csv").write_text("patient_id,onset\nP1,0\nP1,6 months\n")
    (folder / "patients.csv").write_text("patient_id,sex\nP1,f\nP2,m\n")
    record = read(folder)
    assert record.about.select("title", "calendar", "synthetic").row(0) == ("Cases", "relative", True)
    assert record.attacks["onset_earliest"].null_count() == 0


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("atacks.csv", "patient_id\nP1\n", "did you mean 'attacks'"),
        ("visits.csv", "patient_id,eddss\nP1,3\n", "did you mean 'edss'"),
        ("visits.csv", "edss\n3\n", "no column 'patient_id'"),
        ("about.csv", "titel\nX\n", "did you mean 'title'"),
        ("about.csv", "calendar\nlunar\n", "'absolute' or 'relative'"),
    ],
)
def test_what_no_table_has_is_refused_with_the_nearest_name(folder, name, text, words) -> None:
    (folder / name).write_text(text)
    with pytest.raises(MappingError, match=words):
        read(folder)


def test_read_opens_a_cohort_and_a_workbook_of_tables(folder, tmp_path) -> None:
    from openpyxl import Workbook

    record = read(folder)
    write_cohort(record, tmp_path / "cohort")
    assert read(tmp_path / "cohort").attacks.equals(record.attacks)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "patients"
    sheet.append(["patient_id", "sex"])
    sheet.append(["P1", "f"])
    book.save(tmp_path / "tables.xlsx")
    assert read(tmp_path / "tables.xlsx").patients["sex"].to_list() == ["female"]
    book.create_sheet("atacks").append(["patient_id"])
    book.save(tmp_path / "tables.xlsx")
    with pytest.raises(MappingError, match="did you mean 'attacks'"):
        read(tmp_path / "tables.xlsx")


def test_read_of_what_cannot_be_read_says_what_to_do(tmp_path) -> None:
    (tmp_path / "clinic.csv").write_text("ID;Sex\nP1;f\n")
    with pytest.raises(MappingError, match="nmosd import"):
        read(tmp_path / "clinic.csv")
    with pytest.raises(CohortError, match="neither a cohort"):
        read(tmp_path)
    with pytest.raises(SourceError):
        read(tmp_path / "nowhere.xlsx")
    assert tables_at(tmp_path) == ()


def test_read_with_a_mapping(tmp_path) -> None:
    (tmp_path / "klinik.csv").write_text("ID;Geschlecht;Schub 1\nP1;w;12.03.2014\n")
    (tmp_path / "m.toml").write_text(
        'source = "klinik.csv"\ntitle = "Klinik"\n[[sheet]]\n[sheet.columns.ID]\nto = "patients.patient_id"\n'
        '[sheet.columns.Geschlecht]\nto = "patients.sex"\n[sheet.columns."Schub 1"]\nto = "attacks.onset"\n'
    )
    record = read(tmp_path / "klinik.csv", mapping=tmp_path / "m.toml")
    assert record.patients["sex"].to_list() == ["female"]
    assert record.origins["sheet"].null_count() == record.origins.height


def test_counts_balance_for_tables(folder) -> None:
    counts = read_tables(tables_at(folder), title="t").counts
    assert counts.cells == counts.recorded + counts.set_aside == 21
