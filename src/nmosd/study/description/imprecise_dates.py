"""How much of what was derived hangs on the reading of imprecise dates."""

from collections.abc import Iterator

import polars as pl

from nmosd.course import Course
from nmosd.study.description.summaries import Row, count
from nmosd.study.groups import EVERYONE

_COUNTED = {
    "serostatus": ("people", "People whose serostatus other days inside imprecise dates could change."),
    "attacks": ("attacks", "Attacks that other days inside imprecise dates could merge or separate."),
    "person_time": (
        "people",
        "People of whom other days inside imprecise dates could change which attacks, or how many, lie in follow-up.",
    ),
}


def imprecise_date_rows(course: Course) -> Iterator[Row]:
    """Yield how many people or attacks depend on how imprecise dates are read; `n` counts all of them."""
    for name, (unit, definition) in _COUNTED.items():
        frame: pl.DataFrame = getattr(course, name)
        dependent = int(frame["date_dependent"].sum())
        yield count(
            EVERYONE,
            dependent,
            analysis="imprecise dates",
            variable=name.replace("_", "-"),
            n=frame.height,
            events=dependent,
            unit=unit,
            definition=definition,
        )
