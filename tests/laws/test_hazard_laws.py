"""Laws of the hazard models: against a slow twin written from the definitions, and against themselves."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmosd.stats import andersen_gill, cox, firth_cox, prentice_williams_peterson

seeds = st.integers(0, 2**32 - 1)
ties = st.sampled_from(("efron", "breslow"))
few = settings(max_examples=15, deadline=None)


def people(seed: int, *, n: int = 40, whole: bool = True) -> dict[str, np.ndarray]:
    """Rows of people with recurrent events, delayed entry, abutting rows, gaps, tied times, weights and strata."""
    random = np.random.default_rng(seed)
    rows = []
    for person in range(n):
        clock = float(random.choice([0, 0, 1, 3]))
        x, weight, stratum = random.normal(), random.choice([0.5, 1.0, 2.0]), int(random.integers(2))
        for _ in range(random.integers(1, 5)):
            length = 1 + random.exponential(4) * math.exp(-0.4 * x)
            stop = clock + (math.ceil(length) if whole else length)
            group, event = int(random.integers(2)), random.random() < 0.6
            rows.append((person, clock, stop, event, x, group, weight, stratum))
            clock = stop + (0 if random.random() < 0.8 else 2)
    names = ("subject", "start", "stop", "event", "x", "group", "weight", "stratum")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def fit(data, *, model=cox, **options):
    given_options = {"subject": data["subject"]} | options
    covariates = {"x": data["x"], "group": data["group"]}
    return model(data["start"], data["stop"], data["event"], covariates, **given_options)


def changed(data, **columns):
    return data | columns


def same(one, two, *, tolerance=1e-8) -> None:
    assert two.coefficients == pytest.approx(one.coefficients, rel=tolerance, abs=tolerance)
    assert two.standard_errors == pytest.approx(one.standard_errors, rel=tolerance, abs=tolerance)


# --- the slow twin: nothing of the fast code is used, every risk set is gathered anew ---


def risk_sets(data):
    """Every event time of every stratum: who is at risk, and who has an event."""
    for stratum in sorted(set(data["stratum"])):
        inside = data["stratum"] == stratum
        for time in sorted(set(data["stop"][inside & data["event"]])):
            at_risk = inside & (data["start"] < time) & (time <= data["stop"])
            yield np.flatnonzero(at_risk), np.flatnonzero(inside & data["event"] & (data["stop"] == time))


def steps_of(data, beta, efron):
    """Every step of every event time: rows at risk, events, share of each row's risk, mean covariates, and half of the rest."""
    x = np.column_stack((data["x"], data["group"]))
    risk = np.exp(x @ beta)
    for at_risk, events in risk_sets(data):
        each = data["weight"][events].mean() if efron else data["weight"][events].sum()
        for step in range(len(events) if efron else 1):
            part = np.ones(len(risk))
            part[events] -= step / len(events) if efron else 0
            denominator = (data["weight"] * risk * part)[at_risk].sum()
            share = risk * part / denominator
            mean = (data["weight"] * share)[at_risk] @ x[at_risk]
            yield at_risk, events, each, share, mean, denominator


def slow_information(data, beta, efron):
    x = np.column_stack((data["x"], data["group"]))
    total = np.zeros((2, 2))
    for at_risk, _events, each, share, mean, _denominator in steps_of(data, beta, efron):
        away = x[at_risk] - mean
        total += each * (away * (data["weight"] * share)[at_risk][:, None]).T @ away
    return total


def slow_score_residuals(data, beta, efron):
    x = np.column_stack((data["x"], data["group"]))
    residuals = np.zeros_like(x)
    for at_risk, events, each, share, mean, _denominator in steps_of(data, beta, efron):
        for row in at_risk:
            residuals[row] -= each * share[row] * (x[row] - mean)
        for row in events:
            residuals[row] += (x[row] - mean) / (len(events) if efron else 1)
    return residuals


