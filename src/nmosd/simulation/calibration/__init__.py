"""Choosing the parameters: published figures, simulated cohorts like those behind them, the fit and what is left over.

`nmosd calibrate` reruns all of it and prints it.
"""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = ["Cohort", "Fit", "Residual", "Target", "cohorts", "fit_set", "residuals", "targets"]

if TYPE_CHECKING:
    from nmosd.simulation.calibration.fitting import Fit, fit_set
    from nmosd.simulation.calibration.left_over import Residual, residuals
    from nmosd.simulation.calibration.published import Target, targets
    from nmosd.simulation.calibration.simulated import Cohort, cohorts

__getattr__ = lazily(
    __name__,
    {
        "Cohort": "nmosd.simulation.calibration.simulated",
        "cohorts": "nmosd.simulation.calibration.simulated",
        "Fit": "nmosd.simulation.calibration.fitting",
        "fit_set": "nmosd.simulation.calibration.fitting",
        "Residual": "nmosd.simulation.calibration.left_over",
        "residuals": "nmosd.simulation.calibration.left_over",
        "Target": "nmosd.simulation.calibration.published",
        "targets": "nmosd.simulation.calibration.published",
    },
)
