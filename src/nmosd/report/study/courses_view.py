"""The section of every course: the swimmer plot with its key, and the same in words."""

from typing import TYPE_CHECKING, Any

from nmosd.report.numbers import counted, people
from nmosd.report.study.courses import Line, lines_of
from nmosd.report.study.key import attack_key, follow_up_key, treatment_key
from nmosd.report.study.swimmer import Swimmer, swimmer

if TYPE_CHECKING:
    from nmosd.study import Study


def courses_view(study: "Study") -> dict[str, Any]:
    """Return the swimmer plot with its key, its caption, and the same as rows of a table."""
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
