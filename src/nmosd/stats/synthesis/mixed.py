"""Proportions and rates of several studies from the counts themselves: mixed models that need no help where events are rare."""

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal, get_args

from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, normal_quantile
from nmosd.stats.proportions import proportion
from nmosd.stats.rates import rate
from nmosd.stats.significance import ChiSquared
from nmosd.stats.synthesis.columns import events_in, events_of, study_names
from nmosd.stats.synthesis.effects import EffectSizes
from nmosd.stats.synthesis.mixed_fit import MixedFit, fit_mixed
from nmosd.stats.synthesis.pool import pool_effects
from nmosd.stats.synthesis.quadrature import binomial, poisson
from nmosd.stats.synthesis.scales import SCALES
from nmosd.stats.synthesis.series import arcsine_proportion, freeman_tukey, log_rate, logit_proportion
from nmosd.stats.synthesis.summary import Synthesis

ProportionModel = Literal["mixed model", "logit", "arcsine", "Freeman-Tukey"]
RateModel = Literal["mixed model", "log"]

_FEW_STUDIES = 5


def pool_proportions(
    events: Any,
    n: Any,
    *,
    studies: Sequence[str] | None = None,
    method: ProportionModel = "mixed model",
    confidence: float = 0.95,
) -> Synthesis:
    """Return the proportion of several studies pooled, from events and people of each.

    The default, a binomial-normal mixed model, reads the counts themselves: the logit of each study's true proportion is
    normal, and studies without an event say what they know with nothing added. `pooled` is the proportion of a typical study
    (the median one), with the Wald interval on the logit scale; tau² is the maximum-likelihood one with its
    profile-likelihood interval; `heterogeneity` is the likelihood ratio against no differences (half the usual p, because
    tau² cannot be negative). If no study has an event, or all people have one, the exact interval of the sum is what can be
    told.

    The other methods transform each study's proportion first and pool with REML and Hartung-Knapp: `logit` adds half an event to
    studies without one; `arcsine` and `Freeman-Tukey` are sensitivity analyses, and the latter has a trap (see `freeman_tukey`).

    Sources: Stijnen, Hamza and Özdemir 2010, doi 10.1002/sim.4040; Schwarzer and others 2019, doi 10.1002/jrsm.1348.

    Raises:
        StatisticsError: one study, counts that cannot be, lengths that differ, a method that does not exist, or studies so
            far apart (all against nobody) that their variance has no finite estimate.

    >>> print(pool_proportions([0, 1, 0, 2, 0, 1, 3, 0], [12, 30, 8, 45, 5, 21, 60, 17]).pooled)
    proportion: 0.0354 (95 % interval 0.0169 to 0.0723; binomial-normal mixed model, Wald interval on the logit
    scale); 7 of 198
      note: no differences between studies beyond chance: the pooled figure is that of all of them added up
    """
    if method not in get_args(ProportionModel):
        raise StatisticsError(
            f"There is no method {method!r} for proportions: use one of {', '.join(get_args(ProportionModel))}."
        )
    if method != "mixed model":
        makers: dict[str, Callable[..., EffectSizes]] = {
            "logit": logit_proportion,
            "arcsine": arcsine_proportion,
            "Freeman-Tukey": freeman_tukey,
        }
        return pool_effects(makers[method](events, n, studies=studies), confidence=confidence)
    have, people = events_of(events, n)
    names = _several(study_names(studies, have.size))
    confidence = checked_confidence(confidence)
    each = tuple(proportion(a, b, confidence=confidence) for a, b in zip(have, people, strict=True))
    total = proportion(have.sum(), people.sum(), confidence=confidence, method="exact")
    if total.events in (0, total.n):
        return _nothing_to_compare(names, each, total, "logit")
    fit = fit_mixed(binomial(have[:, None], people[:, None]), have.size, _logit(have.sum() / people.sum()), confidence)
    return _synthesis("binomial-normal mixed model", "logit", names, each, total=total, fit=fit, confidence=confidence)


