"""The figures of a study as files: SVG for a journal, PNG for a slide."""

from collections.abc import Iterable
from pathlib import Path

from nmosd.report.study.section import Drawn
from nmosd.report.svg import png_of, standing_alone
from nmosd.writing import write_whole


def write_figures(figures: Iterable[Drawn], folder: Path) -> list[Path]:
    """Write each figure as `NAME.svg` and `NAME.png` (300 dots per inch at a width of 7 inches); return the paths."""
    written = []
    for figure in figures:
        written.append(write_whole(folder / f"{figure.file}.svg", standing_alone(figure.svg)))
        written.append(write_whole(folder / f"{figure.file}.png", png_of(figure.svg)))
    return written
