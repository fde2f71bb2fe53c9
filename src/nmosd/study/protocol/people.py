"""Who is in the study, in the words of a protocol."""

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from nmosd.study.protocol.words import Age, CriterionName, Label, Once, Part, SerostatusGroup, Sex, Verdict, wrong


class AgeBounds(Part):
    """Age at onset in years: `at_least` is included, `under` is not; none where a bound is absent."""

    at_least: Age | None = None
    under: Age | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_least is not None and self.under is not None and self.under <= self.at_least:
            raise PydanticCustomError("order", "under must be more than at_least, or nobody can be of that age")
        return self


class DateBounds(Part):
    """Days: `from` is included, `before` is not; none where a bound is absent."""

    from_: Annotated[dt.date | None, Field(alias="from")] = None
    before: dt.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ is not None and self.before is not None and self.before <= self.from_:
            raise wrong("before must be later than from, or no day lies between them")
        return self


class Population(Part):
    """Who is in the study. Nothing stated means everyone in the record.

    `labels`: a clinician gave the person one of them, ever. `criteria` names verdicts of criteria, each of which has to be one of
    those listed. `onset` and `first_contact` are bounds of days. `include_unknown` keeps people of whom the record cannot tell
    whether they belong; otherwise they are left out, each with that as the reason.
    """

    labels: Annotated[tuple[Label, ...], Once] = ()
    criteria: dict[CriterionName, Annotated[tuple[Verdict, ...], Field(min_length=1), Once]] = Field(default_factory=dict)
    serostatus: Annotated[tuple[SerostatusGroup, ...], Once] = ()
    sex: Annotated[tuple[Sex, ...], Once] = ()
    age_at_onset: AgeBounds = AgeBounds()
    onset: DateBounds = DateBounds()
    first_contact: DateBounds = DateBounds()
    include_unknown: bool = False
