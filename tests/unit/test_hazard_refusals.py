"""What hazard models refuse, each in one sentence with its remedy; what they say of small data; how they print."""

import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from nmosd.stats import StatisticsError, andersen_gill, cox, firth_cox, prentice_williams_peterson, results_frame

STOP = [5.0, 8, 12, 3, 7, 9, 2, 11]
EVENT = [1, 0, 1, 1, 1, 0, 1, 1]
TREATED = [1, 1, 1, 0, 0, 1, 0, 0]
AGE = [31.0, 45, 28, 60, 52, 39, 47, 33]


def refused(*arguments, model=cox, **options) -> str:
    with pytest.raises(StatisticsError) as error:
        model(*arguments, **options)
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


@pytest.mark.parametrize("model", [cox, firth_cox])
class TestColumns:
    def test_lengths_differ(self, model):
        assert "event has 2 rows and the others have 8" in refused(None, STOP, [1, 0], {"treated": TREATED}, model=model)

    @pytest.mark.parametrize("missing", [None, float("nan"), float("inf")])
    def test_missing_values(self, model, missing):
        text = refused(None, STOP, EVENT, {"age": [missing, *AGE[1:]]}, model=model)
        assert "age is missing or not finite in 1 of 8 rows (first in row 0)" in text

    def test_text_for_numbers(self, model):
        assert "not numbers" in refused(None, STOP, EVENT, {"arm": ["a", "b"] * 4}, model=model)

    def test_an_event_that_is_neither_0_nor_1(self, model):
        assert "holds 2" in refused(None, STOP, [1, 0, 2, 1, 1, 0, 1, 1], {"treated": TREATED}, model=model)

    def test_covariates_without_names(self, model):
        assert "need names" in refused(None, STOP, EVENT, [TREATED], model=model)
        assert "no covariate" in refused(None, STOP, EVENT, {}, model=model)

    def test_no_rows(self, model):
        assert "no rows" in refused(None, [], [], {"treated": []}, model=model)

    def test_a_row_that_ends_before_it_starts(self, model):
        text = refused([0, 0, 12, 0, 0, 0, 0, 0], STOP, EVENT, {"treated": TREATED}, model=model)
        assert "first row 2: 12 to 12" in text

    def test_a_time_before_zero(self, model):
        assert "before time zero" in refused(None, [-1.0, *STOP[1:]], EVENT, {"treated": TREATED}, model=model)

    def test_no_event(self, model):
        assert "no event" in refused(None, STOP, [0] * 8, {"treated": TREATED}, model=model)

    def test_a_covariate_without_variation(self, model):
        assert "treated does not vary" in refused(None, STOP, EVENT, {"treated": [1] * 8}, model=model)
        within = refused(None, STOP, EVENT, {"treated": TREATED}, strata=TREATED, model=model)
        assert "does not vary among those at risk" in within

    def test_collinear_covariates(self, model):
        untreated = [1 - value for value in TREATED]
        text = refused(None, STOP, EVENT, {"age": AGE, "treated": TREATED, "untreated": untreated}, model=model)
        assert "treated and untreated are collinear" in text

    def test_ties_and_confidence(self, model):
        assert "efron" in refused(None, STOP, EVENT, {"treated": TREATED}, ties="exact", model=model)
        assert "between 0 and 1" in refused(None, STOP, EVENT, {"treated": TREATED}, confidence=95, model=model)

    def test_overlapping_rows_of_one_subject(self, model):
        start, subject = [0, 4, 0, 0, 0, 0, 0, 0], ["a", "a", *"cdefgh"]
        text = refused(start, STOP, EVENT, {"treated": TREATED}, subject=subject, model=model)
        assert "subject a overlap within one stratum (rows 0: 0 to 5 and 1: 4 to 8)" in text
        twice = refused(None, STOP, EVENT, {"treated": TREATED}, subject=subject, model=model)
        assert "subject a overlap" in twice


def test_rows_of_one_subject_may_overlap_in_different_strata():
    subject, stratum = ["a", "a", *"cdefgh"], [0, 1, 0, 1, 0, 1, 0, 1]
    assert cox(None, STOP, EVENT, {"age": AGE}, subject=subject, strata=stratum).people == 7


def test_rows_of_one_cluster_that_overlap_ask_who_is_a_person():
    start, cluster = [0, 4, 0, 0, 0, 0, 0, 0], ["a", "a", *"cdefgh"]
    assert "subject=" in refused(start, STOP, EVENT, {"treated": TREATED}, cluster=cluster)
    assert cox(start, STOP, EVENT, {"treated": TREATED}, cluster=cluster, subject=range(8)).clusters == 7


@pytest.mark.parametrize(("weights", "words"), [([-1.0] + [1.0] * 7, "negative"), ([0.0] * 8, "Every weight is 0")])
def test_weights(weights, words):
    assert words in refused(None, STOP, EVENT, {"treated": TREATED}, weights=weights)


