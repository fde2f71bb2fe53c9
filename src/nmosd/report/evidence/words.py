"""How a published figure is written: as it was printed, with its interval, and never more exact than its source."""

from collections.abc import Iterator

from nmosd.evidence.checks.finding import decimals
from nmosd.evidence.models import ArmResult, Effect, Finding, Interval, Spread, Study

MARKS = {"read": "read", "recalled": "recalled, not read", "inferred": "inferred"}


def arm_text(result: ArmResult) -> str:
    """Return what one arm had in one line.

    >>> from nmosd.evidence.models import ArmResult
    >>> arm_text(ArmResult(n=47, events=20, crude_percent=43, person_years=46.9))
    '20 of 47 (43 %), 46.9 person-years'
    """
    return ", ".join(_arm_parts(result))


def effect_text(effect: Effect) -> str:
    """Return an effect with its interval and p.

    >>> from nmosd.evidence.models import Effect
    >>> effect_text(Effect(type="hazard ratio", estimate=0.06, interval=(0.02, 0.2), p="<0.001"))
    'hazard ratio 0.06 (0.02 to 0.20), p <0.001'
    """
    if effect.type == "test only":
        return f"p {effect.p}" + (f" ({effect.of})" if effect.of else "")
    estimate = "" if effect.estimate is None else f" {_figure(effect.estimate, effect.interval)}"
    unit = " %" if effect.type in ("relative risk reduction", "risk difference") else ""
    of = f" of {effect.of}" if effect.of else ""
    return f"{effect.type}{of}{estimate}{unit}" + (f", p {effect.p}" if effect.p else "")


def finding_texts(study: Study, finding: Finding) -> tuple[str, ...]:
    """Return what a finding says: a line per arm, one per effect, and its words."""
    arms = tuple(
        f"{name}: {arm_text(result)}" if len(study.arms) > 1 else arm_text(result) for name, result in finding.arms.items()
    )
    effects = tuple(_compared(effect) for effect in finding.effects)
    return (*arms, *effects, *((finding.text,) if finding.text else ()))


def where_text(finding: Finding) -> str:
    """Return in whom, when and how a finding was seen, where it says so."""
    status = f"AQP4-IgG {finding.serostatus}" if finding.serostatus in ("positive", "negative") else None
    return "; ".join(part for part in (finding.definition, finding.time, finding.among, status, finding.model) if part)


def number_text(value: float) -> str:
    """Return a number as it was printed.

    >>> number_text(12.0), number_text(0.35)
    ('12', '0.35')
    """
    return f"{value:.{decimals(value)}f}"


def _compared(effect: Effect) -> str:
    text = effect_text(effect)
    return f"{effect.arm} against {effect.versus}: {text}" if effect.arm and effect.versus else text


def _arm_parts(result: ArmResult) -> Iterator[str]:
    percent = f" ({number_text(result.crude_percent)} %)" if result.crude_percent is not None else ""
    if result.events is not None:
        yield f"{result.events} of {result.n}{percent}" if result.n is not None else f"{result.events} events{percent}"
    elif result.crude_percent is not None:
        of = f" of {result.n}" if result.n is not None else ""
        yield f"{_figure(result.crude_percent, result.interval)} %{of}"
    if result.kaplan_meier_percent is not None:
        yield f"{_figure(result.kaplan_meier_percent, result.interval)} % (Kaplan-Meier)"
    if result.rate is not None:
        per = "per person-year" if result.rate_per == 1 else f"per {number_text(result.rate_per)} person-years"
        yield f"{_figure(result.rate, result.interval)} {per}"
    if result.mean is not None:
        yield f"mean {_figure(result.mean, result.interval)}" + (
            f" (SD {number_text(result.sd)})" if result.sd is not None else ""
        )
    if result.median is not None:
        quartiles = f" (IQR {_span(result.iqr)})" if result.iqr else ""
        quartiles = quartiles or (f" ({_span(result.range)})" if result.range else "")
        yield f"median {_figure(result.median, result.interval)}{quartiles}"
    elif result.range is not None:
        yield _span(result.range)
    if result.before is not None or result.after is not None:
        yield f"{_spread(result.before)} before, {_spread(result.after)} after"
    if result.person_years is not None:
        yield f"{number_text(result.person_years)} person-years"
    if result.text:
        yield result.text
    if (
        result.n is not None
        and not any((result.events is not None, result.crude_percent is not None, result.text))
        and _bare(result)
    ):
        yield f"n = {result.n}"


def _bare(result: ArmResult) -> bool:
    figures = (result.kaplan_meier_percent, result.rate, result.mean, result.median, result.range, result.before)
    return all(figure is None for figure in figures)


def _spread(spread: Spread | None) -> str:
    if spread is None:
        return "not stated"
    value = spread.mean if spread.mean is not None else spread.median
    return (
        "not stated"
        if value is None
        else number_text(value) + (f" (SD {number_text(spread.sd)})" if spread.sd is not None else "")
    )


def _figure(value: float, interval: Interval | None) -> str:
    if interval is None:
        return number_text(value)
    low, high = interval
    places = max(decimals(value), decimals(*(limit for limit in interval if limit is not None)))
    if low is None or high is None:
        limit = f"up to {high:.{places}f}" if high is not None else f"from {low:.{places}f}"
        return f"{value:.{decimals(value)}f} ({limit})"
    if decimals(value) == 0 and places > 1:
        return f"{number_text(value)} ({low:.{places}f} to {high:.{places}f})"
    return f"{value:.{max(decimals(value), min(places, decimals(value) or places))}f} ({low:.{places}f} to {high:.{places}f})"


def _span(pair: tuple[float, float]) -> str:
    return f"{number_text(pair[0])} to {number_text(pair[1])}"
