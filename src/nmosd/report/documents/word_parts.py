"""The parts of a Word document in journal form: headings, paragraphs, three-line tables with repeated heads, figures."""

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

from nmosd.report.layout import Row, Table
from nmosd.report.study.section import Drawn
from nmosd.report.svg import png_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

_FIXED_TIME = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the document's times are part of its bytes and mean nothing
_FONT = "Calibri"
_WIDE = 8
"""A table with so many columns or more stands on a landscape page of its own."""
_ONE_POINT = "20"
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f]")
_TEXT_WIDTH = {False: 16.6, True: 25.3}
"""How wide the text of a page is in centimetres, upright and landscape."""


def new_paper(title: str) -> "Paper":
    """Return an empty document with the fonts of a manuscript."""
    from docx import Document
    from docx.shared import Cm, Pt, RGBColor

    document = Document()
    document.core_properties.author = document.core_properties.last_modified_by = "nmosd"
    document.core_properties.title, document.core_properties.comments = title, ""
    document.core_properties.created = document.core_properties.modified = _FIXED_TIME
    for name, size in (("Normal", 10.5), ("Title", 18), ("Heading 1", 14), ("Heading 2", 12)):
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if "Theme" in attribute or "theme" in attribute:  # a theme's font would outdo the one that is named
                del fonts.attrib[attribute]
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)
    return Paper(document)


class Paper:
    """A document that counts its tables and figures."""

    def __init__(self, document: "Document") -> None:
        self.document = document
        self.tables = self.figures = 0

    def title(self, words: str) -> None:
        """Put the title."""
        self.document.add_paragraph(_clean(words), style="Title")

    def heading(self, words: str, *, level: int = 1, new_page: bool = False) -> None:
        """Put a heading."""
        if new_page:
            self.document.add_page_break()  # type: ignore[no-untyped-call]
        self.document.add_heading(_clean(words), level=level)

    def text(
        self, words: str, *, small: bool = False, strong: bool = False, italic: bool = False, bullet: bool = False
    ) -> "Paragraph":
        """Put a paragraph and return it."""
        from docx.shared import Pt

        paragraph = self.document.add_paragraph(style="List Bullet" if bullet else None)
        run = paragraph.add_run(_clean(words))
        run.bold, run.italic = strong or None, italic or None
        paragraph.paragraph_format.space_after = Pt(2 if small or bullet else 6)
        if small or bullet:
            run.font.size = Pt(9)
        return paragraph

    def figure(self, drawn: Drawn) -> None:
        """Put a picture with its number and caption; those who do not see it are read its name."""
        from docx.shared import Cm

        self.figures += 1
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(io.BytesIO(png_of(drawn.svg)), width=Cm(16.4))
        picture._inline.docPr.set("descr", drawn.name)
        caption = self.document.add_paragraph()
        caption.add_run(f"Figure {self.figures}. ").bold = True
        caption.add_run(_clean(drawn.caption))

    def table(self, view: Table) -> None:
        """Put a table: lines above, under the head and below, its head on every page, its definitions as notes under it."""
        if not view.rows:
            return
        wide = len(view.columns) >= _WIDE
        if wide:
            self._turn(landscape=True)
        self.tables += 1
        caption = self.document.add_paragraph()
        caption.paragraph_format.keep_with_next = True
        caption.add_run(f"Table {self.tables}. ").bold = True
        caption.add_run(_clean(view.caption.removeprefix("Table 1. ")) + (f" ({view.explanation})" if view.explanation else ""))
        self._grid(view, size=7.0 if wide else 8.0 if len(view.columns) > 5 else 9.0)
        for place, note in enumerate(view.notes, start=1):
            self._note(place, note)
        self.document.add_paragraph()
        if wide:
            self._turn(landscape=False)

    def _note(self, place: int, note: str) -> None:
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        mark = paragraph.add_run(str(place))
        mark.font.superscript, mark.font.size = True, Pt(8)
        words = paragraph.add_run(f" {_clean(note)}")
        words.font.size = Pt(8)

    def _grid(self, view: Table, size: float) -> None:
        from docx.shared import Cm

        width = len(view.columns)
        table = self.document.add_table(rows=len(view.rows) + 1, cols=width)
        table.autofit = True
        every = table._cells  # made once: asked of each row, the library walks the whole table again
        lines = [every[start : start + width] for start in range(0, len(every), width)]
        for cell, column in zip(lines[0], view.columns, strict=True):
            _write(cell, column.name, size, strong=True)
            if column.detail:
                _write(cell, column.detail, size, line=True)
            _border(cell, {"top": 12, "bottom": 6})
        for row, cells in zip(view.rows, lines[1:], strict=True):
            _label(cells[0], row, size)
            for cell, value in zip(cells[1:], row.cells, strict=False):
                _write(cell, value.text, size)
                if value.under:
                    _write(cell, value.under, size, line=True)
        for cell in lines[-1]:
            _border(cell, {"bottom": 12})
        for cells in (table.columns, *lines):
            for cell, centimetres in zip(cells, _widths(view, size), strict=True):
                cell.width = Cm(centimetres)
        for place, made in enumerate(table._tbl.tr_lst):
            _mark(made, "w:cantSplit")
            if not place:
                _mark(made, "w:tblHeader")

    def _turn(self, *, landscape: bool) -> None:
        from docx.enum.section import WD_ORIENT, WD_SECTION

        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        short, long = sorted((section.page_width or 0, section.page_height or 0))
        section.page_width, section.page_height = (long, short) if landscape else (short, long)


