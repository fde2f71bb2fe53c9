"""What must hold of every curve, whatever the data."""

import itertools
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmosd.stats import (
    StatisticsError,
    cumulative_incidence,
    kaplan_meier,
    log_rank,
    mean_cumulative_count,
    permutation_log_rank,
    results_frame,
)

SAME = {"rel": 1e-7, "abs": 1e-9, "nan_ok": True}


@st.composite
def lives(draw, smallest=2, largest=25):
    """One row per person with delayed entry: start, stop, event (0, 1, 2), group, weight. Whole numbers, so times are tied."""
    n = draw(st.integers(smallest, largest))
    some = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    start = np.where(some.random(n) < 0.6, 0, some.integers(0, 6, n)).astype(float)
    return {
        "start": start,
        "stop": start + some.integers(1, 9, n),
        "event": some.integers(0, 3, n),
        "group": some.integers(0, 2, n),
        "weight": some.integers(1, 4, n).astype(float),
    }


def same_curve(one, other, *names):
    for name in names:
        assert getattr(one, name) == pytest.approx(getattr(other, name), **SAME)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=40), st.integers(0, 10))
def test_without_censoring_the_curve_is_the_empirical_survival(times, when):
    curve = kaplan_meier(None, times, [1] * len(times))["everyone"]
    share = sum(time > when for time in times) / len(times)
    found = curve.at(when)
    assert found.estimate == pytest.approx(share, abs=1e-12)
    if 0 < share < 1:
        place = int(np.searchsorted(curve.time, when, side="right")) - 1
        assert curve.standard_error[place] == pytest.approx(math.sqrt(share * (1 - share) / len(times)))
    else:
        assert found.lower is None
        assert found.upper is None
        assert found.warnings
    assert curve.restricted_mean(max(times)).estimate == pytest.approx(np.mean(times))


@given(lives())
def test_greenwood_is_the_robust_error_without_delayed_entry(life):
    columns = (None, life["stop"], life["event"] > 0)
    plain, robust = kaplan_meier(*columns)["everyone"], kaplan_meier(*columns, robust=True)["everyone"]
    same_curve(plain, robust, "survival", "standard_error", "lower", "upper")


@given(lives(), st.randoms(use_true_random=False))
def test_splitting_rows_changes_nothing(life, chance):
    """A person's row cut at any time between start and stop, under the person's name, says the same as the whole row."""
    whole, cut = [], []
    for i in range(life["stop"].size):
        begin, end = float(life["start"][i]), float(life["stop"][i])
        middle = begin + (end - begin) * chance.choice([0.25, 0.5, 0.75])
        rest = (int(life["event"][i]), int(life["group"][i]), float(life["weight"][i]), i)
        whole.append((begin, end, *rest))
        cut += [(begin, middle, 0, *rest[1:]), (middle, end, *rest)]
    chance.shuffle(cut)
    one, two = (
        dict(zip(("start", "stop", "event", "group", "weight", "id"), zip(*rows, strict=True), strict=True))
        for rows in (whole, cut)
    )
    for robust in (False, True):
        a, b = (
            kaplan_meier(d["start"], d["stop"], [e > 0 for e in d["event"]], subject=d["id"], robust=robust)["everyone"]
            for d in (one, two)
        )
        places = np.searchsorted(b.time, a.time)
        for name in ("survival", "standard_error", "lower", "upper"):
            assert getattr(a, name) == pytest.approx(getattr(b, name)[places], **SAME)
        assert a._sets.censored.sum() == b._sets.censored.sum()
        assert [a.number_at_risk(time) for time in range(12)] == [b.number_at_risk(time) for time in range(12)]
    a, b = (
        mean_cumulative_count(d["start"], d["stop"], [e > 0 for e in d["event"]], subject=d["id"])["everyone"] for d in (one, two)
    )
    for name in ("mean", "standard_error"):
        assert getattr(a, name) == pytest.approx(getattr(b, name)[places], **SAME)
    if any(life["event"]):
        a, b = (cumulative_incidence(d["start"], d["stop"], d["event"], subject=d["id"])["everyone"] for d in (one, two))
        for kind in a.kinds:
            assert a.incidence[kind] == pytest.approx(b.incidence[kind][places], **SAME)
            assert a.standard_error[kind] == pytest.approx(b.standard_error[kind][places], **SAME)


