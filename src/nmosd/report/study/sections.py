"""The sections of a study in the order in which a reviewer reads; each appears only where its analysis has rows."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import polars as pl

from nmosd.report.layout import capital
from nmosd.report.study.comparison.balance import balance_section
from nmosd.report.study.comparison.before_after import before_after_section
from nmosd.report.study.comparison.curves import curve_section
from nmosd.report.study.comparison.frequency import frequency_section
from nmosd.report.study.comparison.milestones import milestone_section
from nmosd.report.study.comparison.models import difference_sentences, model_section
from nmosd.report.study.comparison.sensitivity import sensitivity_section
from nmosd.report.study.criteria_tables import criteria_tables
from nmosd.report.study.failing_plot import MOST, failing_plot
from nmosd.report.study.findings import finding_section
from nmosd.report.study.plain_table import plain_table
from nmosd.report.study.rates_plot import rates_plot
from nmosd.report.study.result_tables import attack_kind_tables, figures_of, rate_tables, remarks, table_one
from nmosd.report.study.section import Drawn, Section
from nmosd.report.study.share_tables import share_tables
from nmosd.study.groups import EVERYONE

if TYPE_CHECKING:
    from nmosd.study import Study

Made = Callable[[pl.DataFrame], Section | None]

_PLAIN = {
    "left out": "Who is not compared",
    "missing": "What is not known",
    "multiplicity": "Many questions at once",
}
"""Analyses that are shown as one plain table, with the title of their section."""

_SHOWN_ELSEWHERE = {
    *("flow", "table 1", "attack kinds", "rates", "shares", "criteria", "clauses", "clauses failing together", "imprecise dates"),
    *("curves", "models", "model terms", "naive", "sensitivity", "before and after", "null world", "milestones", "balance"),
    *("overlap", "frequency", "outcome rates", "proportional hazards", "log-rank", "weighted curves"),
}


def linter_section(study: "Study") -> Section:
    """Return what the linter said, and by how much naive answers miss."""
    return finding_section(study.findings, difference_sentences(study.results, study.main))


def sections_of(study: "Study", results: pl.DataFrame | None = None) -> list[Section]:
    """Return the sections of tables and figures that come after the flow of people.

    `results` are those of the study unless given: those of the page know the places of the people behind the figures.
    """
    rows = study.results if results is None else results
    made = [
        _table_one(rows),
        curve_section(rows, study.curves),
        model_section(rows),
        sensitivity_section(rows),
        before_after_section(rows),
        milestone_section(rows),
        frequency_section(rows),
        _shares(study, rows),
        _attacks(rows),
        _rates(rows),
        balance_section(rows),
        *_others(rows),
        _criteria(rows),
    ]
    return [section for section in made if section is not None]


def _table_one(results: pl.DataFrame) -> Section:
    return Section("table-one", "Table 1", tables=(table_one(results),))


def _attacks(results: pl.DataFrame) -> Section | None:
    if not figures_of(results, "attack kinds"):
        return None
    return Section("attacks", "Attacks", tables=tuple(attack_kind_tables(results)))


def _rates(results: pl.DataFrame) -> Section | None:
    rates = figures_of(results, "rates")
    if not rates:
        return None
    plot = rates_plot(rates)
    caption = "Rates with their intervals; people without stated follow-up are in none of them."
    return Section(
        "rates",
        "Attack rates",
        tables=tuple(rate_tables(results)),
        figures=(Drawn("Attack rates with their intervals", "rates", plot, caption),) if plot else (),
        remarks=tuple(remarks(figure for figure in rates if figure["group"] == EVERYONE)),
        remarks_by_group=tuple(remarks(figure for figure in rates if figure["group"] != EVERYONE)),
        tables_first=True,
    )


def _criteria(results: pl.DataFrame) -> Section | None:
    if not figures_of(results, "criteria"):
        return None
    figures = tuple(_failing(results))
    return Section("criteria", "Diagnostic criteria", tables=tuple(criteria_tables(results)), figures=figures, tables_first=True)


def _failing(results: pl.DataFrame) -> Iterator[Drawn]:
    """Yield a picture for each criterion that somebody does not meet."""
    figures = [figure for figure in figures_of(results, "clauses failing together") if figure["events"] is not None]
    for place, title in enumerate(dict.fromkeys(figure["variable"] for figure in figures), start=1):
        own = [figure for figure in figures if figure["variable"] == title]
        plot = failing_plot(f"failing-plot-{place}", own)
        left_out = f" The {MOST} most frequent combinations of {len(own)} are drawn." if len(own) > MOST else ""
        caption = f"{title}: which clauses are known not to hold, in people who do not meet it.{left_out}"
        yield Drawn(f"{title}: clauses that fail together", f"failing_{place}", plot, caption)


def _shares(study: "Study", results: pl.DataFrame) -> Section | None:
    """Return the section of shares, where the protocol asks for any."""
    tables = tuple(share_tables(results))
    notes = tuple(dict.fromkeys(block.note for block in study.protocol.shares if block.note))
    return Section("shares", "Shares", tables=tables, remarks=notes) if tables else None


def _others(results: pl.DataFrame) -> Iterator[Section]:
    """Yield a section for each further analysis, those without a form of their own included: no row of the results is unseen."""
    for analysis in results["analysis"].unique(maintain_order=True):
        if analysis in _SHOWN_ELSEWHERE:
            continue
        figures = figures_of(results, analysis)
        name, title = analysis.replace(" ", "-"), _PLAIN.get(analysis, capital(analysis))
        table = plain_table(f"{name}-table", capital(analysis), figures)
        yield Section(name, title, tables=(table,), remarks=tuple(remarks(figures)))
