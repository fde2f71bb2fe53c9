"""Headers over two rows: `Rel 1` above `date` and `type`; and titles and notes above headers, which belong to none of them."""

import openpyxl
import pytest

from nmosd.errors import MappingError
from nmosd.intake import answer, import_source, open_questions, open_source, propose, read_mapping, write_mapping
from nmosd.intake.header_row import Headers, headers_of
from nmosd.intake.headers import header_names
from nmosd.intake.mapping_reading import mapping_from

TITLE = ["NMO clinic 2009-2025"]
ABOVE = ["ID", "DOB", "Sex", "Rel 1", None, "Rel 2", None, "EDSS last", "RTX", None]
BELOW = [None, None, None, "date", "type", "date", "type", None, "start", "stop"]
PEOPLE = [
    ["P1", "12.03.1970", "f", "03/14", "ON re", "2016", "TM", 3.5, "01.02.2015", "2017"],
    ["P2", "1981", "m", "13.05.2012", "LETM", None, None, 2, "03/2018", "04/2019"],
]
NAMES = ["ID", "DOB", "Sex", "Rel 1 date", "Rel 1 type", "Rel 2 date", "Rel 2 type", "EDSS last", "RTX start", "RTX stop"]
PLAIN = ["ID", "DOB", "Sex", "Rel1", "Rel1 type", "Rel2", "Rel2 type", "EDSS last", "RTX start", "RTX stop"]


def sheet(source, *rows):
    return source(list(rows)).sheets[0]


def test_a_text_above_stands_before_the_headers_that_it_spans(source) -> None:
    found = headers_of(made := sheet(source, TITLE, [], ABOVE, BELOW, *PEOPLE))
    assert found == Headers(4, ("ID", "DOB", "Sex", "Rel 1", "Rel 2", "EDSS last", "RTX"))
    assert list(header_names(made, found.row, found.above).values()) == NAMES


@pytest.mark.parametrize("banner", ["Demographics", "NMO clinic 2009-2025"])
def test_a_text_above_headers_that_need_none_is_not_joined(source, banner) -> None:
    above = [banner, None, None, *ABOVE[3:7], "Last visit", *ABOVE[8:]]
    below = ["ID", "DOB", "Sex", *BELOW[3:7], "EDSS", *BELOW[8:]]
    found = headers_of(made := sheet(source, above, below, *PEOPLE))
    assert found == Headers(2, ("Rel 1", "Rel 2", "RTX"))
    assert list(header_names(made, found.row, found.above).values())[:4] == ["ID", "DOB", "Sex", "Rel 1 date"]


@pytest.mark.parametrize(
    "above",
    [
        TITLE,
        ["Relapses"],
        [None, None, None, "dates as dd.mm.yyyy"],
        ["NMO clinic", None, None, None, None, None, None, "as of 2025"],
        [None, None, None, "Attacks", None, None, None, "Treatment"],
    ],
)
def test_a_title_or_a_note_is_never_joined(source, above) -> None:
    assert headers_of(sheet(source, above, PLAIN, *PEOPLE)) == Headers(2)


def test_people_are_no_headers_of_the_row_above_them(source) -> None:
    people = [[None, None, "f", "spring", "ON", "March", "TM"], *PEOPLE]
    assert headers_of(sheet(source, ["ID", "DOB", "Sex", "Rel 1", None, "Rel 2", None, "EDSS"], *people)) == Headers(1)


def workbook(path, above, below, merged):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "NMO"
    for row in (TITLE, [], above, below, *PEOPLE):
        page.append(row)
    for cells in merged:
        page.merge_cells(cells)
    book.save(path)
    return open_source(path)


def test_merged_cells_say_how_far_a_text_stretches(tmp_path) -> None:
    above = ["ID", "DOB", "Sex", "Rel 1", None, "Rel 2", None, None, "RTX", None]
    below = [None, None, None, "date", "type", "date", "type", "EDSS", "start", "stop"]
    merged = ["A1:J1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:G3", "I3:J3"]
    source = workbook(tmp_path / "clinic.xlsx", above, below, merged)
    assert (3, 4, 3, 5) in source.sheets[0].merged
    assert list(propose(source).sheets[0].columns) == [*NAMES[:7], "EDSS", *NAMES[8:]]


@pytest.mark.parametrize("merged", [[], ["D3:E3", "F3:G3", "I3:J3"]])
def test_such_a_sheet_is_proposed_for_written_read_and_imported(tmp_path, merged) -> None:
    source = workbook(tmp_path / "clinic.xlsx", ABOVE, BELOW, merged)
    proposed = propose(source)
    assert open_questions(proposed) == []
    path = write_mapping(proposed, tmp_path / "mapping.toml")
    done = import_source(source, read_mapping(path))
    assert done.record.attacks.select("row_id", "sites").rows() == [
        ("P1/attacks/1", ["optic nerve right"]),
        ("P1/attacks/2", ["spinal cord"]),
        ("P2/attacks/1", ["spinal cord"]),
    ]
    assert done.record.therapies["drug"].to_list() == ["rituximab"] * 2
    assert done.counts.cells == done.counts.recorded == 18
    assert set(done.record.origins["column"]) == set(NAMES)


def test_a_text_file_has_no_merged_cells_and_is_read_alike(tmp_path) -> None:
    path = tmp_path / "clinic.csv"
    lines = [",".join("" if value is None else str(value) for value in row) for row in (ABOVE, BELOW, *PEOPLE)]
    path.write_text("\n".join(lines), "utf-8")
    proposed = propose(open_source(path))
    assert list(proposed.sheets[0].columns) == NAMES
    assert proposed.sheets[0].header_row == 2


def test_a_blank_stop_is_asked_about_below_two_rows_of_headers(source) -> None:
    made = source([ABOVE, BELOW, [*PEOPLE[0][:9], None], PEOPLE[1]])
    [question] = open_questions(propose(made))
    assert question.column == "RTX stop"
    assert import_source(made, answer(propose(made), question, "yes")).record.therapies["ongoing"].to_list() == ["yes", None]


def test_a_text_that_does_not_stand_above_is_refused_with_the_nearest(source) -> None:
    raw = {"source": "clinic.xlsx", "title": "t", "sheet": [{"name": "NMO", "header_row": 2, "header_above": ["Rell 1"]}]}
    with pytest.raises(MappingError, match="row 1 holds no 'Rell 1'; did you mean 'Rel 1'"):
        import_source(source([ABOVE, BELOW, *PEOPLE]), mapping_from(raw, "mapping.toml"))
