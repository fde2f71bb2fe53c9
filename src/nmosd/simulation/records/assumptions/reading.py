"""The data files of the assumptions, and values put in the place of theirs."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import inf, isfinite
from typing import Any, Self

import numpy as np

from nmosd.errors import SimulationError
from nmosd.nearest import nearest_or_all
from nmosd.stats.arrays import Floats

_FILES = ("people", "attacks", "examination", "care", "treatment", "missing")
_MAY_BE_NEGATIVE = {"log odds"}
_MOST = {"share": 1, "standard deviation": 5}
_WHOLE = ""
"""The entry of a value that is no table."""


@dataclass(frozen=True)
class Assumption:
    """What is assumed, and why. `entries`: its values by name, or one value under the empty name.

    `low` and `high`: the range that sources allow or that seems possible, None where there is none. Values below `least` or above
    `most` make no sense, and what is `fixed` is part of how examinations are scored.
    """

    name: str
    subject: str
    entries: Mapping[str, float]
    low: float | None
    high: float | None
    least: float
    most: float
    fixed: bool
    unit: str
    meaning: str
    source: str
    mark: str
    note: str


@dataclass(frozen=True)
class Assumptions:
    """The values in use: those of the data files, or others in their place."""

    values: Mapping[str, Mapping[str, float]]

    def number(self, name: str) -> float:
        """Return a value that is no table."""
        return self.values[name][_WHOLE]

    def table(self, name: str) -> Mapping[str, float]:
        """Return the values of a table by their names; in a table of tables both names are joined by a full stop."""
        return self.values[name]

    def shares(self, name: str) -> tuple[tuple[str, ...], Floats]:
        """Return the names of a table of weights that are not nil, and the share of each."""
        weights = {entry: weight for entry, weight in self.values[name].items() if weight > 0}
        found = np.array(list(weights.values()))
        return tuple(weights), found / found.sum()

    def replace(self, changes: Mapping[str, float]) -> Self:
        """Return the assumptions with other values: `visit_every`, or `leaving.lost` for an entry of a table.

        Raises:
            SimulationError: an assumption that does not exist, or a value that it cannot have.
        """
        values = {name: dict(entries) for name, entries in self.values.items()}
        for path, value in changes.items():
            name, _, entry = path.partition(".")
            if entry not in values.get(name, {}):
                known = [f"{one}.{key}" if key else one for one, entries in values.items() for key in entries]
                raise SimulationError(f"There is no assumption {path}{nearest_or_all(path, known, 'the assumptions are')}")
            if declared_assumptions()[name].fixed:
                raise SimulationError(f"{path} is part of how examinations are scored: leave it as it is.")
            values[name][entry] = value
        for name, entries in values.items():
            _check(declared_assumptions()[name], entries)
        return type(self)(values)


def assumptions() -> Assumptions:
    """Return the assumptions of the data files.

    >>> assumptions().number("visit_every")
    182.0
    """
    return Assumptions({name: one.entries for name, one in declared_assumptions().items()})


@cache
def declared_assumptions() -> Mapping[str, Assumption]:
    """Return every assumption by name with its reason, in the order of the data files."""
    found: dict[str, Assumption] = {}
    for subject in _FILES:
        text = files("nmosd.simulation.records.assumptions").joinpath(f"{subject}.toml").read_text("utf-8")
        declared = tomllib.loads(text)
        shared = {key: value for key, value in declared.items() if not isinstance(value, dict)}
        for name, entry in declared.items():
            if name not in shared:
                found[name] = _assumption(name, subject, shared | entry)
                _check(found[name], found[name].entries)
    return found


def _assumption(name: str, subject: str, entry: Mapping[str, Any]) -> Assumption:
    low, high = entry.get("range", (None, None))
    return Assumption(
        name=name,
        subject=subject,
        entries=_flat(entry["value"]),
        low=low,
        high=high,
        least=entry.get("least", -inf if entry["unit"] in _MAY_BE_NEGATIVE else 0),
        most=entry.get("most", _MOST.get(entry["unit"], inf)),
        fixed=entry.get("fixed", False),
        note=entry.get("note", ""),
        **{key: entry[key] for key in ("unit", "meaning", "source", "mark")},
    )


def _flat(value: Any) -> dict[str, float]:
    if not isinstance(value, dict):
        return {_WHOLE: float(value)}
    return {
        ".".join(filter(None, (name, below))): number for name, inside in value.items() for below, number in _flat(inside).items()
    }


def _check(assumption: Assumption, entries: Mapping[str, float]) -> None:
    for entry, value in entries.items():
        name = ".".join(filter(None, (assumption.name, entry)))
        if not isfinite(value) or not assumption.least <= value <= assumption.most:
            bounds = [f"{assumption.least:g} or more"] if isfinite(assumption.least) else []
            bounds += [f"{assumption.most:g} at most"] if isfinite(assumption.most) else []
            raise SimulationError(
                f"The assumption {name} is {value:g}: give {', '.join(bounds) or 'a number'} ({assumption.unit})."
            )
    if assumption.unit == "weights" and not sum(entries.values()) > 0:
        raise SimulationError(f"The weights of {assumption.name} are all 0: give one of them more.")
