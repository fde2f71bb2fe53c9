"""A study as a Word document in the form of a journal: text, flow, numbered tables and figures, and the reporting checklist."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from nmosd.intake.writing import without_times
from nmosd.report.documents.word_parts import Paper, new_paper
from nmosd.report.layout import Cell, Notes, Row, Table, made_table
from nmosd.report.strobe import checklist
from nmosd.report.study.about import definitions_and_sources, manifest_lines
from nmosd.report.study.answer import answer, question
from nmosd.report.study.flow_plot import flow_plot
from nmosd.report.study.methods import methods
from nmosd.report.study.section import Drawn, Section
from nmosd.report.study.shown import Shown, shown
from nmosd.writing import write_whole

if TYPE_CHECKING:
    from nmosd.study import Study

PURPOSE = (
    "Research software, not a medical device. This document describes recorded data for qualified researchers; it gives no "
    "directive, does not diagnose or treat, and is not for emergencies."
)
INVENTED = "Invented people. Nobody in this document exists; the record was made up to show what the software does."


def write_document(study: "Study", path: Path | str) -> Path:
    """Write a study as a Word document and return its path; it names no single person. The same study gives the same bytes."""
    return write_whole(Path(path), document_bytes(shown(study)))


def document_bytes(of: Shown) -> bytes:
    """Return the document of what is shown of a study."""
    paper = new_paper(of.study.protocol.title)
    _front(paper, of)
    paper.heading("Methods")
    for paragraph in methods(of.study):
        paper.text(paragraph)
    paper.heading("Results")
    svg = flow_plot(of.flow)
    if svg:
        paper.figure(Drawn("Flow of people", "flow", svg, "Flow of people."))
    for section in of.sections:
        _section(paper, section)
    _appendix(paper, of)
    raw = io.BytesIO()
    paper.document.save(raw)
    return without_times(raw.getvalue())


def _front(paper: Paper, of: Shown) -> None:
    study = of.study
    paper.title(study.protocol.title)
    if study.record.about["synthetic"].item():
        paper.text(INVENTED, strong=True)
    paper.text(PURPOSE, small=True)
    paper.heading("Question and answer")
    paper.text(question(study), italic=True)
    for sentence in answer(study):
        paper.text(sentence)
    _section(paper, of.linter)


def _section(paper: Paper, section: Section) -> None:
    paper.heading(section.title, level=2)
    for sentence in section.sentences:
        paper.text(sentence)
    for table in section.tables if section.tables_first else ():
        paper.table(table)
    for figure in section.figures:
        paper.figure(figure)
    for table in () if section.tables_first else section.tables:
        paper.table(table)
    for remark in section.remarks:
        paper.text(remark, bullet=True)


def _appendix(paper: Paper, of: Shown) -> None:
    study = of.study
    definitions, sources = definitions_and_sources(study)
    paper.heading("Appendix: reporting checklist", new_page=True)
    paper.table(_checklist(study))
    paper.heading("Appendix: definitions in use")
    rows = [
        Row(
            line.meaning,
            (Cell(line.value, prose=True), Cell(f"[{line.source}] {line.mark}" if line.source else line.mark, prose=True)),
        )
        for line in definitions
    ]
    paper.table(
        made_table("definitions", "Definitions", [("Rule", ""), ("Value", ""), ("Source", "")], rows, Notes(), lined=True)
    )
    paper.heading("Sources")
    for place, source in enumerate(sources, start=1):
        paper.text(f"{place}. {source.text}. {source.link_text} ({source.mark})", small=True)
    paper.heading("Manifest")
    for name, value in manifest_lines(study.manifest):
        paper.text(f"{name}: {value}", small=True)


def _checklist(study: "Study") -> Table:
    rows = [
        Row(item.number, (Cell(item.asks, prose=True), Cell(" ".join(_said(item.filled, item.answer)), prose=True)))
        for item in checklist(study)
    ]
    columns = [("Item", ""), ("What is to be reported", ""), ("Where it stands, or what is missing", "")]
    return made_table("strobe", "Reporting checklist (STROBE for cohort studies, and RECORD)", columns, rows, Notes(), lined=True)


def _said(filled: bool, answer: str) -> Iterator[str]:
    if not filled:
        yield "To be written by the authors."
    yield answer