@given(lives(), st.permutations(range(25)))
def test_row_order_changes_nothing(life, shuffled):
    n = life["stop"].size
    order = [i for i in shuffled if i < n]
    other = {name: column[order] for name, column in life.items()}
    one, two = (
        (kaplan_meier(d["start"], d["stop"], d["event"] > 0, group=d["group"], weights=d["weight"] / 3) for d in (life, other))
        if (np.bincount(life["group"], minlength=2) != 1).all()
        else (None, None)
    )
    if one is not None and two is not None:
        for label in one:
            same_curve(one[label], two[label], "time", "survival", "standard_error", "lower", "upper")
    test = [_statistic(d) for d in (life, other)]
    assert test[0] == pytest.approx(test[1], rel=1e-9, abs=1e-9, nan_ok=True)


def _statistic(d) -> float:
    try:
        return log_rank(d["start"], d["stop"], d["event"] > 0, d["group"], weighting="peto").test.statistic
    except StatisticsError:
        return math.nan


@given(lives())
def test_a_weight_of_two_is_the_row_twice(life):
    twice = {name: np.repeat(column, life["weight"].astype(int)) for name, column in life.items()}
    one = kaplan_meier(life["start"], life["stop"], life["event"] > 0, weights=life["weight"])["everyone"]
    two = kaplan_meier(twice["start"], twice["stop"], twice["event"] > 0)["everyone"]
    same_curve(one, two, "time", "survival", "standard_error", "lower", "upper")
    people = np.arange(life["stop"].size)
    a = mean_cumulative_count(life["start"], life["stop"], life["event"] > 0, subject=people, weights=life["weight"])["everyone"]
    copies = np.repeat(people, life["weight"].astype(int))
    b = mean_cumulative_count(twice["start"], twice["stop"], twice["event"] > 0, subject=np.arange(copies.size), cluster=copies)[
        "everyone"
    ]
    same_curve(a, b, "mean", "standard_error")
    if life["event"].any():
        c = cumulative_incidence(life["start"], life["stop"], life["event"], weights=life["weight"])["everyone"]
        d = cumulative_incidence(twice["start"], twice["stop"], twice["event"], cluster=copies)["everyone"]
        for kind in c.kinds:
            assert c.incidence[kind] == pytest.approx(d.incidence[kind], **SAME)
            assert c.standard_error[kind] == pytest.approx(d.standard_error[kind], **SAME)


@given(lives())
def test_incidences_and_the_event_free_share_sum_to_one(life):
    if not life["event"].any():
        return
    curves = cumulative_incidence(life["start"], life["stop"], life["event"], weights=life["weight"] / 3)["everyone"]
    total = curves.event_free + sum(curves.incidence.values())
    assert total == pytest.approx(np.ones(total.size), abs=1e-12)
    free = kaplan_meier(life["start"], life["stop"], life["event"] > 0, weights=life["weight"] / 3)["everyone"]
    assert curves.event_free == pytest.approx(free.survival, abs=1e-12)


@given(lives())
def test_with_one_kind_of_event_incidence_is_one_less_kaplan_meier(life):
    happened = (life["event"] > 0).astype(int)
    if not happened.any():
        return
    curves = cumulative_incidence(life["start"], life["stop"], happened)["everyone"]
    survival = kaplan_meier(life["start"], life["stop"], happened, robust=True)["everyone"]
    assert curves.incidence[1] == pytest.approx(1 - survival.survival, abs=1e-12)
    inside = (survival.survival > 0) & (survival.survival < 1)
    assert curves.standard_error[1][inside] == pytest.approx(survival.standard_error[inside], rel=1e-7, abs=1e-9)


@given(lives())
def test_one_event_per_person_makes_the_mean_count_nelson_aalen(life):
    curve = mean_cumulative_count(life["start"], life["stop"], life["event"] > 0, subject=np.arange(life["stop"].size))[
        "everyone"
    ]
    total = 0.0
    for time, mean in zip(curve.time, curve.mean, strict=True):
        at_risk = ((life["start"] < time) & (life["stop"] >= time)).sum()
        total += ((life["stop"] == time) & (life["event"] > 0)).sum() / at_risk
        assert mean == pytest.approx(total)


