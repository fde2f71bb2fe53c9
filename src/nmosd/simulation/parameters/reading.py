"""The data files of the parameters."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def data_file(path: str) -> Mapping[str, Any]:
    """Return what a data file of this package says."""
    return tomllib.loads(files("nmosd.simulation.parameters").joinpath(path).read_text("utf-8"))
