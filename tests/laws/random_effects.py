"""How often intervals of random effects hold the truth: exact for studies of one size.

`share` is the part of each observed variance that lies between studies (what I² estimates), and the variances sum to 1. Then the
mean of the observed effects is normal, and independent of their sample variance s², which is chi² / (k - 1). REML (and DL, PM,
HE) say tau² = max(0, s² - v); Hartung and Knapp's factor is s² / (v + tau²), held at 1, so that their squared error is
max(s², v) / k. What is left is one integral over chi².
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from scipy.integrate import quad
from scipy.stats import chi2, norm, t


def prediction_coverage(studies: int, share: float, confidence: float = 0.95) -> float:
    """Of the true effect of one study more, by mean +- q sqrt(tau² + error²)."""
    within, between = 1 - share, share

    def half(s2: float) -> float:
        return np.sqrt(max(0.0, s2 - within) + max(s2, within) / studies)

    return _covered(studies, within, half, np.sqrt(between + 1 / studies), confidence)


def mean_coverage(studies: int, share: float, confidence: float = 0.95) -> float:
    """Of the mean effect, by Hartung and Knapp's interval with its floor."""
    within = 1 - share
    return _covered(studies, within, lambda s2: np.sqrt(max(s2, within) / studies), np.sqrt(1 / studies), confidence)


def _covered(studies: int, within: float, half: Callable[[float], float], spread: float, confidence: float) -> float:
    df = studies - 1
    quantile = t.ppf(0.5 + confidence / 2, df)

    def held(chi: float) -> float:
        return (2 * norm.cdf(quantile * half(chi / df) / spread) - 1) * chi2.pdf(chi, df)

    edges = [0.0, df * within, df * within + 10 * studies, np.inf]
    return sum(quad(held, low, high, limit=200)[0] for low, high in pairwise(edges) if low < high)
