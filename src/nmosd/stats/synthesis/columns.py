"""What a caller has of each study, as arrays that can be trusted, or a sentence that says why not."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.columns import numbers as _finite
from nmosd.stats.errors import StatisticsError


def numbers(values: Any, name: str, length: int | None = None) -> Floats:
    """Return a column of one finite number per study.

    Raises:
        StatisticsError: there is none, one is missing or not finite, or there are not `length` of them.
    """
    try:
        empty = len(values) == 0
    except TypeError:
        raise StatisticsError(f"The {name} are not a column: give a list, an array or a Polars column.") from None
    if empty:
        raise StatisticsError(f"There are no {name}: give one value per study.")
    found = _finite(values, name)
    if length is not None and found.size != length:
        raise StatisticsError(f"There are {found.size} {name} for {length} studies: give one value per study.")
    return found


def counts(values: Any, name: str, length: int | None = None) -> Floats:
    """Return a column of one count per study.

    Raises:
        StatisticsError: one is negative or not whole, or as `numbers`.
    """
    found = numbers(values, name, length)
    bad = (found < 0) | (found != np.floor(found))
    if bad.any():
        raise StatisticsError(f"The {name} hold {found[bad][0]:g}, which is no count: give whole numbers of 0 or more.")
    return found


def events_of(events: Any, n: Any, where: str = "") -> tuple[Floats, Floats]:
    """Return events and people of each study.

    Raises:
        StatisticsError: nobody in a study, more events than people, or as `counts`.
    """
    have = counts(events, f"{where}events")
    people = counts(n, f"{where}numbers of people", have.size)
    if (people == 0).any():
        raise StatisticsError(
            f"Study {int(np.argmax(people == 0)) + 1} has nobody in it ({where}n is 0): leave it out and say so."
        )
    if (have > people).any():
        row = int(np.argmax(have > people))
        raise StatisticsError(
            f"Study {row + 1} has more {where}events ({have[row]:g}) than people ({people[row]:g}): count each "
            f"person once, "
            "or pool rates per person-year."
        )
    return have, people


def events_in(events: Any, person_years: Any, where: str = "") -> tuple[Floats, Floats]:
    """Return events and person-years of each study.

    Raises:
        StatisticsError: a study without time at risk, or as `counts`.
    """
    have = counts(events, f"{where}events")
    times = numbers(person_years, f"{where}person-years", have.size)
    if (times <= 0).any():
        row = int(np.argmax(times <= 0))
        raise StatisticsError(
            f"Study {row + 1} has {times[row]:g} {where}person-years: without time at risk there is no rate, so "
            f"leave it out and say so."
        )
    return have, times


def study_names(studies: Sequence[str] | None, length: int) -> tuple[str, ...]:
    """Return the names of the studies, or 1, 2, 3.

    Raises:
        StatisticsError: there are not `length` of them, or one stands twice.
    """
    if studies is None:
        return tuple(str(i + 1) for i in range(length))
    names = tuple(str(name) for name in studies)
    if len(names) != length:
        raise StatisticsError(f"There are {len(names)} names for {length} studies: give one name per study.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise StatisticsError(
            f"The study {twice[0]} is named more than once: count the same people once, or give each cohort a name of its own."
        )
    return names
