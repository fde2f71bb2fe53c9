"""A cohort of six invented people, small enough to work every figure out on paper."""

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest

from nmosd.record import Record, new_record


def day(text: str | None, name: str) -> dict[str, dt.date | None]:
    value = dt.date.fromisoformat(text) if text else None
    return {f"{name}_earliest": value, f"{name}_latest": value}


def person(patient, sex, onset=None, first=None, last=None, **others) -> dict[str, object]:
    own = {"row_id": f"{patient}/patients", "patient_id": patient, "sex": sex}
    return own | others | day(onset, "onset") | day(first, "first_contact") | day(last, "last_contact")


def rows(table: str, *entries: dict[str, object]) -> pl.DataFrame:
    numbered = []
    for number, entry in enumerate(entries, 1):
        numbered.append({"row_id": f"{entry['patient_id']}/{table}/{number}"} | entry)
    return pl.DataFrame(numbered, infer_schema_length=None)


def attack(patient, onset, *sites) -> dict[str, object]:
    return {"patient_id": patient, "sites": list(sites) or None} | day(onset, "onset")


@pytest.fixture(scope="session")
def six_people() -> Record:
    """P1 to P3 with AQP4-IgG by cell-based assay, P4 with MOG-IgG and an adequate negative AQP4-IgG, P5 and P6 never tested.

    | who | follow-up (years)            | onset attack | later attacks (in follow-up)                      |
    |-----|------------------------------|--------------|---------------------------------------------------|
    | P1  | 2010-01-01 to 2014-01-01 (4) | ON right     | spinal cord 2011-06-01                            |
    | P2  | 2010-01-01 to 2012-01-01 (2) | before it    | ON both 2010-03-01, 09-01, 2011-03-01, 09-01 (4)  |
    | P3  | 2010-01-01 to 2016-01-01 (6) | area postrema| none                                              |
    | P4  | 2010-01-01 to 2013-01-01 (3) | ON left      | ON left 2011-01-01                                |
    | P5  | no last contact              | site unknown | none                                              |
    | P6  | no contact at all            | no attack    | none                                              |
    """
    people = [
        person("P1", "female", "2010-01-01", "2010-01-01", "2014-01-01", status="alive", age_at_onset=30.0, ancestry="European"),
        person("P2", "female", "2005-01-01", "2010-01-01", "2012-01-01", status="dead", age_at_onset=40.0, ancestry="European"),
        person("P3", "female", "2010-01-01", "2010-01-01", "2016-01-01", status="alive", age_at_onset=50.0, ancestry="Asian"),
        person("P4", "male", "2010-01-01", "2010-01-01", "2013-01-01", status="lost", age_at_onset=20.0),
        person("P5", "male", "2010-01-01", "2010-01-01"),
        person("P6", "unknown"),
    ]
    tests = [
        *({"patient_id": p, "analyte": "AQP4-IgG", "assay": "cell-based", "result": "positive"} for p in ("P1", "P2", "P3")),
        {"patient_id": "P4", "analyte": "AQP4-IgG", "assay": "cell-based", "result": "negative"},
        {"patient_id": "P4", "analyte": "MOG-IgG", "assay": "cell-based", "result": "positive"},
    ]
    both = ("optic nerve right", "optic nerve left")
    return new_record(
        {
            "patients": pl.DataFrame(people, infer_schema_length=None),
            "diagnoses": rows(
                "diagnoses",
                *({"patient_id": p, "label": "NMOSD"} for p in ("P1", "P3")),
                {"patient_id": "P2", "label": "multiple sclerosis"} | day("2005-02-01", "diagnosed"),
                {"patient_id": "P2", "label": "NMO"} | day("2010-02-01", "diagnosed"),
                {"patient_id": "P4", "label": "MOGAD"},
                {"patient_id": "P5", "label": "unknown"},
            ),
            "antibody_tests": rows("antibody_tests", *tests),
            "attacks": rows(
                "attacks",
                attack("P1", "2010-01-01", "optic nerve right"),
                attack("P1", "2011-06-01", "spinal cord"),
                attack("P2", "2005-01-01", "optic nerve left", "spinal cord"),
                *(attack("P2", onset, *both) for onset in ("2010-03-01", "2010-09-01", "2011-03-01", "2011-09-01")),
                attack("P3", "2010-01-01", "area postrema"),
                attack("P4", "2010-01-01", "optic nerve left"),
                attack("P4", "2011-01-01", "optic nerve left"),
                attack("P5", "2010-01-01"),
            ),
            "therapies": rows(
                "therapies",
                {"patient_id": "P1", "drug": "rituximab"},
                {"patient_id": "P1", "drug": "azathioprine"},
                {"patient_id": "P2", "drug": "ocrelizumab"},
                {"patient_id": "P3", "drug": "immunosuppressant, not specified"},
                {"patient_id": "P4", "drug": "azathioprine"},
            ),
            "visits": rows(
                "visits",
                {"patient_id": "P1", "edss": 3.0} | day("2010-01-01", "visited"),
                {"patient_id": "P1", "edss": 2.0} | day("2013-01-01", "visited"),
                {"patient_id": "P2", "edss": 6.0} | day("2011-01-01", "visited"),
                {"patient_id": "P3", "edss": 1.0},
                {"patient_id": "P4", "edss": 4.0},
                {"patient_id": "P4", "edss": 5.0},
            ),
            "comorbidities": rows("comorbidities", {"patient_id": "P3", "disease": "systemic lupus erythematosus"}),
        },
        title="Six invented people",
        synthetic=True,
    )


@pytest.fixture(scope="session")
def figure() -> Callable[..., dict[str, object]]:
    """Return the one row of a results table that the conditions name."""

    def find(results: pl.DataFrame, **where: object) -> dict[str, object]:
        for column, value in where.items():
            results = results.filter(pl.col(column).eq_missing(pl.lit(value)))
        assert results.height == 1, results
        return results.row(0, named=True)

    return find
