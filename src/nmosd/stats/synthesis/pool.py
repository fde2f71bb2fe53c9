"""Effects of several studies pooled by their inverse variances: one effect for all, or effects that differ."""

import math
from typing import Literal, get_args

import numpy as np

from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, normal_quantile
from nmosd.stats.synthesis.effects import EffectSizes
from nmosd.stats.synthesis.heterogeneity import (
    TAU2_NAMES,
    Tau2Method,
    between_studies,
    cochran_q,
    generalised_q,
    q_profile,
    typical_variance,
    weighted_mean,
)
from nmosd.stats.synthesis.summary import Synthesis

Model = Literal["random", "fixed"]
IntervalMethod = Literal["Hartung-Knapp", "classical"]

_FEW_STUDIES = 5


def pool_effects(
    effects: EffectSizes,
    *,
    model: Model = "random",
    tau2: Tau2Method = "REML",
    interval: IntervalMethod | None = None,
    confidence: float = 0.95,
) -> Synthesis:
    """Return the effects of several studies pooled by their inverse variances.

    `random` takes each study's true effect as drawn from a normal distribution and estimates its mean; `fixed` takes all studies
    as measuring one effect. `tau2` is the estimator of the variance between studies.

    `interval` of a random-effects mean: `Hartung-Knapp` (the default) uses Student's t with one degree of freedom less than
    studies and the observed scatter; where studies scatter little that could be narrower than the classical
    interval, so its factor is never taken below 1, and `warnings` says when that floor acts. `classical` is the normal
    interval. The prediction interval uses the same quantile, and the root of tau² plus the squared standard error, as R metafor
    does: exact where studies are large. It takes tau² as known; where I² is below 75 % a 95 % interval may cover as little as
    83 %, which the reference page shows in a table.

    Sources: DerSimonian and Laird 1986, doi 10.1016/0197-2456(86)90046-2; Knapp and Hartung 2003, doi 10.1002/sim.1482; the
    floor: Röver, Knapp and Friede 2015, doi 10.1186/s12874-015-0091-1; prediction: Higgins, Thompson and Spiegelhalter 2009,
    doi 10.1111/j.1467-985X.2008.00552.x.

    Raises:
        StatisticsError: one study; a model, an estimator or an interval that does not exist; Hartung-Knapp on a fixed effect.

    >>> from nmosd.stats import effect_sizes
    >>> effects = effect_sizes([-1.6, -0.4, -0.9, 0.1], [0.09, 0.04, 0.16, 0.05], measure="rate ratio", scale="log")
    >>> pooled = pool_effects(effects)
    >>> round(pooled.pooled.estimate, 3), round(pooled.tau2.estimate, 3), pooled.prediction.lower < pooled.pooled.lower
    (0.511, 0.464, True)
    """
    confidence = checked_confidence(confidence)
    _check(effects, model, tau2, interval)
    variance = between_studies(effects.values, effects.variances, tau2) if model == "random" else 0.0
    mean, mean_variance = weighted_mean(effects.values, effects.variances, variance)
    classical = model == "fixed" or interval == "classical"
    standard_error, quantile, notes = math.sqrt(mean_variance), normal_quantile(confidence), list(effects.warnings)
    if not classical:
        standard_error, quantile, floored = _hartung_knapp(effects, variance, standard_error, confidence)
        notes += [_FLOOR] if floored else []
    if model == "random" and len(effects) < _FEW_STUDIES:
        notes.append(f"{len(effects)} studies say little about how much studies differ: read the prediction interval with care")
    name = f"random effects ({TAU2_NAMES[tau2]})" if model == "random" else "one fixed effect (inverse variance)"
    method = f"{name}, {'normal' if classical else 'Hartung-Knapp'} interval"
    pooled = _pooled(effects, mean, quantile * standard_error, confidence=confidence, method=method, warnings=tuple(notes))
    shares = 1 / (effects.variances + variance)
    between, share = _heterogeneity(effects, variance, confidence, model, tau2)
    return Synthesis(
        name,
        effects.scale.name,
        effects.studies,
        pooled,
        mean,
        standard_error,
        effects.estimates(confidence),
        tuple(float(weight) for weight in shares / shares.sum()),
        _prediction(pooled, effects, mean, quantile * math.sqrt(variance + standard_error**2)) if model == "random" else None,
        between,
        share,
        cochran_q(effects.values, effects.variances),
    )


