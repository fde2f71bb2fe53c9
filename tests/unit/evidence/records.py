"""Invented records for the tests: one sound trial and one sound statement, and small ways to spoil them."""

from collections.abc import Mapping
from typing import Any

from nmosd.evidence.base import Evidence, evidence_of
from nmosd.evidence.models import Record, Source, Statement, Study

SOURCES: dict[str, dict[str, Any]] = {
    "paper": {"citation": "Somebody. Invented trial. 2020", "kind": "article", "read": "abstract", "doi": "10.1000/invented"},
    "second": {"citation": "Somebody else. Another invented trial. 2021", "kind": "article", "read": "abstract"},
    "unseen": {"citation": "Somebody. Never read. 2019", "kind": "article", "read": "not read"},
}

SOUND: dict[str, Any] = {
    "kind": "study",
    "id": "trial",
    "topics": ["relapse prevention"],
    "title": "Invented trial",
    "design": "randomised trial",
    "control": "randomised",
    "verified": "read",
    "source": "paper",
    "centre": "Somewhere",
    "recruited": ["2015", "2018"],
    "population": {"serostatus": "positive", "n": 100, "women": 80},
    "arms": {"drug": {"given": ["rituximab"], "n": 50}, "placebo": {"given": ["placebo"], "n": 50}},
    "findings": [
        {
            "id": "relapse",
            "outcome": "relapse",
            "verified": "read",
            "arms": {
                "drug": {"n": 50, "events": 5, "crude_percent": 10},
                "placebo": {"n": 50, "events": 20, "person_years": 46.9, "crude_percent": 40},
            },
            "effects": [
                {
                    "type": "hazard ratio",
                    "estimate": 0.21,
                    "interval": [0.08, 0.55],
                    "p": "0.001",
                    "arm": "drug",
                    "versus": "placebo",
                }
            ],
        },
        {
            "id": "rate",
            "outcome": "annualised relapse rate",
            "verified": "read",
            "arms": {"placebo": {"rate": 0.43, "events": 20, "person_years": 46.9}},
        },
        {"id": "edss", "outcome": "EDSS", "verified": "read", "arms": {"drug": {"n": 50, "mean": 3.9, "sd": 1.5}}},
    ],
}

SAID: dict[str, Any] = {
    "kind": "statement",
    "id": "claim",
    "topics": ["relapse prevention"],
    "category": "recommendation",
    "text": "The drug prevents relapses.",
    "origin": "NMOSD trial",
    "population": {"serostatus": "positive"},
    "rests_on": ["trial/relapse"],
    "verified": "read",
    "source": "paper",
}


def base_of(*records: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]] | None = None) -> Evidence:
    made: list[Record] = [
        Study.model_validate(record) if record["kind"] == "study" else Statement.model_validate(record) for record in records
    ]
    return evidence_of(made, {key: Source.model_validate(source) for key, source in (sources or SOURCES).items()})


def trial(**changes: Any) -> dict[str, Any]:
    """The sound trial with some fields changed."""
    return SOUND | changes


def claim(**changes: Any) -> dict[str, Any]:
    """The sound statement with some fields changed."""
    return SAID | changes


def finding(outcome: str = "relapse", **fields: Any) -> dict[str, Any]:
    """The sound trial with one finding only."""
    return trial(findings=[{"id": "f", "outcome": outcome, "verified": "read", **fields}])


def effect(**fields: Any) -> dict[str, Any]:
    """The sound trial with one effect only, a hazard ratio of the drug against placebo."""
    return finding(effects=[{"type": "hazard ratio", "arm": "drug", "versus": "placebo", **fields}])