def slow_likelihood(data, beta, efron):
    x = np.column_stack((data["x"], data["group"]))
    events = np.flatnonzero(data["event"])
    total = math.fsum(data["weight"][row] * float(x[row] @ beta) for row in events)
    return total - math.fsum(each * math.log(d) for _r, _e, each, _s, _m, d in steps_of(data, beta, efron))


@few
@given(seeds, ties)
def test_robust_errors_are_those_of_lin_and_wei_by_their_definition(seed, way):
    """Delayed entry, tied events, weights, strata and people with several rows, all at once."""
    data = people(seed)
    fast = fit(data, model=andersen_gill, strata=data["stratum"], weights=data["weight"], ties=way)
    beta, efron = fast.coefficients, way == "efron"
    score = slow_score_residuals(data, beta, efron) * data["weight"][:, None]
    assert score.sum(axis=0) == pytest.approx(np.zeros(2), abs=1e-6)
    assert fast.log_likelihood == pytest.approx(slow_likelihood(data, beta, efron), rel=1e-10)
    bread = np.linalg.inv(slow_information(data, beta, efron))
    assert fast.model_covariance == pytest.approx(bread, rel=1e-8)
    moved = np.array([score[data["subject"] == person].sum(axis=0) @ bread for person in sorted(set(data["subject"]))])
    assert fast.covariance == pytest.approx(moved.T @ moved, rel=1e-8, abs=1e-12)
    assert fast.residuals("dfbeta").drop("row").to_numpy() == pytest.approx(score @ bread, rel=1e-7, abs=1e-10)


@few
@given(seeds, ties)
def test_dfbeta_is_how_the_coefficients_change_with_the_weight_of_a_row(seed, way):
    """The infinitesimal jackknife: another definition of the same thing, which needs no residual at all."""
    data = people(seed, n=15)
    options = {"strata": data["stratum"], "ties": way, "robust": False}
    dfbeta = fit(data, weights=data["weight"], **options).residuals("dfbeta").drop("row").to_numpy()
    row = int(np.random.default_rng(seed).integers(len(data["x"])))
    sides = []
    for change in (1e-4, -1e-4):
        weight = data["weight"].copy()
        weight[row] *= 1 + change
        sides.append(fit(data, weights=weight, **options).coefficients)
    assert (sides[0] - sides[1]) / 2e-4 == pytest.approx(dfbeta[row], rel=1e-4, abs=1e-6)


@few
@given(seeds)
def test_robust_errors_are_near_those_of_leaving_out_one_person_at_a_time(seed):
    data = people(seed, n=60)
    whole = fit(data, model=andersen_gill)
    left = []
    for person in range(60):
        kept = {name: column[data["subject"] != person] for name, column in data.items()}
        left.append(fit(kept, model=andersen_gill).coefficients)
    jackknife = np.sqrt(59 / 60 * ((np.array(left) - np.mean(left, axis=0)) ** 2).sum(axis=0))
    assert whole.standard_errors == pytest.approx(jackknife, rel=0.35)
    assert (whole.standard_errors < 1.02 * jackknife).all()


# --- laws ---


@few
@given(seeds, ties, st.sampled_from((cox, andersen_gill)))
def test_splitting_an_interval_changes_nothing(seed, way, model):
    data = people(seed, whole=False)
    where = np.random.default_rng(seed).uniform(0.1, 0.9, len(data["x"]))
    middle = data["start"] + where * (data["stop"] - data["start"])
    early = changed(data, stop=middle, event=np.zeros_like(data["event"]))
    late = changed(data, start=middle)
    split = {name: np.concatenate((early[name], late[name])) for name in data}
    options = {"model": model, "ties": way}
    one = fit(data, strata=data["stratum"], **options)
    two = fit(split, strata=split["stratum"], **options)
    same(one, two)
    assert two.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-11)
    assert two.intervals == 2 * one.intervals