def test_rows_of_weight_zero_are_left_out():
    kept = slice(1, None)
    without = cox(None, STOP[kept], EVENT[kept], {"age": AGE[kept]})
    weighted = cox(None, STOP, EVENT, {"age": AGE}, weights=[0] + [1] * 7)
    assert weighted.coefficients == pytest.approx(without.coefficients)
    residuals = weighted.residuals("martingale")["residual"]
    assert residuals[0] is None
    assert residuals[1:].to_list() == pytest.approx(without.residuals("martingale")["residual"].to_list())


def test_one_cluster_and_torn_subjects():
    assert "only one cluster" in refused(None, STOP, EVENT, {"treated": TREATED}, cluster=["a"] * 8)
    start, subject = [0, 5, 0, 0, 0, 0, 0, 0], ["a", "a", *"cdefgh"]
    text = refused(start, STOP, EVENT, {"treated": TREATED}, subject=subject, cluster=range(8))
    assert "subject a has rows in two clusters" in text


def test_a_likelihood_without_maximum_names_the_term_and_firth():
    stop, event = np.arange(1.0, 41), np.array([1, 0] * 20)
    random = np.random.default_rng(3)
    treated = np.where(event == 1, 0, random.integers(0, 2, 40))
    text = refused(None, stop, event, {"age": random.normal(50, 9, 40), "treated": treated})
    assert "coefficient of treated grows without bound" in text
    assert "firth_cox" in text
    fit = firth_cox(None, stop, event, {"age": random.normal(50, 9, 40), "treated": treated})
    assert fit.hazard_ratios["treated"].upper < 1
    assert np.isfinite(fit.lower).all()


@pytest.mark.parametrize("seed", range(12))
def test_coefficients_that_run_away_together_are_no_estimate(seed):
    """Three events among eight people and three covariates: often no maximum. What comes back must be one."""
    random = np.random.default_rng(seed)
    covariates = {name: random.normal(size=8) for name in "abc"}
    stop, event = random.exponential(size=8), np.arange(8) < 3
    try:
        fit = cox(None, stop, event, covariates)
    except StatisticsError:
        assert "grows without bound" in refused(None, stop, event, covariates)
        return
    x = np.column_stack(list(covariates.values()))
    slope = np.zeros(3)
    for row in np.flatnonzero(event):
        at_risk = stop >= stop[row]
        risk = np.exp(x[at_risk] @ fit.coefficients)
        slope += x[row] - risk @ x[at_risk] / risk.sum()
    assert slope == pytest.approx(np.zeros(3), abs=1e-6)
    assert (fit.standard_errors < 50).all()


def test_a_row_that_is_at_risk_at_no_event_changes_nothing_however_far_out_it_lies():
    random = np.random.default_rng(5)
    x = np.r_[random.normal(size=300), 1e6]
    stop = np.r_[1 + random.exponential(1 / np.exp(0.5 * x[:300])), 0.5]
    fit = cox(None, stop, np.r_[np.ones(300), 0], {"x": x})
    without = cox(None, stop[:300], np.ones(300), {"x": x[:300]})
    assert fit.coefficients == pytest.approx(without.coefficients, rel=1e-9)
    assert fit.residuals("martingale")["residual"][-1] == 0
    text = refused(None, stop, np.r_[np.ones(300), 0], {"only early": np.r_[np.zeros(300), 1]})
    assert "only early does not vary among those at risk" in text


@pytest.mark.parametrize("ratio", [0.02, 50.0])
def test_a_strong_effect_is_no_likelihood_without_maximum(ratio):
    random = np.random.default_rng(0)
    treated = np.arange(400) % 2
    stop = random.exponential(1 / np.where(treated, ratio, 1.0))
    found = cox(None, stop, np.ones(400), {"treated": treated}).hazard_ratios["treated"]
    assert found.lower < ratio < found.upper


def test_scales_of_time_between_events():
    data = ([0, 5], [5, 9], [1, 1], {"treated": [0, 1]})
    assert "total" in refused(*data, subject=["a", "b"], scale="both", model=prentice_williams_peterson)
    assert "numbered from 1" in refused(*data, subject=["a", "b"], scale="gap", pool_from=0, model=prentice_williams_peterson)


def test_offsets_that_are_not_on_the_log_scale():
    text = refused(None, STOP, EVENT, {"treated": TREATED}, offset=[9000.0 * value for value in STOP[::-1]])
    assert "logarithms of rates or times" in text


def test_residuals_transforms_and_covariates_that_do_not_exist():
    fit = cox(None, STOP, EVENT, {"age": AGE})
    with pytest.raises(StatisticsError, match="use one of martingale"):
        fit.residuals("cox-snell")
    with pytest.raises(StatisticsError, match="use one of km"):
        fit.proportional_hazards("sqrt")
    with pytest.raises(StatisticsError, match="no covariate sex: name one of age"):
        fit.baseline({"sex": 1})


