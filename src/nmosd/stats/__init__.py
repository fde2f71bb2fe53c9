"""Numbers only: proportions, rates, 2x2 tables, hazard models, the one long table of results. Knows no medicine."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOMES = {
    "AdjustedPValues": "nmosd.stats.combining.multiplicity",
    "CountFit": "nmosd.stats.counts.fit",
    "CovariateBalance": "nmosd.stats.weighting.balance",
    "CoxFit": "nmosd.stats.hazards.fit",
    "CumulativeIncidence": "nmosd.stats.curves.incidence",
    "CumulativeIncidences": "nmosd.stats.curves.incidence",
    "Dispersion": "nmosd.stats.rates",
    "EffectSizes": "nmosd.stats.synthesis.effects",
    "Estimate": "nmosd.stats.estimates",
    "FirthFit": "nmosd.stats.hazards.firth",
    "GroupSequential": "nmosd.stats.design.group_sequential",
    "IndirectComparison": "nmosd.stats.synthesis.indirect",
    "LogRank": "nmosd.stats.curves.log_rank",
    "MeanCount": "nmosd.stats.curves.mean_cumulative",
    "MeanCounts": "nmosd.stats.curves.mean_cumulative",
    "Overlap": "nmosd.stats.weighting.overlap",
    "PairedCounts": "nmosd.stats.counts.paired",
    "PairedShares": "nmosd.stats.counts.paired_shares",
    "PermutationLogRank": "nmosd.stats.curves.permutation",
    "PooledImputations": "nmosd.stats.combining.imputations",
    "PropensityScores": "nmosd.stats.weighting.propensity",
    "RateComparison": "nmosd.stats.counts.compare",
    "RateRatio": "nmosd.stats.counts.ratios",
    "Results": "nmosd.stats.results",
    "StatisticsError": "nmosd.stats.errors",
    "SurvivalCurve": "nmosd.stats.curves.survival_curve",
    "SurvivalCurves": "nmosd.stats.curves.survival_curve",
    "Synthesis": "nmosd.stats.synthesis.summary",
    "TwoByTwo": "nmosd.stats.tables",
    "Weighting": "nmosd.stats.weighting.weights",
    "adjust_p_values": "nmosd.stats.combining.multiplicity",
    "andersen_gill": "nmosd.stats.hazards.models",
    "arcsine_proportion": "nmosd.stats.synthesis.series",
    "balance": "nmosd.stats.weighting.balance",
    "balancing_weights": "nmosd.stats.weighting.weights",
    "combine_imputations": "nmosd.stats.combining.imputations",
    "compare_rates": "nmosd.stats.counts.compare",
    "count_regression": "nmosd.stats.counts.regression",
    "cox": "nmosd.stats.hazards.models",
    "cumulative_incidence": "nmosd.stats.curves.incidence",
    "detectable_hazard_ratio": "nmosd.stats.design.schoenfeld",
    "dispersion": "nmosd.stats.rates",
    "effect_sizes": "nmosd.stats.synthesis.effects",
    "effective_sample_size": "nmosd.stats.weighting.balance",
    "events_needed": "nmosd.stats.design.schoenfeld",
    "firth_counts": "nmosd.stats.counts.firth",
    "firth_cox": "nmosd.stats.hazards.firth",
    "freeman_tukey": "nmosd.stats.synthesis.series",
    "group_sequential_bounds": "nmosd.stats.design.group_sequential",
    "indirect_comparison": "nmosd.stats.synthesis.indirect",
    "kaplan_meier": "nmosd.stats.curves.survival",
    "log_odds_ratio": "nmosd.stats.synthesis.comparisons",
    "log_rank": "nmosd.stats.curves.log_rank",
    "log_rank_drift": "nmosd.stats.design.schoenfeld",
    "log_rate": "nmosd.stats.synthesis.series",
    "log_rate_ratio": "nmosd.stats.synthesis.comparisons",
    "log_risk_ratio": "nmosd.stats.synthesis.comparisons",
    "logit_proportion": "nmosd.stats.synthesis.series",
    "mantel_haenszel": "nmosd.stats.synthesis.mantel_haenszel",
    "mantel_haenszel_rates": "nmosd.stats.synthesis.mantel_haenszel",
    "mean_cumulative_count": "nmosd.stats.curves.mean_cumulative",
    "paired_counts": "nmosd.stats.counts.paired",
    "paired_shares": "nmosd.stats.counts.paired_shares",
    "permutation_log_rank": "nmosd.stats.curves.permutation",
    "peto": "nmosd.stats.synthesis.mantel_haenszel",
    "pool_effects": "nmosd.stats.synthesis.pool",
    "pool_proportions": "nmosd.stats.synthesis.mixed",
    "pool_rates": "nmosd.stats.synthesis.mixed",
    "power_of_events": "nmosd.stats.design.schoenfeld",
    "prentice_williams_peterson": "nmosd.stats.hazards.models",
    "propensity_scores": "nmosd.stats.weighting.propensity",
    "proportion": "nmosd.stats.proportions",
    "published_ratios": "nmosd.stats.synthesis.effects",
    "rate": "nmosd.stats.rates",
    "rate_between_people": "nmosd.stats.rates",
    "rate_ratio": "nmosd.stats.counts.ratios",
    "results_frame": "nmosd.stats.results",
    "risk_difference": "nmosd.stats.synthesis.comparisons",
    "two_by_two": "nmosd.stats.tables",
}

__all__ = [
    "AdjustedPValues",
    "CountFit",
    "CovariateBalance",
    "CoxFit",
    "CumulativeIncidence",
    "CumulativeIncidences",
    "Dispersion",
    "EffectSizes",
    "Estimate",
    "FirthFit",
    "GroupSequential",
    "IndirectComparison",
    "LogRank",
    "MeanCount",
    "MeanCounts",
    "Overlap",
    "PairedCounts",
    "PairedShares",
    "PermutationLogRank",
    "PooledImputations",
    "PropensityScores",
    "RateComparison",
    "RateRatio",
    "Results",
    "StatisticsError",
    "SurvivalCurve",
    "SurvivalCurves",
    "Synthesis",
    "TwoByTwo",
    "Weighting",
    "adjust_p_values",
    "andersen_gill",
    "arcsine_proportion",
    "balance",
    "balancing_weights",
    "combine_imputations",
    "compare_rates",
    "count_regression",
    "cox",
    "cumulative_incidence",
    "detectable_hazard_ratio",
    "dispersion",
    "effect_sizes",
    "effective_sample_size",
    "events_needed",
    "firth_counts",
    "firth_cox",
    "freeman_tukey",
    "group_sequential_bounds",
    "indirect_comparison",
    "kaplan_meier",
    "log_odds_ratio",
    "log_rank",
    "log_rank_drift",
    "log_rate",
    "log_rate_ratio",
    "log_risk_ratio",
    "logit_proportion",
    "mantel_haenszel",
    "mantel_haenszel_rates",
    "mean_cumulative_count",
    "paired_counts",
    "paired_shares",
    "permutation_log_rank",
    "peto",
    "pool_effects",
    "pool_proportions",
    "pool_rates",
    "power_of_events",
    "prentice_williams_peterson",
    "propensity_scores",
    "proportion",
    "published_ratios",
    "rate",
    "rate_between_people",
    "rate_ratio",
    "results_frame",
    "risk_difference",
    "two_by_two",
]

if TYPE_CHECKING:
    from nmosd.stats.combining.imputations import PooledImputations, combine_imputations
    from nmosd.stats.combining.multiplicity import AdjustedPValues, adjust_p_values
    from nmosd.stats.counts.compare import RateComparison, compare_rates
    from nmosd.stats.counts.firth import firth_counts
    from nmosd.stats.counts.fit import CountFit
    from nmosd.stats.counts.paired import PairedCounts, paired_counts
    from nmosd.stats.counts.paired_shares import PairedShares, paired_shares
    from nmosd.stats.counts.ratios import RateRatio, rate_ratio
    from nmosd.stats.counts.regression import count_regression
    from nmosd.stats.curves.incidence import CumulativeIncidence, CumulativeIncidences, cumulative_incidence
    from nmosd.stats.curves.log_rank import LogRank, log_rank
    from nmosd.stats.curves.mean_cumulative import MeanCount, MeanCounts, mean_cumulative_count
    from nmosd.stats.curves.permutation import PermutationLogRank, permutation_log_rank
    from nmosd.stats.curves.survival import kaplan_meier
    from nmosd.stats.curves.survival_curve import SurvivalCurve, SurvivalCurves
    from nmosd.stats.design.group_sequential import GroupSequential, group_sequential_bounds
    from nmosd.stats.design.schoenfeld import detectable_hazard_ratio, events_needed, log_rank_drift, power_of_events
    from nmosd.stats.errors import StatisticsError
    from nmosd.stats.estimates import Estimate
    from nmosd.stats.hazards.firth import FirthFit, firth_cox
    from nmosd.stats.hazards.fit import CoxFit
    from nmosd.stats.hazards.models import andersen_gill, cox, prentice_williams_peterson
    from nmosd.stats.proportions import proportion
    from nmosd.stats.rates import Dispersion, dispersion, rate, rate_between_people
    from nmosd.stats.results import Results, results_frame
    from nmosd.stats.synthesis.comparisons import log_odds_ratio, log_rate_ratio, log_risk_ratio, risk_difference
    from nmosd.stats.synthesis.effects import EffectSizes, effect_sizes, published_ratios
    from nmosd.stats.synthesis.indirect import IndirectComparison, indirect_comparison
    from nmosd.stats.synthesis.mantel_haenszel import mantel_haenszel, mantel_haenszel_rates, peto
    from nmosd.stats.synthesis.mixed import pool_proportions, pool_rates
    from nmosd.stats.synthesis.pool import pool_effects
    from nmosd.stats.synthesis.series import arcsine_proportion, freeman_tukey, log_rate, logit_proportion
    from nmosd.stats.synthesis.summary import Synthesis
    from nmosd.stats.tables import TwoByTwo, two_by_two
    from nmosd.stats.weighting.balance import CovariateBalance, balance, effective_sample_size
    from nmosd.stats.weighting.overlap import Overlap
    from nmosd.stats.weighting.propensity import PropensityScores, propensity_scores
    from nmosd.stats.weighting.weights import Weighting, balancing_weights


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: the errors live in this package, and asking for them must cost nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'nmosd.stats' has no attribute {name!r}")
