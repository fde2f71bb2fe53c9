"""The page of a trial design: what it would show, how sure that is, and what it rests on."""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nmosd import __version__
from nmosd.report.numbers import counted, number
from nmosd.report.rendering import template
from nmosd.report.trials.figures import declared_figure, publication_figure, ratio_figure
from nmosd.report.trials.summary import about_design, sets_of, summary_table
from nmosd.report.trials.tables import (
    design_lines,
    outside_sentences,
    publication_table,
    published_titles,
    spread_table,
    table_of_set,
)
from nmosd.writing import write_whole

if TYPE_CHECKING:
    from nmosd.simulation.trials import TrialDesign


def write_trial(
    design: "TrialDesign",
    results: pl.DataFrame,
    published: pl.DataFrame | None,
    folder: Path | str,
    *,
    trials: int,
    seed: int,
) -> list[Path]:
    """Write `trial.html` and `results.csv` (every figure, with the columns of `Results`) into a folder, and return their paths.

    `published` is what `against_publication` found, or None. The same results give the same bytes.
    """
    folder = Path(folder)
    every = results if published is None else pl.concat([results, published])
    page = write_whole(folder / "trial.html", trial_html(design, results, published, trials=trials, seed=seed))
    flat = every.with_columns(pl.col("warnings").list.join("; "))
    return [page, write_whole(folder / "results.csv", flat.write_csv())]


def trial_html(design: "TrialDesign", results: pl.DataFrame, published: pl.DataFrame | None, *, trials: int, seed: int) -> str:
    """Return the page as HTML; it asks for nothing from anywhere."""
    titles = published_titles()
    page: dict[str, Any] = {
        "version": __version__,
        "style": (files("nmosd.report") / "templates" / "style.css").read_text("utf-8"),
        "title": design.title,
        "subtitle": about_design(design),
        "about": design.about or "",
        "answer": answer(results),
        "spread": spread_table(results),
        "declared": declared_figure(results, titles),
        "ratios": ratio_figure(results, titles),
        "sets": [table_of_set(results, name, titles[name]) for name in sets_of(results)],
        "publication": None if published is None else publication_table(published, titles),
        "publication_figure": None if published is None else publication_figure(published, titles),
        "outside": [] if published is None else outside_sentences(published, titles),
        "design": design_lines(design),
        "manifest": [
            ("virtual trials", f"{number(trials)} under each parameter set in each scenario"),
            ("seed", str(seed)),
            ("parameter sets", ", ".join(sets_of(results))),
            ("nmosd", __version__),
        ],
    }
    return template("trial.html.j2").render(page=page) + "\n"


def answer(results: pl.DataFrame) -> list[str]:
    """Return what the design would show, in sentences made of the rows of its table."""
    heads, rows = summary_table(results)
    cells = {label: dict(zip(zip(heads[0][1:], heads[1][1:], strict=True), own, strict=True)) for label, *own in rows}
    sets = counted(len(sets_of(results)), "parameter set", "parameter sets")
    works, nothing = "the drug works", "the drug does nothing"
    without, drift = "without drift", "with drift"
    sentences = []
    if cells.get("power", {}).get((works, without)):
        power = cells["power"]
        sentences.append(
            f"If the drug works, it is declared better in {power[works, without]} of the virtual trials"
            + (
                f", and in {power[works, drift]} if the level of attacks differs between trials"
                if (works, drift) in power
                else ""
            )
            + f" (over {sets})."
        )
    if cells.get("type I error", {}).get((nothing, without)):
        error = cells["type I error"]
        sentences.append(
            f"If it does nothing, a difference is declared in {error[nothing, without]} of them"
            + (f", and in {error[nothing, drift]} with such a drift." if (nothing, drift) in error else ".")
        )
    return sentences
