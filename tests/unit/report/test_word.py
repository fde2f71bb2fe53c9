"""The document: real tables whose heads repeat, in three lines, with notes; pictures that say what they show."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from nmosd.record import Record
from nmosd.report.documents.word import document_bytes
from nmosd.report.study.sections import sections_of
from nmosd.report.study.shown import shown
from nmosd.study import Study
from tests.unit.report.invented import FINDINGS, compared

BORDERS = "w:tcPr/w:tcBorders"


@pytest.fixture(scope="module")
def study(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> Study:
    return compared(study_of(record_of(12), title="A document", question="Which is better?"))


@pytest.fixture(scope="module")
def document(study: Study) -> Any:
    from docx import Document

    return Document(io.BytesIO(document_bytes(shown(study))))


def _text(document: Any) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_it_reads_in_the_order_of_a_paper(document: Any) -> None:
    titles = [p.text for p in document.paragraphs if p.style.name in ("Title", "Heading 1")]
    assert titles == ["A document", "Question and answer", "Methods", "Results", "Appendix: reporting checklist",
                      "Appendix: definitions in use", "Sources", "Manifest"]  # fmt: skip
    assert "Which is better?" in _text(document)
    assert "not a medical device" in _text(document)
    assert "Invented people." in _text(document)


def test_every_table_of_the_page_is_a_real_table_with_a_head_that_repeats(document: Any, study: Study) -> None:
    views = [table for section in sections_of(study) for table in section.tables if table.rows]
    assert len(document.tables) == len(views) + 3  # findings, checklist, definitions
    for table in document.tables:
        first, *rest = table._tbl.tr_lst
        assert first.trPr.findall(f"{{{_word()}}}tblHeader")
        assert not any(row.trPr.findall(f"{{{_word()}}}tblHeader") for row in rest)
        assert all(row.trPr.findall(f"{{{_word()}}}cantSplit") for row in table._tbl.tr_lst)


def test_tables_have_three_lines(document: Any) -> None:
    for table in document.tables:
        sides = [
            {line.tag.rpartition("}")[2] for line in cell._tc.iter() if line.tag.rpartition("}")[2] in ("top", "bottom", "left")}
            for cell in table._cells
        ]
        width = len(table.columns)
        assert all(one == {"top", "bottom"} for one in sides[:width])
        assert all(one == {"bottom"} for one in sides[-width:])
        assert not any(sides[width:-width])


def test_the_numbers_of_the_models_stand_in_their_table(document: Any) -> None:
    cells = {cell.text for table in document.tables for cell in table._cells}
    assert {"0.42 (0.30 to 0.60)", "0.44 (0.31 to 0.62)", "<0.001", "not given"} <= cells
    assert {f"{finding.title}: {finding.says}" for finding in FINDINGS} <= cells


def test_pictures_are_numbered_and_say_what_they_show(document: Any, study: Study) -> None:
    drawn = list(shown(study).figures())
    assert len(document.inline_shapes) == len(drawn)
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == [figure.name for figure in drawn]
    assert [p.text.split(".")[0] for p in document.paragraphs if p.text.startswith("Figure ")] == [
        f"Figure {place}" for place in range(1, len(drawn) + 1)
    ]


def test_it_names_no_single_person(document: Any, study: Study) -> None:
    words = _text(document) + " ".join(cell.text for table in document.tables for cell in table._cells)
    assert not [person for person in study.record.patients["patient_id"] if person in words]


def test_hostile_texts_stay_texts(hostile_study: Study) -> None:
    from docx import Document

    text = _text(Document(io.BytesIO(document_bytes(shown(hostile_study)))))
    assert '<script>alert("1")</script>' in text


def _word() -> str:
    return "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_a_column_is_as_wide_as_what_it_holds_and_no_table_runs_off_the_page(document: Any) -> None:
    for table in document.tables:
        widths = [column.width.cm for column in table.columns]
        assert sum(widths) <= 25.4
        if len(widths) < 8:
            assert sum(widths) <= 16.7
    first = next(table for table in document.tables if "Outcome and model" in table.rows[0].cells[0].text)
    assert first.columns[0].width > 2 * first.columns[1].width
