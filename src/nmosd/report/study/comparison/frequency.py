"""How frequent the disease is: incidence and prevalence, from a file of denominators."""

from typing import TYPE_CHECKING

from nmosd.report.dot_plot import Dot, DotGroup, dot_plot
from nmosd.report.layout import Figure, capital
from nmosd.report.numbers import decimals_of, interval
from nmosd.report.study.plain_table import plain_table
from nmosd.report.study.result_tables import figures_of, remarks
from nmosd.report.study.section import Drawn, Section

if TYPE_CHECKING:
    import polars as pl


def frequency_section(results: "pl.DataFrame") -> Section | None:
    """Return the section on incidence and prevalence, or None where no denominators were given."""
    figures = figures_of(results, "frequency")
    if not figures:
        return None
    return Section(
        "frequency",
        "How frequent",
        tables=(plain_table("frequency-table", "Incidence and prevalence", figures),),
        figures=tuple(
            drawn for place, variable in enumerate(_variables(figures), 1) if (drawn := _drawn(place, variable, figures))
        ),
        remarks=tuple(remarks(figures)),
    )


def _variables(figures: list[Figure]) -> list[str]:
    return list(dict.fromkeys(figure["variable"] for figure in figures))


def _drawn(place: int, variable: str, figures: list[Figure]) -> Drawn | None:
    told = [figure for figure in figures if figure["variable"] == variable and figure["estimate"] is not None]
    if len(told) < 2:
        return None
    most = max(figure["upper"] if figure["upper"] is not None else figure["estimate"] for figure in told)
    svg = dot_plot(
        [DotGroup(capital(variable), tuple(_dot(figure) for figure in told))],
        domain=(0.0, 1.05 * most or 1.0),
        axis={"title": told[0]["unit"] or capital(variable), "tickCount": 6},
        margins=(200, 170),
        name=f"frequency-plot-{place}",
        title=capital(variable),
        description="The figures of the table, drawn: a mark for each, a line for its interval.",
    )
    return Drawn(capital(variable), f"frequency_{place}", svg, f"{capital(variable)} with intervals.")


def _dot(figure: Figure) -> Dot:
    text = interval(figure["estimate"], figure["lower"], figure["upper"], decimals_of(figure["measure"], figure["estimate"]))
    lower, upper = (figure["estimate"] if figure[end] is None else figure[end] for end in ("lower", "upper"))
    label = capital(figure["level"] or figure["group"])
    return Dot(label, figure["estimate"], lower, upper, text, f"{label}: {text}")
