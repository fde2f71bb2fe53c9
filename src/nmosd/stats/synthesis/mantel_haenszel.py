"""Sparse 2x2 tables of several studies: Mantel-Haenszel and Peto, which pool without a figure for each study."""

import math
from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, normal_quantile
from nmosd.stats.synthesis.comparisons import (
    Arms,
    arms_of_people,
    arms_of_time,
    log_odds_ratio,
    log_rate_ratio,
    log_risk_ratio,
    risk_difference,
)
from nmosd.stats.synthesis.effects import EffectSizes
from nmosd.stats.synthesis.heterogeneity import cochran_q
from nmosd.stats.synthesis.summary import Synthesis

TableMeasure = Literal["odds ratio", "risk ratio", "risk difference"]


def mantel_haenszel(
    events: Any,
    n: Any,
    control_events: Any,
    control_n: Any,
    *,
    measure: TableMeasure = "odds ratio",
    studies: Sequence[str] | None = None,
    confidence: float = 0.95,
) -> Synthesis:
    """Return the Mantel-Haenszel odds ratio, risk ratio or risk difference of several studies, first group against control.

    It takes the effect as the same in all studies, and needs no correction where a group of a study has no event. A study
    without an event in either group (or with events in everybody) says nothing about a ratio; it does about a difference. The
    studies' own figures beside it are those of `log_odds_ratio` and its like, and Q compares them with the pooled one.

    Sources: Mantel and Haenszel 1959, doi 10.1093/jnci/22.4.719; variances: Robins, Breslow and Greenland 1986, doi
    10.2307/2531052 (odds ratio); Greenland and Robins 1985, doi 10.2307/2530643 (risk ratio, rate ratio); Sato, Greenland
    and Robins 1989, Biometrics 45, 1323 (risk difference).

    Raises:
        StatisticsError: counts that cannot be, lengths that differ, a measure that does not exist, or a group without an event in
            all studies together (for a ratio).

    >>> print(mantel_haenszel([0, 3], [58, 96], [20, 20], [47, 47], studies=["A", "B"]).pooled)
    odds ratio: 0.0235 (95 % interval 0.00659 to 0.0841; Mantel-Haenszel, normal interval on the log scale); 43 of 248
    """
    if measure not in get_args(TableMeasure):
        raise StatisticsError(f"There is no Mantel-Haenszel {measure!r}: use one of {', '.join(get_args(TableMeasure))}.")
    arms = arms_of_people(events, n, control_events, control_n, studies)
    makers = {"odds ratio": log_odds_ratio, "risk ratio": log_risk_ratio, "risk difference": risk_difference}
    effects = makers[measure](events, n, control_events, control_n, studies=studies)
    formula = {"odds ratio": _odds_ratio, "risk ratio": _risk_ratio, "risk difference": _risk_difference}[measure]
    return _synthesis("Mantel-Haenszel", effects, arms, answer=formula(arms), confidence=confidence)


def mantel_haenszel_rates(
    events: Any,
    person_years: Any,
    control_events: Any,
    control_person_years: Any,
    *,
    studies: Sequence[str] | None = None,
    confidence: float = 0.95,
) -> Synthesis:
    """Return the Mantel-Haenszel rate ratio of several studies, first group against control.

    As `mantel_haenszel`. Events are taken as independent of each other: recurrent events of the same person are not, and
    the interval is then too narrow.

    Source: Greenland and Robins 1985, doi 10.2307/2530643.

    Raises:
        StatisticsError: counts or times that cannot be, lengths that differ, or a group without an event in all studies together.

    >>> print(round(mantel_haenszel_rates([3, 5], [105.0, 60.0], [20, 11], [46.9, 41.0]).pooled.estimate, 3))
    0.145
    """
    arms = arms_of_time(events, person_years, control_events, control_person_years, studies)
    effects = log_rate_ratio(events, person_years, control_events, control_person_years, studies=studies)
    total = arms.size + arms.control_size
    over, under = arms.events * arms.control_size / total, arms.control_events * arms.size / total
    spread = arms.size * arms.control_size * (arms.events + arms.control_events) / total**2
    answer = (_ratio(over, under), _variance(over, under, spread), under)
    return _synthesis("Mantel-Haenszel", effects, arms, answer=answer, confidence=confidence)


