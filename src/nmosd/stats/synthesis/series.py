"""Effect sizes of one group: proportions and rates, one per study."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.synthesis.columns import events_in, events_of, study_names
from nmosd.stats.synthesis.effects import EffectSizes
from nmosd.stats.synthesis.scales import SCALES


def logit_proportion(events: Any, n: Any, *, studies: Sequence[str] | None = None) -> EffectSizes:
    """Return the logit of each study's proportion.

    Where nobody or everybody has the event, half an event is added on both sides (`corrected`), which pulls rare events toward
    one half: for them `pool_proportions` reads the counts themselves.

    Raises:
        StatisticsError: counts that cannot be, lengths that differ, or a name given twice.

    >>> [round(float(value), 4) for value in logit_proportion([16, 10], [17, 12]).values]
    [2.7726, 1.6094]
    """
    have, people = events_of(events, n)
    names = study_names(studies, have.size)
    half = np.where((have == 0) | (have == people), 0.5, 0.0)
    a, b = have + half, people - have + half
    return _series(
        "proportion", "logit", names, np.log(a / b), 1 / a + 1 / b, counted=(have, people), corrected=_named(names, half)
    )


def log_rate(events: Any, person_years: Any, *, studies: Sequence[str] | None = None) -> EffectSizes:
    """Return the logarithm of each study's rate per person-year.

    Where there is no event, half an event is added (`corrected`), which pushes rare events up: for them `pool_rates` reads the
    counts themselves.

    Raises:
        StatisticsError: counts or times that cannot be, lengths that differ, or a name given twice.

    >>> round(float(log_rate([20], [46.9]).values[0]), 4)
    -0.8523
    """
    have, times = events_in(events, person_years)
    names = study_names(studies, have.size)
    half = np.where(have == 0, 0.5, 0.0)
    a = have + half
    return _series("rate", "log", names, np.log(a / times), 1 / a, counted=(have, times), corrected=_named(names, half))


def arcsine_proportion(events: Any, n: Any, *, studies: Sequence[str] | None = None) -> EffectSizes:
    """Return the arcsine of the square root of each study's proportion: a sensitivity analysis to `pool_proportions`.

    The variance 1 / (4 n) is the same whatever the proportion, so nothing is added where nobody has the event; it is only near
    for few people or rare events.

    Raises:
        StatisticsError: counts that cannot be, lengths that differ, or a name given twice.

    >>> round(float(arcsine_proportion([5], [20]).values[0]), 4)
    0.5236
    """
    have, people = events_of(events, n)
    names = study_names(studies, have.size)
    warning = "arcsine scale, a sensitivity analysis: the mixed model of the counts is the default"
    values, variances = np.arcsin(np.sqrt(have / people)), 1 / (4 * people)
    return _series("proportion", "arcsine", names, values, variances, counted=(have, people), warnings=(warning,))


def freeman_tukey(events: Any, n: Any, *, studies: Sequence[str] | None = None) -> EffectSizes:
    """Return Freeman and Tukey's double arcsine of each study's proportion: a sensitivity analysis, never the main one.

    Its known trap is the way back. A pooled double arcsine belongs to no one number of people, and Miller's formula takes the
    harmonic mean of the studies' numbers, which a few small studies pull down. The result can then lie far from every sensible
    figure: eight series with 7 events in 198 people (3.5 %) come back as 2.0 %. Other choices for that number give other
    results, so the same data give several answers.

    Sources: Freeman and Tukey 1950, doi 10.1214/aoms/1177729756; Miller 1978, doi 10.1080/00031305.1978.10479283; the trap:
    Schwarzer, Chemaitelly, Abu-Raddad and Rücker 2019, doi 10.1002/jrsm.1348.

    Raises:
        StatisticsError: counts that cannot be, lengths that differ, or a name given twice.

    >>> round(float(freeman_tukey([16], [17]).values[0]), 6)
    1.281907
    """
    have, people = events_of(events, n)
    names = study_names(studies, have.size)
    values = 0.5 * (np.arcsin(np.sqrt(have / (people + 1))) + np.arcsin(np.sqrt((have + 1) / (people + 1))))
    warning = (
        "Freeman-Tukey, a sensitivity analysis: its way back takes the harmonic mean of the studies' sizes and "
        "can mislead; "
        "the mixed model of the counts is the default"
    )
    return _series(
        "proportion", "Freeman-Tukey", names, values, 1 / (4 * people + 2), counted=(have, people), warnings=(warning,)
    )


def _named(names: tuple[str, ...], half: Floats) -> tuple[str, ...]:
    return tuple(name for name, added in zip(names, half, strict=True) if added)


def _series(
    measure: str,
    scale: str,
    names: tuple[str, ...],
    values: Floats,
    variances: Floats,
    *,
    counted: tuple[Floats, Floats],
    corrected: tuple[str, ...] = (),
    warnings: tuple[str, ...] = (),
) -> EffectSizes:
    if corrected:
        among = "study" if len(corrected) == 1 else "studies"
        named = f"{len(corrected)} {among} ({', '.join(corrected)})"
        warnings = (*warnings, f"half an event was added in {named}; the mixed model of the counts needs no such help")
    (events, size), of_time = counted, measure == "rate"
    return EffectSizes(
        measure,
        SCALES[scale],
        names,
        np.asarray(values, dtype=float),
        np.asarray(variances, dtype=float),
        unit="per person-year" if of_time else None,
        n=None if of_time else tuple(int(people) for people in size),
        events=tuple(int(count) for count in events),
        person_years=tuple(float(time) for time in size) if of_time else None,
        corrected=corrected,
        warnings=warnings,
    )
