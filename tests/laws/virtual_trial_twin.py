"""One virtual trial ended, looked at and judged by the rules of its design: plain Python, a person at a time, and `stats`."""

import math

from nmosd.simulation.trials import TrialDesign
from nmosd.simulation.trials.people_kernel import Played
from nmosd.simulation.trials.playing import looks_of
from nmosd.stats import StatisticsError, andersen_gill, cox, kaplan_meier, log_rank

WEEKS = (20.0, 60.0)


def figures_of_trial(played: Played, plan: TrialDesign) -> dict[str, float]:
    """Return the figures of a trial whose people were followed to the end; what cannot be told is left out."""
    events, bounds = looks_of(plan)
    days = sorted(entry + first for entry, first in zip(played.entry, played.first, strict=True))
    for look, (number, bound) in enumerate(zip(events, bounds, strict=True)):
        day = days[number - 1] if 0 < number <= len(days) else math.inf
        if day == math.inf and look < len(events) - 1:
            continue
        seen = _seen_before(played, day)
        statistic = _statistic(seen, plan.analysis.test.value)
        decision = 1 if statistic > bound else -1 if statistic < -bound else 0
        if decision:
            break
    figures = {"statistic": statistic, "decision": decision, "look": look}
    figures["reached"] = float(day < math.inf or not plan.follow_up.events)
    if day < math.inf:
        figures["weeks"] = day / 7
    return figures | _ratio(seen) | _arms(seen)


def _seen_before(played: Played, day: float) -> list[dict]:
    """Return the people who entered before a day: arm, how long they were followed until then, and their confirmed attacks."""
    people = []
    for person in range(len(played.entry)):
        if played.entry[person] < day:
            times = zip(played.attack_time, played.attack_person, strict=True)
            attacks = sorted(time for time, who in times if who == person and played.entry[person] + time <= day)
            end = max(min(played.end[person], day - played.entry[person]), *attacks, 0.0)
            first = attacks[0] if attacks else math.inf
            people.append(
                {
                    "arm": int(played.arm[person]),
                    "end": end,
                    "attacks": attacks,
                    "time": min(end, first),
                    "event": first < math.inf,
                }
            )
    return people


def _columns(seen: list[dict]) -> tuple[list[float], list[bool], list[int]]:
    return [one["time"] for one in seen], [one["event"] for one in seen], [one["arm"] for one in seen]


def _statistic(seen: list[dict], test: str) -> float:
    """Return the statistic: the log-rank test's, or observed less expected attacks over its robust error without an effect."""
    if test == "attack rate":
        score, variance = _robust_score(seen)
        return -score / math.sqrt(variance) if variance > 0 else 0.0
    time, event, arm = _columns(seen)
    try:
        found = log_rank(None, time, event, arm)
    except StatisticsError:
        return 0.0
    return -(found.observed[1] - found.expected[1]) / math.sqrt(found.covariance[1, 1])


def _robust_score(seen: list[dict]) -> tuple[float, float]:
    times = sorted(attack for one in seen for attack in one["attacks"])
    total, squares = 0.0, 0.0
    for one in seen:
        own = 0.0
        for now in times:
            at_risk = [other for other in seen if other["end"] >= now]
            share = sum(other["arm"] for other in at_risk) / len(at_risk)
            if now in one["attacks"]:
                own += one["arm"] - share
            if one["end"] >= now:
                own -= (one["arm"] - share) / len(at_risk)
        total += own
        squares += own**2
    return total, squares


def _ratio(seen: list[dict]) -> dict[str, float]:
    time, event, arm = _columns(seen)
    figures = {}
    try:
        fit = cox(None, time, event, {"drug": arm}, ties="breslow")
        figures |= {"log_hazard_ratio": float(fit.coefficients[0]), "standard_error": float(fit.covariance[0, 0]) ** 0.5}
    except StatisticsError:
        pass
    return figures


def rate_ratio(seen_by: Played) -> tuple[float, float]:
    """Return the log ratio of attack rates and its robust error, of people followed to the end."""
    rows = []
    for person, one in enumerate(_seen_before(seen_by, math.inf)):
        cuts = [0.0, *one["attacks"]]
        rows += [(person, one["arm"], cuts[k], cuts[k + 1], 1) for k in range(len(cuts) - 1)]
        if cuts[-1] < one["end"]:
            rows.append((person, one["arm"], cuts[-1], one["end"], 0))
    subject, arm, start, stop, event = map(list, zip(*rows, strict=True))
    fit = andersen_gill(start, stop, event, {"drug": arm}, subject=subject, ties="breslow")
    return float(fit.coefficients[0]), float(fit.covariance[0, 0]) ** 0.5


def _arms(seen: list[dict]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for number, name in enumerate(("control", "drug")):
        own = [one for one in seen if one["arm"] == number]
        figures[f"people_{name}"] = len(own)
        figures[f"events_{name}"] = sum(one["event"] for one in own)
        figures[f"years_{name}"] = sum(one["time"] for one in own) / 365.25
        figures[f"attacks_{name}"] = sum(len(one["attacks"]) for one in own)
        figures[f"all_years_{name}"] = sum(one["end"] for one in own) / 365.25
        curves = kaplan_meier(None, [one["time"] for one in own], [one["event"] for one in own])
        curve = curves["everyone"]
        last = max(one["time"] for one in own)
        for week in WEEKS:
            if last >= 7 * week or curve.at(last).estimate == 0:
                figures[f"free_{name}_{week}"] = float(curve.at(min(7 * week, last)).estimate)
    return figures