def test_a_hazard_far_outside_the_data_is_refused():
    random = np.random.default_rng(2)
    year = random.uniform(2000, 2020, 60)
    fit = cox(None, random.exponential(np.exp(year - 2010)), np.ones(60), {"year": year})
    with pytest.raises(StatisticsError, match="name values like those of the data"):
        fit.baseline()
    assert fit.baseline({"year": 2010})["cumulative_hazard"].is_finite().all()


def test_when_errors_are_robust():
    start, subject = [0, 5, 0, 0, 0, 0, 0, 0], ["a", "a", *"cdefgh"]
    rows = (start, STOP, EVENT, {"age": AGE})
    assert cox(*rows, subject=subject).clusters is None
    recurrent = (start, STOP, [1, 1, 1, 1, 1, 0, 1, 1], {"age": AGE})
    assert cox(*recurrent, subject=subject).clusters == 7
    assert cox(*recurrent, subject=subject, robust=False).clusters is None
    assert cox(*rows, robust=True).clusters == 8
    assert cox(*rows, weights=[2, 1, 1, 1, 3, 1, 1, 1]).clusters is None
    assert cox(*rows, weights=[0.5, 1, 1, 1, 3, 1, 1, 1]).clusters == 8
    assert andersen_gill(*rows, subject=subject).clusters == 7


def test_more_terms_than_clusters_have_no_joint_test():
    fit = cox(None, STOP, EVENT, {"age": AGE, "treated": TREATED}, cluster=[0, 1] * 4)
    assert "robust Wald" not in str(fit)
    with pytest.raises(StatisticsError, match="2 clusters cannot test 2 terms"):
        _ = fit.wald


def test_small_data_are_said_to_be_small():
    fit = cox(None, STOP, EVENT, {"age": AGE}, robust=True)
    assert any("only 6 events" in warning for warning in fit.warnings)
    assert any("8 clusters" in warning for warning in fit.warnings)
    random = np.random.default_rng(1)
    covariates = {name: random.normal(size=15) for name in "ab"}
    many = cox(None, random.exponential(size=15), np.ones(15), covariates)
    assert len(many.warnings) == 1
    assert many.warnings[0].startswith("15 events for 2 terms")


def test_every_shape_of_column_is_the_same():
    frame = pl.DataFrame({"stop": STOP, "event": EVENT, "treated": TREATED, "age": AGE, "arm": list("aabbaabb")})
    one = cox(None, STOP, EVENT, {"treated": TREATED, "age": AGE}, strata=list("aabbaabb"))
    two = cox(None, frame["stop"], frame["event"].cast(pl.Boolean), frame.select("treated", "age"), strata=frame["arm"])
    three = cox([0] * 8, np.array(STOP), np.array(EVENT), {"treated": np.array(TREATED), "age": AGE}, strata=frame.select("arm"))
    for other in (two, three):
        assert other.coefficients.tobytes() == one.coefficients.tobytes()


def test_a_fit_prints_a_summary_and_becomes_rows_of_results():
    for fit in (cox(None, STOP, EVENT, {"age": AGE}), firth_cox(None, STOP, EVENT, {"age": AGE})):
        text = str(fit)
        assert "6 events in 8 people, 8 rows" in text
        assert "hazard ratio" in text
        assert "95 % interval" in text
        frame = results_frame(fit.rows(analysis="relapse", group="everyone"))
        assert frame["variable"].to_list() == ["age"]
        assert frame["estimate"].item() == pytest.approx(np.exp(fit.coefficients[0]))
        assert fit.log_hazard_ratios["age"].estimate == pytest.approx(fit.coefficients[0])
    tests = cox(None, STOP, EVENT, {"age": AGE}).proportional_hazards()
    assert "together" in str(tests)
    assert results_frame(tests.rows(analysis="relapse", group="everyone"))["variable"].to_list() == ["age", "together"]


def test_a_model_of_recurrent_events_has_no_survival():
    fit = andersen_gill([0, 5, *[0] * 6], STOP, EVENT, {"age": AGE}, subject=["a", "a", *"cdefgh"])
    assert "survival" not in fit.baseline().columns
    assert fit.baseline()["standard_error"].null_count() == fit.baseline().height
    assert "survival" in cox(None, STOP, EVENT, {"age": AGE}).baseline().columns


def test_naming_the_models_costs_no_compiler():
    code = "import sys, nmosd.stats; assert not {'numba', 'scipy', 'polars'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_weighting_synthesis_and_counts_cost_no_compiler():
    code = """
import sys
from nmosd.stats import balancing_weights, count_regression, pool_effects, pool_proportions, rate
assert "numba" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
