"""`nmosd calibrate`: what it prints and writes."""

import json

import pytest

from nmosd.cli import run
from nmosd.simulation.calibration import targets


def test_residuals_of_the_shipped_sets_with_fitted_and_kept_figures_apart(capsys):
    assert run(["calibrate", "--set", "mixed", "--people", "2000"]) == 0
    printed = capsys.readouterr().out
    fitted, kept, recalled = (printed.index(heading) for heading in ("fitted\n", "kept to check the fit\n", "recalled, not read"))
    assert fitted < kept < recalled
    assert "0.60 (0.47 to 0.74)" in printed[fitted:kept]


def test_json_has_every_figure(capsys):
    assert run(["calibrate", "--set", "mixed", "--people", "2000", "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["sets"]
    assert [one["figure"] for one in found["figures"]] == list(targets())


@pytest.fixture
def one_step(monkeypatch):
    """A fit that is stopped at once: what it prints and writes is the same."""
    monkeypatch.setattr("nmosd.simulation.calibration.fitting._MOST_STEPS", 1)


@pytest.mark.usefixtures("one_step")
def test_json_has_the_fit(capsys):
    assert run(["calibrate", "--set", "event_dependence", "--people", "1000", "--fit", "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["sets"]
    assert set(found["fitted"]) >= {"attacks_per_year", "frailty_variance"}
    assert found["distance"] > 0


@pytest.mark.usefixtures("one_step")
def test_a_fit_is_printed_compared_and_written(capsys, tmp_path):
    assert run(["calibrate", "--set", "event_dependence", "--people", "1000", "--write", str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert "event_dependence: " in printed.out
    assert "attacks_per_year" in printed.out
    assert "2 files written" in printed.err
    assert sorted(file.name for file in tmp_path.iterdir()) == ["event_dependence.toml", "residuals.csv"]


def test_an_unknown_set_is_refused(capsys):
    assert run(["calibrate", "--set", "mixd"]) == 2
    assert "did you mean 'mixed'" in capsys.readouterr().err
