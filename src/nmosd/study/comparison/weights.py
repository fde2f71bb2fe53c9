"""Groups made alike in what was known of them: propensity, weights, balance and overlap, and the outcome under the weights."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl

from nmosd.stats import Estimate, StatisticsError, Weighting, balance, balancing_weights
from nmosd.study.comparison.curves import CURVE_COLUMNS, draw, measure_of
from nmosd.study.comparison.outcome_data import OutcomeData
from nmosd.study.comparison.rows import figure, nothing, with_warnings
from nmosd.study.comparison.terms import terms_of
from nmosd.study.description.summaries import Row

_TARGETS: dict[str, Literal["ATE", "ATO"]] = {"inverse probability": "ATE", "overlap": "ATO"}
_BINS = 10
_WORTH = "How many subjects of equal weight would tell as much."


@dataclass(frozen=True)
class Weighed:
    """One group and the reference, all covariates known, with a weight for each row of time at risk.

    `people` has a row for each subject, with `treated`, `score` and `weight`; `left_out` says which terms tell nothing.
    """

    data: OutcomeData
    group: str
    people: pl.DataFrame
    weighting: Weighting
    left_out: tuple[str, ...]

    @property
    def weights(self) -> pl.Series:
        """The weight of each row of `data`."""
        joined = self.data.rows.select("number").join(self.people, on="number", how="left", maintain_order="left")
        return joined["weight"]


def pair_of(data: OutcomeData, group: str) -> OutcomeData:
    """Return the data of a group and the reference alone."""
    groups = (data.reference, group)
    return replace(data, groups=groups, rows=data.rows.filter(pl.col("group").is_in(groups)))


def weigh(data: OutcomeData, group: str, covariates: Sequence[str], how: str) -> Weighed:
    """Return the weights of a group and the reference, among subjects without gaps.

    `how`: `inverse probability` (stabilised; for everybody) or `overlap` (for people who could have been in either group).

    Raises:
        StatisticsError: one of the two is empty, no covariate tells the groups apart, the groups do not overlap, or a subject is
            in both.
    """
    pair = pair_of(data, group)
    people = pair.people()
    if pair.rows.unique(["number", "group"]).height > people.height:
        raise StatisticsError("The group of a subject changes with time, and weights of the first day do not follow it.")
    for name in pair.groups:
        if not (people["group"] == name).any():
            raise StatisticsError(f"Nobody in {name} is at risk with every covariate known, so there is nothing to weigh.")
    treated = (people["group"] == group).cast(pl.Float64)
    terms = terms_of(people, covariates, {})
    if not terms.columns:
        raise StatisticsError("No covariate that is known varies, so there is nothing to make the groups alike in.")
    target = _TARGETS[how]
    weighting = balancing_weights(treated, terms.columns, target=target, stabilised=target == "ATE")
    known = people.with_columns(treated=treated, score=pl.Series(weighting.scores), weight=pl.Series(weighting.weights))
    return Weighed(pair, group, known, weighting, terms.left_out)


def balance_rows(weighed: Weighed, covariates: Sequence[str], among: str = "") -> Iterator[Row]:
    """Yield the standardized mean difference of each covariate (each level of a category) before and after weighting."""
    people = weighed.people
    varied = [name for name in covariates if people[name].n_unique() > 1]
    where: Row = {"analysis": "balance", "group": weighed.group, "compared_with": weighed.data.reference}
    where |= {
        "measure": "standardized mean difference",
        "definition": "Mean in the group less that in the group compared with, in standard deviations; beyond 0.1 is looked at.",
    }
    for line in balance(people["treated"], people.select(varied), people["weight"]):
        for when, found in (("before weighting", line.before), ("after weighting", line.after)):
            yield figure(found, variable=line.name, level=when + among, **where)


def filled_balance_rows(each: Sequence[Weighed], covariates: Sequence[str], among: str = "") -> Iterator[Row]:
    """Yield the balance where gaps were filled: the mean of the differences over all fillings, `each` of which was weighed."""
    over = [list(balance_rows(weighed, covariates, f", gaps filled{among}")) for weighed in each]
    by_line: dict[tuple[object, object], list[Row]] = {}
    for row in (row for rows in over for row in rows):
        by_line.setdefault((row["variable"], row["level"]), []).append(row)
    for rows in by_line.values():
        told = [one for one in (row["estimate"] for row in rows) if isinstance(one, float)]
        mean = math.fsum(told) / len(told) if told else None
        yield rows[0] | {"estimate": mean, "definition": f"{rows[0]['definition']} Mean over {len(rows)} fillings of the gaps."}


def overlap_rows(weighed: Weighed, among: str = "") -> Iterator[Row]:
    """Yield how far the groups could have been exchanged: scores in tenths, shares beyond the common range, effective sizes."""
    overlap, weighting = weighed.weighting.overlap, weighed.weighting
    one, other = weighed.group, weighed.data.reference
    where: Row = {"analysis": "overlap", "variable": "propensity score" + among}
    figures = (
        (one, other, weighed.people.filter(treated=1.0), overlap.treated_outside, overlap.largest_treated),
        (other, one, weighed.people.filter(treated=0.0), overlap.others_outside, overlap.largest_other),
    )
    for group, against, own, outside, largest in figures:
        place = where | {"group": group, "compared_with": against, "n": own.height}
        yield Estimate("share outside the common range", outside, None, None, None, "counting").row(
            definition="Share of subjects with a score that nobody of the other group reaches.", **place
        )
        yield Estimate("largest weight", largest, None, None, None, "largest over mean").row(
            definition="The largest weight of a subject, in mean weights of the group.", **place
        )
        size = weighting.effective_treated if group == one else weighting.effective_others
        yield figure(size, definition=_WORTH, **place)
        tenths = np.minimum((own["score"].to_numpy() * _BINS).astype(int), _BINS - 1)
        for place_of, number in enumerate(np.bincount(tenths, minlength=_BINS)):
            level = f"{place_of / _BINS:g} to {(place_of + 1) / _BINS:g}"
            share = Estimate("proportion", int(number) / own.height, None, None, None, "counting", events=int(number))
            said = f"Share of subjects with such a probability of being in {one} and not in {other}, given the covariates."
            yield share.row(level=level, unit="of subjects", definition=said, **place)


def weighted_curve_rows(weighed: Weighed, how: str) -> tuple[list[Row], pl.DataFrame]:
    """Return the curves of both groups under the weights, at the outcome's years; and their steps for drawing."""
    data, weights = weighed.data, weighed.weights
    measure = measure_of(data)
    rows, steps = [], []
    for group in data.groups:
        own = data.rows["group"] == group
        drawn = draw(data.of(data.rows.filter(own)), weights.filter(own))
        against = weighed.group if group == data.reference else data.reference
        where: Row = {"analysis": "weighted curves", "variable": data.name, "level": how, "group": group}
        where |= {"compared_with": against, "n": int((weighed.people["group"] == group).sum())}
        said = "The curve of the groups made alike by weights."
        if isinstance(drawn, str):
            rows += [nothing(measure, drawn, at_years=years, definition=said, **where) for years in data.outcome.at_years]
            continue
        for years in data.outcome.at_years:
            found = figure(drawn.at(years), at_years=years, definition=said, measure=measure, **where)
            rows.append(with_warnings(found, drawn.curve.warnings))
        labels = (pl.lit(text).alias(name) for name, text in (("outcome", data.name), ("group", group)))
        shown = drawn.steps.select(pl.lit(f"{measure}, {how}").alias("measure"), *labels, *list(CURVE_COLUMNS)[3:])
        steps.append(shown.select(list(CURVE_COLUMNS)).cast(pl.Schema(CURVE_COLUMNS)))
    return rows, pl.concat([pl.DataFrame(schema=CURVE_COLUMNS), *steps])


def no_overlap_row(data: OutcomeData, group: str, error: StatisticsError, among: str = "") -> Row:
    """Return the row that says why there are no weights."""
    return nothing(
        "effective sample size",
        str(error),
        definition=_WORTH,
        analysis="overlap",
        variable="propensity score" + among,
        group=group,
        compared_with=data.reference,
    )
