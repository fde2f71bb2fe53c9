"""The flow of people as a picture, for documents and files; the page draws the same as boxes of its own."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from nmosd.report.colours import colour
from nmosd.report.study.flow import Leaving, Step
from nmosd.report.svg import Spec, inline_svg, layer, quantity, said

_WIDTH, _BOX, _GAP = 720.0, 270.0, 60.0
_LINE, _PAD = 17.0, 11.0
_WORDS_IN_BOX, _WORDS_BESIDE = 40, 50


def flow_plot(steps: Sequence[Step]) -> str | None:
    """Return the boxes down the left with those who left beside the line between them; None where there is no flow."""
    if not steps:
        return None
    drawing = _Drawing()
    for place, step in enumerate(steps):
        drawing.box(step, first=not place)
        for leaving in step.leaving:
            drawing.leave(leaving)
    return drawing.svg()


class _Drawing:
    """Boxes, texts and lines, from the top; heights are pixels."""

    def __init__(self) -> None:
        self.y = 0.0
        self.boxes: list[dict[str, Any]] = []
        self.texts: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.trunk = 0.0

    def box(self, step: Step, *, first: bool) -> None:
        """Put a box under the last, with an arrow to it."""
        if not first:
            self.lines.append({"x": _BOX / 2, "x2": _BOX / 2, "y": self.trunk, "y2": self.y + 26})
            self.y += 26
        words = [(f"{step.count} {step.name[:1].lower()}{step.name[1:]}", True)]
        words += [(line, False) for line in wrap(step.detail, _WORDS_IN_BOX)]
        self._put(words, 0.0, _BOX)
        self.trunk = self.y

    def leave(self, leaving: Leaving) -> None:
        """Put those who left beside the line between two boxes."""
        self.y += 14
        top = self.y
        words = [(line, True) for line in wrap(leaving.sentence, _WORDS_BESIDE)]
        words += [(line, False) for reason in leaving.reasons for line in wrap(f"{reason.count} {reason.words}", _WORDS_BESIDE)]
        self._put(words, _BOX + _GAP, _WIDTH)
        middle = (top + self.y) / 2
        self.lines.append({"x": _BOX / 2, "x2": _BOX + _GAP, "y": middle, "y2": middle})

    def _put(self, words: Sequence[tuple[str, bool]], left: float, right: float) -> None:
        top = self.y
        for place, (text, strong) in enumerate(words):
            self.texts.append({"x": left + _PAD, "y": top + _PAD + _LINE * (place + 0.5), "text": text, "strong": strong})
        self.y = top + 2 * _PAD + _LINE * len(words)
        self.boxes.append({"x": left, "x2": right, "y": top, "y2": self.y})

    def svg(self) -> str:
        """Return the picture."""
        size = (_WIDTH, self.y)
        at: Spec = {"x": quantity("x", (0, size[0])), "y": quantity("y", (size[1], 0))}
        ends = at | {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
        text: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": 12.5, "color": colour("ink"), "aria": False}
        strong, plain = ([line for line in self.texts if line["strong"] is bold] for bold in (True, False))
        return inline_svg(
            [
                layer(self.lines, "rule", ends, strokeWidth=1.4, color=colour("muted"), aria=False),
                layer(self.boxes, "rect", ends, fill=colour("page"), stroke=colour("muted"), strokeWidth=1.2, aria=False),
                layer(strong, "text", at | {"text": said("text")}, fontWeight=600, **text),
                layer(plain, "text", at | {"text": said("text")}, **text),
            ],
            size=size,
            margins=(2, 2),
            below=6,
            name="flow-plot",
            title="Flow of people",
            description="Who was in the record, who left and why, and who is in the study.",
        )
