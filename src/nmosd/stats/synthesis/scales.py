"""The scale on which studies are pooled, and the way back to figures that people read."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import exponential

ScaleName = Literal["identity", "log", "logit"]


@dataclass(frozen=True)
class Scale:
    """A scale for pooling. `back(value, size)` is the figure itself; only Freeman-Tukey's way back asks for the size."""

    name: str
    back: Callable[[float, float | None], float]


def scale_named(name: str) -> Scale:
    """Return the scale of that name.

    Raises:
        StatisticsError: there is none.

    >>> round(scale_named("logit").back(0.0, None), 3)
    0.5
    """
    if name not in get_args(ScaleName):
        raise StatisticsError(f"There is no scale {name!r}: use one of {', '.join(get_args(ScaleName))}.")
    return SCALES[name]


def expit(value: float) -> float:
    """Return the share of which `value` is the logit."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    return math.exp(value) / (1 + math.exp(value))


def _exponential(value: float, size: float | None = None) -> float:
    return exponential(value)


def _arcsine_back(value: float, size: float | None = None) -> float:
    return math.sin(min(max(value, 0.0), math.pi / 2)) ** 2


def _freeman_tukey_back(value: float, size: float | None = None) -> float:
    """Miller's inverse; what lies beyond the transform of nobody, or of everybody, is 0 or 1."""
    assert size is not None
    nobody = 0.5 * math.asin(math.sqrt(1 / (size + 1)))
    if value <= nobody:
        return 0.0
    if value >= math.pi / 2 - nobody:
        return 1.0
    sine = math.sin(2 * value)
    root = 1 - (sine + (sine - 1 / sine) / size) ** 2
    return 0.5 * (1 - math.copysign(math.sqrt(max(root, 0.0)), math.cos(2 * value)))


SCALES: dict[str, Scale] = {
    "identity": Scale("identity", lambda value, size: value),
    "log": Scale("log", _exponential),
    "logit": Scale("logit", lambda value, size: expit(value)),
    "arcsine": Scale("arcsine", _arcsine_back),
    "Freeman-Tukey": Scale("Freeman-Tukey", _freeman_tukey_back),
}
