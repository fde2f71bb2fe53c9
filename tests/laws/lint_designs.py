"""Designs for the linter: with a bias planted, the same mended, and sound ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nmosd.study import Protocol
from tests.laws.lint_cohorts import Change


def protocol(**parts: Any) -> Protocol:
    made = Protocol.model_validate({"title": "a design"} | parts)
    made.check()
    return made


FIRST, ALL, DEATH, WORSENING = ({"of": of} for of in ("first attack", "all attacks", "death", "confirmed worsening"))
BOTH = {"rituximab": ["rituximab"], "azathioprine": ["azathioprine"]}


def drugs(**parts: Any) -> dict[str, Any]:
    return {"of": "treatment", "groups": BOTH, "lag_days": 90} | parts


FROM_START = {"zero": "episode start"}
SERO = {"of": "serostatus", "groups": {"positive": ["AQP4-IgG positive"], "seronegative": ["double seronegative"]}}
LUPUS = {"of": "comorbidity", "column": "comorbidity.autoimmune_disease"}
NERVES = [{"title": "Nerves", "of": {"denervation": "neurophysiology.denervation"}}]


@dataclass(frozen=True)
class Planted:
    """A cohort and a protocol with a bias, and what is changed in either to mend it."""

    protocol: Mapping[str, Any]
    change: Mapping[str, Any] = field(default_factory=dict)
    mended: Mapping[str, Any] = field(default_factory=dict)
    mended_change: Mapping[str, Any] | None = None

    def biased(self) -> tuple[Change, Protocol]:
        return Change(**self.change), protocol(**self.protocol)

    def sound(self) -> tuple[Change, Protocol]:
        change = self.change if self.mended_change is None else self.mended_change
        return Change(**change), protocol(**dict(self.protocol) | dict(self.mended))


COMPARED = {"comparison": drugs(), "time": FROM_START, "outcomes": [FIRST]}
EVER = drugs(exposure="ever", lag_days=0)
ADJUSTED = COMPARED | {"adjustment": {"covariates": ["age at time zero", "EDSS at time zero"]}}

AGAINST_NONE = {
    "comparison": drugs(exposure="sequential", groups={"none": ["no treatment"], "rituximab": ["rituximab"]}),
    "outcomes": [ALL],
}

PLANTED: dict[str, Planted] = {
    "B101": Planted({"comparison": EVER, "outcomes": [FIRST]}, mended=COMPARED),
    "B102": Planted(
        {"comparison": EVER, "outcomes": [FIRST]}, {"second_drug": True}, COMPARED | {"time": FROM_START | {"most_years": 1}}
    ),
    "B103": Planted({"comparison": LUPUS, "outcomes": [FIRST]}, {"disease_begins": 900}, mended_change={}),
    "B104": Planted(
        {"comparison": SERO, "outcomes": [FIRST], "time": {"delayed_entry": False}},
        {"first_contact_after": 400},
        {"time": {"delayed_entry": True}},
    ),
    "B105": Planted(COMPARED, {"recalled": True}, mended_change={}),
    "B106": Planted(COMPARED | {"comparison": drugs(lag_days=0)}, mended=COMPARED),
    "B107": Planted(
        COMPARED | {"time": FROM_START | {"end": "episode end"}, "outcomes": [DEATH]}, {"stops_after_attack": True}, COMPARED
    ),
    "B108": Planted(COMPARED, {"second_group_years_later": 5}, mended_change={}),
    "B201": Planted({"before_after": {"drugs": ["rituximab"]}}, mended=COMPARED),
    "B202": Planted(
        {"before_after": {"drugs": ["rituximab"], "onset_attack": "with"}} | COMPARED,
        mended={"before_after": {"drugs": ["rituximab"]}},
    ),
    "B203": Planted({}, {"frailty": 2.0}, {"rates": {"method": "between people"}}),
    "B204": Planted({}, {"twins": 12}, mended_change={}),
    "B205": Planted(
        {"comparison": SERO, "outcomes": [{"of": "blindness", "eyes": "each"}]}, mended={"outcomes": [{"of": "blindness"}]}
    ),
    "B301": Planted(COMPARED, {"steroid": True}, {"adjustment": {"covariates": ["age at time zero", "steroid at time zero"]}}),
    "B302": Planted(
        COMPARED | {"adjustment": {"covariates": ["age at time zero"]}}, {"old_people_get_one_drug": True}, mended_change={}
    ),
    "B303": Planted(
        AGAINST_NONE,
        {"starts_after_attack": True},
        {"adjustment": {"covariates": ["attacks in the year before"]}},
    ),
    "B401": Planted({"comparison": SERO, "outcomes": [FIRST]}, {"assay": "ELISA"}, mended_change={}),
    "B402": Planted(
        {
            "comparison": {
                "of": "serostatus",
                "groups": {
                    "positive": ["AQP4-IgG positive"],
                    "negative": ["AQP4-IgG negative, MOG-IgG not tested", "double seronegative"],
                },
            },
            "outcomes": [FIRST],
        },
        {"mog_tested": False},
        mended_change={},
    ),
    "B403": Planted({"table_1": {"variables": ["last EDSS"]}}, {"scored_in_attacks": True}, mended_change={}),
    "B404": Planted({"shares": NERVES}, {"nerves_tested": "on suspicion"}, mended_change={}),
    "B405": Planted({"comparison": LUPUS, "outcomes": [FIRST]}, {"disease_examined": 3}, mended_change={}),
    "B406": Planted(COMPARED, {"vague_dates": True}, mended_change={}),
    "B501": Planted(
        COMPARED
        | {"outcomes": [DEATH], "adjustment": {"covariates": ["age at time zero", "sex", "attacks before", "serostatus"]}},
        {"people": 60},
        {"adjustment": {}},
        {"people": 160},
    ),
    "B502": Planted(
        COMPARED | {"outcomes": [FIRST, DEATH], "multiplicity": {"method": "none"}}, mended={"multiplicity": {"method": "Holm"}}
    ),
    "B503": Planted(ADJUSTED, {"score_missing_in": "rituximab"}, {"adjustment": {"covariates": ["age at time zero"]}}),
}
"""For each code a design with the bias, and the same mended."""

CLUSTERED = Change(seed=2, frailty=1.0)
SEEN_LATER = Change(seed=3, first_contact_after=150)
BETWEEN = {"rates": {"method": "between people"}}

SOUND: dict[str, tuple[Change, Protocol]] = {
    "a description": (Change(), protocol()),
    "clustered attacks, robust interval": (CLUSTERED, protocol(**BETWEEN)),
    "seen after onset": (SEEN_LATER, protocol(**BETWEEN)),
    "two drugs, first attack": (Change(), protocol(**COMPARED)),
    "two drugs, all attacks": (Change(), protocol(**COMPARED | {"outcomes": [ALL]})),
    "two drugs, clustered attacks": (CLUSTERED, protocol(**COMPARED | BETWEEN | {"outcomes": [ALL]})),
    "two drugs, death": (Change(), protocol(**COMPARED | {"outcomes": [DEATH]})),
    "two drugs, three years": (Change(), protocol(**COMPARED | {"time": FROM_START | {"most_years": 3}})),
    "two drugs, adjusted": (Change(), protocol(**ADJUSTED)),
    "two drugs, weighted": (
        Change(),
        protocol(**COMPARED | {"adjustment": {"covariates": ["age at time zero", "attacks before"], "weighting": "overlap"}}),
    ),
    "two drugs, lag of each drug": (
        Change(),
        protocol(**COMPARED | {"comparison": drugs(lag_days=0), "definitions": {"lag_by_drug": True}}),
    ),
    "two drugs, several outcomes": (Change(), protocol(**COMPARED | {"outcomes": [FIRST, ALL, WORSENING]})),
    "two drugs day by day": (Change(), protocol(**COMPARED | {"comparison": drugs(exposure="time-varying"), "time": {}})),
    "a row of trials, one drug against none": (Change(), protocol(**AGAINST_NONE | {"outcomes": [FIRST]})),
    "day by day, one drug against none": (
        Change(),
        protocol(
            comparison=drugs(exposure="time-varying", groups={"none": ["no treatment"], "rituximab": ["rituximab"]}),
            outcomes=[ALL],
        ),
    ),
    "before and after beside a comparison": (Change(), protocol(**COMPARED | {"before_after": {"drugs": ["rituximab"]}})),
    "serostatus, first attack": (Change(), protocol(comparison=SERO, outcomes=[FIRST])),
    "serostatus, seen after onset": (SEEN_LATER, protocol(comparison=SERO, outcomes=[FIRST], **BETWEEN)),
    "serostatus, confirmed worsening": (Change(), protocol(comparison=SERO, outcomes=[WORSENING])),
    "serostatus, a milestone": (Change(), protocol(comparison=SERO, outcomes=[{"of": "milestone", "milestone": "EDSS 6"}])),
    "serostatus, blindness of a person": (Change(), protocol(comparison=SERO, outcomes=[{"of": "blindness"}])),
    "an autoimmune disease from before": (Change(), protocol(comparison=LUPUS, outcomes=[FIRST])),
    "women and men": (
        Change(),
        protocol(
            comparison={"of": "column", "column": "people.sex", "groups": {"women": ["female"], "men": ["male"]}}, outcomes=[ALL]
        ),
    ),
    "everybody's nerves tested": (Change(), protocol(shares=NERVES)),
    "only people positive by a cell-based assay": (Change(), protocol(population={"serostatus": ["AQP4-IgG positive"]})),
}
"""Designs in which there is nothing to find."""

SIMULATED: dict[str, dict[str, Any]] = {
    "a description": BETWEEN,
    "classes of drugs": BETWEEN
    | {
        "comparison": drugs(groups={"anti-CD20": ["anti-CD20"], "antimetabolites": ["antimetabolite"]}),
        "time": FROM_START,
        "outcomes": [FIRST],
        "adjustment": {"covariates": ["age at time zero", "attacks in the year before", "calendar year"]},
    },
    "women and men": BETWEEN
    | {
        "comparison": {"of": "column", "column": "people.sex", "groups": {"women": ["female"], "men": ["male"]}},
        "outcomes": [ALL],
    },
}
"""Sound designs for a complete record of the simulation."""
