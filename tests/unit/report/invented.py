"""Invented rows of every analysis in the shapes that a study has, to be put upon a study of an invented clinic."""

import math
import random
from dataclasses import replace
from typing import Any

import polars as pl

from nmosd.stats.results import results_frame
from nmosd.study import Study
from nmosd.study.lint.finding import Finding

OUTCOME = "first attack"
REFERENCE, DRUG = "azathioprine", "rituximab"
CURVE = {"measure": "survival", "unit": None}


FINDINGS = (
    Finding("B203", "Poisson interval", "warning", 18, "attacks are clustered", 0, None, 'method = "negative binomial"'),
    Finding("B101", "immortal time", "error", 12, "19 people count as treated", 19, 31.2, 'time_zero = "episode start"'),
    Finding("B401", "calendar era", "warning", None, "eras differ", 40, None, "-", allowed="one centre, one protocol of care"),
)


def compared(study: Study, **changes: Any) -> Study:
    """Return the study with rows of every analysis of a comparison in place of its own, curves, a table and findings."""
    tables = {OUTCOME: analysis_table().with_columns(pl.lit(None, pl.Float64).alias("EDSS at time zero"))}
    rows = [
        *_curve_rows(),
        *_model_rows(),
        *_balance_rows(),
        *_other_rows(),
    ]
    invented = results_frame(rows)
    own = study.results.filter(~pl.col("analysis").is_in(invented["analysis"].unique().to_list()))
    found: dict[str, Any] = {"results": pl.concat([own, invented]), "curves": curve_steps()}
    found |= {"tables": tables, "findings": FINDINGS, "main": {OUTCOME: "Cox, overlap weights"}}
    return replace(study, **found | changes)


def analysis_table(subjects: int = 160, *, seed: int = 7, recurrent: bool = False) -> pl.DataFrame:
    """Return rows at risk of invented subjects who enter late, with covariates and a weight; several rows where attacks recur.

    The event is 1 for the attack, 2 for death, 0 for neither.
    """
    chance = random.Random(seed)
    rows: list[dict[str, Any]] = []
    for number in range(subjects):
        group = DRUG if chance.random() < 0.5 else REFERENCE
        age, sex = round(chance.gauss(42, 12), 1), chance.choice(["female", "female", "female", "male"])
        frailty = chance.gammavariate(2.0, 0.5)
        rate = 0.45 * frailty * (0.5 if group == DRUG else 1.0) * math.exp(0.01 * (age - 42))
        start, last = round(chance.choice([0.0, 0.0, chance.uniform(0, 1)]), 4), round(chance.uniform(1.2, 6.0), 4)
        who = {"subject": f"S{number:03d}", "patient_id": f"P{number // 2 + 1:03d}", "group": group}
        who |= {"age at time zero": age, "sex": sex, "weight": round(chance.uniform(0.4, 1.9), 4)}
        while start < last:
            stop = round(start + chance.expovariate(rate) + 0.0011, 4)
            happens = stop < last
            dies = not happens and chance.random() < 0.2
            rows.append(who | {"start": start, "stop": min(stop, last), "event": 1 if happens else 2 * dies})
            start = stop if recurrent and happens else last
    order = ["subject", "patient_id", "group", "start", "stop", "event", "age at time zero", "sex", "weight"]
    return pl.DataFrame(rows).select(order)


def curve_steps() -> pl.DataFrame:
    """Return steps of a survival curve of two groups, and of the mean cumulative count of all attacks."""
    rows = []
    for group, hazard in ((REFERENCE, 0.30), (DRUG, 0.13)):
        for place in range(61):
            years = place / 10
            share = math.exp(-hazard * years)
            width = 0.02 + 0.02 * years
            rows.append(
                ("first attack", "survival", group, years, share, max(share - width, 0.0), min(share + width, 1.0), 61 - place)
            )
            mean = 1.4 * hazard * years
            rows.append(("all attacks", "mean cumulative count", group, years, mean, mean * 0.8, mean * 1.25, 61 - place))
    names = ["outcome", "measure", "group", "years", "estimate", "lower", "upper", "at_risk"]
    return pl.DataFrame(rows, schema=names, orient="row").sort("outcome", "group", "years", descending=[True, False, False])


def _figure(analysis: str, variable: str, measure: str, estimate: float | None, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"analysis": analysis, "group": "everyone", "variable": variable, "measure": measure}
    row |= {"estimate": estimate, "definition": f"An invented {measure}."}
    return row | more


def _ratio(analysis: str, level: str, estimate: float | None, **more: Any) -> dict[str, Any]:
    spread = 0.35
    limits = {"lower": None, "upper": None, "confidence": None}
    if estimate is not None:
        limits = {"lower": estimate * math.exp(-spread), "upper": estimate * math.exp(spread), "confidence": 0.95}
    where = {"group": DRUG, "compared_with": REFERENCE, "level": level, "n": 118, "events": 43, "method": f"{level} model"}
    return {**_figure(analysis, OUTCOME, "hazard ratio", estimate), **where, **limits, **more}