_FLOOR = (
    "the studies scatter less than their variances allow for, so Hartung-Knapp's factor was held at 1: without that floor the "
    "interval could be narrower than the classical one"
)


def _check(effects: EffectSizes, model: str, tau2: str, interval: str | None) -> None:
    for value, allowed, what in ((model, get_args(Model), "model"), (tau2, tuple(TAU2_NAMES), "estimator of tau²")):
        if value not in allowed:
            raise StatisticsError(f"There is no {what} {value!r}: use one of {', '.join(allowed)}.")
    if interval is not None and interval not in get_args(IntervalMethod):
        raise StatisticsError(f"There is no interval {interval!r}: use one of {', '.join(get_args(IntervalMethod))}.")
    if model == "fixed" and interval == "Hartung-Knapp":
        raise StatisticsError('Hartung-Knapp is an interval of random effects: use model="random", or leave interval out.')
    if len(effects) < 2:
        raise StatisticsError(f"There is {len(effects)} study to pool: show its own figure, or find another study.")
    if not (np.isfinite(effects.values).all() and np.isfinite(effects.variances).all() and (effects.variances > 0).all()):
        raise StatisticsError("An effect or its variance is not a finite number above zero: make the effects with effect_sizes.")


def _hartung_knapp(effects: EffectSizes, variance: float, classical: float, confidence: float) -> tuple[float, float, bool]:
    from scipy.special import stdtrit

    df = len(effects) - 1
    factor = generalised_q(effects.values, effects.variances, variance) / df
    return classical * math.sqrt(max(1.0, factor)), float(stdtrit(df, 0.5 + confidence / 2)), factor < 1


def _pooled(
    effects: EffectSizes, mean: float, half: float, *, confidence: float, method: str, warnings: tuple[str, ...]
) -> Estimate:
    size = effects.typical_size
    lower, estimate, upper = (effects.scale.back(mean + step, size) for step in (-half, 0.0, half))
    return Estimate(
        effects.measure,
        estimate,
        lower,
        upper,
        confidence,
        method,
        n=None if effects.n is None else sum(effects.n),
        events=None if effects.events is None else sum(effects.events),
        person_years=None if effects.person_years is None else math.fsum(effects.person_years),
        unit=effects.unit,
        warnings=warnings,
    )


def _prediction(pooled: Estimate, effects: EffectSizes, mean: float, half: float) -> Estimate:
    size = effects.typical_size
    lower, upper = (effects.scale.back(mean + step, size) for step in (-half, half))
    measure, method = f"{pooled.measure} of a further study", f"prediction interval, {pooled.method}"
    return Estimate(measure, pooled.estimate, lower, upper, pooled.confidence, method, unit=pooled.unit)


def _heterogeneity(
    effects: EffectSizes, variance: float, confidence: float, model: str, tau2: str
) -> tuple[Estimate | None, Estimate]:
    """Tau² with its Q-profile interval, and I²: its share of the variation, or (Q - df) / Q under a fixed effect."""
    k, q = len(effects), generalised_q(effects.values, effects.variances, 0.0)
    limits = q_profile(effects.values, effects.variances, confidence)
    empty = () if limits is not None else ("no value fits: the studies agree better than chance would have them",)
    low, high = limits if limits is not None else (None, None)
    typical = typical_variance(effects.variances)
    if model == "fixed":
        share = Estimate("I²", max(0.0, (q - (k - 1)) / q) if q > 0 else 0.0, None, None, None, "(Q - df) / Q", n=k)
        return None, share
    between = Estimate(
        "variance between studies", variance, low, high, confidence, f"{TAU2_NAMES[tau2]}, Q-profile interval", warnings=empty
    )
    share = Estimate(
        "I²",
        variance / (variance + typical),
        None if low is None else low / (low + typical),
        None if high is None else high / (high + typical),
        confidence,
        "tau² over tau² and a typical study's variance, Q-profile interval",
        warnings=empty,
    )
    return between, share
