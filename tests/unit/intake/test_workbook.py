"""Opening files: what is read from them, and one sentence for each that cannot be."""

import datetime as dt
import hashlib
import io
import struct
import warnings
import zipfile

import openpyxl
import pytest

from nmosd.errors import SourceError
from nmosd.intake.workbook import open_source


def saved(path, fill):
    book = openpyxl.Workbook()
    fill(book)
    book.save(path)
    return path


def one_patient(book):
    book.active.append(["id", "onset"])
    book.active.append(["P1", "03/14"])


def rewritten(path, part, change):
    """Save the workbook again with one of its parts changed."""
    raw = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return path


def test_every_cell_that_is_not_empty_is_read_with_its_format_and_place(tmp_path):
    def fill(book):
        sheet = book.active
        sheet.title = "NMO clinic"
        sheet["B3"] = dt.datetime(2014, 3, 1)
        sheet["B3"].number_format = "mm/yy"
        sheet["C3"], sheet["D3"], sheet["E3"], sheet["F3"] = 3.5, "n/a", True, "   "
        sheet["A7"] = 12
        sheet["Z99"].fill = openpyxl.styles.PatternFill("solid", "FFFF00")
        book.create_sheet("empty")
        hidden = book.create_sheet("hidden")
        hidden.sheet_state = "hidden"
        hidden["A1"] = "seen all the same"
        hidden.row_dimensions[1].hidden = True

    path = saved(tmp_path / "clinic.xlsx", fill)
    source = open_source(path)
    assert (source.path, source.name) == (path, "clinic.xlsx")
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [sheet.name for sheet in source.sheets] == ["NMO clinic", "empty", "hidden"]
    first, empty, hidden = source.sheets
    assert {cell.address: cell.value for cell in first.cells.values()} == {
        "B3": dt.datetime(2014, 3, 1),
        "C3": 3.5,
        "D3": "n/a",
        "E3": True,
        "A7": 12,
    }
    assert first.cells[3, 2].number_format == "mm/yy"
    assert first.cells[3, 2].text == "03/14"
    assert first.cells[3, 2].sheet == "NMO clinic"
    assert (first.n_rows, first.n_columns) == (7, 5)
    assert (empty.n_rows, empty.n_columns, dict(empty.cells)) == (0, 0, {})
    assert hidden.cells[1, 1].value == "seen all the same"


def test_of_merged_cells_the_top_left_holds_the_value(tmp_path):
    def fill(book):
        book.active["A1"] = "attacks"
        book.active.merge_cells("A1:C2")

    sheet = open_source(saved(tmp_path / "a.xlsx", fill)).sheets[0]
    assert list(sheet.cells) == [(1, 1)]


def test_a_formula_gives_its_stored_result_or_itself(tmp_path):
    def fill(book):
        book.active["A1"], book.active["A2"], book.active["A3"] = "=1+1", "=2+2", '=""'

    path = saved(tmp_path / "a.xlsx", fill)

    def store(xml):
        stored = xml.replace(b"<f>2+2</f><v></v>", b"<f>2+2</f><v>4</v>").replace(b"<f>2+2</f><v />", b"<f>2+2</f><v>4</v>")
        return stored.replace(b'<c r="A3"', b'<c r="A3" t="str"')

    cells = open_source(rewritten(path, "xl/worksheets/sheet1.xml", store)).sheets[0].cells
    assert {place: cell.value for place, cell in cells.items()} == {(1, 1): "=1+1", (2, 1): 4}


def test_errors_durations_and_times_stay_what_they_say(tmp_path):
    def fill(book):
        sheet = book.active
        sheet["A1"], sheet["A2"], sheet["A3"] = "#REF!", dt.timedelta(hours=30), dt.time(9, 30)

    cells = open_source(saved(tmp_path / "a.xlsx", fill)).sheets[0].cells
    assert cells[1, 1].value == "#REF!"
    assert cells[2, 1].text == "1 day, 6:00:00"
    assert cells[3, 1].value == dt.time(9, 30)