@few
@given(seeds, ties)
def test_an_abutting_row_is_not_at_risk_at_the_event_that_ends_the_row_before(seed, way):
    """Moving every start a little later, by less than any gap between times, changes nothing: rows are open on the left."""
    data = people(seed)
    same(fit(data, ties=way), fit(changed(data, start=data["start"] + 0.25), ties=way))


@few
@given(seeds, ties, st.floats(-1e-13, 1e-13))
def test_times_that_differ_by_rounding_only_are_one_time(seed, way, noise):
    data = people(seed)
    random = np.random.default_rng(seed)
    same(fit(data, ties=way), fit(changed(data, start=data["start"] + noise * random.random(len(data["x"]))), ties=way))


@few
@given(seeds, ties)
def test_row_order_and_names_of_people_change_nothing(seed, way):
    data = people(seed)
    order = np.random.default_rng(seed).permutation(len(data["x"]))
    names = np.array([f"P{(person * 17) % 1009:04d}" for person in data["subject"]])
    shuffled = {name: column[order] for name, column in changed(data, subject=names).items()}
    one = fit(data, model=andersen_gill, ties=way, strata=data["stratum"], weights=data["weight"])
    two = fit(shuffled, model=andersen_gill, ties=way, strata=shuffled["stratum"], weights=shuffled["weight"])
    same(one, two)
    residuals = [one.residuals(kind)["residual"].to_numpy() for one in (one, two) for kind in ("martingale", "deviance")]
    assert residuals[2] == pytest.approx(residuals[0][order], abs=1e-8)
    assert residuals[3] == pytest.approx(residuals[1][order], abs=1e-7)


def doubled(data):
    """The data with some rows of weight 2, and with these rows written twice."""
    weight = np.where(data["weight"] == 2.0, 2.0, 1.0)
    times = weight.astype(int)
    return weight, {name: np.repeat(column, times) for name, column in data.items()}


@few
@given(seeds)
def test_weight_two_is_the_row_twice_under_breslow(seed):
    data = people(seed)
    weight, twice = doubled(data)
    one = fit(data, weights=weight, ties="breslow", robust=False)
    same(one, fit(twice, ties="breslow", robust=False, subject=None))


def test_weight_two_is_not_the_row_twice_under_efron():
    """Efron's rule sees two tied events where Breslow's sees one of twice the weight."""
    data = people(1)
    weight, twice = doubled(data)
    one = fit(data, weights=weight, robust=False)
    two = fit(twice, robust=False, subject=None)
    assert abs(one.coefficients - two.coefficients).max() > 1e-3


@few
@given(seeds, ties, st.sampled_from((1e-6, 1 / 365.25, 12.0, 1e7)))
def test_the_unit_of_time_changes_no_coefficient(seed, way, unit):
    data = people(seed)
    scaled = changed(data, start=unit * data["start"], stop=unit * data["stop"])
    same(fit(data, ties=way, model=andersen_gill), fit(scaled, ties=way, model=andersen_gill))


@few
@given(seeds, ties, st.floats(-800, 800))
def test_a_constant_offset_of_a_stratum_changes_nothing(seed, way, constant):
    data = people(seed)
    offset = np.where(data["stratum"] == 1, constant, 3.0)
    one = fit(data, ties=way, strata=data["stratum"], model=andersen_gill)
    two = fit(data, ties=way, strata=data["stratum"], model=andersen_gill, offset=offset)
    same(one, two, tolerance=1e-7)


@few
@given(seeds, ties, st.floats(0.001, 1000), st.floats(-1e4, 1e4))
def test_the_unit_and_the_zero_of_a_covariate_change_its_coefficient_as_they_must(seed, way, unit, shift):
    data = people(seed)
    one, two = fit(data, ties=way), fit(changed(data, x=unit * data["x"] + shift), ties=way)
    assert two.coefficients[0] * unit == pytest.approx(one.coefficients[0], rel=1e-6, abs=1e-8)
    assert two.standard_errors[0] * unit == pytest.approx(one.standard_errors[0], rel=1e-6)
    assert two.coefficients[1] == pytest.approx(one.coefficients[1], rel=1e-6, abs=1e-8)


