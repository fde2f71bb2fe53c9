"""The figures of virtual trials: what is declared, what is estimated, and where published figures lie."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from nmosd.report.dot_plot import Dot, DotGroup, dot_plot
from nmosd.report.layout import capital
from nmosd.report.numbers import interval, number
from nmosd.report.trials.summary import decimals, estimate_text, sets_of
from nmosd.simulation.trials.words import PUBLISHED

_DECLARED = ("power", "type I error")
_MARGINS = (270.0, 170.0)


def declared_figure(results: pl.DataFrame, titles: dict[str, str]) -> str:
    """Return how often a difference is declared: power where the drug works, type I error where it does nothing."""
    rows = [row for row in _of_sets(results) if row["variable"] in _DECLARED]
    return dot_plot(
        _by_scenario(rows, titles),
        domain=(0.0, 1.0),
        axis={"title": "Share of virtual trials", "tickCount": 6},
        margins=_MARGINS,
        name="declared",
        title="How often a difference is declared",
        description="Power where the drug works and type I error where it does nothing, for each parameter set.",
    )


def ratio_figure(results: pl.DataFrame, titles: dict[str, str]) -> str:
    """Return the hazard ratios of the virtual trials: the median and where 95 % of them lie."""
    rows = [row for row in _of_sets(results) if row["variable"] == "hazard ratio"]
    least, most = 0.02, 8.0
    return dot_plot(
        _by_scenario(rows, titles, (least, most)),
        domain=(least, most),
        axis={"title": "Hazard ratio (logarithmic)", "values": [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]},
        margins=_MARGINS,
        name="ratios",
        title="Hazard ratios of the virtual trials",
        description="The median estimate, and the limits between which 95 % of the virtual trials lie, for each parameter set.",
        logarithmic=True,
    )


def publication_figure(published: pl.DataFrame, titles: dict[str, str]) -> str:
    """Return where each published figure lies among the virtual trials; every figure has a scale of its own."""
    groups = []
    for _, rows in published.group_by("variable", "level", maintain_order=True):
        figure = rows.to_dicts()
        told = [row for row in figure if row["group"] != PUBLISHED and row["lower"] is not None]
        value = figure[0]["estimate"]
        low = min(value, *(row["lower"] for row in told))
        width = max(value, *(row["upper"] for row in told)) - low or 1.0
        dots = tuple(
            Dot(
                titles[row["group"]],
                None if row["estimate"] is None else (row["estimate"] - low) / width,
                (row["lower"] - low) / width,
                (row["upper"] - low) / width,
                estimate_text(row),
                f"{titles[row['group']]}: {estimate_text(row)}",
            )
            for row in told
        )
        heading = f"{capital(figure[0]['variable'])}: {number(value, decimals(figure[0]))} published ({figure[0]['level']})"
        groups.append(DotGroup(heading, dots, (value - low) / width))
    return dot_plot(
        groups,
        domain=(-0.02, 1.02),
        axis=None,
        margins=_MARGINS,
        name="publication",
        title="Published figures among the virtual trials",
        description="A line for the published figure, and for each parameter set the median of the virtual trials and the limits "
        "between which 95 % of them lie.",
    )


def _of_sets(results: pl.DataFrame) -> list[dict[str, Any]]:
    return results.filter(pl.col("group").is_in(sets_of(results))).to_dicts()


def _by_scenario(
    rows: Sequence[dict[str, Any]], titles: dict[str, str], within: tuple[float, float] = (0.0, 1.0)
) -> list[DotGroup]:
    """Return a group for each figure in each scenario; what lies outside the scale is drawn at its end and written as it is."""

    def cut(value: float) -> float:
        return min(max(value, within[0]), within[1])

    groups = []
    for variable, level in dict.fromkeys((row["variable"], row["level"]) for row in rows):
        own = [row for row in rows if (row["variable"], row["level"]) == (variable, level)]
        dots = tuple(
            Dot(
                titles[row["group"]],
                None if row["estimate"] is None else cut(row["estimate"]),
                cut(row["lower"]),
                cut(row["upper"]),
                interval(row["estimate"], row["lower"], row["upper"], decimals(row)),
                f"{titles[row['group']]}: {estimate_text(row)}",
            )
            for row in own
        )
        groups.append(DotGroup(f"{capital(variable)}: {level}", dots))
    return groups
