"""Virtual trials: what a design would show if it were played thousands of times, with the truth known.

from nmosd.simulation.trials import operating_characteristics, trial_design

results = operating_characteristics(trial_design("prevent"), trials=1000, seed=1)
"""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = [
    "Scenario",
    "TrialDesign",
    "Trials",
    "against_publication",
    "operating_characteristics",
    "play",
    "shipped_designs",
    "trial_design",
]

if TYPE_CHECKING:
    from nmosd.simulation.trials.characteristics import operating_characteristics
    from nmosd.simulation.trials.design import TrialDesign
    from nmosd.simulation.trials.playing import Scenario, Trials, play
    from nmosd.simulation.trials.published import against_publication
    from nmosd.simulation.trials.shipped import shipped_designs, trial_design

__getattr__ = lazily(
    __name__,
    {
        "Scenario": "nmosd.simulation.trials.playing",
        "TrialDesign": "nmosd.simulation.trials.design",
        "Trials": "nmosd.simulation.trials.playing",
        "against_publication": "nmosd.simulation.trials.published",
        "operating_characteristics": "nmosd.simulation.trials.characteristics",
        "play": "nmosd.simulation.trials.playing",
        "shipped_designs": "nmosd.simulation.trials.shipped",
        "trial_design": "nmosd.simulation.trials.shipped",
    },
)
