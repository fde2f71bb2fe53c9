"""Rules about the analysis: events for the model, tests, what is missing."""

import polars as pl

from nmosd.study.design.at_risk import AtRisk
from nmosd.study.lint.codes import lint_setting
from nmosd.study.lint.design import Design, counted_people, number_of_people, percent, person_years
from nmosd.study.lint.finding import Found, Rule


def few_events(design: Design) -> Found | None:
    """B501: fewer events for each term than the model needs; of several outcomes the one with the fewest is told."""
    if design.comparison is None or not design.at_risk:
        return None
    terms = len(design.comparison.names) - 1
    if design.protocol.adjustment.weighting == "none":
        terms += sum(_terms_of(design.covariates[name]) for name in design.protocol.adjustment.covariates)
    counts = [(_events(risk), place) for place, risk in enumerate(design.at_risk)]
    events, place = min(counts)
    if events >= lint_setting("events_per_term") * terms:
        return None
    risk = design.at_risk[place]
    years = float((risk.table["stop"] - risk.table["start"]).sum())
    of_terms = "1 term" if terms == 1 else f"{terms} terms"
    says = f"{risk.outcome.name}: {events} events for {of_terms}, of {counted_people(number_of_people(risk.table))}"
    return Found(says, number_of_people(risk.table), years, ("adjustment", "covariates"))


def _events(risk: AtRisk) -> int:
    """Return how many events there are; one that counts in several trials of a person is one."""
    return risk.table.filter(pl.col("event") == 1).select("patient_id", "stop_day").n_unique()


def _terms_of(column: pl.Series) -> int:
    if column.dtype.is_numeric():
        return 1
    return max(0, column.drop_nulls().n_unique() - 1)


def uncorrected_tests(design: Design) -> Found | None:
    """B502: several tests, and each as if it were the only one."""
    if design.comparison is None or design.protocol.multiplicity.method != "none":
        return None
    tests = len(design.protocol.outcomes) * (len(design.comparison.names) - 1)
    if tests < _SEVERAL:
        return None
    chance = 1 - _LEVEL_KEPT**tests
    says = f"{tests} tests; if nothing differs, one of them is below 0.05 with a chance of up to {percent(chance)}"
    return Found(says, number_of_people(design.compared), person_years(design.compared), ("multiplicity", "method"))


_SEVERAL = 2
_LEVEL_KEPT = 0.95
"""The chance that one test of nothing stays above 0.05."""


def missing_by_group(design: Design) -> Found | None:
    """B503: a covariate that is unknown in one group far more often, where only complete cases count."""
    adjustment = design.protocol.adjustment
    if not design.has_groups or not adjustment.covariates or adjustment.missing != "complete cases":
        return None
    shares = design.covariates.group_by("group").agg(pl.col(name).is_null().mean() for name in adjustment.covariates)
    if shares.height < _SEVERAL:
        return None
    apart = {name: float(shares[name].max() or 0.0) - float(shares[name].min() or 0.0) for name in adjustment.covariates}  # type: ignore[arg-type]
    name = max(apart, key=lambda one: apart[one])
    if apart[name] <= lint_setting("missing_difference"):
        return None
    unknown = design.covariates.filter(pl.col(name).is_null())
    rows = design.compared.join(unknown, on="subject", how="semi")
    worst = shares.sort(name, "group").row(-1, named=True)
    least = shares.sort(name, "group").row(0, named=True)
    says = f"{name} is unknown of {percent(worst[name])} in {worst['group']} and {percent(least[name])} in {least['group']}"
    return Found(says, number_of_people(rows), person_years(rows), ("adjustment", "missing"))


RULES: dict[str, Rule] = {"B501": few_events, "B502": uncorrected_tests, "B503": missing_by_group}
