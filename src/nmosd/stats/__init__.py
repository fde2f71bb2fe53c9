"""Numbers only: proportions, rates, 2x2 tables, hazard models, the one long table of results. Knows no medicine."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOMES = {
    "CoxFit": "nmosd.stats.hazards.fit",
    "Dispersion": "nmosd.stats.rates",
    "Estimate": "nmosd.stats.estimates",
    "FirthFit": "nmosd.stats.hazards.firth",
    "Results": "nmosd.stats.results",
    "StatisticsError": "nmosd.stats.errors",
    "TwoByTwo": "nmosd.stats.tables",
    "andersen_gill": "nmosd.stats.hazards.models",
    "cox": "nmosd.stats.hazards.models",
    "dispersion": "nmosd.stats.rates",
    "firth_cox": "nmosd.stats.hazards.firth",
    "prentice_williams_peterson": "nmosd.stats.hazards.models",
    "proportion": "nmosd.stats.proportions",
    "rate": "nmosd.stats.rates",
    "results_frame": "nmosd.stats.results",
    "two_by_two": "nmosd.stats.tables",
}

__all__ = [
    "CoxFit",
    "Dispersion",
    "Estimate",
    "FirthFit",
    "Results",
    "StatisticsError",
    "TwoByTwo",
    "andersen_gill",
    "cox",
    "dispersion",
    "firth_cox",
    "prentice_williams_peterson",
    "proportion",
    "rate",
    "results_frame",
    "two_by_two",
]

if TYPE_CHECKING:
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