def peto(
    events: Any,
    n: Any,
    control_events: Any,
    control_n: Any,
    *,
    studies: Sequence[str] | None = None,
    confidence: float = 0.95,
) -> Synthesis:
    """Return Peto's odds ratio of several studies, first group against control.

    It compares observed with expected events and has an answer even where one group has no event anywhere. It is right for rare
    events, groups of about equal size and effects that are not large; far from that (odds ratios below 0.2 or above 5, groups of
    3 to 1) it is biased toward no difference.

    Source: Yusuf, Peto and others 1985, doi 10.1016/S0033-0620(85)80003-7; its limits: Greenland and Salvan 1990,
    doi 10.1002/sim.4780090307.

    Raises:
        StatisticsError: counts that cannot be, lengths that differ, or no study with an event in somebody and not in everybody.

    >>> round(peto([0, 1], [50, 60], [4, 5], [52, 58]).pooled.estimate, 3)
    0.189
    """
    arms = arms_of_people(events, n, control_events, control_n, studies)
    effects = log_odds_ratio(events, n, control_events, control_n, studies=studies)
    total, have = arms.size + arms.control_size, arms.events + arms.control_events
    variances = arms.size * arms.control_size * have * (total - have) / (total**2 * np.maximum(total - 1, 1))
    excess = arms.events - arms.size * have / total
    said = variances > 0
    values = excess[said] / variances[said]
    pooled = float(excess.sum() / variances.sum())
    answer = (pooled, float(1 / variances.sum()), variances)
    return _synthesis("Peto", effects, arms, answer=answer, confidence=confidence, own=(values, 1 / variances[said]))


Answer = tuple[float, float, Floats]


def _odds_ratio(arms: Arms) -> Answer:
    a, b = arms.events, arms.size - arms.events
    c, d = arms.control_events, arms.control_size - arms.control_events
    total = arms.size + arms.control_size
    over, under, agree, differ = a * d / total, b * c / total, (a + d) / total, (b + c) / total
    value = _ratio(over, under)
    r, s = float(over.sum()), float(under.sum())
    variance = (agree @ over) / (2 * r**2) + (agree @ under + differ @ over) / (2 * r * s) + (differ @ under) / (2 * s**2)
    return value, float(variance), under


def _risk_ratio(arms: Arms) -> Answer:
    total, have = arms.size + arms.control_size, arms.events + arms.control_events
    over, under = arms.events * arms.control_size / total, arms.control_events * arms.size / total
    spread = arms.size * arms.control_size * have / total**2 - arms.events * arms.control_events / total
    return _ratio(over, under), _variance(over, under, spread), under


def _risk_difference(arms: Arms) -> Answer:
    a, c, n1, n2 = arms.events, arms.control_events, arms.size, arms.control_size
    total = n1 + n2
    weights = n1 * n2 / total
    value = float((a * n2 / total - c * n1 / total).sum() / weights.sum())
    p = (n1**2 * c - n2**2 * a + n1 * n2 * (n2 - n1) / 2) / total**2
    q = (a * (n2 - c) + c * (n1 - a)) / (2 * total)
    variance = float((value * p.sum() + q.sum()) / weights.sum() ** 2)
    if variance <= 0:
        raise StatisticsError(
            "Nobody (or everybody) has the event in all studies, so the difference has no standard error: pool "
            "each group's "
            "proportion with pool_proportions."
        )
    return value, variance, weights


def _ratio(over: Floats, under: Floats) -> float:
    r, s = float(over.sum()), float(under.sum())
    if r == 0 or s == 0:
        raise StatisticsError(
            "A group has no event in all studies together (or events in everybody), so the Mantel-Haenszel "
            "ratio is 0 or infinite: use "
            "peto, a risk difference, or the exact comparison of one study."
        )
    return math.log(r / s)


def _variance(over: Floats, under: Floats, spread: Floats) -> float:
    return float(spread.sum() / (over.sum() * under.sum()))


def _synthesis(
    model: str,
    effects: EffectSizes,
    arms: Arms,
    *,
    answer: Answer,
    confidence: float,
    own: tuple[Floats, Floats] | None = None,
) -> Synthesis:
    """Shape the answer; `answer` is value, variance and weights of all studies, `own` the method's own effects for Q."""
    value, variance, weights = answer
    confidence, standard_error = checked_confidence(confidence), math.sqrt(variance)
    if len(arms.studies) < 2:
        raise StatisticsError("There is 1 study to pool: compare its two groups with two_by_two, or find another study.")
    half, back = normal_quantile(confidence) * standard_error, effects.scale.back
    left = effects.left_out
    named = f"{len(left)} of {len(arms.studies)} studies ({', '.join(left)})"
    note = f"{named} say nothing about a ratio: no event in either group, or in everybody"
    pooled = Estimate(
        effects.measure,
        back(value, None),
        back(value - half, None),
        back(value + half, None),
        confidence,
        f"{model}, normal interval on the {effects.scale.name} scale",
        n=None if effects.n is None else sum(effects.n),
        events=None if effects.events is None else sum(effects.events),
        person_years=None if effects.person_years is None else math.fsum(effects.person_years),
        warnings=(note,) if left else (),
    )
    kept = weights[[name not in left for name in arms.studies]]
    values, variances = own if own is not None else (effects.values, effects.variances)
    return Synthesis(
        f"{model}, one effect for all",
        effects.scale.name,
        effects.studies,
        pooled,
        value,
        standard_error,
        effects.estimates(confidence),
        tuple(float(share) for share in kept / kept.sum()) if kept.sum() > 0 else None,
        heterogeneity=cochran_q(values, variances, value) if values.size > 1 else None,
    )