def test_dates_counted_from_1904_are_the_same_days(tmp_path):
    def fill(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.active["A1"] = dt.datetime(2014, 3, 12)
        book.active["A2"] = 40248

    cells = open_source(saved(tmp_path / "a.xlsx", fill)).sheets[0].cells
    assert cells[1, 1].value == dt.datetime(2014, 3, 12)
    assert cells[2, 1].epoch + dt.timedelta(40248) == dt.date(2014, 3, 12)


def test_a_value_in_the_last_cell_of_a_sheet_costs_nothing(tmp_path):
    def fill(book):
        book.active["XFD1048576"] = 1

    sheet = open_source(saved(tmp_path / "a.xlsx", fill)).sheets[0]
    assert (sheet.n_rows, sheet.n_columns, len(sheet.cells)) == (1_048_576, 16_384, 1)


def test_warnings_of_the_parser_do_not_reach_the_user(tmp_path):
    def fill(book):
        one_patient(book)
        book.active["C1"] = 1e12
        book.active["C1"].number_format = "dd.mm.yyyy"

    path = saved(tmp_path / "a.xlsx", fill)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cells = open_source(path).sheets[0].cells
    assert cells[1, 3].value == "#VALUE!"


@pytest.mark.parametrize(
    ("name", "raw", "delimiter"),
    [
        ("a.csv", b"id,onset\nP1,03/14\n", ","),
        ("a.csv", b'id;onset\nP1;"03/14"\n', ";"),
        ("a.csv", b"id;onset;edss\nP1;03/14;3,5\nP2;04/14;2,0\n", ";"),
        ("a.txt", b"id\tonset\nP1\t03/14\n", "\t"),
        ("a.tsv", b"id\tonset\nP1\t03/14\n", "\t"),
        ("a.csv", b"sep=;\nid;onset\nP1;03/14\n", ";"),
        ("a.csv", "\ufeffid,onset\nP1,03/14\n".encode(), ","),
        ("a.csv", "id\tonset\nP1\t03/14\n".encode("utf-16"), "\t"),
        ("a.CSV", b"id,onset\r\nP1,03/14\r\n", ","),
    ],
)
def test_text_tables(tmp_path, name, raw, delimiter):
    path = tmp_path / name
    path.write_bytes(raw)
    (sheet,) = open_source(path).sheets
    assert sheet.name is None
    assert [sheet.cells[1, column].value for column in (1, 2)] == ["id", "onset"]
    assert [sheet.cells[2, column].value for column in (1, 2)] == ["P1", "03/14"]
    assert sheet.cells[2, 2].number_format == "General"
    assert sheet.cells[2, 2].address == "B2"


def test_text_tables_in_windows_1252_and_with_lines_inside_quotes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes('id,note\nP1,"Bücher\nzwei"\n\nP2,Größe\n'.encode("cp1252"))
    (sheet,) = open_source(path).sheets
    assert sheet.cells[2, 2].value == "Bücher\nzwei"
    assert sheet.cells[4, 2].value == "Größe"
    assert sheet.n_rows == 4


def encrypted(path):
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml", reason="msoffcrypto-tool is not installed")
    raw = saved(path, one_patient).read_bytes()
    with path.open("wb") as target:
        msoffcrypto.OOXMLFile(io.BytesIO(raw)).encrypt("secret", target)
    return path


def test_a_workbook_with_a_password_says_so(tmp_path):
    with pytest.raises(SourceError, match="protected by a password"):
        open_source(encrypted(tmp_path / "a.xlsx"))


OLE_HEADER = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504
ZIP_WITHOUT_WORKBOOK = io.BytesIO()
with zipfile.ZipFile(ZIP_WITHOUT_WORKBOOK, "w") as archive:
    archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("a.xlsx", b"", "is empty"),
        ("a.xls", OLE_HEADER, "old .xls format"),
        ("a.xlsx", OLE_HEADER + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("a.csv", OLE_HEADER, "old .xls format"),
        ("a.xls", b"<html><table><tr><td>P1</td></tr></table></html>", "save it as .xlsx"),
        ("a.xlsx", b"this is no workbook", "no workbook, or only a part of one"),
        ("a.xlsx", bytes(range(256)) * 40, "no workbook, or only a part of one"),
        ("a.xlsx", ZIP_WITHOUT_WORKBOOK.getvalue(), "no .xlsx workbook"),
        ("a.ods", ZIP_WITHOUT_WORKBOOK.getvalue(), "ends in none of"),
        ("a.pdf", b"%PDF-1.7", "ends in none of"),
        ("a.csv", b"PK\x03\x04rest", "rename it to end in .xlsx"),
        ("a.csv", b"id,onset\nP1,\x00\n", "zero bytes"),
        ("a.csv", b"id,onset\nP1,\x81\x8d\n", "no encoding"),
        ("a.csv", b" , ,\n\n", "no cell with a value"),
        ("a.csv", b'id,onset\nP1,"never closed\n', "line 2"),
        ("a.csv", b"\xff\xfe\x00", "no encoding"),
    ],
)
def test_files_that_cannot_be_read_give_one_sentence(tmp_path, name, raw, sentence):
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(SourceError, match=sentence) as caught:
        open_source(path)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_directory_give_one_sentence(tmp_path):
    with pytest.raises(SourceError, match="There is no file"):
        open_source(tmp_path / "none.xlsx")
    with pytest.raises(SourceError, match="is a directory"):
        open_source(tmp_path)
    with pytest.raises(SourceError):
        open_source(tmp_path / "with\0zero.xlsx")


def test_a_workbook_without_a_value_gives_one_sentence(tmp_path):
    with pytest.raises(SourceError, match="no sheet with a value"):
        open_source(saved(tmp_path / "a.xlsx", lambda book: None))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_gives_one_sentence(tmp_path, share):
    path = saved(tmp_path / "a.xlsx", one_patient)
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    with pytest.raises(SourceError, match="only a part of one"):
        open_source(path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("change", [lambda xml: xml[: len(xml) // 2], lambda xml: b"", lambda xml: b"\x00\xff" * 50])
def test_a_workbook_with_a_damaged_part_gives_one_sentence(tmp_path, part, change):
    path = rewritten(saved(tmp_path / "a.xlsx", one_patient), part, change)
    with pytest.raises(SourceError, match="damaged"):
        open_source(path)


def test_a_file_that_unpacks_to_absurd_sizes_is_refused_unopened(tmp_path):
    path = saved(tmp_path / "a.xlsx", one_patient)
    raw = bytearray(path.read_bytes())
    entry = raw.rindex(b"PK\x01\x02")
    raw[entry + 24 : entry + 28] = struct.pack("<I", 2**32 - 2)  # the size that the archive claims for its last part
    path.write_bytes(bytes(raw))
    with pytest.raises(SourceError, match="unpacks to"):
        open_source(path)
