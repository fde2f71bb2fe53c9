"""The parts of a trial's design: who enters, what they get, when it ends, and how it is judged."""

import math
import tomllib
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from nmosd.simulation.histories import Eligibility
from nmosd.simulation.parameters import drug_effect, drug_names
from nmosd.simulation.trials.sourced import Sourced

DAYS_PER_WEEK = 7.0
DAYS_PER_MONTH = 365.25 / 12
MOST_PEOPLE = 5000


def _word(what: str, *allowed: str) -> BeforeValidator:
    def check(word: object) -> object:
        if word not in allowed:
            raise PydanticCustomError("word", "there is no {what} {word}", {"what": what, "word": word, "allowed": allowed})
        return word

    return BeforeValidator(check)


def _in_order(pair: tuple[float, float]) -> tuple[float, float]:
    if pair[0] > pair[1]:
        raise PydanticCustomError("order", "the first number should not be more than the second")
    return pair


Share = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[float, Field(ge=0, le=50)]
Count = Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
Weeks = Annotated[float, Field(gt=0, le=2600)]
Ratio = Annotated[float, Field(ge=0, le=10)]
Years = Annotated[float, Field(ge=0, le=60)]
Leaves = Annotated[
    Literal["confirmed attack", "reported attack", "never"],
    _word("way of leaving", "confirmed attack", "reported attack", "never"),
]
Test = Annotated[Literal["log-rank", "attack rate"], _word("test", "log-rank", "attack rate")]
SpendingName = Annotated[Literal["O'Brien-Fleming", "Pocock"], _word("spending", "O'Brien-Fleming", "Pocock")]


