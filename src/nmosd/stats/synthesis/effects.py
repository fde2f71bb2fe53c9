"""What each study says, on the scale on which studies are pooled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, normal_quantile
from nmosd.stats.synthesis.columns import numbers, study_names
from nmosd.stats.synthesis.scales import Scale, scale_named


@dataclass(frozen=True, eq=False)
class EffectSizes:
    """One effect per study, ready to be pooled.

    `values` and `variances` are on `scale`; `measure` names the figure that people read ("risk ratio"). `n`, `events` and
    `person_years` are counts per study where the effect was made of counts. `corrected` names the studies with half an event
    added to every cell, `left_out` those that say nothing about the measure, and `warnings` what a reader must know.
    """

    measure: str
    scale: Scale
    studies: tuple[str, ...]
    values: Floats
    variances: Floats
    unit: str | None = None
    n: tuple[int, ...] | None = None
    events: tuple[int, ...] | None = None
    person_years: tuple[float, ...] | None = None
    corrected: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.studies)

    def __str__(self) -> str:
        figures = [f"  {name}: {estimate}" for name, estimate in zip(self.studies, self.estimates(), strict=True)]
        return "\n".join([f"{self.measure} of {len(self)} studies", *figures, *(f"  note: {text}" for text in self.warnings)])

    def estimates(self, confidence: float = 0.95) -> tuple[Estimate, ...]:
        """Return the figure of each study with its normal interval on the pooling scale, brought back."""
        half = normal_quantile(checked_confidence(confidence)) * np.sqrt(self.variances)
        figures = []
        for i, value in enumerate(self.values):
            size = None if self.n is None else float(self.n[i])
            lower, estimate, upper = (self.scale.back(float(value + step), size) for step in (-half[i], 0.0, half[i]))
            figures.append(
                Estimate(
                    self.measure,
                    estimate,
                    lower,
                    upper,
                    confidence,
                    f"normal interval on the {self.scale.name} scale",
                    n=None if self.n is None else self.n[i],
                    events=None if self.events is None else self.events[i],
                    person_years=None if self.person_years is None else self.person_years[i],
                    unit=self.unit,
                    warnings=(_HALF_ADDED,) if self.studies[i] in self.corrected else (),
                )
            )
        return tuple(figures)

    @property
    def typical_size(self) -> float | None:
        """The harmonic mean of the studies' numbers of people, which Freeman-Tukey's way back asks for; else null."""
        if self.n is None:
            return None
        return len(self.n) / float(np.sum(1 / np.asarray(self.n, dtype=float)))


_HALF_ADDED = "half an event was added to every cell, because one of them is 0"


def effect_sizes(
    values: Any,
    variances: Any = None,
    *,
    standard_errors: Any = None,
    measure: str = "effect",
    scale: str = "identity",
    studies: Sequence[str] | None = None,
) -> EffectSizes:
    """Return effects that are known already, one per study, with their variances or their standard errors.

    `values` are on `scale`: log hazard ratios with `scale="log"` and `measure="hazard ratio"`. Without `studies` they are
    called 1, 2, 3.

    Raises:
        StatisticsError: lengths that differ, missing values, a variance that is not more than zero, a name given twice, both
            variances and standard errors or neither.

    >>> effects = effect_sizes([-0.5, -0.1], standard_errors=[0.2, 0.3], measure="hazard ratio", scale="log")
    >>> round(effects.estimates()[0].estimate, 3)
    0.607
    """
    if (variances is None) == (standard_errors is None):
        raise StatisticsError("Give either the variances or the standard errors of the effects, and not both.")
    found = numbers(values, "effects")
    if standard_errors is not None:
        errors = numbers(standard_errors, "standard errors", found.size)
        if (errors <= 0).any():
            raise StatisticsError(_not_positive("standard error", errors))
        spread = errors**2
    else:
        spread = numbers(variances, "variances", found.size)
    if (spread <= 0).any():
        raise StatisticsError(_not_positive("variance", spread))
    return EffectSizes(measure, scale_named(scale), study_names(studies, found.size), found, spread)


def published_ratios(
    ratios: Any,
    lower: Any,
    upper: Any,
    *,
    measure: str = "hazard ratio",
    confidence: float = 0.95,
    studies: Sequence[str] | None = None,
) -> EffectSizes:
    """Return published ratios with their intervals as effects on the log scale.

    The standard error of the log ratio is the width of the interval on that scale over twice the normal quantile, so the interval
    has to be a Wald interval (most of Cox's and of logistic models are). A ratio that lies off the middle of its limits by
    more than a tenth of the width is named in `warnings`: rounding rarely does that, an exact or profile interval does.

    Source: Parmar, Torri and Stewart 1998, doi 10.1002/(SICI)1097-0258(19981230)17:24<2815::AID-SIM110>3.0.CO;2-8.

    Raises:
        StatisticsError: a ratio or limit that is not more than zero, a ratio outside its limits, lengths that differ.

    >>> print(published_ratios([0.21], [0.06], [0.75]).estimates()[0])
    hazard ratio: 0.21 (95 % interval 0.0594 to 0.742; normal interval on the log scale)
    """
    middle = numbers(ratios, "ratios")
    low, high = numbers(lower, "lower limits", middle.size), numbers(upper, "upper limits", middle.size)
    names = study_names(studies, middle.size)
    if (low <= 0).any() or (middle <= 0).any():
        raise StatisticsError(
            "A ratio or its lower limit is 0 or less, so it has no logarithm: use the counts of that study instead."
        )
    if ((middle < low) | (middle > high) | (low >= high)).any():
        row = int(np.argmax((middle < low) | (middle > high) | (low >= high)))
        raise StatisticsError(f"The ratio of study {names[row]} does not lie inside its limits: check what was transcribed.")
    values, width = np.log(middle), np.log(high) - np.log(low)
    errors = width / (2 * normal_quantile(checked_confidence(confidence)))
    off = np.abs(values - (np.log(low) + np.log(high)) / 2) > 0.1 * width
    warnings = tuple(
        f"the ratio of {name} lies off the middle of its limits on the log scale: its interval may be exact or a profile one, "
        "and its standard error is then only near"
        for name, is_off in zip(names, off, strict=True)
        if is_off
    )
    return EffectSizes(measure, scale_named("log"), names, values, errors**2, warnings=warnings)


def _not_positive(what: str, values: Floats) -> str:
    row = int(np.argmax(values <= 0))
    return (
        f"The {what} of study {row + 1} is {values[row]:g}, and every {what} must be more than zero: "
        "check it, or leave that study out and say so."
    )
