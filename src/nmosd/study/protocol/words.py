"""The kinds of value that a protocol may hold: words of a list, each once; ages, shares, days."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from nmosd.course import Definitions
from nmosd.course.laboratory.serostatus import GROUPS as SEROSTATUS_GROUPS
from nmosd.criteria import VERDICTS, known_criteria
from nmosd.intake.values.words import find
from nmosd.record.vocabulary import names
from nmosd.stats.proportions import ProportionMethod
from nmosd.study.description.shares import yes_no_columns
from nmosd.study.description.table_one import VARIABLES
from nmosd.study.groups import GROUPINGS


class Part(BaseModel):
    """A table of a protocol: unknown keys are mistakes, and what was read stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


@dataclass(frozen=True)
class one_of:  # noqa: N801 - read as a word among other annotations
    """The annotation that a value is one of some words; `what` says what they are, `vocabulary` whose other words are known."""

    what: str
    allowed: tuple[str, ...]
    vocabulary: str | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(core) | {"enum": list(self.allowed)}

    def _checked(self, word: object) -> object:
        if word not in self.allowed:
            raise no_such(self.what, word, self.allowed, self.vocabulary)
        return word


def no_such(what: str, word: object, allowed: Iterable[str], vocabulary: str | None = None) -> PydanticCustomError:
    """Return the mistake that there is no such word; `what` says what the allowed ones are.

    A brand, an abbreviation or another usual word of the `vocabulary` is answered with the name that it stands for.
    """
    allowed = tuple(allowed)
    found = find(str(word), vocabulary) if vocabulary is not None else None
    meant = found.name if found is not None and found.name in allowed else None
    context = {"what": what, "word": word, "allowed": allowed, "meant": meant}
    return PydanticCustomError("word", "there is no {what} {word}", context)


def wrong(sentence: str) -> PydanticCustomError:
    """Return the mistake that a sentence tells."""
    return PydanticCustomError("wrong", "{sentence}", {"sentence": sentence})


def each_once(words: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the words if none stands there twice."""
    again = next((word for place, word in enumerate(words) if word in words[:place]), None)
    if again is not None:
        raise PydanticCustomError("again", "{word} stands there twice; name it once", {"word": repr(again)})
    return words


def _a_yes_no_column(address: object) -> object:
    if address not in yes_no_columns():
        raise no_such("derived yes/no column", address, yes_no_columns())
    return address


def _usual(confidence: object) -> object:
    if isinstance(confidence, int | float) and not 0.5 <= confidence <= 0.9999:
        raise PydanticCustomError("usual", "should lie between 0.5 and 0.9999: write 95 % as 0.95")
    return confidence


Once = AfterValidator(each_once)
Label = Annotated[str, one_of("label", tuple(name for name in names("label") if name != "unknown"))]
Sex = Annotated[str, one_of("sex", tuple(name for name in names("sex") if name != "unknown"))]
SerostatusGroup = Annotated[str, one_of("serostatus group", SEROSTATUS_GROUPS)]
Disease = Annotated[str, one_of("disease", names("diseases"), "diseases")]
Grouping = Annotated[str, one_of("grouping", (*GROUPINGS, "comparison"))]
Variable = Annotated[str, one_of("variable", tuple(VARIABLES))]
OnsetAttack = Annotated[str, one_of("way of counting the onset attack", ("without", "with"))]
Method = Annotated[Literal["exact", "log-normal", "between people"], one_of("method", ("exact", "log-normal", "between people"))]
ShareMethod = Annotated[ProportionMethod, one_of("method", get_args(ProportionMethod))]
YesNoColumn = Annotated[str, BeforeValidator(_a_yes_no_column)]
CriterionName = Annotated[str, one_of("criterion", tuple(one.id for one in known_criteria(Definitions())))]
Verdict = Annotated[str, one_of("verdict", VERDICTS)]
Confidence = Annotated[float, Field(gt=0, lt=1), BeforeValidator(_usual)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Age = Annotated[float, Field(ge=0, le=110)]
Years = Annotated[float, Field(gt=0, le=80)]
Days = Annotated[int, Field(ge=0, le=3650)]
