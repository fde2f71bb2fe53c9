"""Compiled: from what somebody has lost to functional systems, walking and EDSS, as an examiner would score them.

The functional systems, walking and the EDSS that they give together are those that `course` reads, so that a record without
errors of measurement never contradicts itself.
"""

from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nmosd.simulation.records.assumptions import Assumptions
from nmosd.stats.arrays import Floats
from nmosd.stats.compiled import compiled

Halves = NDArray[np.int8]
_SYSTEMS = {"visual": 7, "brainstem": 5, "pyramidal": 7, "sensory": 6, "bowel_bladder": 6, "cerebral": 5}
"""The functional systems that attacks impair, with how many grades each takes here."""
SCORED = (*(f"{system}_function" for system in _SYSTEMS), "walking", "edss")
"""The columns of `scores`."""
WALKING, EDSS = len(SCORED) - 2, len(SCORED) - 1


class Scoring(NamedTuple):
    """The tables of scoring. `of_systems`: the EDSS in half points by the grades of the six systems."""

    pyramidal_from: Floats
    walking_from: Floats
    with_systems: float
    alone: float
    worse_eye_from: Floats
    better_eye_from: float
    of_systems: Halves


def scoring(assumed: Assumptions) -> Scoring:
    """Return the tables of scoring under assumptions."""
    decides = assumed.table("walking_decides_from")
    return Scoring(
        pyramidal_from=_grades(assumed, "pyramidal_from"),
        walking_from=walking_from(assumed),
        with_systems=decides["with the systems"],
        alone=decides["alone"],
        worse_eye_from=_grades(assumed, "worse_eye_from"),
        better_eye_from=assumed.number("better_eye_from"),
        of_systems=_of_systems(),
    )


def walking_from(assumed: Assumptions) -> Floats:
    """Return the motor losses from which walking changes, in order: the first is that of somebody unimpaired."""
    return np.unique([*assumed.table("metres_from").values(), *assumed.table("walking_aid_from").values()])


def _grades(assumed: Assumptions, name: str) -> Floats:
    return np.array([loss for _, loss in sorted((int(grade), loss) for grade, loss in assumed.table(name).items())])


@cache
def _of_systems() -> Halves:
    """Return the EDSS of every set of grades of somebody who walks without limit, in half points."""
    from nmosd.course import Definitions
    from nmosd.course.disability.systems import edss_from_systems
    from nmosd.record.record import complete

    grades = np.array(list(product(*(range(size) for size in _SYSTEMS.values()))), np.int32)
    columns = {f"{system}_function": grades[:, place] for place, system in enumerate(_SYSTEMS)}
    nobody = pl.Series([""]).gather(np.zeros(len(grades), np.uint32))
    visits = complete(
        "visits", pl.DataFrame({"patient_id": nobody, "row_id": nobody, "cerebellar_function": 0 * grades[:, 0], **columns})
    )
    found = edss_from_systems(visits, Definitions(walking_unstated="unrestricted"))["edss_at_least"]
    return (2 * found.to_numpy()).astype(np.int8).reshape(tuple(_SYSTEMS.values()))


@compiled
def _grade(loss: float, limits: Floats) -> int:
    grade = 0
    while grade < limits.size and loss >= limits[grade]:
        grade += 1
    return grade


@compiled
def _score(lost: Floats, tables: Scoring, found: Halves) -> None:
    """Fill one row of `scores`."""
    motor = round(2 * lost[0]) / 2
    worse, better = max(lost[5], lost[6]), min(lost[5], lost[6])
    visual = _grade(worse, tables.worse_eye_from)
    if visual >= 3 and better >= tables.better_eye_from:
        visual += 1
    found[0] = visual
    found[1] = int(lost[3] + 0.5)
    found[2] = _grade(motor, tables.pyramidal_from)
    found[3] = int(lost[1] + 0.5)
    found[4] = int(lost[2] + 0.5)
    found[5] = int(lost[4] + 0.5)
    found[6] = _grade(motor, tables.walking_from) - 1
    systems = tables.of_systems[found[0], found[1], found[2], found[3], found[4], found[5]]
    if motor > tables.alone:
        found[7] = int(2 * motor)
    elif motor == tables.alone:
        found[7] = int(2 * tables.alone)
    elif motor >= tables.with_systems:
        found[7] = max(systems, int(2 * motor))
    else:
        found[7] = systems


@compiled
def lasting_edss(lost: Floats, tables: Scoring) -> int:
    """Return the EDSS, in half points, of somebody who has lost this."""
    found = np.empty(8, np.int8)
    _score(lost, tables, found)
    return int(found[7])


@compiled
def scores(lost: Floats, tables: Scoring) -> Halves:
    """Return one row per row of losses: six grades, the way of walking (a place in `walking_from`), the EDSS in half points."""
    found = np.empty((lost.shape[0], 8), np.int8)
    for row in range(lost.shape[0]):
        _score(lost[row], tables, found[row])
    return found