def pool_rates(
    events: Any,
    person_years: Any,
    *,
    studies: Sequence[str] | None = None,
    method: RateModel = "mixed model",
    confidence: float = 0.95,
) -> Synthesis:
    """Return the rate per person-year of several studies pooled, from events and person-years of each.

    The default, a Poisson-normal mixed model, reads the counts themselves, as `pool_proportions` does: the log of each
    study's true rate is normal. It takes the events within a study as independent; those of the same person are not, so
    that part of what they vary shows as differences between studies. `log` pools log rates with REML and Hartung-Knapp, half
    an event added where there is none.

    Source: Stijnen, Hamza and Özdemir 2010, doi 10.1002/sim.4040.

    Raises:
        StatisticsError: one study, counts or times that cannot be, lengths that differ, or a method that does not exist.

    >>> print(pool_rates([0, 0, 1, 0, 2, 0], [84, 12.5, 46.9, 30.2, 103, 19.7]).pooled)
    rate: 0.0101 per person-year (95 % interval 0.00327 to 0.0314; Poisson-normal mixed model, Wald interval on the
    log scale); 3 events in 296.3 person-years
      note: no differences between studies beyond chance: the pooled figure is that of all of them added up
    """
    if method not in get_args(RateModel):
        raise StatisticsError(f"There is no method {method!r} for rates: use one of {', '.join(get_args(RateModel))}.")
    if method == "log":
        return pool_effects(log_rate(events, person_years, studies=studies), confidence=confidence)
    have, times = events_in(events, person_years)
    names = _several(study_names(studies, have.size))
    confidence = checked_confidence(confidence)
    each = tuple(rate(a, b, confidence=confidence) for a, b in zip(have, times, strict=True))
    total = rate(have.sum(), math.fsum(times), confidence=confidence)
    if total.events == 0:
        return _nothing_to_compare(names, each, total, "log")
    fit = fit_mixed(poisson(have[:, None], times[:, None]), have.size, math.log(have.sum() / times.sum()), confidence)
    return _synthesis("Poisson-normal mixed model", "log", names, each, total=total, fit=fit, confidence=confidence)


def _several(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) < 2:
        raise StatisticsError("There is 1 study to pool: show its own figure (proportion or rate), or find another study.")
    return names


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _nothing_to_compare(names: tuple[str, ...], each: tuple[Estimate, ...], total: Estimate, scale: str) -> Synthesis:
    what = "has an event" if total.events == 0 else "is without the event"
    note = f"nobody in any study {what}, so whether studies differ cannot be told: the exact interval takes them as one study"
    pooled = Estimate(
        total.measure,
        total.estimate,
        total.lower,
        total.upper,
        total.confidence,
        f"sum of the studies, {total.method}",
        n=total.n,
        events=total.events,
        person_years=total.person_years,
        unit=total.unit,
        warnings=(note,),
    )
    return Synthesis("all studies as one", scale, names, pooled, None, None, each)


def _synthesis(
    model: str,
    scale: str,
    names: tuple[str, ...],
    each: tuple[Estimate, ...],
    *,
    total: Estimate,
    fit: MixedFit,
    confidence: float,
) -> Synthesis:
    back, z = SCALES[scale].back, normal_quantile(confidence)
    method = f"{model}, Wald interval on the {scale} scale"
    notes = []
    if len(names) < _FEW_STUDIES:
        notes.append(f"{len(names)} studies say little about how much studies differ: read the prediction interval with care")
    if fit.deviation == 0:
        notes.append("no differences between studies beyond chance: the pooled figure is that of all of them added up")

    def figure(measure: str, half: float, how: str, warnings: tuple[str, ...] = (), **counts: Any) -> Estimate:
        lower, middle, upper = (back(fit.mean + step, None) for step in (-half, 0.0, half))
        return Estimate(measure, middle, lower, upper, confidence, how, unit=total.unit, warnings=warnings, **counts)

    counted = {"n": total.n, "events": total.events, "person_years": total.person_years}
    low, high = fit.deviation_limits
    return Synthesis(
        model,
        scale,
        names,
        figure(total.measure, z * fit.standard_error, method, tuple(notes), **counted),
        fit.mean,
        fit.standard_error,
        each,
        None,
        figure(
            f"{total.measure} of a further study",
            z * math.hypot(fit.deviation, fit.standard_error),
            f"prediction interval, {model}",
        ),
        Estimate(
            "variance between studies",
            fit.deviation**2,
            low**2,
            None if high is None else high**2,
            confidence,
            "maximum likelihood, profile-likelihood interval",
            warnings=() if high is not None else ("the interval has no upper limit that the data could tell",),
        ),
        None,
        ChiSquared(fit.likelihood_ratio, 1, fit.p),
        fit.log_likelihood,
    )
