"""Test statistics with their degrees of freedom and p values."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class ChiSquared:
    """A chi-squared statistic, its degrees of freedom and its p value."""

    statistic: float
    degrees_of_freedom: int
    p: float

    def __str__(self) -> str:
        return f"{self.statistic:.2f} on {self.degrees_of_freedom} df, {p_text(self.p)}"


def chi_squared(statistic: float, degrees_of_freedom: int) -> ChiSquared:
    """Return the statistic with the probability of one as large by chance.

    >>> print(chi_squared(3.841459, 1))
    3.84 on 1 df, p = 0.050
    """
    from scipy.special import chdtrc

    return ChiSquared(statistic, degrees_of_freedom, float(chdtrc(degrees_of_freedom, max(0.0, statistic))))


def normal_p(z: float) -> float:
    """Return the two-sided p value of a standard normal deviate.

    >>> round(normal_p(1.959964), 6)
    0.05
    """
    return math.erfc(abs(z) / math.sqrt(2))


def p_text(p: float) -> str:
    """Return a p value as it is printed.

    >>> p_text(0.00004), p_text(0.0312), p_text(0.41)
    ('p < 0.0001', 'p = 0.031', 'p = 0.41')
    """
    if p < 0.0001:
        return "p < 0.0001"
    if p < 0.001:
        return f"p = {p:.4f}"
    return f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"
