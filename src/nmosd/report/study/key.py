"""The key of the swimmer plot, drawn with the same shapes and colours as the plot itself."""

from dataclasses import dataclass

from nmosd.report.colours import variable
from nmosd.report.study.swimmer import Swimmer
from nmosd.report.study.swimmer_drawing import ENDS_DRAWN, OTHER_END, SHAPES

_PATHS = {
    "circle": '<circle r="5.5" {}/>',
    "square": '<path d="M-5-5H5V5H-5Z" {}/>',
    "triangle-up": '<path d="M0-6L6 5H-6Z" {}/>',
    "diamond": '<path d="M0-6.5L5.5 0 0 6.5-5.5 0Z" {}/>',
}


@dataclass(frozen=True)
class KeyItem:
    """One entry: a small drawing (SVG made here, safe to print) and its words."""

    drawing: str
    name: str


def attack_key(plot: Swimmer) -> list[KeyItem]:
    """Return the marks of attacks that are in the plot, and how an imprecise date is drawn."""
    items = [KeyItem(_shape(SHAPES[group][1], SHAPES[group][0]), group) for group in plot.site_groups]
    if plot.imprecise:
        fill = f'fill="{variable("page")}" stroke="{variable("ink")}" stroke-width="1.4"'
        whisker = f'<path d="M-12 0H12" stroke="{variable("ink")}" stroke-width="1.6"/>'
        items.append(
            KeyItem(
                whisker + _PATHS["circle"].format(fill),
                "hollow: known less exactly than to the month; line: the days that it may be",
            )
        )
    return items


def treatment_key(plot: Swimmer) -> list[KeyItem]:
    """Return the colours of the classes of drugs, and how an end that was not stated is drawn."""
    items = []
    shared = [name for name, role in plot.classes if role == "class-other"]
    for name, role in plot.classes:
        if role != "class-other":
            items.append(KeyItem(_bar(role), name))
    if shared:
        items.append(KeyItem(_bar("class-other"), ", ".join(shared)))
    if plot.open_bars:
        dashed = f'fill="{variable("class-other")}" stroke="{variable("muted")}" stroke-width="1" stroke-dasharray="2 1.5"'
        items.append(KeyItem(f'<rect x="-5" y="-5" width="10" height="10" {dashed}/>', "start or stop not stated"))
    return items


def follow_up_key(plot: Swimmer) -> list[KeyItem]:
    """Return how stated and unknown follow-up and its ends are drawn."""
    line = f'stroke="{variable("muted")}" stroke-width="1.4"'
    items = [KeyItem(f'<path d="M-12 0H12" {line}/>', "stated")]
    if plot.open_lines:
        items.append(KeyItem(f'<path d="M-12 0H12" {line} stroke-dasharray="1 3"/>', "before first contact, or not stated"))
    by_path: dict[str, list[str]] = {}
    for end in plot.ends:
        by_path.setdefault(ENDS_DRAWN.get(end, OTHER_END), []).append(end)
    for path, ends in by_path.items():
        stroke = f'fill="none" stroke="{variable("ink")}" stroke-width="1.6" vector-effect="non-scaling-stroke"'
        drawing = f'<path d="M-12 0H0" {line}/><path d="{path}" transform="scale(5.5)" {stroke}/>'
        items.append(KeyItem(drawing, ", ".join(ends)))
    return items


def _shape(shape: str, role: str) -> str:
    fill = f'fill="{variable(role)}"'
    if shape in _PATHS:
        return _PATHS[shape].format(fill)
    return f'<path d="{shape}" transform="scale(5)" {fill}/>'


def _bar(role: str) -> str:
    return f'<rect x="-12" y="-5" width="24" height="10" rx="1" fill="{variable(role)}"/>'
