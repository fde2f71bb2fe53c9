"""What a parameter set leaves over of the published figures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nmosd.simulation.calibration.figures import figure
from nmosd.simulation.calibration.published import Target, targets
from nmosd.simulation.calibration.simulated import cohorts, followed
from nmosd.simulation.parameters.sets import ParameterSet

SEED = 20_260
PEOPLE_SHOWN = 100_000
"""People looked at for each cohort of the printed residuals."""
_PARAMETER = "attack_factor"
"""The figure that is a parameter itself."""
_QUANTILE = 1.959963984540054


@dataclass(frozen=True)
class Residual:
    """What a parameter set gives for a published figure."""

    target: Target
    simulated: float

    @property
    def standard_errors(self) -> float | None:
        """How many standard errors of the published figure lie between the two (shares as logits, others as logarithms).

        None where no interval is published.
        """
        target = self.target
        if target.low is None or target.high is None:
            return None
        scale = _logit if target.is_share else math.log
        error = (scale(target.high) - scale(target.low)) / (2 * _QUANTILE)
        return (scale(self.simulated) - scale(target.value)) / error

    @property
    def inside(self) -> bool | None:
        """Whether the simulated figure lies inside the published interval; None where there is none."""
        low, high = self.target.low, self.target.high
        return None if low is None or high is None else low <= self.simulated <= high


def residuals(
    parameters: ParameterSet, *, which: Sequence[Target] | None = None, number: int = PEOPLE_SHOWN, seed: int = SEED
) -> list[Residual]:
    """Return what a parameter set gives for each published figure (all of them unless told which), in their order.

    `number` people are looked at for each cohort; the same seed gives the same people whatever the parameters are.
    """
    which = list(targets().values()) if which is None else which
    needed = dict.fromkeys(target.cohort for target in which if target.figure != _PARAMETER)
    simulated = {name: followed(cohorts()[name], parameters, number, seed=seed) for name in needed}
    return [
        Residual(
            target, getattr(parameters, _PARAMETER) if target.figure == _PARAMETER else figure(target, simulated[target.cohort])
        )
        for target in which
    ]


def _logit(share: float) -> float:
    share = min(max(share, 1e-9), 1 - 1e-9)
    return math.log(share / (1 - share))
