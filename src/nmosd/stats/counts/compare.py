"""Rates of groups compared by the method that the data can bear, chosen by a stated rule."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.columns import codes, covariate_columns, numbers
from nmosd.stats.counts.design import read_design
from nmosd.stats.counts.firth import firth_counts
from nmosd.stats.counts.fit import CountFit
from nmosd.stats.counts.ratios import rate_ratio
from nmosd.stats.counts.regression import count_regression, is_uneven
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence
from nmosd.stats.rates import rate

FEW_EVENTS = 10
FEW_IN_A_GROUP = 5


@dataclass(frozen=True)
class RateComparison:
    """Rates of groups compared with a reference group; prints as a summary.

    `method` is what was chosen, and `because` the clause of the rule that chose it. `ratios` has every other group, `rates` all.
    """

    reference: Any
    method: str
    because: str
    rates: Mapping[Any, Estimate]
    ratios: Mapping[Any, Estimate]

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return rows for `results_frame`: the rate of each group, and its ratio to the reference; `where` adds what a row
        lacks.
        """
        found = [rate.row(group=str(label)) | where for label, rate in self.rates.items()]
        return found + [ratio.row(group=f"{label} against {self.reference}") | where for label, ratio in self.ratios.items()]

    def __str__(self) -> str:
        lines = [f"{self.method}, because {self.because}"]
        lines += [f"  {label}: {rate}" for label, rate in self.rates.items()]
        return "\n".join(lines + [f"  {label} against {self.reference}: {ratio}" for label, ratio in self.ratios.items()])


def compare_rates(
    counts: Any,
    person_years: Any,
    group: Any,
    *,
    reference: Any = None,
    covariates: Any = None,
    cluster: Any = None,
    confidence: float = 0.95,
) -> RateComparison:
    """Return rate ratios of groups against the reference (the first label unless told otherwise), by the first rule that fits.

    One row per person: the count of events, the person-years, the group; `covariates` to adjust for; `cluster` where rows belong
    together (several rows of one person, centres).

    1. Fewer than 10 events, or fewer than 5 in a group: exact conditional ratios; with covariates Firth's penalised Poisson
    regression. 2. Clusters: Poisson regression with errors robust over them. 3. Counts that vary clearly more than chance would
    make them (score test, one-sided 5 %): negative binomial regression. 4. Otherwise: Poisson regression.

    With few events it cannot be told whether counts vary beyond chance, and rule 1 takes them as Poisson: a warning says so.

    Raises:
        StatisticsError: as `count_regression`; fewer than two groups; a reference that is no group.

    >>> print(compare_rates([0, 0, 0, 2, 1, 0], [2, 2, 3, 1, 2, 2], ["new", "new", "new", "old", "old", "old"], reference="old"))
    exact conditional ratio, because there are fewer than 10 events
      new: rate: 0 per person-year (95 % interval 0 to 0.527; exact Poisson interval); 0 events in 7.0 person-years
      old: rate: 0.6 per person-year (95 % interval 0.124 to 1.75; exact Poisson interval); 3 events in 5.0 person-years
      new against old: rate ratio: 0 (95 % interval 0 to 1.73; exact conditional interval); 3 events in 12.0 person-years
      note: With few events it cannot be told whether some people have more than chance would give them; then this is too narrow.
    """
    confidence = checked_confidence(confidence)
    events = numbers(counts, "counts")
    years = numbers(person_years, "person_years", events.size)
    numbered, labels = codes(group, "group", events.size)
    at = _reference(labels, reference)
    others = [code for code in range(len(labels)) if code != at]
    columns = {str(labels[code]): (numbered == code).astype(np.float64) for code in others}
    read_design(events, columns, years, cluster)
    adjust = {} if covariates is None else covariate_columns(covariates, events.size)
    if set(adjust) & set(columns):
        raise StatisticsError(f"A covariate bears the name of a group ({min(set(adjust) & set(columns))}): rename it.")
    rates = {
        label: rate(float(events[numbered == code].sum()), float(years[numbered == code].sum()), confidence=confidence)
        for code, label in enumerate(labels)
    }
    sparse = _sparse(events, numbered, labels)
    if sparse and not adjust:
        ratios = {labels[code]: _exact(rates[labels[code]], rates[labels[at]], confidence) for code in others}
        return RateComparison(labels[at], "exact conditional ratio", sparse, rates, ratios)
    fit, because = _fit(events, years, columns | adjust, cluster, sparse=sparse, confidence=confidence)
    if sparse:
        ratios = {labels[code]: _sparse_note(fit.rate_ratios[str(labels[code])]) for code in others}
    else:
        ratios = {labels[code]: fit.rate_ratios[str(labels[code])] for code in others}
    if fit.dispersion is not None or fit.clusters is not None:
        note = "This interval takes events as independent of each other, which they are not here: it is too narrow."
        rates = {label: replace(figure, warnings=(*figure.warnings, note)) for label, figure in rates.items()}
    return RateComparison(labels[at], fit.model, because, rates, ratios)


def _reference(labels: list[Any], reference: Any) -> int:
    if len(labels) < 2:
        raise StatisticsError("A comparison needs at least two groups: name the group of each row.")
    if reference is None:
        return 0
    if reference not in labels:
        raise StatisticsError(f"The reference {reference!r} is no group: use one of {', '.join(map(repr, labels))}.")
    return labels.index(reference)


def _sparse(events: Floats, group: Integers, labels: list[Any]) -> str:
    """Return why the data are sparse, or nothing."""
    if events.sum() < FEW_EVENTS:
        return f"there are fewer than {FEW_EVENTS} events"
    per_group = np.bincount(group, events, minlength=len(labels))
    if per_group.min() < FEW_IN_A_GROUP:
        return f"{labels[int(per_group.argmin())]} has fewer than {FEW_IN_A_GROUP} events"
    return ""


def _exact(one: Estimate, other: Estimate, confidence: float) -> Estimate:
    (x, t), (y, u) = ((float(figure.events or 0), figure.person_years or 0.0) for figure in (one, other))
    if x + y == 0:
        untold = ("Neither group has an event, so there is no ratio.",)
        return Estimate(
            "rate ratio",
            None,
            None,
            None,
            confidence,
            "exact conditional interval",
            events=0,
            person_years=t + u,
            warnings=untold,
        )
    return _sparse_note(rate_ratio(x, t, y, u, confidence=confidence).ratio)


def _sparse_note(ratio: Estimate) -> Estimate:
    note = "With few events it cannot be told whether some people have more than chance would give them; then this is too narrow."
    return replace(ratio, warnings=(*ratio.warnings, note))


def _fit(
    events: Floats, years: Floats, columns: dict[str, Floats], cluster: Any, *, sparse: str, confidence: float
) -> tuple[CountFit, str]:
    if sparse:
        return firth_counts(events, columns, person_years=years, confidence=confidence), sparse
    if cluster is not None:
        fit = count_regression(events, columns, person_years=years, family="poisson", cluster=cluster, confidence=confidence)
        return fit, "rows belong together in clusters"
    poisson = count_regression(events, columns, person_years=years, family="poisson", confidence=confidence)
    mean = (
        np.exp(poisson.coefficients[0] + sum(b * x for b, x in zip(poisson.coefficients[1:], columns.values(), strict=True)))
        * years
    )
    if not is_uneven(events, mean):
        return poisson, "counts vary no more than chance would make them"
    return (
        count_regression(events, columns, person_years=years, family="negative binomial", confidence=confidence),
        "counts vary more than chance would make them",
    )
