"""The attack rates with their intervals, as a small picture beside the tables."""

from collections.abc import Sequence

from nmosd.report.dot_plot import Dot, DotGroup, dot_plot
from nmosd.report.layout import Figure, capital
from nmosd.report.numbers import decimals_of, interval


def rates_plot(figures: Sequence[Figure]) -> str | None:
    """Return the rates as dots with whiskers, one line for each group and way of counting; None where no rate can be told."""
    told = [figure for figure in figures if figure["measure"] == "rate" and figure["estimate"] is not None]
    if not told:
        return None
    groups = [
        DotGroup(capital(variable), tuple(_dot(figure) for figure in told if figure["variable"] == variable))
        for variable in dict.fromkeys(figure["variable"] for figure in told)
    ]
    return dot_plot(
        groups,
        domain=(0.0, 1.04 * max(figure["upper"] for figure in told)),
        axis={"title": "Attacks per person-year", "tickCount": 6},
        margins=(250, 150),
        name="rates-plot",
        title="Attack rates with their intervals",
        description="The numbers of the tables above, drawn: a mark for each rate, a line for its interval.",
    )


def _dot(figure: Figure) -> Dot:
    decimals = decimals_of("rate", figure["estimate"], figure["upper"])
    text = interval(figure["estimate"], figure["lower"], figure["upper"], decimals)
    label = capital(figure["group"])
    said = f"{label}, {figure['variable']}: {text}"
    return Dot(label, figure["estimate"], figure["lower"], figure["upper"], text, said)
