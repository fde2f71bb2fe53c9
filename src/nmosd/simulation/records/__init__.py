"""Whole records of people who never lived, in the tables of real ones, with the truth beside them.

    from nmosd.simulation.records import simulated_cohort

    cohort = simulated_cohort(500, 10, parameters="mixed", seed=1)
    cohort.record           # what a clinic would have written down
    cohort.truth.attacks    # what happened

A life is simulated first (`lives`), then a clinic that looks at it (`clinic`, `reports`, `examinations`) and writes its tables
(`tables`). What is assumed stands in `assumptions`, each value with its source and mark.
"""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = ["LEVELS", "SimulatedCohort", "Truth", "simulated_cohort", "write_sheet", "write_simulated"]

if TYPE_CHECKING:
    from nmosd.simulation.records.cohort import LEVELS, SimulatedCohort, simulated_cohort
    from nmosd.simulation.records.sheet import write_sheet
    from nmosd.simulation.records.truth import Truth
    from nmosd.simulation.records.writing import write_simulated

__getattr__ = lazily(
    __name__,
    {
        "LEVELS": "nmosd.simulation.records.cohort",
        "SimulatedCohort": "nmosd.simulation.records.cohort",
        "simulated_cohort": "nmosd.simulation.records.cohort",
        "Truth": "nmosd.simulation.records.truth",
        "write_sheet": "nmosd.simulation.records.sheet",
        "write_simulated": "nmosd.simulation.records.writing",
    },
)