@few
@given(seeds)
def test_without_ties_efron_and_breslow_agree(seed):
    data = people(seed, whole=False)
    same(fit(data, ties="efron", model=andersen_gill), fit(data, ties="breslow", model=andersen_gill))


@few
@given(seeds, ties)
def test_martingale_residuals_add_up_to_nothing_in_each_stratum(seed, way):
    data = people(seed)
    found = fit(data, strata=data["stratum"], ties=way).residuals("martingale")["residual"].to_numpy()
    for stratum in (0, 1):
        assert found[data["stratum"] == stratum].sum() == pytest.approx(0, abs=1e-9)


@few
@given(seeds)
def test_with_time_since_entry_and_one_event_all_models_are_cox(seed):
    """With at most one row per person from time zero, there is nothing left in which the three could differ but the errors."""
    data = people(seed)
    first = np.unique(data["subject"], return_index=True)[1]
    single = {name: column[first] for name, column in data.items()} | {"start": np.zeros(len(first))}
    plain = fit(single)
    for model, options in (
        (andersen_gill, {}),
        (prentice_williams_peterson, {"scale": "gap"}),
        (prentice_williams_peterson, {"scale": "total"}),
    ):
        other = fit(single, model=model, **options)
        assert other.coefficients == pytest.approx(plain.coefficients, rel=1e-10)
        assert other.model_covariance == pytest.approx(plain.model_covariance, rel=1e-10)


@few
@given(seeds, st.sampled_from(("total", "gap")))
def test_prentice_williams_peterson_is_cox_stratified_by_hand(seed, scale):
    data = people(seed)
    numbers, starts, stops = [], [], []
    for row, person in enumerate(data["subject"]):
        if row == 0 or person != data["subject"][row - 1]:
            number, origin = 1, data["start"][row]
        elif data["event"][row - 1]:
            number, origin = number + 1, data["start"][row]
        zero = origin if scale == "gap" else 0.0
        numbers.append(min(number, 3))
        starts.append(data["start"][row] - zero)
        stops.append(data["stop"][row] - zero)
    by_hand = cox(starts, stops, data["event"], {"x": data["x"], "group": data["group"]}, strata=numbers)
    found = fit(data, model=prentice_williams_peterson, scale=scale, pool_from=3)
    assert found.coefficients == pytest.approx(by_hand.coefficients, rel=1e-9, abs=1e-9)
    assert found.model_covariance == pytest.approx(by_hand.covariance, rel=1e-9)
    assert found.strata == by_hand.strata


@few
@given(seeds, ties)
def test_firth_slope_is_the_slope_of_the_penalised_likelihood(seed, way):
    """At Firth's estimate, the slow likelihood plus half the logarithm of the slow information's determinant is at its top."""
    data = people(seed, n=12)
    data["weight"] = np.ones(len(data["x"]))
    found = firth_cox(
        data["start"],
        data["stop"],
        data["event"],
        {"x": data["x"], "group": data["group"]},
        strata=data["stratum"],
        ties=way,
    )

    def value(beta):
        determinant = np.linalg.slogdet(slow_information(data, beta, way == "efron"))[1]
        return slow_likelihood(data, beta, way == "efron") + determinant / 2

    top = value(found.coefficients)
    assert found.penalised_log_likelihood == pytest.approx(top, rel=1e-9)
    for direction in np.eye(2):
        slope = (value(found.coefficients + 1e-4 * direction) - value(found.coefficients - 1e-4 * direction)) / 2e-4
        assert slope == pytest.approx(0, abs=1e-5)
    assert (found.lower < found.coefficients).all()
    assert (found.coefficients < found.upper).all()
