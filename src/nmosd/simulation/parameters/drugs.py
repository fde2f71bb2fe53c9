"""What preventive drugs do to the rate of attacks."""

from dataclasses import dataclass
from typing import Any

from nmosd.errors import SimulationError
from nmosd.nearest import nearest_or_all
from nmosd.simulation.parameters.reading import data_file
from nmosd.simulation.parameters.sets import ParameterSet


@dataclass(frozen=True)
class DrugEffect:
    """What a treatment makes of the rate of attacks.

    `positive`, `negative`: ratio of rates at full effect in people with and without AQP4-IgG (None: not studied in them).
    `onset_days`: days after which 63 percent of the effect is there, exponentially (0: at once). `return_days`: days after the
    last day of treatment after which half of the effect is gone (0: at once).
    """

    positive: float | None
    negative: float | None
    onset_days: float
    return_days: float

    def __post_init__(self) -> None:
        for name in ("positive", "negative", "onset_days", "return_days"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < float("inf"):
                raise SimulationError(f"The effect of a drug has {name} = {value}: give a number that is not negative.")


def drug_names() -> tuple[str, ...]:
    """Return the drugs whose effect is on file."""
    return tuple(data_file("drugs.toml"))


def drug_effect(drug: str) -> DrugEffect:
    """Return the effect on file of a drug.

    Raises:
        SimulationError: none is on file.
    """
    declared = data_file("drugs.toml")
    if drug not in declared:
        raise SimulationError(f"No effect of {drug} is on file{nearest_or_all(drug, declared, 'those on file are')}")
    return _effect(declared[drug])


def _effect(entry: Any) -> DrugEffect:
    return DrugEffect(
        positive=entry.get("positive", {}).get("value"),
        negative=entry.get("negative", {}).get("value"),
        onset_days=entry["onset_days"]["value"],
        return_days=entry["return_days"]["value"],
    )


def background_immunotherapy(parameters: ParameterSet) -> DrugEffect:
    """Return the effect of background immunotherapy under a parameter set: at once and in all, as it was calibrated."""
    ratio = parameters.immunotherapy_ratio
    return DrugEffect(positive=ratio, negative=ratio, onset_days=0, return_days=0)
