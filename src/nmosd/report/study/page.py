"""One self-contained page of a study, in the order in which a reviewer reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmosd.course import questions
from nmosd.report.evidence.cited import published_on
from nmosd.report.layout import Table
from nmosd.report.numbers import counted, number, people
from nmosd.report.study.about import definitions_and_sources, manifest_lines
from nmosd.report.study.answer import answer, question
from nmosd.report.study.courses import Line, lines_of
from nmosd.report.study.criteria_tables import criteria_tables
from nmosd.report.study.failing_plot import MOST, failing_plot
from nmosd.report.study.flow import flow_steps, with_follow_up
from nmosd.report.study.key import attack_key, follow_up_key, treatment_key
from nmosd.report.study.methods import methods
from nmosd.report.study.problems_found import problems_view
from nmosd.report.study.rates_plot import rates_plot
from nmosd.report.study.result_tables import attack_kind_tables, figures_of, rate_tables, remarks, table_one
from nmosd.report.study.share_tables import share_tables
from nmosd.report.study.swimmer import Swimmer, swimmer
from nmosd.study.groups import EVERYONE
from nmosd.writing import write_whole

if TYPE_CHECKING:
    from nmosd.study import Study


@dataclass(frozen=True)
class Heading:
    """An entry of the table of contents."""

    id: str
    title: str


@dataclass(frozen=True)
class Drawn:
    """A figure with its name and caption."""

    name: str
    svg: str
    caption: str


@dataclass(frozen=True)
class TableSection:
    """A section of tables, with figures and remarks after them: those on everyone, and those on groups."""

    id: str
    title: str
    tables: tuple[Table, ...]
    figures: tuple[Drawn, ...] = ()
    remarks: tuple[str, ...] = ()
    remarks_by_group: tuple[str, ...] = ()


def write_report(study: "Study", path: Path | str) -> Path:
    """Write a study as one HTML page that asks for nothing from anywhere, and return its path.

    The page holds rows of single patients (their courses, examples of problems): it is for those who may see the record. The
    same study gives the same bytes; a page that stood there before is replaced only once the new one is whole.
    """
    return write_whole(Path(path), report_html(study))


def report_html(study: "Study") -> str:
    """Return the page of a study as HTML."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nmosd.report"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.get_template("report.html.j2").render(page=_page(study)) + "\n"


def _page(study: "Study") -> dict[str, Any]:
    about = study.record.about.row(0, named=True)
    tables = _table_sections(study)
    courses = _courses(study) if study.protocol.report.swimmer else None
    definitions, sources = definitions_and_sources(study)
    return {
        "version": study.manifest["nmosd"],
        "title": study.protocol.title,
        "subtitle": _subtitle(study),
        "synthetic": about["synthetic"],
        "running_head": "Invented people. Nobody on this page exists." if about["synthetic"] else "",
        "style": (files("nmosd.report") / "templates" / "style.css").read_text("utf-8"),
        "sections": _headings(tables, swimmer=courses is not None),
        "question": question(study),
        "answer": answer(study),
        "flow": flow_steps(figures_of(study.results, "flow"), with_follow_up(figures_of(study.results, "rates"))),
        "tables": tables,
        "courses": courses,
        "problems": problems_view(questions(study.record, study.course.definitions)),
        "methods": methods(study),
        "published": published_on(study.record, patients=study.included.to_list()),
        "definitions": definitions,
        "sources": sources,
        "manifest": manifest_lines(study.manifest),
    }


def _subtitle(study: "Study") -> str:
    of_record = f"{people(study.record.patients.height)} in the record"
    return f"{study.record.about['title'].item()} · {of_record}, {number(study.included.len())} in the study"


def _headings(tables: list[TableSection], *, swimmer: bool) -> list[Heading]:
    before = [Heading("answer", "Question and answer"), Heading("flow", "Flow of people")]
    figures = [Heading("courses", "Every course")] if swimmer else []
    after = [("problems", "Problems found"), ("methods", "Methods"), ("published", "What is published")]
    after += [("definitions", "Definitions in use"), ("sources", "Sources"), ("manifest", "Manifest")]
    return [*before, *(Heading(section.id, section.title) for section in tables), *figures, *(Heading(*pair) for pair in after)]


def _table_sections(study: "Study") -> list[TableSection]:
    rates = figures_of(study.results, "rates")
    plot = rates_plot(rates)
    caption = "Rates with their intervals; people without stated follow-up are in none of them."
    figures = (Drawn("Attack rates with their intervals", plot, caption),) if plot else ()
    on_everyone = remarks(figure for figure in rates if figure["group"] == EVERYONE)
    on_groups = remarks(figure for figure in rates if figure["group"] != EVERYONE)
    return [
        TableSection("table-one", "Table 1", (table_one(study.results),)),
        *_shares(study),
        TableSection("attacks", "Attacks", tuple(attack_kind_tables(study.results))),
        TableSection("rates", "Attack rates", tuple(rate_tables(study.results)), figures, tuple(on_everyone), tuple(on_groups)),
        TableSection("criteria", "Diagnostic criteria", tuple(criteria_tables(study.results)), tuple(_failing(study))),
    ]


def _failing(study: "Study") -> Iterator[Drawn]:
    """Yield a picture for each criterion that somebody does not meet."""
    figures = figures_of(study.results, "clauses failing together")
    for place, title in enumerate(dict.fromkeys(figure["variable"] for figure in figures), start=1):
        own = [figure for figure in figures if figure["variable"] == title]
        plot = failing_plot(f"failing-plot-{place}", own)
        left_out = f" The {MOST} most frequent combinations of {len(own)} are drawn." if len(own) > MOST else ""
        caption = f"{title}: which clauses are known not to hold, in people who do not meet it.{left_out}"
        yield Drawn(f"{title}: clauses that fail together", plot, caption)


def _shares(study: "Study") -> list[TableSection]:
    """Return the section of shares, where the protocol asks for any."""
    tables = tuple(share_tables(study.results))
    notes = tuple(dict.fromkeys(block.note for block in study.protocol.shares if block.note))
    return [TableSection("shares", "Shares", tables, remarks=notes)] if tables else []


def _courses(study: "Study") -> dict[str, Any]:
    lines = lines_of(study)
    plot = swimmer(lines)
    return {
        "parts": plot.parts,
        "caption": _caption(plot),
        "sentences": _left_out(plot, lines),
        "rows": lines,
        "attack_key": attack_key(plot),
        "treatment_key": treatment_key(plot),
        "follow_up_key": follow_up_key(plot),
    }


def _caption(plot: Swimmer) -> str:
    caption = "One line a person, from the onset of disease, the longest known course first. "
    caption += "Attacks are drawn after merging, treatments as recorded."
    if plot.left_out:
        step = round((plot.drawn + plot.left_out) / plot.drawn)
        caption += f" Of every {step} people one is drawn, in that order; the table below has all."
    return caption


def _left_out(plot: Swimmer, lines: list[Line]) -> list[str]:
    sentences = []
    if not lines:
        sentences.append("Nobody is in the study, so there is no course to draw.")
    if plot.not_placed:
        names = ", ".join(plot.not_placed[:30]) + (" …" if len(plot.not_placed) > 30 else "")
        sentences.append(f"Without a dated onset, and so without a place on the axis: {people(len(plot.not_placed))} ({names}).")
    undated = sum(bar.start is None and bar.stop is None for line in lines if line.placed for bar in line.treatments)
    if undated:
        sentences.append(
            f"{counted(undated, 'treatment has', 'treatments have')} neither start nor stop, and stand only in the table."
        )
    return sentences