@given(lives(largest=12))
def test_robust_errors_are_the_derivatives_of_the_curve(life):
    """The infinitesimal jackknife, as it is defined: what the curve does when each person's weight is moved a little."""
    if not life["event"].any():
        return
    n, step = life["stop"].size, 1e-6
    columns = (life["start"], life["stop"])

    def curves(weights):
        mean = mean_cumulative_count(*columns, life["event"] > 0, subject=np.arange(n), weights=weights)["everyone"]
        both = cumulative_incidence(*columns, life["event"], weights=weights)["everyone"]
        return mean, both

    mean, both = curves(np.ones(n))
    sums = {"mean": np.zeros(mean.time.size)} | {kind: np.zeros(mean.time.size) for kind in both.kinds}
    for i in range(n):
        more, less = (curves(1 + sign * step * (np.arange(n) == i)) for sign in (1, -1))
        sums["mean"] += ((more[0].mean - less[0].mean) / (2 * step)) ** 2
        for kind in both.kinds:
            sums[kind] += ((more[1].incidence[kind] - less[1].incidence[kind]) / (2 * step)) ** 2
    told = ~np.isnan(mean.standard_error)
    assert mean.standard_error[told] == pytest.approx(np.sqrt(sums["mean"][told]), rel=1e-5, abs=1e-7)
    for kind in both.kinds:
        told = ~np.isnan(both.standard_error[kind])
        assert both.standard_error[kind][told] == pytest.approx(np.sqrt(sums[kind][told]), rel=1e-5, abs=1e-7)


@given(lives(smallest=3, largest=9), st.sampled_from(["equal", "peto", "gehan", (0.5, 1.0)]))
def test_exact_log_rank_counts_every_arrangement(life, weighting):
    group, happened = life["group"], life["event"] > 0
    if np.unique(group).size < 2 or not happened.any():
        return
    found = permutation_log_rank(life["start"], life["stop"], happened, group, weighting=weighting)
    seen = abs(_difference(life, group, weighting))
    every = []
    for chosen in itertools.combinations(range(group.size), int((group == 0).sum())):
        dealt = np.ones(group.size, dtype=int)
        dealt[list(chosen)] = 0
        every.append(abs(_difference(life, dealt, weighting)))
    assert found.arrangements == len(every)
    assert found.p.estimate == pytest.approx(np.mean(np.array(every) >= seen - 1e-9))
    assert abs(found.difference) == pytest.approx(seen, abs=1e-9)


def _difference(life, group, weighting) -> float:
    """Observed less expected events of group 0, time by time, weights from all rows together."""
    total, survival = 0.0, 1.0
    for time in np.unique(life["stop"][life["event"] > 0]):
        at_risk = (life["start"] < time) & (life["stop"] >= time)
        events = (life["stop"] == time) & (life["event"] > 0)
        rho, gamma = {"equal": (0, 0), "peto": (1, 0), "gehan": (0, 0)}.get(weighting, weighting)
        weight = at_risk.sum() if weighting == "gehan" else survival**rho * (1 - survival) ** gamma
        total += weight * ((events & (group == 0)).sum() - events.sum() * (at_risk & (group == 0)).sum() / at_risk.sum())
        survival *= 1 - events.sum() / at_risk.sum()
    return total


def test_exact_log_rank_rejects_no_more_often_than_it_says():
    """Over all arrangements of one set of people, the share with p of at most a is at most a, and nearly so."""
    stop, event = [1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 0, 1, 1, 0, 1, 1]
    every = []
    for chosen in itertools.combinations(range(8), 4):
        group = [int(i in chosen) for i in range(8)]
        every.append(permutation_log_rank(None, stop, event, group).p.estimate)
    for level in sorted(set(every)):
        assert np.mean(np.array(every) <= level + 1e-12) == pytest.approx(level)


