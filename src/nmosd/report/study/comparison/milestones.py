"""The shares that reach each milestone of disability, death competing."""

from typing import TYPE_CHECKING

from nmosd.report.dot_plot import Dot, DotGroup, dot_plot
from nmosd.report.layout import Figure, capital
from nmosd.report.study.plain_table import plain_table
from nmosd.report.study.result_tables import figures_of, remarks
from nmosd.report.study.section import Drawn, Section
from nmosd.report.study.share_tables import share_text

if TYPE_CHECKING:
    import polars as pl


def milestone_section(results: "pl.DataFrame") -> Section | None:
    """Return the section of the milestones, or None where the study has none."""
    figures = figures_of(results, "milestones")
    if not figures:
        return None
    svg = _plot(figures)
    caption = "Cumulative incidence with its interval; people who die before a milestone do not reach it."
    return Section(
        "milestones",
        "Milestones of disability",
        tables=(plain_table("milestones-table", "People who reach each milestone", figures),),
        figures=(Drawn("Milestones of disability", "milestones", svg, caption),) if svg else (),
        remarks=tuple(remarks(figures, ("variable", "group"))),
    )


def _plot(figures: list[Figure]) -> str | None:
    told = [figure for figure in figures if figure["estimate"] is not None and figure["measure"] == "cumulative incidence"]
    if not told:
        return None
    several = len({figure["group"] for figure in told}) > 1
    headings = dict.fromkeys(_heading(figure, several=several) for figure in told)
    groups = [
        DotGroup(heading, tuple(_dot(figure, several=several) for figure in told if _heading(figure, several=several) == heading))
        for heading in headings
    ]
    most = max(figure["upper"] if figure["upper"] is not None else figure["estimate"] for figure in told)
    return dot_plot(
        groups,
        domain=(0.0, min(1.0, 1.05 * most) or 1.0),
        axis={"title": "Share of people who have reached it", "tickCount": 6, "format": ".0%"},
        margins=(230, 170),
        name="milestones-plot",
        title="Milestones of disability",
        description="The shares of the table, drawn: a mark for each, a line for its interval.",
    )


def _heading(figure: Figure, *, several: bool) -> str:
    """Return what lines stand under: the milestone where there are several groups, else the time."""
    at = f"after {figure['at_years']:g} years" if figure["at_years"] is not None else ""
    return capital(", ".join(part for part in (figure["variable"] if several else "", at) if part))


def _dot(figure: Figure, *, several: bool) -> Dot:
    text, estimate = share_text(figure), figure["estimate"]
    lower, upper = (estimate if figure[end] is None else figure[end] for end in ("lower", "upper"))
    label = capital(figure["group"] if several else figure["variable"])
    return Dot(label, estimate, lower, upper, text, f"{figure['variable']}, {figure['group']}: {text}")
