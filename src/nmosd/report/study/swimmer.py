"""The swimmer plot: one line a person, attacks as marks by site, treatment as bars by class, follow-up as the line itself."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nmosd.report.numbers import people
from nmosd.report.study.courses import ENDS, NO_DRUG, SITE_GROUPS, Line
from nmosd.report.study.swimmer_drawing import RIGHT, Drawing
from nmosd.report.svg import inline_svg

LARGEST_PART = 60
MOST_PEOPLE = 480
"""More lines than this say nothing to the eye; every k-th person is drawn then, and the caption says so."""

_NO_CLASS = ("other", "not specified", NO_DRUG)


@dataclass(frozen=True)
class Swimmer:
    """The figure in parts that each fit on a sheet of paper, and what its key must explain."""

    parts: tuple[str, ...]
    classes: tuple[tuple[str, str], ...]
    site_groups: tuple[str, ...]
    ends: tuple[str, ...]
    imprecise: bool
    open_bars: bool
    open_lines: bool
    drawn: int
    left_out: int
    not_placed: tuple[str, ...]


def swimmer(lines: Sequence[Line]) -> Swimmer:
    """Return the plot of the given people, in the order given; those without a dated onset have no place on the axis."""
    placed = [line for line in lines if line.placed]
    step = math.ceil(len(placed) / MOST_PEOPLE) or 1
    drawn = placed[::step]
    classes = _class_roles(drawn)
    size = math.ceil(len(drawn) / (math.ceil(len(drawn) / LARGEST_PART) or 1)) or 1
    domain = _domain(drawn)
    groups = [drawn[start : start + size] for start in range(0, len(drawn), size)]
    parts = tuple(_part(group, domain, classes, part=place + 1, parts=len(groups)) for place, group in enumerate(groups))
    marks = [attack for line in drawn for attack in line.attacks if attack.at is not None]
    bars = [bar for line in drawn for bar in line.treatments]
    ends = {line.end for line in drawn if line.ended is not None}
    return Swimmer(
        parts=parts,
        classes=tuple(classes.items()),
        site_groups=tuple(group for group in SITE_GROUPS if group in {mark.group for mark in marks}),
        ends=tuple(end for end in ENDS.values() if end in ends),
        imprecise=not all(mark.precise for mark in marks),
        open_bars=any((bar.start is None) != (bar.stop is None) for bar in bars),
        open_lines=any(line.entry != 0 for line in drawn),
        drawn=len(drawn),
        left_out=len(placed) - len(drawn),
        not_placed=tuple(line.patient_id for line in lines if not line.placed),
    )


def _class_roles(lines: Sequence[Line]) -> dict[str, str]:
    """Return a colour role per class of drug: the six with most episodes have their own, the others share one."""
    counts = Counter(bar.drug_class for line in lines for bar in line.treatments if bar.dated)
    ranked = sorted(counts, key=lambda name: (name in _NO_CLASS, -counts[name], name))
    return {
        name: f"class-{place + 1}" if place < 6 and name not in _NO_CLASS else "class-other" for place, name in enumerate(ranked)
    }


def _domain(lines: Sequence[Line]) -> tuple[float, float]:
    moments = [moment for line in lines for moment in _moments(line)]
    first, last = min(moments, default=0.0), max(moments, default=1.0)
    return math.floor(min(first, 0.0) * 2) / 2, max(math.ceil(last * 2) / 2, 0.5)


def _moments(line: Line) -> list[float]:
    moments = [line.last_known, line.entry]
    moments += [moment for mark in line.attacks if mark.at is not None for moment in (mark.earliest, mark.latest, mark.at)]
    moments += [moment for bar in line.treatments for moment in (bar.start, bar.stop)]
    return [moment for moment in moments if moment is not None]


def _part(lines: Sequence[Line], domain: tuple[float, float], classes: dict[str, str], *, part: int, parts: int) -> str:
    of_parts = f", part {part} of {parts}" if parts > 1 else ""
    drawing = Drawing(lines, domain, classes)
    return inline_svg(
        [*drawing.treatments(), *drawing.follow_up(), *drawing.attacks(), *drawing.ends(), drawing.names()],
        size=(drawing.width, drawing.height),
        margins=(drawing.left, RIGHT),
        name=f"swimmer-{part}",
        title=f"Course of every patient{of_parts}",
        description=f"{people(len(lines))}, one line each, in years from onset, {lines[0].patient_id} to {lines[-1].patient_id}."
        " The table below the figure says the same in words.",
    )
