"""Where the figures of the simulation come from: its own sources, and those of the evidence base."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from nmosd.errors import SimulationError
from nmosd.nearest import nearest_or_all


@cache
def _own() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("nmosd.simulation").joinpath("sources.toml").read_text("utf-8"))


def citation_of(key: str) -> str:
    """Return what a source is called, by its key in `sources.toml` of the simulation or in the evidence base.

    >>> citation_of("kim2013")[:36]
    'Kim SM et al. Factors associated wit'

    Raises:
        SimulationError: no such source.
    """
    from nmosd.evidence import load_evidence

    if key in _own():
        return _own()[key]["citation"]
    known = load_evidence().sources
    if key not in known:
        raise SimulationError(f"There is no source {key}{nearest_or_all(key, [*_own(), *known], 'the sources are')}")
    return known[key].citation
