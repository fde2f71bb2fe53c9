"""What the simulated records assume beside the rate of attacks: one value or one table of values a name, each with its source.

from nmosd.simulation.records.assumptions import assumptions

assumptions().replace({"visit_every": 91, "edss_error.clinic": 0.5})
"""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = ["Assumption", "Assumptions", "assumptions", "declared_assumptions"]

if TYPE_CHECKING:
    from nmosd.simulation.records.assumptions.reading import Assumption, Assumptions, assumptions, declared_assumptions

__getattr__ = lazily(__name__, dict.fromkeys(__all__, "nmosd.simulation.records.assumptions.reading"))
