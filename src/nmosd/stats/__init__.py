"""Numbers only: proportions, rates, 2x2 tables, hazard models, the one long table of results. Knows no medicine."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOMES = {
    "CountFit": "nmosd.stats.counts.fit",
    "CoxFit": "nmosd.stats.hazards.fit",
    "CumulativeIncidence": "nmosd.stats.curves.incidence",
    "CumulativeIncidences": "nmosd.stats.curves.incidence",
    "Dispersion": "nmosd.stats.rates",
    "Estimate": "nmosd.stats.estimates",
    "FirthFit": "nmosd.stats.hazards.firth",
    "LogRank": "nmosd.stats.curves.log_rank",
    "MeanCount": "nmosd.stats.curves.mean_cumulative",
    "MeanCounts": "nmosd.stats.curves.mean_cumulative",
    "PairedCounts": "nmosd.stats.counts.paired",
    "PermutationLogRank": "nmosd.stats.curves.permutation",
    "RateComparison": "nmosd.stats.counts.compare",
    "RateRatio": "nmosd.stats.counts.ratios",
    "Results": "nmosd.stats.results",
    "StatisticsError": "nmosd.stats.errors",
    "SurvivalCurve": "nmosd.stats.curves.survival_curve",
    "SurvivalCurves": "nmosd.stats.curves.survival_curve",
    "TwoByTwo": "nmosd.stats.tables",
    "andersen_gill": "nmosd.stats.hazards.models",
    "compare_rates": "nmosd.stats.counts.compare",
    "count_regression": "nmosd.stats.counts.regression",
    "cox": "nmosd.stats.hazards.models",
    "cumulative_incidence": "nmosd.stats.curves.incidence",
    "dispersion": "nmosd.stats.rates",
    "firth_counts": "nmosd.stats.counts.firth",
    "firth_cox": "nmosd.stats.hazards.firth",
    "kaplan_meier": "nmosd.stats.curves.survival",
    "log_rank": "nmosd.stats.curves.log_rank",
    "mean_cumulative_count": "nmosd.stats.curves.mean_cumulative",
    "midp_proportion": "nmosd.stats.counts.midp",
    "midp_rate": "nmosd.stats.counts.midp",
    "paired_counts": "nmosd.stats.counts.paired",
    "permutation_log_rank": "nmosd.stats.curves.permutation",
    "prentice_williams_peterson": "nmosd.stats.hazards.models",
    "proportion": "nmosd.stats.proportions",
    "rate": "nmosd.stats.rates",
    "rate_ratio": "nmosd.stats.counts.ratios",
    "results_frame": "nmosd.stats.results",
    "two_by_two": "nmosd.stats.tables",
}

__all__ = [
    "CountFit",
    "CoxFit",
    "CumulativeIncidence",
    "CumulativeIncidences",
    "Dispersion",
    "Estimate",
    "FirthFit",
    "LogRank",
    "MeanCount",
    "MeanCounts",
    "PairedCounts",
    "PermutationLogRank",
    "RateComparison",
    "RateRatio",
    "Results",
    "StatisticsError",
    "SurvivalCurve",
    "SurvivalCurves",
    "TwoByTwo",
    "andersen_gill",
    "compare_rates",
    "count_regression",
    "cox",
    "cumulative_incidence",
    "dispersion",
    "firth_counts",
    "firth_cox",
    "kaplan_meier",
    "log_rank",
    "mean_cumulative_count",
    "midp_proportion",
    "midp_rate",
    "paired_counts",
    "permutation_log_rank",
    "prentice_williams_peterson",
    "proportion",
    "rate",
    "rate_ratio",
    "results_frame",
    "two_by_two",
]

if TYPE_CHECKING:
    from nmosd.stats.counts.compare import RateComparison, compare_rates
    from nmosd.stats.counts.firth import firth_counts
    from nmosd.stats.counts.fit import CountFit
    from nmosd.stats.counts.midp import midp_proportion, midp_rate
    from nmosd.stats.counts.paired import PairedCounts, paired_counts
    from nmosd.stats.counts.ratios import RateRatio, rate_ratio
    from nmosd.stats.counts.regression import count_regression
    from nmosd.stats.curves.incidence import CumulativeIncidence, CumulativeIncidences, cumulative_incidence
    from nmosd.stats.curves.log_rank import LogRank, log_rank
    from nmosd.stats.curves.mean_cumulative import MeanCount, MeanCounts, mean_cumulative_count
    from nmosd.stats.curves.permutation import PermutationLogRank, permutation_log_rank
    from nmosd.stats.curves.survival import kaplan_meier
    from nmosd.stats.curves.survival_curve import SurvivalCurve, SurvivalCurves
    from nmosd.stats.errors import StatisticsError
    from nmosd.stats.estimates import Estimate
    from nmosd.stats.hazards.firth import FirthFit, firth_cox
    from nmosd.stats.hazards.fit import CoxFit
    from nmosd.stats.hazards.models import andersen_gill, cox, prentice_williams_peterson
    from nmosd.stats.proportions import proportion
    from nmosd.stats.rates import Dispersion, dispersion, rate
    from nmosd.stats.results import Results, results_frame
    from nmosd.stats.tables import TwoByTwo, two_by_two


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: the errors live in this package, and asking for them must cost nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'nmosd.stats' has no attribute {name!r}")
