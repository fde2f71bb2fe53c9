"""Intervals: on the right side of their estimate, symmetric where they should be, and of one mind with p and with the arms."""

import math
from collections.abc import Iterator

from nmosd.evidence.base import Evidence
from nmosd.evidence.checks.finding import EvidenceProblem, arm_results, half_a_unit, setting
from nmosd.evidence.models import ArmResult, Effect, Finding, Study
from nmosd.evidence.vocabulary import evidence_words


def estimate_in_its_interval(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E101 where limits are swapped or the estimate lies outside them."""
    for study, finding, effect in _effects(base):
        if _outside(effect.estimate, effect.interval):
            yield _problem("E101", study, finding, f"{effect.type} {effect.estimate} in {_shown(effect.interval)}")
    for study, finding, arm, result in arm_results(base):
        figure = _owner(result)
        if _outside(figure, result.interval):
            yield _problem("E101", study, finding, f"{arm}: {figure} in {_shown(result.interval)}")
        for name, spread in (("interquartile range", result.iqr), ("range", result.range)):
            if _outside(result.median, spread):
                yield _problem("E101", study, finding, f"{arm}: median {result.median} in the {name} {_shown(spread)}")


def interval_symmetric(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E102 where no numbers that round to the printed ones would put the estimate near the middle of its interval."""
    for study, finding, effect in _effects(base):
        off = _off_middle(effect)
        if off is not None and off > setting("off_middle"):
            text = (
                f"{effect.type} {effect.estimate} lies {100 * off:.0f} % of the width off the middle of {_shown(effect.interval)}"
            )
            yield _problem("E102", study, finding, text)


def p_agrees(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E103 where a p value under 1 minus the confidence meets an interval that holds no effect, or the reverse."""
    for study, finding, effect in _effects(base):
        if effect.p is None or effect.interval is None or effect.null is None:
            continue
        low, high = effect.interval
        if low is None or high is None or effect.null in (low, high):
            continue
        holds_null, level, p = low < effect.null < high, 1 - effect.confidence, float(effect.p.lstrip("<>"))
        significant = p <= level if effect.p.startswith("<") else p < level
        if (holds_null and significant) or (not holds_null and not significant and not effect.p.startswith("<")):
            yield _problem(
                "E103", study, finding, f"p {effect.p} beside {effect.type} {effect.estimate} {_shown(effect.interval)}"
            )


def effect_agrees_with_arms(base: Evidence) -> Iterator[EvidenceProblem]:
    """Yield E104 where a ratio or a difference says the opposite of the shares or rates of its arms."""
    for study, finding, effect in _effects(base):
        if effect.estimate is None or effect.null is None or effect.arm is None or effect.versus is None:
            continue
        if effect.type == "hazard ratio" and evidence_words("outcome")[finding.outcome].attributes.get("better") == "higher":
            continue  # the hazard is of losing the good state, the share is of keeping it
        first, second = (_frequency(finding.arms.get(arm), study, arm) for arm in (effect.arm, effect.versus))
        if first is None or second is None or first == second:
            continue
        says_more = effect.estimate < effect.null if effect.type == "relative risk reduction" else effect.estimate > effect.null
        if effect.estimate != effect.null and says_more != (first > second):
            text = f"{effect.type} {effect.estimate}, but {effect.arm} has {first:.3g} and {effect.versus} {second:.3g}"
            yield _problem("E104", study, finding, text)


def _effects(base: Evidence) -> Iterator[tuple[Study, Finding, Effect]]:
    for study, finding in base.findings():
        for effect in finding.effects:
            yield study, finding, effect


def _owner(result: ArmResult) -> float | None:
    figures = (result.crude_percent, result.kaplan_meier_percent, result.rate, result.mean, result.median)
    return next((figure for figure in figures if figure is not None), None)


def _outside(figure: float | None, interval: tuple[float | None, float | None] | None) -> bool:
    if interval is None:
        return False
    low, high = interval
    if low is not None and high is not None and low > high:
        return True
    return figure is not None and ((low is not None and figure < low) or (high is not None and figure > high))


def _off_middle(effect: Effect) -> float | None:
    """Return how far the estimate lies off the middle, in widths, once rounding is granted; None where there is no scale."""
    if (
        effect.estimate is None
        or effect.interval is None
        or None in effect.interval
        or _outside(effect.estimate, effect.interval)
    ):
        return None
    low, high = (float(limit) for limit in effect.interval if limit is not None)
    step = (half_a_unit(effect.estimate), half_a_unit(low, high))
    points = [
        (effect.estimate - step[0], low - step[1], high - step[1]),
        (effect.estimate + step[0], low + step[1], high + step[1]),
    ]
    if effect.scale == "log":
        if min(points[0]) <= 0:
            return None
        points = [tuple(math.log(value) for value in point) for point in points]  # type: ignore[misc]
    elif effect.scale not in ("identity", "percentage points"):
        return None
    (estimate_low, *ends_low), (estimate_high, *ends_high) = points
    gap = max(sum(ends_low) / 2 - estimate_high, estimate_low - sum(ends_high) / 2, 0.0)
    width = ends_low[1] - ends_low[0]
    return gap / width if width > 0 else None


def _frequency(result: ArmResult | None, study: Study, arm: str) -> float | None:
    if result is None:
        return None
    if result.events is not None and result.person_years is not None:
        return result.events / result.person_years
    n = result.n if result.n is not None else study.arms[arm].n
    if result.events is not None and n:
        return result.events / n
    return result.rate


def _shown(interval: tuple[float | None, float | None] | None) -> str:
    return "" if interval is None else f"({interval[0]} to {interval[1]})"


def _problem(code: str, study: Study, finding: Finding, message: str) -> EvidenceProblem:
    return EvidenceProblem(code, study.id, finding.id, message)
