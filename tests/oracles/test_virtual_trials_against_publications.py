"""Virtual trials of the shipped designs against what the trials published.

Only figures that were read and that nothing rests on (`kept` in `published.toml`) are expected values. Those known to lie
outside are named there with the reason; no other may, and those named must.
"""

import polars as pl
import pytest

from nmosd.simulation.parameters import PARAMETER_SETS, parameter_set
from nmosd.simulation.trials import Scenario, against_publication, play, shipped_designs, trial_design
from nmosd.simulation.trials.published import published_figures


def missed(name: str, trials: int) -> dict[str, int]:
    """Return under how many parameter sets each figure that checks something lies outside the central 95 %."""
    found = against_publication(name, trials=trials, seed=1)
    checking = {figure.title for figure in published_figures(name) if figure.checks}
    assert checking
    rows = found.filter(
        (pl.col("group") != "published") & pl.col("variable").is_in(list(checking)) & (pl.col("level") == "kept, read")
    )
    assert rows.height == len(checking) * len(PARAMETER_SETS)
    counted = rows.group_by("variable", maintain_order=True).agg(pl.col("warnings").is_not_null().sum())
    return dict(counted.iter_rows())


def hold(name: str, trials: int) -> None:
    known = {figure.title for figure in published_figures(name) if figure.known}
    outside = missed(name, trials)
    assert {title for title, sets in outside.items() if sets == len(PARAMETER_SETS)} <= known
    assert all(outside[title] for title in known)


WITH_CHECKS = [name for name in shipped_designs() if any(figure.checks for figure in published_figures(name))]


@pytest.mark.parametrize("name", WITH_CHECKS)
def test_kept_figures_lie_among_the_virtual_trials_of_some_parameter_set(name: str) -> None:
    hold(name, 1000)


@pytest.mark.long
@pytest.mark.parametrize("name", WITH_CHECKS)
def test_kept_figures_lie_among_ten_thousand_virtual_trials_of_some_parameter_set(name: str) -> None:
    hold(name, 10_000)


@pytest.mark.long
@pytest.mark.parametrize("set_name", PARAMETER_SETS)
@pytest.mark.parametrize("name", [name for name in shipped_designs() if trial_design(name).control.people])
@pytest.mark.parametrize("drift", [False, True])
def test_type_one_error_of_randomised_trials_is_within_monte_carlo_error(name: str, set_name: str, drift: bool) -> None:
    trials = 10_000
    found = play(trial_design(name), parameter_set(set_name), Scenario(effect=False, drift=drift), trials=trials, seed=3)
    # The normal distribution is rough with some 25 events, two or three to one: allow half a percent beside four errors.
    assert abs(float((found["decision"] != 0).mean()) - 0.05) < 4 * (0.05 * 0.95 / trials) ** 0.5 + 0.005
