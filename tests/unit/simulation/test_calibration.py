"""The calibration: its figures, its cohorts, and that what is shipped is what the command writes."""

import math
from importlib.resources import files

import polars as pl
import pytest

from nmosd.errors import SimulationError
from nmosd.simulation.calibration import cohorts, fit_set, residuals, targets
from nmosd.simulation.calibration.fitting import Fit, plans
from nmosd.simulation.calibration.left_over import Residual
from nmosd.simulation.calibration.writing import residual_table, set_text, write_calibration
from nmosd.simulation.citing import citation_of
from nmosd.simulation.parameters import PARAMETER_SETS, parameter_set
from nmosd.simulation.parameters.sets import parameters_of

FITTED = [target for target in targets().values() if target.use == "fitted"]


def shipped_text(name):
    return files("nmosd.simulation.parameters").joinpath(f"set_files/{name}.toml").read_text("utf-8")


def shipped_residuals():
    return pl.read_csv(files("nmosd.simulation.calibration").joinpath("residuals.csv").read_bytes())


def test_every_figure_has_a_source_a_mark_and_a_cohort():
    for target in targets().values():
        assert citation_of(target.source), target.name
        assert target.mark in {"read", "recalled", "inferred"}, target.name
        assert target.cohort in cohorts(), target.name
        assert target.low is None or target.low < target.value < target.high, target.name
    for cohort in cohorts().values():
        assert citation_of(cohort.source), cohort.name
        assert cohort.note, cohort.name


def test_figures_that_are_fitted_were_read_and_have_an_interval():
    assert len(FITTED) == 9
    assert all(target.mark == "read" and target.low is not None for target in FITTED)


def test_a_recalled_figure_checks_nothing():
    recalled = [target for target in targets().values() if target.mark == "recalled"]
    assert recalled
    assert all(Residual(target, 0.5).inside is None for target in recalled)


def test_no_set_has_as_many_fitted_parameters_as_figures():
    assert all(len(plan["fitted"]) < len(FITTED) for plan in plans().values())
    assert set(plans()) == set(PARAMETER_SETS)


@pytest.mark.parametrize("name", PARAMETER_SETS)
def test_shipped_sets_are_as_the_command_writes_them(name):
    ranges = {one.name: (one.low, one.high) for one in parameters_of(name) if one.mark == "fitted"}
    assert shipped_text(name) == set_text(Fit(parameter_set(name), ranges, [], 0))


def test_shipped_residuals_are_what_the_shipped_sets_leave():
    """Within five Monte Carlo errors, with fewer people than the shipped ones rest on."""
    number, shipped = 8_000, 100_000
    found = residual_table({name: residuals(parameter_set(name), number=number) for name in PARAMETER_SETS})
    both = shipped_residuals().join(found, on=["set", "target"], suffix="_now", validate="1:1")
    assert both.height == shipped_residuals().height == len(PARAMETER_SETS) * len(targets())
    for row in both.iter_rows(named=True):
        target = targets()[row["target"]]
        # Entry leaves a tenth of the people or more; rates vary between people about as much as they are high.
        share = row["simulated"] * (1 - row["simulated"]) if target.is_share else 4 * row["simulated"] ** 2
        error = math.sqrt(share / (0.08 * number) + share / (0.08 * shipped))
        assert abs(row["simulated"] - row["simulated_now"]) <= 5 * error + 1e-3, row


def test_nearly_all_fitted_figures_lie_inside_their_intervals():
    """Every set keeps seven of the nine, and none leaves more than 2.2 standard errors."""
    for name, part in shipped_residuals().group_by("set"):
        left = [Residual(targets()[row["target"]], row["simulated"]) for row in part.iter_rows(named=True)]
        fitted = [one for one in left if one.target.use == "fitted"]
        assert sum(bool(one.inside) for one in fitted) >= 7, name
        assert max(abs(one.standard_errors) for one in fitted) < 2.25, name


@pytest.mark.parametrize("name", PARAMETER_SETS)
def test_no_parameter_can_be_moved_to_come_much_nearer(name):
    """The quick version of the fit: half the way to either end of its range, no parameter comes nearer by more than noise."""

    def distance(parameters):
        return Fit(parameters, {}, residuals(parameters, which=FITTED, number=5000), 0).distance

    shipped = parameter_set(name)
    nearest = distance(shipped)
    for one in parameters_of(name):
        for end in (one.low, one.high) if one.mark == "fitted" else ():
            moved = shipped.replace(**{one.name: (one.value + end) / 2})
            assert distance(moved) > nearest - 1.5, (one.name, moved)


@pytest.mark.long
@pytest.mark.parametrize("name", PARAMETER_SETS)
def test_the_command_writes_the_shipped_values(name, tmp_path):
    fit = fit_set(name)
    left = {name: residuals(fit.parameters)}
    write_calibration(tmp_path, [fit], left)
    assert (tmp_path / f"{name}.toml").read_text("utf-8") == shipped_text(name)
    assert pl.read_csv(tmp_path / "residuals.csv").equals(shipped_residuals().filter(pl.col("set") == name))


def test_a_cohort_that_nobody_meets_shows_nothing():
    never = parameter_set("mixed").replace(attacks_per_year=0.001, clustering=0.0)
    (left,) = residuals(never, which=[targets()["prevent_free_48_weeks"]], number=50)
    assert math.isnan(left.simulated)


def test_a_set_without_a_plan_is_refused():
    with pytest.raises(SimulationError, match="There is no plan to fit mixd; did you mean 'mixed'"):
        fit_set("mixd")
