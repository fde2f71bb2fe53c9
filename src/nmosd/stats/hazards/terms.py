"""A coefficient per covariate, on both scales, in one table that prints."""

import math
from collections.abc import Mapping, Sequence

from nmosd.stats.estimates import Estimate
from nmosd.stats.significance import p_text


def coefficient(
    measure: str,
    *,
    value: float,
    limits: tuple[float, float],
    confidence: float,
    method: str,
    counts: Mapping[str, int | None],
    warnings: tuple[str, ...],
) -> Estimate:
    """Return a coefficient as `log hazard ratio`, or its exponential as `hazard ratio`."""
    scale = exponential if measure == "hazard ratio" else float
    return Estimate(
        measure,
        scale(value),
        scale(limits[0]),
        scale(limits[1]),
        confidence,
        method,
        n=counts["n"],
        events=counts["events"],
        warnings=warnings,
    )


def exponential(value: float) -> float:
    """Return exp(value), infinite where a float cannot hold it."""
    return math.exp(value) if value < 709 else math.inf


def table(ratios: Mapping[str, Estimate], p_values: Sequence[float]) -> list[str]:
    """Return the lines of a table of hazard ratios."""
    confidence = next(iter(ratios.values())).confidence or 0.95
    rows = [("", "hazard ratio", f"{100 * confidence:g} % interval", "p")]
    for (term, ratio), p in zip(ratios.items(), p_values, strict=True):
        interval = f"{_figure(ratio.lower)} to {_figure(ratio.upper)}"
        rows.append((term, _figure(ratio.estimate), interval, p_text(p).removeprefix("p ").removeprefix("= ")))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        f"  {name:<{widths[0]}}  {ratio:>{widths[1]}}  {interval:>{widths[2]}}  {p:>{widths[3]}}"
        for name, ratio, interval, p in rows
    ]


def _figure(value: float | None) -> str:
    if value is None:
        return "?"
    return f"{value:.3g}" if abs(value) < 1 or abs(value) >= 1000 else f"{value:.2f}"