@given(lives(smallest=6, largest=12), st.integers(0, 3))
def test_exact_log_rank_within_strata_deals_within_strata(life, seed):
    strata = np.arange(life["stop"].size) % 2
    happened = life["event"] > 0
    if np.unique(life["group"]).size < 2 or not happened.any():
        return
    columns = (life["start"], life["stop"], happened, life["group"])
    exact = permutation_log_rank(*columns, strata=strata)
    ways = math.prod(math.comb(int((strata == s).sum()), int(((strata == s) & (life["group"] == 0)).sum())) for s in (0, 1))
    assert exact.arrangements == ways
    drawn = permutation_log_rank(*columns, strata=strata, draws=999, seed=seed)
    assert abs(drawn.p.estimate - exact.p.estimate) < 0.09
    again = permutation_log_rank(*columns, strata=strata, draws=999, seed=seed)
    assert again == drawn


def test_rows_go_into_the_table_of_results():
    stop, event, group = [5, 8, 12, 3, 7, 9, 2, 11], [1, 0, 1, 1, 1, 0, 1, 1], list("aaaabbbb")
    curves = kaplan_meier(None, stop, event, group=group)
    kinds = cumulative_incidence(None, stop, [1, 0, 2, 1, 1, 0, 2, 1], group=group)
    counts = mean_cumulative_count(None, stop, event, group=group, subject=range(8))
    where = {"analysis": "curves", "variable": "relapse"}
    rows = curves.rows(times=(4, 8, 20), horizon=9, **where) + counts.rows((4,), **where) + kinds.rows((4,), **where)
    rows += log_rank(None, stop, event, group).rows(**where) + permutation_log_rank(None, stop, event, group).rows(**where)
    frame = results_frame(rows)
    assert frame.height == 2 * 5 + 2 + 4 + 2
    assert frame.filter(pl.col("measure") == "survival at 20")["estimate"].to_list() == [0.0, 0.0]
    assert str(curves).count("median") == 2


@pytest.mark.long
def test_coverage_of_curves_over_2000_samples():
    """100 people, some entering late, half censored: survival, median, restricted mean and incidence, 93 to 97 %."""
    some = np.random.default_rng(20240601)
    samples, n = 2000, 100
    hits = dict.fromkeys(("survival", "robust", "median", "mean", "incidence"), 0)
    truth = {"survival": math.exp(-0.8), "median": math.log(2), "mean": 1 - math.exp(-1), "incidence": 0.7 * (1 - math.exp(-0.8))}
    for _ in range(samples):
        life = some.exponential(1, 3 * n)
        entry = np.where(some.random(3 * n) < 0.5, 0.0, some.uniform(0, 0.3, 3 * n))
        seen = np.flatnonzero(life > entry)[:n]
        life, entry = life[seen], entry[seen]
        end = entry + some.uniform(0.9, 2.5, n)
        event, stop = (life <= end).astype(int), np.minimum(life, end)
        kind = event * np.where(some.random(n) < 0.7, 1, 2)
        curve = kaplan_meier(entry, stop, event)["everyone"]
        figures = {
            "survival": curve.at(0.8),
            "robust": kaplan_meier(entry, stop, event, robust=True)["everyone"].at(0.8),
            "median": curve.median,
            "mean": curve.restricted_mean(1.0),
            "incidence": cumulative_incidence(entry, stop, kind)["everyone"].at(1, 0.8),
        }
        for name, figure in figures.items():
            hits[name] += figure.lower <= truth["survival" if name == "robust" else name] <= figure.upper
    for name, count in hits.items():
        assert 0.93 <= count / samples <= 0.97, name


@pytest.mark.long
def test_coverage_of_the_mean_cumulative_count_over_2000_samples():
    """100 people whose own rates differ (gamma, variance 0.5) and who are watched for unequal times: 93 to 97 %."""
    some = np.random.default_rng(20240602)
    samples, n, hits = 2000, 100, 0
    for _ in range(samples):
        start, stop, event, person = [], [], [], []
        rates, ends = some.gamma(2, 0.5, n), some.uniform(1, 3, n)
        for i in range(n):
            edges = np.sort(some.uniform(0, ends[i], some.poisson(rates[i] * ends[i])))
            start += [0.0, *edges]
            stop += [*edges, ends[i]]
            event += [1] * edges.size + [0]
            person += [i] * (edges.size + 1)
        found = mean_cumulative_count(start, stop, event, subject=person)["everyone"].at(1.5)
        hits += found.lower <= 1.5 <= found.upper
    assert 0.93 <= hits / samples <= 0.97