def _widths(view: Table, size: float) -> list[float]:
    """Return how wide each column is, in centimetres: as wide as its longest line, and the widest less where the page ends."""
    page = _TEXT_WIDTH[len(view.columns) >= _WIDE]
    labels = ["   " + row.label + (f", {row.detail}" if row.detail else "") for row in view.rows]
    cells = [
        [line for row in view.rows if place < len(row.cells) for line in (row.cells[place].text, row.cells[place].under)]
        for place in range(len(view.columns) - 1)
    ]
    lines = [[column.name, column.detail, *own] for column, own in zip(view.columns, [labels, *cells], strict=True)]
    wanted = [0.45 + 0.0215 * size * max(map(len, own)) for own in lines]  # a letter is about 0.6 of its size wide
    most = max(wanted)
    while sum(min(one, most) for one in wanted) > page and most > page / len(wanted):
        most -= 0.1
    return [min(one, most) for one in wanted]


def _label(cell: "_Cell", row: Row, size: float) -> None:
    indent = "   " if "level" in row.kind else ""
    text = indent + row.label + (f", {row.detail}" if row.detail else "")
    paragraph = _write(cell, text, size, strong=row.kind == "head")
    if row.note:
        _put_run(paragraph, str(row.note), size, above=True)


def _write(cell: "_Cell", words: str, size: float, *, strong: bool = False, line: bool = False) -> Any:
    """Put words into a cell, in a line of their own if told so; return the element of the paragraph.

    Cells are many, so their elements are made one by one: asked for a size, the library searches the paragraph again each time.
    """
    from docx.oxml.ns import qn
    from lxml.etree import SubElement

    paragraph = SubElement(cell._tc, qn("w:p")) if line else cell._tc.p_lst[0]
    spacing = SubElement(SubElement(paragraph, qn("w:pPr")), qn("w:spacing"))
    spacing.set(qn("w:before"), _ONE_POINT)
    spacing.set(qn("w:after"), _ONE_POINT)
    _put_run(paragraph, words, size, strong=strong)
    return paragraph


def _put_run(paragraph: Any, words: str, size: float, *, strong: bool = False, above: bool = False) -> None:
    """Put words at the end of a paragraph, perhaps bold, perhaps raised; the order of properties is that of the format."""
    from docx.oxml.ns import qn
    from lxml.etree import SubElement

    run: Any = SubElement(paragraph, qn("w:r"))
    properties = SubElement(run, qn("w:rPr"))
    if strong:
        SubElement(properties, qn("w:b"))
    SubElement(properties, qn("w:sz")).set(qn("w:val"), str(round(2 * size)))
    if above:
        SubElement(properties, qn("w:vertAlign")).set(qn("w:val"), "superscript")
    run.text = _clean(words)


def _mark(row: Any, tag: str) -> None:
    """Give a row a property: not to be split, or to stand at the head of the table on every page."""
    from docx.oxml import OxmlElement

    row.get_or_add_trPr().append(OxmlElement(tag))


def _border(cell: "_Cell", sides: dict[str, int]) -> None:
    """Draw lines at sides of a cell; widths are eighths of a point."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if not sides:
        return
    borders = OxmlElement("w:tcBorders")
    for side, width in sides.items():
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(width)), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _clean(words: str) -> str:
    """Return a text without the signs that no document can hold."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", words)
