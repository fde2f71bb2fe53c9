"""Looks at a trial before its end: which bounds keep the chance of a false finding, and what the looks give.

The chance is spent by a function of the information seen so far (Lan and DeMets 1983, doi 10.1093/biomet/70.3.659), so that
neither the number nor the times of the looks have to be fixed beforehand. The statistics of the looks are normal with independent
increments; the chance of crossing is integrated from look to look (Armitage, McPherson and Rowe 1969, doi 10.2307/2343787).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.errors import StatisticsError

Spending = Literal["O'Brien-Fleming", "Pocock"]

_NODES = 400
_FAR = 9.0
_HIGHEST = 40.0


@dataclass(frozen=True)
class GroupSequential:
    """The bounds of a group-sequential trial; prints as a table.

    `information` are the shares of the final information at the looks, `bounds` the standard normal statistic that has to be
    exceeded at each, `spent` the chance of a false finding used up to each.
    """

    information: tuple[float, ...]
    bounds: tuple[float, ...]
    spent: tuple[float, ...]
    spending: Spending

    @property
    def nominal(self) -> tuple[float, ...]:
        """The one-sided p value that has to be undercut at each look."""
        return tuple(float(p) for p in _tail(np.array(self.bounds)))

    def crossing(self, drift: float = 0.0) -> tuple[float, ...]:
        """Return the chance of crossing for the first time at each look; `drift` is the mean of the statistic at the end.

        Their sum is the power (`log_rank_drift` gives the drift of a hazard ratio), at no drift the chance of a false finding.

        >>> looks = group_sequential_bounds([0.5, 1.0])
        >>> round(sum(looks.crossing(3.0)), 3)
        0.85
        """
        return _crossing(self.information, self.bounds, drift)

    def expected_information(self, drift: float = 0.0) -> float:
        """Return the mean share of the final information at which the trial ends."""
        first = self.crossing(drift)
        early = sum(share * chance for share, chance in zip(self.information[:-1], first[:-1], strict=True))
        return early + self.information[-1] * (1 - sum(first[:-1]))

    def __str__(self) -> str:
        lines = [f"{len(self.bounds)} looks, {self.spending} spending, {self.spent[-1]:g} on one side"]
        for share, bound, p, spent in zip(self.information, self.bounds, self.nominal, self.spent, strict=True):
            lines.append(
                f"  at {share:.3f} of the information: z above {bound:.4f} (one-sided p below {p:.5f}), {spent:.5f} spent"
            )
        return "\n".join(lines)


def group_sequential_bounds(
    information: Sequence[float], *, one_sided: float = 0.025, spending: Spending = "O'Brien-Fleming"
) -> GroupSequential:
    """Return the bounds at looks with these shares of the final information, the last of which is 1.

    Raises:
        StatisticsError: looks that do not rise to 1, more than 30 of them, a chance that is none, or an unknown spending.

    >>> print(group_sequential_bounds([0.5, 1]))
    2 looks, O'Brien-Fleming spending, 0.025 on one side
      at 0.500 of the information: z above 2.9626 (one-sided p below 0.00153), 0.00153 spent
      at 1.000 of the information: z above 1.9686 (one-sided p below 0.02450), 0.02500 spent
    """
    if spending not in get_args(Spending):
        raise StatisticsError(f"There is no spending {spending!r}: use one of {', '.join(get_args(Spending))}.")
    if not 0 < one_sided < 0.5:
        raise StatisticsError(f"one_sided must lie between 0 and 0.5, not {one_sided!r}: write 2.5 % as 0.025.")
    shares = tuple(float(share) for share in information)
    rising = all(before < after for before, after in zip((0.0, *shares), shares, strict=False))
    if not shares or len(shares) > 30 or not rising or not math.isclose(shares[-1], 1.0, abs_tol=1e-12):
        raise StatisticsError(
            f"The looks {', '.join(f'{share:g}' for share in shares) or 'none'} must rise from above 0 to 1, at most 30 of them: "
            "give shares of the final number of events, such as 0.5 and 1."
        )
    return _bounds(shares, one_sided, spending)


@cache
def _bounds(shares: tuple[float, ...], one_sided: float, spending: Spending) -> GroupSequential:
    spent = tuple(_SPENDING[spending](share, one_sided) for share in shares)
    bounds: list[float] = []
    for look, share in enumerate(shares):
        to_spend = spent[look] - (spent[look - 1] if look else 0.0)
        bounds.append(_bound(shares[: look + 1], tuple(bounds), to_spend) if look else _upper_quantile(to_spend, share))
    return GroupSequential(shares, tuple(bounds), spent, spending)


def _obrien_fleming(share: float, one_sided: float) -> float:
    from scipy.special import ndtr, ndtri

    return float(2 * ndtr(ndtri(one_sided / 2) / math.sqrt(share)))


def _pocock(share: float, one_sided: float) -> float:
    return one_sided * math.log(1 + (math.e - 1) * share)


_SPENDING: dict[str, Callable[[float, float], float]] = {"O'Brien-Fleming": _obrien_fleming, "Pocock": _pocock}


def _upper_quantile(chance: float, share: float) -> float:
    from scipy.special import ndtri

    # A first look so early that nothing can be spent yet cannot be crossed.
    return float(-ndtri(chance)) if chance > 0 and share > 0 else _HIGHEST


def _bound(shares: tuple[float, ...], before: tuple[float, ...], to_spend: float) -> float:
    from scipy.optimize import brentq

    at, weight = _still_running(shares[:-1], before, 0.0)
    step = math.sqrt(shares[-1] - shares[-2])
    root = math.sqrt(shares[-1])

    def surplus(bound: float) -> float:
        return float(weight @ _tail((bound * root - at) / step)) - to_spend

    return float(brentq(surplus, -_FAR, _HIGHEST, xtol=1e-13)) if surplus(_HIGHEST) < 0 else _HIGHEST


def _crossing(shares: tuple[float, ...], bounds: tuple[float, ...], drift: float) -> tuple[float, ...]:
    chances = [float(_tail(np.array([bounds[0] - drift * math.sqrt(shares[0])]))[0])]
    for look in range(1, len(shares)):
        at, weight = _still_running(shares[:look], bounds[:look], drift)
        between = shares[look] - shares[look - 1]
        distance = bounds[look] * math.sqrt(shares[look]) - at - drift * between
        chances.append(float(weight @ _tail(distance / math.sqrt(between))))
    return tuple(chances)


def _still_running(shares: tuple[float, ...], bounds: tuple[float, ...], drift: float) -> tuple[Floats, Floats]:
    """Return nodes of the score (statistic times root of information) at the last look, and the chance that goes with each of
    them that no bound was crossed up to and with it."""
    at = np.zeros(1)
    weight = np.ones(1)
    before = 0.0
    for share, bound in zip(shares, bounds, strict=True):
        between = share - before
        middle, spread = drift * share, _FAR * math.sqrt(share)
        top = min(bound * math.sqrt(share), middle + spread)
        nodes, node_weight = _nodes(middle - spread, max(top, middle - spread + 1e-9))
        density = np.exp(-((nodes[:, None] - at[None, :] - drift * between) ** 2) / (2 * between)) / math.sqrt(
            2 * math.pi * between
        )
        at, weight = nodes, node_weight * (density @ weight)
        before = share
    return at, weight


def _nodes(low: float, high: float) -> tuple[Floats, Floats]:
    points, weights = _gauss_legendre()
    half = (high - low) / 2
    return low + half * (points + 1), half * weights


@cache
def _gauss_legendre() -> tuple[Floats, Floats]:
    points, weights = np.polynomial.legendre.leggauss(_NODES)
    return points, weights


def _tail(z: Floats) -> Floats:
    from scipy.special import ndtr

    tail: Floats = ndtr(-z)
    return tail
