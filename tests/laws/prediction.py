"""How often a prediction interval of random effects holds the truth of one study more: exact for studies of one size."""

from itertools import pairwise

import numpy as np
from scipy.integrate import quad
from scipy.stats import chi2, norm, t


def prediction_coverage(studies: int, share: float, confidence: float = 0.95) -> float:
    """The coverage, where `share` of each observed variance is between studies (what I² estimates) and all have one variance.

    Then the mean of the observed effects is normal, and independent of their sample variance s², which is sigma² chi² / (k - 1).
    REML (and DL, PM, HE) say tau² = max(0, s² - v); Hartung and Knapp's factor is s² / (v + tau²), held at 1. So the limits are
    mean +- q sqrt(tau² + (v + tau²) / k) with tau² as estimated, and what is left is one integral over chi².
    """
    within, between, df = 1 - share, share, studies - 1
    quantile, spread = t.ppf(0.5 + confidence / 2, df), np.sqrt(between + 1 / studies)

    def held(chi: float) -> float:
        tau2 = max(0.0, chi / df - within)
        half = quantile * np.sqrt(tau2 + (within + tau2) / studies)
        return (2 * norm.cdf(half / spread) - 1) * chi2.pdf(chi, df)

    edges = [0.0, df * within, df * within + 10 * studies, np.inf]
    return sum(quad(held, low, high, limit=200)[0] for low, high in pairwise(edges) if low < high)
