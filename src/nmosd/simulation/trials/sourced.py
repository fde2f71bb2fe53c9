"""A value of a settings file together with where it comes from."""

from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

T = TypeVar("T")

Mark = Literal["read", "recalled", "inferred", "chosen"]


class Sourced(BaseModel, Generic[T]):
    """A value with the key of its source in the evidence base and its mark.

    `read`: somebody read it there. `recalled`: nobody has yet. `inferred`: it follows from what was read, as `note` says.
    `chosen`: whoever made the design chose it, and it needs no source. A plain value in the file is a chosen one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    value: T
    mark: Mark = "chosen"
    source: str | None = None
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_value(cls, given: Any) -> Any:
        return given if isinstance(given, Sourced) or (isinstance(given, dict) and "value" in given) else {"value": given}

    @model_validator(mode="after")
    def _stands_somewhere(self) -> Self:
        if self.mark in {"read", "recalled"} and self.source is None:
            raise PydanticCustomError("source", "a value marked {mark} needs its source", {"mark": self.mark})
        return self
