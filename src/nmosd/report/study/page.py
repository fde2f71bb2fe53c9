"""One self-contained page of a study, in the order in which a reviewer reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nmosd.course import questions
from nmosd.report.evidence.cited import published_on
from nmosd.report.rendering import template
from nmosd.report.strobe import checklist
from nmosd.report.study.about import definitions_and_sources, manifest_lines
from nmosd.report.study.answer import answer, question
from nmosd.report.study.comparison.models import main_figure
from nmosd.report.study.courses_view import courses_view
from nmosd.report.study.methods import methods
from nmosd.report.study.people_behind import lists_of
from nmosd.report.study.problems_found import problems_view
from nmosd.report.study.section import Section
from nmosd.report.study.shown import Shown, shown
from nmosd.report.study.sizes import people_in_the_record, people_included
from nmosd.writing import write_whole

if TYPE_CHECKING:
    from nmosd.study import Study


_DESCRIBED = {"shares": "these shares", "rates": "this rate"}


@dataclass(frozen=True)
class Heading:
    """An entry of the table of contents."""

    id: str
    title: str


def write_report(study: "Study", path: Path | str) -> Path:
    """Write a study as one HTML page that asks for nothing from anywhere, and return its path.

    Unless the protocol asks for a report to be shared, the page holds rows of single patients (their courses, who stands behind
    a number, examples of problems): it is for those who may see the record. The same study gives the same bytes; a page that
    stood there before is replaced only once the new one is whole.
    """
    return write_whole(Path(path), report_html(study))


def report_html(study: "Study") -> str:
    """Return the page of a study as HTML."""
    return page_html(shown(study))


def page_html(of: Shown) -> str:
    """Return the page of what is shown of a study as HTML."""
    return template("report.html.j2").render(page=_page(of)) + "\n"


def _page(of: Shown) -> dict[str, Any]:
    study = of.study
    about = study.record.about.row(0, named=True)
    definitions, sources = definitions_and_sources(study)
    view: dict[str, Any] = {
        "version": study.manifest["nmosd"],
        "title": study.protocol.title,
        "subtitle": _subtitle(study),
        "synthetic": about["synthetic"],
        "running_head": "Invented people. Nobody on this page exists." if about["synthetic"] else "",
        "style": (files("nmosd.report") / "templates" / "style.css").read_text("utf-8"),
        "private": of.private,
        "question": question(study),
        "answer": answer(study),
        "cautions": list(_cautions(of)),
        "linter": of.linter,
        "flow": of.flow,
        "tables": of.sections,
        "problems": problems_view(
            questions(study.record, study.course.definitions),
            examples=of.private,
            smallest=study.protocol.disclosure.smallest_cell,
        ),
        "methods": methods(study),
        "strobe": checklist(study),
        "definitions": definitions,
        "sources": sources,
        "manifest": manifest_lines(study.manifest),
    }
    view |= _of_people(study, of.behind) if of.behind is not None else {"courses": None, "published": None, "behind": []}
    return view | {"sections": list(_headings(view))}


def _of_people(study: "Study", behind: pl.DataFrame) -> dict[str, Any]:
    """Return what only those may see who may see the record."""
    return {
        "courses": courses_view(study) if study.protocol.report.swimmer else None,
        "published": published_on(study.record, patients=study.included.to_list()),
        "behind": lists_of(behind),
    }


def _cautions(of: Shown) -> Iterator[tuple[str, str]]:
    """Yield the sections whose remarks bear on the answer, with what they are about."""
    said = {section.id for section in of.sections if section.remarks}
    named = {"models": "this ratio"} if main_figure(of.study.results, of.study.main) else _DESCRIBED
    yield from ((name, words) for name, words in named.items() if name in said)


def _subtitle(study: "Study") -> str:
    title = study.record.about["title"].item()
    return f"{title} · {people_in_the_record(study)} in the record, {people_included(study)} in the study"


def _headings(view: dict[str, Any]) -> Iterator[Heading]:
    """Yield the entries of the table of contents, in the order of the page."""
    tables: Sequence[Section] = view["tables"]
    yield Heading("answer", "Question and answer")
    yield Heading(view["linter"].id, view["linter"].title)
    yield Heading("flow", "Flow of people")
    yield from (Heading(section.id, section.title) for section in tables)
    if view["courses"]:
        yield Heading("courses", "Every course")
    yield Heading("methods", "Methods")
    yield Heading("strobe", "Reporting checklist")
    yield Heading("definitions", "Definitions in use")
    if view["published"]:
        yield Heading("published", "What is published")
    yield Heading("sources", "Sources")
    yield Heading("problems", "Problems found")
    if view["behind"]:
        yield Heading("people-behind", "People behind the numbers")
    yield Heading("manifest", "Manifest")
