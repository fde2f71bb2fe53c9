"""A trial's design, as a TOML file."""

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from nmosd.errors import SimulationError
from nmosd.mistakes import in_one_sentence
from nmosd.simulation.trials.parts import Adjudication, Analysis, Control, Drift, Drug, Entry, FollowUp, Part, usual_drift


class TrialDesign(Part):
    """A trial as it is planned. `TrialDesign.read` makes one from a TOML file."""

    title: Annotated[str, Field(min_length=1)]
    about: str | None = None
    entry: Entry
    drug: Drug
    control: Control
    follow_up: FollowUp
    adjudication: Adjudication = Adjudication()
    analysis: Analysis = Analysis()
    drift: Drift = Field(default_factory=usual_drift)

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        people = self.drug.people.value + (self.control.people.value if self.control.people else 0)
        events, judged = self.follow_up.events, self.adjudication
        false = judged.false_reports_per_year.value * judged.false_confirmed.value
        if judged.confirmed is not None and judged.confirmed.value == 0 and false == 0:
            raise PydanticCustomError("no events", "no events are possible: nothing that is reported is ever confirmed")
        if events is not None and events.value > people:
            message = (
                "{events} events cannot come from {people} people, of whom each counts once: plan fewer events or more people"
            )
            raise PydanticCustomError("no events", message, {"events": events.value, "people": people})
        if self.analysis.looks.value and events is None:
            raise PydanticCustomError("looks", "looks need follow_up.events, of which they are shares; give events or no looks")
        if self.analysis.looks.value and self.control.external:
            raise PydanticCustomError("looks", "looks are for trials with a control arm of their own; leave them out")
        if events is not None and self.control.external:
            raise PydanticCustomError(
                "no events", "a trial with an external control has no events in it to wait for; give weeks alone"
            )
        return self

    @classmethod
    def read(cls, path: Path | str) -> "TrialDesign":
        """Return the design that a TOML file holds.

        Raises:
            SimulationError: no such file, not TOML, an unknown key or an impossible value; one sentence with the file, the key
                and the nearest allowed word.
        """
        path = Path(path)
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise SimulationError(
                f"{path} cannot be read as text: give a design's TOML file, or the name of one that ships."
            ) from error
        return cls.parse(text, path.name)

    @classmethod
    def parse(cls, text: str, name: str) -> "TrialDesign":
        """Return the design that a TOML text holds; `name` is what mistakes call it."""
        try:
            return cls.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise SimulationError(f"{name} is not valid TOML: {error}; mend that line.") from error
        except ValidationError as error:
            # A plain value stands for {value = ...}: whoever wrote it knows no key of that name.
            raise SimulationError(in_one_sentence(error, cls, name, "the design").replace(".value", "")) from error

    @property
    def control_name(self) -> str:
        """What the arm without the drug is called."""
        return "external control" if self.control.external else "placebo"