class Part(BaseModel):
    """Something that cannot be changed and takes no key that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Window(Part):
    """At least so many attacks in so many last months; the onset of the disease counts."""

    attacks: Annotated[int, Field(ge=1, le=50)]
    months: Annotated[float, Field(gt=0, le=600)]


class Entry(Part):
    """Who enters. `years_from_onset`: people are seen once, evenly between these years from the onset of the disease.

    `history`: any one of these lists of windows has to hold in full; an empty list lets everybody in. `aqp4_positive`: share
    with AQP4-IgG. `background`: share on background immunotherapy, which began `background_years` before entry and goes on.
    """

    years_from_onset: Sourced[Annotated[tuple[Years, Years], AfterValidator(_in_order)]]
    history: Sourced[tuple[tuple[Window, ...], ...]] = Sourced(value=())
    aqp4_positive: Sourced[Share] = Sourced(value=1.0)
    background: Sourced[Share] = Sourced(value=0.0)
    background_years: Sourced[Years] | None = None

    @model_validator(mode="after")
    def _background_began(self) -> Self:
        if self.background.value > 0 and self.background_years is None:
            message = "background immunotherapy needs background_years, how long before entry it began"
            raise PydanticCustomError("background", message)
        return self

    def eligibility(self) -> Eligibility:
        """Return the rule on attacks, in days."""
        return Eligibility(
            tuple(tuple((window.attacks, window.months * DAYS_PER_MONTH) for window in windows) for windows in self.history.value)
        )


class Drug(Part):
    """The arm on the drug. What the drug does is the effect on file for `name`, as far as it is not given here.

    `hazard_ratio`: of attacks at full effect in a person with AQP4-IgG; `hazard_ratio_negative` in one without. `onset_days`:
    days after which 63 percent of the effect is there.
    """

    name: Annotated[str, Field(min_length=1)]
    people: Sourced[Count]
    hazard_ratio: Sourced[Ratio] | None = None
    hazard_ratio_negative: Sourced[Ratio] | None = None
    onset_days: Sourced[Annotated[float, Field(ge=0, le=3660)]] | None = None
    dropout_per_year: Sourced[Rate] = Sourced(value=0.0)

    @model_validator(mode="after")
    def _has_an_effect(self) -> Self:
        if self.hazard_ratio is None and self.name not in drug_names():
            message = "no effect of {drug} is on file; give its hazard_ratio, or use one of {known}"
            raise PydanticCustomError("effect", message, {"drug": repr(self.name), "known": ", ".join(drug_names())})
        return self

    def ratios(self) -> tuple[float, float]:
        """Return the ratio of rates at full effect in people with AQP4-IgG and in those without.

        Where the latter is not known, it is that of the others.
        """
        on_file = drug_effect(self.name) if self.name in drug_names() else None
        positive = self.hazard_ratio.value if self.hazard_ratio else on_file.positive if on_file else None
        assert positive is not None  # the validator has seen to it
        if self.hazard_ratio_negative:
            return positive, self.hazard_ratio_negative.value
        negative = on_file.negative if on_file and not self.hazard_ratio else None
        return positive, positive if negative is None else negative

    def days_to_effect(self) -> float:
        """Return after how many days 63 percent of the effect is there; at once where nothing is known."""
        if self.onset_days:
            return self.onset_days.value
        return drug_effect(self.name).onset_days if self.name in drug_names() else 0.0


class Control(Part):
    """The arm without the drug: `people` of this trial, or the control arm of the trial `external`, played anew each time."""

    people: Sourced[Count] | None = None
    external: str | None = None
    dropout_per_year: Sourced[Rate] = Sourced(value=0.0)

    @model_validator(mode="after")
    def _is_one_arm(self) -> Self:
        if self.people is not None and self.external is not None:
            raise PydanticCustomError("arms", "the arms overlap: give people of this trial or an external trial, not both")
        if self.people is None and self.external is None:
            raise PydanticCustomError(
                "arms", "there is nobody in it: give people, or the external trial whose control arm is used"
            )
        return self


class FollowUp(Part):
    """When people come and go, and when the trial ends: after `weeks` from the first person on, or at `events` before that.

    People enter evenly over `accrual_weeks`. `events`: confirmed first attacks, of both arms together, at which the trial ends.
    `weeks_each`: how long one person is followed at most. `leaves_after`: what makes a person leave the trial.
    """

    accrual_weeks: Sourced[Annotated[float, Field(ge=0, le=2600)]]
    weeks: Sourced[Weeks]
    events: Sourced[Count] | None = None
    weeks_each: Sourced[Weeks] | None = None
    leaves_after: Sourced[Leaves] = Sourced(value="confirmed attack")

    @model_validator(mode="after")
    def _people_enter_before_the_end(self) -> Self:
        if self.accrual_weeks.value >= self.weeks.value:
            raise PydanticCustomError(
                "accrual", "people would still enter after the end: accrual_weeks should be less than weeks"
            )
        return self


class Adjudication(Part):
    """Which attacks count. `confirmed`: share of true attacks that the committee confirms; absent: that of the parameter set.
    `false_reports_per_year`: reports of a person that are no attack, in either arm. `false_confirmed`: share of those that are
    confirmed."""

    confirmed: Sourced[Share] | None = None
    false_reports_per_year: Sourced[Rate] = Sourced(value=0.0)
    false_confirmed: Sourced[Share] = Sourced(value=0.0)


class Analysis(Part):
    """How the trial is judged. `log-rank`: on the time to the first confirmed attack. `attack rate`: on all confirmed attacks,
    by the robust score test of Lin, Wei, Yang and Ying. `looks`: shares of `events` at which it is looked at before the end."""

    test: Sourced[Test] = Sourced(value="log-rank")
    two_sided: Sourced[Annotated[float, Field(gt=0, lt=0.5)]] = Sourced(value=0.05)
    looks: Sourced[tuple[Annotated[float, Field(gt=0, lt=1)], ...]] = Sourced(value=())
    spending: Sourced[SpendingName] = Sourced(value="O'Brien-Fleming")

    @model_validator(mode="after")
    def _looks_rise(self) -> Self:
        looks = self.looks.value
        if any(before >= after for before, after in pairwise(looks)):
            raise PydanticCustomError("looks", "the looks should rise, such as [0.5, 0.75]")
        return self


class Drift(Part):
    """Between which rates per year placebo groups of trials were seen; a trial's own level is drawn evenly on the log scale."""

    lowest: Sourced[Annotated[float, Field(gt=0, le=50)]]
    highest: Sourced[Annotated[float, Field(gt=0, le=50)]]

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.lowest.value > self.highest.value:
            raise PydanticCustomError("drift", "lowest should not be more than highest")
        return self

    @property
    def half_width(self) -> float:
        """Half the logarithm of highest over lowest: how far a trial's level lies from the middle at most."""
        return math.log(self.highest.value / self.lowest.value) / 2


@cache
def usual_drift() -> Drift:
    """Return how far the placebo groups of published trials lie apart."""
    declared: dict[str, Any] = tomllib.loads(files("nmosd.simulation.trials").joinpath("drift.toml").read_text("utf-8"))
    return Drift.model_validate(declared)
