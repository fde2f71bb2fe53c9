"""Effect sizes of two groups: ratios and differences, one per study."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nmosd.stats.arrays import Booleans, Floats
from nmosd.stats.errors import StatisticsError
from nmosd.stats.synthesis.columns import events_in, events_of, study_names
from nmosd.stats.synthesis.effects import EffectSizes
from nmosd.stats.synthesis.scales import SCALES


@dataclass(frozen=True, eq=False)
class Arms:
    """Events of two groups per study, with people or person-years as `size` and `control_size`."""

    studies: tuple[str, ...]
    events: Floats
    size: Floats
    control_events: Floats
    control_size: Floats


def arms_of_people(events: Any, n: Any, control_events: Any, control_n: Any, studies: Sequence[str] | None) -> Arms:
    """Return two groups per study, with people.

    Raises:
        StatisticsError: counts that cannot be, or lengths that differ.
    """
    return _arms(events_of(events, n), events_of(control_events, control_n, "control "), studies)


def arms_of_time(
    events: Any, person_years: Any, control_events: Any, control_person_years: Any, studies: Sequence[str] | None
) -> Arms:
    """Return two groups per study, with person-years.

    Raises:
        StatisticsError: counts or times that cannot be, or lengths that differ.
    """
    return _arms(events_in(events, person_years), events_in(control_events, control_person_years, "control "), studies)


def log_risk_ratio(
    events: Any, n: Any, control_events: Any, control_n: Any, *, studies: Sequence[str] | None = None
) -> EffectSizes:
    """Return the log risk ratio of each study, first group over control.

    A study in which one cell of the 2x2 table is 0 gets half an event in every cell, which leans toward no difference:
    `corrected` names it, and `mantel_haenszel` needs no such help. A study without an event in either group (or with events in
    everybody) says nothing about a ratio and is in `left_out`.

    Source: Katz 1978, doi 10.2307/2530610.

    Raises:
        StatisticsError: counts that cannot be, lengths that differ, a name given twice, or no study that says anything.

    >>> round(float(log_risk_ratio([4], [123], [11], [139]).values[0]), 6)
    -0.889311
    """
    arms, corrected, left_out = _half_added(arms_of_people(events, n, control_events, control_n, studies))
    a, n1, c, n2 = arms.events, arms.size, arms.control_events, arms.control_size
    return _effects(
        "risk ratio",
        arms,
        np.log(a / n1) - np.log(c / n2),
        1 / a - 1 / n1 + 1 / c - 1 / n2,
        corrected=corrected,
        left_out=left_out,
    )


def log_odds_ratio(
    events: Any, n: Any, control_events: Any, control_n: Any, *, studies: Sequence[str] | None = None
) -> EffectSizes:
    """Return the log odds ratio of each study, first group over control; zeros as for `log_risk_ratio`.

    Source: Woolf 1955, doi 10.1111/j.1469-1809.1955.tb01348.x.

    Raises:
        StatisticsError: as `log_risk_ratio`.

    >>> round(float(log_odds_ratio([4], [123], [11], [139]).values[0]), 6)
    -0.938694
    """
    arms, corrected, left_out = _half_added(arms_of_people(events, n, control_events, control_n, studies))
    a, b, c, d = arms.events, arms.size - arms.events, arms.control_events, arms.control_size - arms.control_events
    return _effects(
        "odds ratio", arms, np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d, corrected=corrected, left_out=left_out
    )


def risk_difference(
    events: Any, n: Any, control_events: Any, control_n: Any, *, studies: Sequence[str] | None = None
) -> EffectSizes:
    """Return the risk difference of each study, first group less control.

    A study whose variance would be 0 (nobody or everybody in each group) gets half an event in every cell, for the variance
    alone.

    Raises:
        StatisticsError: counts that cannot be, lengths that differ, or a name given twice.

    >>> round(float(risk_difference([4], [123], [11], [139]).values[0]), 6)
    -0.046616
    """
    arms = arms_of_people(events, n, control_events, control_n, studies)
    flat = ((arms.events == 0) | (arms.events == arms.size)) & (
        (arms.control_events == 0) | (arms.control_events == arms.control_size)
    )
    half = np.where(flat, 0.5, 0.0)
    p, q = (arms.events + half) / (arms.size + 2 * half), (arms.control_events + half) / (arms.control_size + 2 * half)
    variances = p * (1 - p) / (arms.size + 2 * half) + q * (1 - q) / (arms.control_size + 2 * half)
    corrected = tuple(name for name, is_flat in zip(arms.studies, flat, strict=True) if is_flat)
    values = arms.events / arms.size - arms.control_events / arms.control_size
    return _effects("risk difference", arms, values, variances, corrected=corrected, left_out=())


def log_rate_ratio(
    events: Any, person_years: Any, control_events: Any, control_person_years: Any, *, studies: Sequence[str] | None = None
) -> EffectSizes:
    """Return the log rate ratio of each study, first group over control.

    Where one group has no event, half an event is added to both (`corrected`); where neither has, the study is in `left_out`.
    The variance takes events as independent of each other: recurrent events vary more, so prefer a study's own robust interval
    where it has one (`published_ratios`).

    Raises:
        StatisticsError: counts or times that cannot be, lengths that differ, or no study that says anything.

    >>> round(float(log_rate_ratio([3], [105.0], [20], [46.9]).values[0]), 6)
    -2.703063
    """
    arms = arms_of_time(events, person_years, control_events, control_person_years, studies)
    silent = arms.events + arms.control_events == 0
    arms, left_out = _without(arms, silent)
    zero = (arms.events == 0) | (arms.control_events == 0)
    half = np.where(zero, 0.5, 0.0)
    a, c = arms.events + half, arms.control_events + half
    corrected = tuple(name for name, is_zero in zip(arms.studies, zero, strict=True) if is_zero)
    return _effects(
        "rate ratio",
        arms,
        np.log(a / arms.size) - np.log(c / arms.control_size),
        1 / a + 1 / c,
        corrected=corrected,
        left_out=left_out,
        of_time=True,
    )


def _arms(first: tuple[Floats, Floats], control: tuple[Floats, Floats], studies: Sequence[str] | None) -> Arms:
    if first[0].size != control[0].size:
        raise StatisticsError(
            f"There are {first[0].size} studies in the first group and {control[0].size} in the control group: "
            f"give both of each study."
        )
    return Arms(study_names(studies, first[0].size), *first, *control)


def _without(arms: Arms, silent: Booleans) -> tuple[Arms, tuple[str, ...]]:
    if silent.all():
        raise StatisticsError(
            "No study has an event in one group and somebody without in another, so there is no ratio: pool "
            "risk differences, "
            "or each group's proportion or rate."
        )
    kept = ~silent
    names = np.asarray(arms.studies, dtype=object)
    columns = (column[kept] for column in (arms.events, arms.size, arms.control_events, arms.control_size))
    return Arms(tuple(names[kept]), *columns), tuple(names[silent])


def _half_added(arms: Arms) -> tuple[Arms, tuple[str, ...], tuple[str, ...]]:
    b, d = arms.size - arms.events, arms.control_size - arms.control_events
    arms, left_out = _without(arms, (arms.events + arms.control_events == 0) | (b + d == 0))
    b, d = arms.size - arms.events, arms.control_size - arms.control_events
    zero = (arms.events == 0) | (arms.control_events == 0) | (b == 0) | (d == 0)
    half = np.where(zero, 0.5, 0.0)
    corrected = tuple(name for name, is_zero in zip(arms.studies, zero, strict=True) if is_zero)
    more = Arms(arms.studies, arms.events + half, arms.size + 2 * half, arms.control_events + half, arms.control_size + 2 * half)
    return more, corrected, left_out


def _effects(
    measure: str,
    arms: Arms,
    values: Floats,
    variances: Floats,
    *,
    corrected: tuple[str, ...],
    left_out: tuple[str, ...],
    of_time: bool = False,
) -> EffectSizes:
    warnings = []
    if corrected:
        warnings.append(
            f"half an event was added to every cell of {_listed(corrected)}, because one is 0; such studies lean toward no "
            "difference, and Mantel-Haenszel needs no such help"
        )
    if left_out:
        warnings.append(f"{_listed(left_out)} left out: no event in either group (or in everybody) says nothing about a ratio")
    half = np.asarray([0.5 if name in corrected and measure != "risk difference" else 0.0 for name in arms.studies])
    events = arms.events + arms.control_events - (0 if of_time else 2 * half)
    size = arms.size + arms.control_size - (0 if of_time else 4 * half)
    return EffectSizes(
        measure,
        SCALES["identity" if measure == "risk difference" else "log"],
        arms.studies,
        values,
        variances,
        n=None if of_time else tuple(int(people) for people in size),
        events=tuple(int(count) for count in events),
        person_years=tuple(float(time) for time in size) if of_time else None,
        corrected=corrected,
        left_out=left_out,
        warnings=tuple(warnings),
    )


def _listed(names: tuple[str, ...]) -> str:
    return f"{len(names)} {'study' if len(names) == 1 else 'studies'} ({', '.join(names)})"
