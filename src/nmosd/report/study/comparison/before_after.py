"""Before and after a treatment, never alone: beside the ratio stand those that an inert drug shows in simulated worlds."""

from typing import TYPE_CHECKING

from nmosd.report.layout import Figure, capital
from nmosd.report.numbers import number
from nmosd.report.study.comparison.ratios import RATIOS, forest, ratio_text
from nmosd.report.study.plain_table import plain_table
from nmosd.report.study.result_tables import figures_of, remarks
from nmosd.report.study.section import Drawn, Section
from nmosd.study.groups import EVERYONE

if TYPE_CHECKING:
    import polars as pl


def before_after_section(results: "pl.DataFrame") -> Section | None:
    """Return the section, or None where the study compares no before with an after."""
    observed, worlds = figures_of(results, "before and after"), figures_of(results, "null world")
    if not observed:
        return None
    tables = [plain_table("before-after-table", "Before and after, as observed", observed)]
    if worlds:
        tables.append(plain_table("null-world-table", "What a drug that does nothing shows under the same design", worlds))
    ratios = [figure for figure in observed if figure["measure"] in RATIOS]
    sentences = [sentence for figure in ratios if (sentence := _beside(figure, _of(figure, worlds)))]
    svg = forest(
        "before-after-plot",
        [
            (
                _heading(figure),
                [("Observed", figure), *((f"Inert drug: {world['level']}", world) for world in _of(figure, worlds))],
            )
            for figure in ratios
        ],
        axis="Rate after over rate before, logarithmic",
        title="Before and after, beside what an inert drug shows",
        description="The observed ratio with its interval, and under it the ratio that a drug without any effect shows in each "
        "simulated world under the same design.",
    )
    caption = "A ratio is evidence of an effect only in so far as it lies below what an inert drug shows in every world."
    return Section(
        "before-after",
        "Before and after treatment",
        sentences=tuple(sentences),
        tables=tuple(tables),
        figures=(Drawn("Before and after, beside what an inert drug shows", "before_after", svg, caption),) if svg else (),
        remarks=tuple(remarks([*observed, *worlds], ("variable", "level"))),
    )


def _heading(figure: Figure) -> str:
    return capital(figure["variable"]) + ("" if figure["group"] == EVERYONE else f", {figure['group']}")


def _of(figure: Figure, worlds: list[Figure]) -> list[Figure]:
    own = [world for world in worlds if world["variable"] == figure["variable"] and world["measure"] in RATIOS]
    return [world for world in own if world["group"] == figure["group"]]


def _beside(figure: Figure, worlds: list[Figure]) -> str | None:
    told = sorted(world["estimate"] for world in worlds if world["estimate"] is not None)
    if figure["estimate"] is None or not told:
        return None
    span = number(told[0], 2) if len(told) == 1 else f"{number(told[0], 2)} to {number(told[-1], 2)}"
    worlds_are = "one simulated world" if len(told) == 1 else f"{len(told)} simulated worlds"
    return (
        f"{capital(figure['variable'])}: observed {ratio_text(figure)}. A drug that does nothing, started under the same rules, "
        f"shows {span} in {worlds_are}: what of a fall lies in that range is regression to the mean."
    )