def _curve_rows() -> list[dict[str, Any]]:
    return [
        _figure(
            "curves",
            OUTCOME,
            "survival",
            estimate,
            group=group,
            at_years=years,
            lower=estimate - 0.08,
            upper=min(estimate + 0.07, 1),
            confidence=0.95,
            n=59,
            events=events,
            method="Kaplan-Meier",
        )
        for years, shares in ((1.0, (0.74, 0.88)), (2.0, (0.55, 0.77)), (5.0, (0.22, 0.52)))
        for group, estimate, events in zip((REFERENCE, DRUG), shares, (28, 15), strict=True)
    ]


def _model_rows() -> list[dict[str, Any]]:
    none = ["No event in one group: no ratio can be told."]
    return [
        _ratio("models", "Cox", 0.47, p_value=0.0041),
        _ratio("models", "Cox, adjusted", 0.44, p_value=0.0003),
        _ratio("models", "Cox, overlap weights", 0.42),
        _ratio("models", "Andersen-Gill, adjusted", 0.51, variable="all attacks", measure="rate ratio", events=97, p_value=0.02),
        _ratio("models", "Cox", None, variable="EDSS 6", events=2, warnings=none, method="cannot be told"),
        _ratio("model terms", "Cox, adjusted: age at time zero", 1.01, group="everyone", compared_with=None, p_value=0.4),
        _ratio("naive", "B101: treated from diagnosis", 0.21),
        *(
            _ratio("sensitivity", level, estimate)
            for level, estimate in (
                ("as in the protocol", 0.42),
                ("definitions: sakura", 0.40),
                ("no lag", 0.55),
                ("lag of 180 days", 0.39),
                ("confirmed assay only", 0.45),
                ("complete dates only", 0.48),
                ("dates read as earliest", None),
            )
        ),
    ]


def _balance_rows() -> list[dict[str, Any]]:
    differences = {"age at time zero": (0.31, 0.02), "sex": (-0.12, 0.01), "attacks before": (0.55, -0.04)}
    rows = [
        _figure("balance", name, "standardized mean difference", value, level=level, group=DRUG, compared_with=REFERENCE)
        for name, values in differences.items()
        for level, value in zip(("before weighting", "after weighting"), values, strict=True)
    ]
    rows += [
        _figure("overlap", "propensity score", "proportion", share, group=group, compared_with=other, level=level, events=4)
        for group, other, shares in ((DRUG, REFERENCE, (0.2, 0.8)), (REFERENCE, DRUG, (0.7, 0.3)))
        for level, share in zip(("0.4 to 0.5", "0.5 to 0.6"), shares, strict=True)
    ]
    return [*rows, _figure("overlap", "propensity score", "effective sample size", 81.0, group=DRUG, compared_with=REFERENCE)]


def _other_rows() -> list[dict[str, Any]]:
    hidden = {"method": "suppressed: fewer than 5", "warnings": ["suppressed"], "n": None, "events": None}
    interval = {"confidence": 0.95, "n": 40, "events": 30, "person_years": 40.0}
    worlds = (("clustered attacks", 0.52, 0.47, 0.58), ("event dependence", 0.61, 0.55, 0.67))
    return [
        *(
            _figure(
                "milestones", name, "cumulative incidence", share, group=group, at_years=5.0, lower=share / 2, upper=share * 1.7,
                confidence=0.95, n=59, events=9,
            )
            for name in ("EDSS 4", "EDSS 6")
            for group, share in ((REFERENCE, 0.21), (DRUG, 0.14))
        ),
        _figure("before and after", "attacks, rituximab", "rate before", 1.2, lower=0.9, upper=1.5, **interval),
        _figure("before and after", "attacks, rituximab", "rate after", 0.35, lower=0.2, upper=0.5, **interval),
        _figure("before and after", "attacks, rituximab", "rate ratio", 0.29, lower=0.18, upper=0.45, **interval),
        *(
            _figure("null world", "attacks, rituximab", "rate ratio", value, level=name, lower=lower, upper=upper)
            for name, value, lower, upper in worlds
        ),
        _figure("multiplicity", OUTCOME, "adjusted p value", None, level="Holm over 2 tests", p_value=0.0006),
        _figure("missing", "age at time zero", "share", 0.04, group=DRUG, n=59, events=2),
        _figure("missing", "EDSS at time zero", "share", None, group=DRUG, **hidden),
        _figure("frequency", "incidence", "incidence rate", 0.41, level="2015", lower=0.2, upper=0.8, unit="per 100,000"),
        _figure("frequency", "incidence", "incidence rate", 0.52, level="2016", lower=0.3, upper=0.9, unit="per 100,000"),
        _figure("an analysis of tomorrow", "something", "difference", -0.3, lower=-0.5, upper=-0.1, confidence=0.95),
    ]  # fmt: skip
