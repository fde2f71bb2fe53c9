"""The curves and models of a study against R survival 3.5-3, on the analysis tables that the study exports.

`data/study/` holds the tables of a study of simulated people (several treatment episodes of a person, delayed entry, deaths) and
what R made of them: `make/study_tables.py` and `make/study_in_R.R`. R's curves of several states take no notice of clusters of
people, so that their robust errors are those of R's curves with each person weighed a little more and a little less.
"""

import math
from pathlib import Path
from statistics import NormalDist

import polars as pl
import pytest

from nmosd.stats.results import results_frame
from nmosd.study.comparison.curves import curve_rows
from nmosd.study.comparison.main_model import plan_rows, plans
from nmosd.study.comparison.outcome_data import analysis_table
from nmosd.study.design.at_risk import AtRisk
from nmosd.study.protocol.comparison import Adjustment, Outcome

FOLDER = Path(__file__).parent / "data" / "study"
Z = NormalDist().inv_cdf(0.975)
OUTCOMES = {
    "first attack": Outcome(of="first attack"),
    "all attacks": Outcome(of="all attacks"),
    "EDSS 4": Outcome(of="milestone", milestone="EDSS 4"),
    "blindness of an eye": Outcome(of="blindness", eyes="each"),
    "death": Outcome(of="death"),
}
COVARIATES = ("age at time zero", "sex", "attacks in the year before")
THEIRS = pl.read_csv(FOLDER / "in_R.csv", null_values="NA")


def table_of(name: str) -> pl.DataFrame:
    return pl.read_csv(FOLDER / f"{name.replace(' ', '_')}.csv.gz")


@pytest.fixture(scope="module")
def results() -> pl.DataFrame:
    rows = []
    adjustment = Adjustment(covariates=COVARIATES, weighting="inverse probability")
    for name, outcome in OUTCOMES.items():
        table = table_of(name)
        nobody = pl.DataFrame(schema={"subject": pl.String, "patient_id": pl.String, "reason": pl.String})
        at_risk = table.select("subject", "patient_id", "group", "start", "stop", pl.col("event").cast(pl.Int8))
        at_risk = at_risk.with_columns(stop_day=(pl.col("stop") * 1e6).round().cast(pl.Int64))
        known = table.unique("subject", keep="first", maintain_order=True).select("subject", *COVARIATES)
        if name == "blindness of an eye":
            known = known.with_columns(pl.col("subject").str.replace(" (right|left) eye$", "")).unique("subject")
        data = analysis_table(AtRisk(outcome, at_risk, nobody, ("older", "anti-CD20")), known)
        assert data.name == name
        rows += curve_rows(data)[0]
        rows += [row for plan in plans(data, adjustment) for row in plan_rows(data, plan, adjustment)]
    return results_frame(rows)


def theirs(**where: object) -> dict[str, float]:
    found = THEIRS.filter(*(pl.col(column).eq_missing(pl.lit(value)) for column, value in where.items()))
    return dict(found.select("name", "value").iter_rows())


MODELS = [tuple(row) for row in THEIRS.filter(name="coefficient").select("outcome", "analysis").iter_rows()]
POINTS = [
    tuple(row) for row in THEIRS.filter(analysis="curve", name="estimate").select("outcome", "group", "at_years").iter_rows()
]


def test_R_was_asked_of_everything() -> None:
    assert len(MODELS) == 13
    assert len(POINTS) == 30


@pytest.mark.parametrize(("outcome", "model"), MODELS, ids=[" - ".join(pair) for pair in MODELS])
def test_ratios_are_those_of_coxph(results, outcome, model) -> None:
    ours = results.filter(analysis="models", variable=outcome, level=model).row(0, named=True)
    expected = theirs(outcome=outcome, analysis=model)
    assert math.log(ours["estimate"]) == pytest.approx(expected["coefficient"], rel=1e-6)
    assert math.log(ours["upper"] / ours["lower"]) / (2 * Z) == pytest.approx(expected["error"], rel=1e-6)
    assert (ours["events"], table_of(outcome).height) == (expected["events"], expected["n"])
    p = 2 * NormalDist().cdf(-abs(expected["coefficient"] / expected["error"]))
    assert ours["p_value"] == pytest.approx(p, rel=1e-5)


@pytest.mark.parametrize("outcome", ["first attack", "EDSS 4", "blindness of an eye"])
def test_proportional_hazards_are_tested_as_cox_zph_does(results, outcome) -> None:
    ours = results.filter(analysis="proportional hazards", variable=outcome, level="Cox")["p_value"].item()
    assert ours == pytest.approx(theirs(outcome=outcome, analysis="proportional hazards")["p"], rel=1e-6)


@pytest.mark.parametrize(("outcome", "group", "years"), POINTS)
def test_curves_are_those_of_survfit(results, outcome, group, years) -> None:
    shown = results.filter(analysis="curves", variable=outcome, group=group, at_years=years)
    ours = shown.filter(pl.col("measure").is_in(["survival", "cumulative incidence", "mean cumulative count"])).row(0, named=True)
    expected = theirs(outcome=outcome, analysis="curve", group=group, at_years=years)
    value = expected["estimate"]
    assert ours["estimate"] == pytest.approx(value, rel=1e-9)
    if outcome == "death":
        limits = (expected["lower"], expected["upper"])
    elif outcome == "all attacks":
        spread = math.exp(Z * expected["error"] / value)
        limits = (value / spread, value * spread)
    else:
        spread = math.exp(Z * expected["error"] / (value * abs(math.log(value))))
        limits = (value**spread, value ** (1 / spread))
    assert (ours["lower"], ours["upper"]) == (limits if None in limits else pytest.approx(limits, rel=1e-5))
