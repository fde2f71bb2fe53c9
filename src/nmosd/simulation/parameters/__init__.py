"""The parameters of the disease course, as named sets, and what drugs do to the rate of attacks.

What clusters attacks (people who differ, relapses that change the rate, weeks of raised risk after an attack) cannot be told
apart from what is published, so there is no one set: a figure that rests on the course is shown over all of `PARAMETER_SETS`.

    from nmosd.simulation.parameters import PARAMETER_SETS, drug_effect, parameter_set
"""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = ["PARAMETER_SETS", "DrugEffect", "Parameter", "ParameterSet", "drug_effect", "drug_names", "parameter_set"]

if TYPE_CHECKING:
    from nmosd.simulation.parameters.drugs import DrugEffect, drug_effect, drug_names
    from nmosd.simulation.parameters.sets import PARAMETER_SETS, Parameter, ParameterSet, parameter_set

__getattr__ = lazily(
    __name__,
    {
        "PARAMETER_SETS": "nmosd.simulation.parameters.sets",
        "Parameter": "nmosd.simulation.parameters.sets",
        "ParameterSet": "nmosd.simulation.parameters.sets",
        "parameter_set": "nmosd.simulation.parameters.sets",
        "DrugEffect": "nmosd.simulation.parameters.drugs",
        "drug_effect": "nmosd.simulation.parameters.drugs",
        "drug_names": "nmosd.simulation.parameters.drugs",
    },
)
