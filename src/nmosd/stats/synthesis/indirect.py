"""Two treatments that were never compared with each other, each compared with the same third."""

import math
from dataclasses import dataclass

from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, normal_quantile
from nmosd.stats.significance import normal_p, p_text
from nmosd.stats.synthesis.effects import published_ratios
from nmosd.stats.synthesis.scales import SCALES, ScaleName, scale_named
from nmosd.stats.synthesis.summary import Synthesis

Comparison = Synthesis | Estimate | tuple[float, float, float]


@dataclass(frozen=True)
class IndirectComparison:
    """First treatment against second, through what both were compared with; prints as a sentence.

    `value` and `standard_error` are on the log scale for ratios, `p` is two-sided.
    """

    estimate: Estimate
    value: float
    standard_error: float
    p: float

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return the one row for `results_frame`; `where` names what the comparison does not know of itself."""
        return [self.estimate.row(**where)]

    def __str__(self) -> str:
        first, *notes = str(self.estimate).split("\n")
        return "\n".join([f"{first}; {p_text(self.p)}", *notes])


def indirect_comparison(
    first: Comparison,
    second: Comparison,
    *,
    measure: str | None = None,
    scale: ScaleName = "log",
    confidence: float = 0.95,
) -> IndirectComparison:
    """Return Bucher's adjusted indirect comparison: first against second treatment, each given against the same comparator.

    Each is a `Synthesis`, an `Estimate` with two limits, or a published `(figure, lower, upper)` with a 95 % interval.
    Randomisation within each trial is kept, but not between trials: the answer holds if whatever changes the relative effect
    (who took part, what else they took, how events were judged) is alike on both sides, and if the comparator is the same.
    Its interval is wide, because both errors add up.

    A standard error is taken from the limits as if they were normal on that scale; of a `Synthesis` its own is used.

    Source: Bucher, Guyatt, Griffith and Walter 1997, doi 10.1016/S0895-4356(97)00049-8.

    Raises:
        StatisticsError: a side without limits, limits that a ratio cannot have, or a `Synthesis` on another scale.

    >>> print(indirect_comparison((0.06, 0.02, 0.2), (0.26, 0.11, 0.63), measure="hazard ratio"))
    hazard ratio, indirect: 0.231 (95 % interval 0.0544 to 0.979; Bucher indirect comparison, normal interval on the
    log scale); p = 0.047
    """
    confidence = checked_confidence(confidence)
    back = scale_named(scale).back
    (value, error, measured, notes), (other, other_error, also, more) = (_side(side, scale) for side in (first, second))
    if measured is not None and also is not None and measured != also:
        raise StatisticsError(f"One side is a {measured} and the other a {also}: compare the same measure on both sides.")
    difference, standard_error = value - other, math.hypot(error, other_error)
    half = normal_quantile(confidence) * standard_error
    name = measure or measured or also or ("ratio" if scale == "log" else "difference")
    lower, middle, upper = (back(difference + step, None) for step in (-half, 0.0, half))
    method = f"Bucher indirect comparison, normal interval on the {scale} scale"
    estimate = Estimate(
        f"{name}, indirect", middle, lower, upper, confidence, method, warnings=tuple(dict.fromkeys(notes + more))
    )
    return IndirectComparison(estimate, difference, standard_error, normal_p(difference / standard_error))


def _side(side: Comparison, scale: str) -> tuple[float, float, str | None, tuple[str, ...]]:
    if isinstance(side, Synthesis):
        if side.value is None or side.standard_error is None:
            raise StatisticsError(
                "One side is a sum of studies without an event, which has no standard error: it cannot be compared so."
            )
        if side.scale != scale:
            raise StatisticsError(
                f'One side was pooled on the {side.scale} scale: say scale="{side.scale}" for both, or pool again.'
            )
        notes = (_HARTUNG_KNAPP,) if "Hartung-Knapp" in side.pooled.method else ()
        return side.value, side.standard_error, side.measure, notes
    if isinstance(side, Estimate):
        figures, level, name = (side.estimate, side.lower, side.upper), side.confidence, side.measure
    else:
        figures, level, name = side, 0.95, None
    middle, lower, upper = figures
    if middle is None or lower is None or upper is None or level is None:
        raise StatisticsError("One side lacks its figure or a limit of its interval: an indirect comparison needs both limits.")
    if not lower <= middle <= upper or lower == upper:
        raise StatisticsError("The figure of one side does not lie inside its limits: check what was transcribed.")
    if scale == "log":
        effects = published_ratios([middle], [lower], [upper], confidence=level, studies=[name or "one side"])
        return float(effects.values[0]), math.sqrt(float(effects.variances[0])), name, effects.warnings
    if scale != SCALES["identity"].name:
        raise StatisticsError('An indirect comparison needs scale="log" for ratios or scale="identity" for differences.')
    if not all(math.isfinite(figure) for figure in (middle, lower, upper)):
        raise StatisticsError("The limits of one side are not finite: give an interval that has both.")
    return middle, (upper - lower) / (2 * normal_quantile(level)), name, ()


_HARTUNG_KNAPP = (
    "a side was pooled with Hartung-Knapp from few studies: its t quantile is not carried on, so this interval is nearer to "
    'normal; compare with interval="classical"'
)
