"""The flow of people as boxes: who was in the record, who left and why, who is in the study."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from nmosd.report.layout import Figure, behind, capital, suppressed
from nmosd.report.numbers import counted, number
from nmosd.study.groups import EVERYONE


@dataclass
class Step:
    """A box with its count, and under it those who left before the next box: per criterion, counts with reasons.

    `behind` is the place on the page where its people stand; empty where they are not shown.
    """

    count: str
    name: str
    behind: str = ""
    detail: str = ""
    leaving: list["Leaving"] = field(default_factory=list)

    def leave(self, criterion: str, figure: Figure) -> None:
        """Note that people left after this box; reasons of one criterion stand together."""
        if not self.leaving or self.leaving[-1].criterion != criterion:
            self.leaving.append(Leaving(criterion))
        last = self.leaving[-1]
        last.people += int(figure["estimate"] or 0)
        last.hidden |= figure["estimate"] is None
        last.reasons.append(Reason(_count(figure), figure["level"], behind(figure)))


@dataclass(frozen=True)
class Reason:
    """How many left for one reason, and the place on the page where they stand, empty where they are not shown."""

    count: str
    words: str
    behind: str


@dataclass
class Leaving:
    """The people whom one criterion excluded."""

    criterion: str
    people: int = 0
    reasons: list[Reason] = field(default_factory=list)
    hidden: bool = False

    @property
    def sentence(self) -> str:
        """How many left, if that may be shown, and by which criterion."""
        if self.hidden:
            return f"left out: {self.criterion}"
        return f"{counted(self.people, 'person', 'people')} left out: {self.criterion}"


def with_follow_up(rates: Iterable[Figure]) -> str:
    """Return how many of the included people have stated follow-up, for the last box; empty where no rate was asked for."""
    for figure in rates:
        if figure["group"] == EVERYONE and figure["measure"] == "rate":
            if figure["n"] is None:
                return ""
            unknown = f"; of {number(figure['unknown'])} it cannot be told" if figure["unknown"] else ""
            return f"{number(figure['n'])} with stated follow-up{unknown}"
    return ""


def flow_steps(figures: Iterable[Figure], last_detail: str = "") -> list[Step]:
    """Return the boxes from the flow rows of the results; a row with a level is a reason to leave, one without is a box."""
    steps: list[Step] = []
    for figure in figures:
        if figure["level"] is None:
            steps.append(Step(_count(figure), capital(figure["variable"]), behind(figure)))
        elif steps:
            steps[-1].leave(figure["variable"], figure)
    if steps:
        steps[-1].detail = last_detail
    return steps


def _count(figure: Figure) -> str:
    return suppressed(figure) or number(figure["estimate"])
