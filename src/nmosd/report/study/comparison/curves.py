"""The main figure: curves of the first outcome, then those of the others, with the figures at stated times as tables."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from nmosd.report.layout import Cell, Figure, Notes, Row, Table, behind, capital, explained, figure_cell, made_table, suppressed
from nmosd.report.numbers import confidence_percent, counted, number
from nmosd.report.study.comparison.curve_plot import curve_plot
from nmosd.report.study.plain_table import plain_table
from nmosd.report.study.result_tables import figures_of, remarks
from nmosd.report.study.section import Drawn, Section
from nmosd.report.study.share_tables import share_text
from nmosd.study.comparison.rows import in_years

AT_RISK = "number at risk"
_SHARES = ("survival", "cumulative incidence")
_CURVES = (*_SHARES, "mean cumulative count")


def curve_section(results: pl.DataFrame, curves: pl.DataFrame) -> Section | None:
    """Return the section of the curves, or None where the study has none; `curves` is that of `Study`."""
    figures = figures_of(results, "curves")
    if not figures:
        return None
    return Section(
        "curves",
        "Over time",
        tables=tuple(_tables(results, figures)),
        figures=tuple(_drawn(curves, figures)),
        remarks=tuple(remarks(figures, ("variable", "group"))),
    )


def _drawn(curves: pl.DataFrame, figures: Sequence[Figure]) -> Iterator[Drawn]:
    outcomes = list(dict.fromkeys(figure["variable"] for figure in figures))
    told = curves.filter(pl.col("estimate").is_not_null() & pl.col("outcome").is_in(outcomes))
    # Curves on which nothing ever happens are told by the tables alone.
    told = told.filter(pl.col("estimate").n_unique().over("outcome", "measure") > 1)
    for place, (outcome, measure) in enumerate(
        told.select("outcome", "measure").unique(maintain_order=True).iter_rows(), start=1
    ):
        own = told.filter((pl.col("outcome") == outcome) & (pl.col("measure") == measure))
        title = f"{capital(outcome)}: {measure}"
        until = max((figure["at_years"] for figure in figures if _is_of(figure, outcome, measure)), default=None)
        at_risk = _at_risk(outcome, figures)
        svg = curve_plot(f"curves-{place}", own, title=title, until=until, at_risk=at_risk)
        yield Drawn(title, f"curves_{place}", svg, _caption(outcome, measure, figures) + _of_entries(at_risk))


def _at_risk(outcome: str, figures: Sequence[Figure]) -> dict[tuple[str, float], str]:
    """Return the number at risk of each group at the stated years as it is printed: the one of the table beside the figure."""
    own = [figure for figure in figures if figure["measure"] == AT_RISK and figure["variable"] == outcome]
    return {(figure["group"], figure["at_years"]): suppressed(figure) or number(figure["estimate"]) for figure in own}


def _of_entries(at_risk: Mapping[tuple[str, float], str]) -> str:
    at_zero = [text for (_group, years), text in at_risk.items() if years == 0]
    if at_zero and set(at_zero) == {"0"}:
        return " Nobody is at risk at time zero itself: people enter later, after the lag of a drug or when they were first seen."
    return ""


def _is_of(figure: Figure, outcome: str, measure: str) -> bool:
    return figure["variable"] == outcome and measure.startswith(figure["measure"]) and figure["at_years"] is not None


def _caption(outcome: str, measure: str, figures: Sequence[Figure]) -> str:
    own = [figure for figure in figures if _is_of(figure, outcome, measure)]
    until = f" to {max(figure['at_years'] for figure in own):g} years" if own else ""
    confidence = next((figure["confidence"] for figure in own if figure["confidence"] is not None), None)
    band = f" Shaded: {confidence_percent(confidence)} confidence bands, at each time by itself." if confidence else ""
    method = next((figure["method"] for figure in own if figure["method"]), None)
    how = f" ({method})" if method else ""
    return f"{capital(outcome)}, {measure}{how}, from time zero{until}.{band}"


def _tables(results: pl.DataFrame, figures: Sequence[Figure]) -> Iterator[Table]:
    """Yield for each outcome its curves at stated times with the number at risk, then medians and means in time."""
    risk = {
        (figure["variable"], figure["group"], figure["at_years"]): figure for figure in figures if figure["measure"] == AT_RISK
    }
    shown = dict.fromkeys((figure["variable"], figure["measure"]) for figure in figures if figure["measure"] in _CURVES)
    for place, (outcome, measure) in enumerate(shown, start=1):
        own = [figure for figure in figures if (figure["variable"], figure["measure"]) == (outcome, measure)]
        yield _table(f"curves-table-{place}", f"{capital(outcome)}: {measure} at stated times", own, risk)
    others = [figure for figure in figures if figure["measure"] not in (*_CURVES, AT_RISK)]
    if others:
        yield plain_table("curves-means", "Medians and means in time", others)
    tests = figures_of(results, "log-rank")
    if tests:
        yield plain_table("log-rank-table", "Do the curves differ?", tests)
    weighted = figures_of(results, "weighted curves")
    kinds = dict.fromkeys((figure["variable"], figure["measure"], figure["level"]) for figure in weighted)
    for place, kind in enumerate(kinds, start=1):
        own = [figure for figure in weighted if (figure["variable"], figure["measure"], figure["level"]) == kind]
        yield _table(f"weighted-curves-{place}", f"{capital(kind[0])}: {kind[1]}, {kind[2]}", own, {})


def _table(name: str, caption: str, figures: Sequence[Figure], risk: Mapping[tuple[str, str, float], Figure]) -> Table:
    notes = Notes()
    groups = list(dict.fromkeys(figure["group"] for figure in figures))
    rows = []
    for years in sorted({figure["at_years"] for figure in figures if figure["at_years"] is not None}):
        at = {figure["group"]: figure for figure in figures if figure["at_years"] == years}
        notes.of(next(iter(at.values())))
        cells = tuple(_cell(at.get(group), risk) for group in groups)
        rows.append(Row(in_years(years), cells))
    confidence = next((figure["confidence"] for figure in figures if figure["confidence"] is not None), None)
    explanation = f"with {confidence_percent(confidence)} intervals" if confidence else ""
    columns = [("After", ""), *((capital(group), _size(group, figures)) for group in groups)]
    return made_table(name, caption, columns, rows, notes, lined=True, explanation=explanation)


def _cell(figure: Figure | None, risk: Mapping[tuple[str, str, float], Figure]) -> Cell:
    if figure is None:
        return Cell("")
    at_risk = risk.get((figure["variable"], figure["group"], figure["at_years"]))
    under = f"{suppressed(at_risk) or number(at_risk['estimate'])} at risk" if at_risk is not None else ""
    return Cell(_text(figure), explained(figure), under, behind(figure))


def _size(group: str, figures: Sequence[Figure]) -> str:
    """Return how many people a curve rests on, and its events by the last of the stated years (those by the first are fewer)."""
    own = [figure for figure in figures if figure["group"] == group and figure["at_years"] is not None]
    size = next((figure["n"] for figure in own if figure["n"] is not None), None)
    last = max(own, key=lambda figure: figure["at_years"], default=None)
    told = [f"n = {number(size)}" if size is not None else ""]
    if last is not None and last["events"] is not None:
        told.append(f"{counted(last['events'], 'event', 'events')} by {in_years(last['at_years'])}")
    return ", ".join(part for part in told if part)


def _text(figure: Figure) -> str:
    """Return a figure of a curve: shares in percent, counts as they are, with their limits."""
    if figure["measure"] in _SHARES:
        return share_text(figure)
    return figure_cell(figure).text
