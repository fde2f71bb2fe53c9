"""How often the outcome came in each group, and the ratio of the rates, by the method that the events can bear."""

from collections.abc import Iterator

import polars as pl

from nmosd.stats import Estimate, StatisticsError, compare_rates, rate
from nmosd.study.comparison.outcome_data import OutcomeData
from nmosd.study.comparison.rows import SAME_AGAIN, figure, nothing
from nmosd.study.description.summaries import Row
from nmosd.study.design.at_risk import EVENT

RATES = "rates"
_SAYS = "Events over the person-years at risk."
_RATIO_SAYS = "Rate in the group over the rate in the group compared with."


def outcome_rate_rows(data: OutcomeData) -> Iterator[Row]:
    """Yield the rate of the outcome in each group, and for recurrent events the ratio of rates to the reference.

    `n` counts subjects. The ratio is exact with few events, else from Poisson regression robust over people, or from the negative
    binomial where counts vary beyond chance (`nmosd.stats.compare_rates` states the rule).
    """
    ratios, said = _ratios(data) if data.outcome.recurs else ([], ())
    yield from _rates(data, said)
    yield from ratios


def _rates(data: OutcomeData, said: tuple[str, ...]) -> Iterator[Row]:
    for group, counts in data.counts().items():
        where: Row = {"analysis": "outcome rates", "variable": data.name, "group": group, "n": counts.subjects}
        where |= {"definition": _SAYS}
        if not counts.subjects:
            yield nothing("rate", "Nobody in this group is at risk, so there is no person-time.", **where)
            continue
        found = rate(counts.events, counts.person_years)
        warnings = (f"{data.undated} subjects of the study have attacks without a date, which are not counted.",) * bool(
            data.undated
        )
        if counts.different < counts.events:
            warnings += (f"{SAME_AGAIN.format(counts.events, counts.different)}: the interval is too narrow.",)
        if data.outcome.eyes == "each":
            warnings += ("The interval takes the two eyes of a person as independent, which they are not: it is too narrow.",)
        row = figure(found, **where)
        yield row | {"warnings": [*said, *warnings] or None}


def _ratios(data: OutcomeData) -> tuple[list[Row], tuple[str, ...]]:
    """Return the ratios, and what is to be said of the rates."""
    per_subject = data.rows.group_by("number", "group", maintain_order=True).agg(
        events=(pl.col("event") == EVENT).sum(),
        years=(pl.col("stop") - pl.col("start")).sum(),
        patient_id=pl.col("patient_id").first(),
    )
    where: Row = {"analysis": "models", "variable": data.name, "compared_with": data.reference, "definition": _RATIO_SAYS}
    where |= {"n": per_subject["number"].n_unique()}
    present = set(per_subject["group"])
    if not data.others or not present:
        return [], ()
    several = per_subject.height > per_subject["patient_id"].n_unique()
    try:
        found = compare_rates(
            per_subject["events"],
            per_subject["years"],
            per_subject["group"],
            reference=data.reference,
            cluster=per_subject["patient_id"] if several else None,
        )
    except StatisticsError as error:
        return [nothing("rate ratio", str(error), level=RATES, group=group, **where) for group in data.others], ()
    level = f"{RATES}, {found.method}"
    rows = []
    for group in data.others:
        ratio: Estimate | None = found.ratios.get(group)
        if ratio is None:
            rows.append(nothing("rate ratio", f"Nobody in {group} is at risk.", level=level, group=group, **where))
        else:
            rows.append(figure(ratio, level=level, group=group, **where))
    said = dict.fromkeys(warning for figure_of in found.rates.values() for warning in figure_of.warnings)
    return rows, tuple(said)
