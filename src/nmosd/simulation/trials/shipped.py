"""The designs that come with nmosd, and how one is found by its name or its file."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from nmosd.errors import SimulationError
from nmosd.nearest import nearest_or_all

if TYPE_CHECKING:
    from nmosd.simulation.trials.design import TrialDesign


@cache
def shipped_designs() -> Mapping[str, str]:
    """Return the names of the designs that ship, each with what it is.

    >>> sorted(shipped_designs())
    ['champion', 'n-momentum', 'prevent', 'sakura-sky']
    """
    folder = files("nmosd.simulation.trials").joinpath("designs")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return {entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text("utf-8"))["about"] for entry in found}


def design_text(name: str) -> str:
    """Return the TOML text of a design that ships.

    Raises:
        SimulationError: none has that name.
    """
    if name not in shipped_designs():
        raise SimulationError(f"There is no design {name!r}{nearest_or_all(name, shipped_designs(), 'those that ship are')}")
    return files("nmosd.simulation.trials").joinpath(f"designs/{name}.toml").read_text("utf-8")


def trial_design(name: str | Path) -> "TrialDesign":
    """Return a design by the name of one that ships, or from a TOML file.

    >>> trial_design("n-momentum").drug.people.value
    174

    Raises:
        SimulationError: no such design or file, or one that cannot be; one sentence that says what.
    """
    from nmosd.simulation.trials.design import TrialDesign

    text = str(name)
    if isinstance(name, Path) or text.endswith(".toml") or "/" in text or Path(text).exists():
        return TrialDesign.read(name)
    return _shipped(text)


@cache
def _shipped(name: str) -> "TrialDesign":
    from nmosd.simulation.trials.design import TrialDesign

    return TrialDesign.parse(design_text(name), f"{name}.toml")
