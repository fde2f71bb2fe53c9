"""Named sets of the parameters of the attack rate.

    rate of attacks = attacks_per_year x the person's factor x attack_factor ** min(relapses, attacks_counted)
                      x (1 + clustering x exp(-days since the last attack / clustering_days)) x treatments

The onset of the disease is attack 0 and no relapse. New symptoms within `merged_days` of an attack belong to it, so that the rate
is nil in that time.
"""

import dataclasses
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Self, cast

from nmosd.errors import SimulationError
from nmosd.nearest import nearest_or_all
from nmosd.simulation.parameters.reading import data_file

PARAMETER_SETS = tuple(
    sorted(entry.name.removesuffix(".toml") for entry in files("nmosd.simulation.parameters").joinpath("set_files").iterdir())
)
"""The names of the calibrated sets: whatever rests on the course is shown over all of them."""


@dataclass(frozen=True)
class ParameterSet:
    """The parameters of the attack rate; units and bounds are those of `declared.toml`.

    `replace` gives a set with other values.
    """

    name: str
    title: str
    meaning: str
    attacks_per_year: float
    frailty_variance: float
    attack_factor: float
    attacks_counted: int
    clustering: float
    clustering_days: float
    clustering_fades: bool
    merged_days: int
    immunotherapy_ratio: float
    adjudicated_share: float

    def __post_init__(self) -> None:
        for name, declared in data_file("declared.toml").items():
            _check(name, getattr(self, name), declared)

    def replace(self, **changes: float | str) -> Self:
        """Return the set with other values, and a name, title or meaning of its own.

        Raises:
            SimulationError: a parameter that does not exist, or a value that it cannot have.
        """
        known = tuple(field.name for field in dataclasses.fields(self))
        for name in changes:
            if name not in known:
                raise SimulationError(f"There is no parameter {name}{nearest_or_all(name, known, 'the parameters are')}")
        return dataclasses.replace(self, **cast("dict[str, Any]", changes))


@dataclass(frozen=True)
class Parameter:
    """One value of a set, with its reason. `low` and `high`: the range that sources or other fits allow, None where not known."""

    name: str
    value: float
    low: float | None
    high: float | None
    unit: str
    meaning: str
    source: str
    mark: str


def parameter_set(name: str) -> ParameterSet:
    """Return a calibrated set by its name, one of `PARAMETER_SETS`.

    >>> parameter_set("event_dependence").clustering
    0.0

    Raises:
        SimulationError: there is no such set.
    """
    declared = _declared(name)
    values = {parameter: entry["value"] for parameter, entry in _values(declared).items()}
    return ParameterSet(name=name, title=declared["title"], meaning=declared["meaning"], **values)


def parameters_of(name: str) -> tuple[Parameter, ...]:
    """Return every value of a calibrated set with its range, source and mark, in the order of `declared.toml`."""
    values = _values(_declared(name))
    return tuple(
        Parameter(
            name=parameter,
            value=values[parameter]["value"],
            low=values[parameter].get("low"),
            high=values[parameter].get("high"),
            unit=meant["unit"],
            meaning=meant["meaning"],
            source=values[parameter]["source"],
            mark=values[parameter]["mark"],
        )
        for parameter, meant in data_file("declared.toml").items()
    )


def _declared(name: str) -> Any:
    if name not in PARAMETER_SETS:
        raise SimulationError(f"There is no parameter set {name}{nearest_or_all(name, PARAMETER_SETS, 'the sets are')}")
    return data_file(f"set_files/{name}.toml")


def _values(declared: Any) -> dict[str, Any]:
    own = {parameter: entry for parameter, entry in declared.items() if parameter not in {"title", "meaning"}}
    return {**data_file("shared.toml"), **own}


def _check(name: str, value: float, declared: Any) -> None:
    if "low" not in declared:
        if not isinstance(value, bool):
            raise SimulationError(f"The parameter {name} is {value!r}: it is either true or false.")
    elif not declared["low"] <= value <= declared["high"]:
        raise SimulationError(
            f"The parameter {name} is {value}: it lies between {declared['low']} and {declared['high']} ({declared['unit']})."
        )
