"""Limits of a share that lies between 0 and 1, on the scale that one asks for."""

from typing import Any, Literal, get_args

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import normal_quantile

Interval = Literal["log-log", "log", "plain"]


def checked_interval(interval: str) -> Interval:
    """Return the name of the interval.

    Raises:
        StatisticsError: there is none of that name.
    """
    for name in get_args(Interval):
        if name == interval:
            return name  # type: ignore[no-any-return]  # get_args has no type for what it returns
    raise StatisticsError(f"There is no interval {interval!r} for a curve: use one of {', '.join(get_args(Interval))}.")


def share_limits(share: Floats, error: Floats, confidence: float, interval: Interval) -> tuple[Floats, Floats]:
    """Return the limits of shares with their standard errors; NaN where the share is 0 or 1 or has no error, for there is none.

    Source: Kalbfleisch and Prentice 2002, doi 10.1002/9781118032985 (the log-log scale).
    """
    z = normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if interval == "plain":
            lower, upper = share - z * error, share + z * error
        elif interval == "log":
            spread = np.exp(z * error / share)
            lower, upper = share / spread, share * spread
        else:
            spread = np.exp(z * error / (share * np.abs(np.log(share))))
            lower, upper = share**spread, share ** (1 / spread)
    untold = ~((share > 0) & (share < 1) & (error > 0) & np.isfinite(error))
    lower, upper = np.clip(lower, 0.0, 1.0), np.clip(upper, 0.0, 1.0)
    lower[untold] = upper[untold] = np.nan
    return lower, upper


def or_none(value: Any) -> float | None:
    """Return a figure as a float, None where it is none."""
    return None if value is None or not np.isfinite(value) else float(value)
