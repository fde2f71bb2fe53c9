"""The scales of vision: what the data files say, and the exact lines of a chart."""

from fractions import Fraction

import polars as pl
import pytest

from nmosd.course.definitions import Definitions, sources
from nmosd.course.vision.lasting import lasting
from nmosd.course.vision.scales import conversions, logmar, severity, thresholds
from nmosd.errors import DefinitionsError
from nmosd.record.vocabulary import names

BY_NAME = {threshold.name: threshold for threshold in thresholds()}


def severity_of(acuity: float | None, category: str | None = "measured") -> float | None:
    types = {"acuity": pl.Float64, "acuity_category": pl.Enum(names("acuity_category"))}
    return pl.DataFrame({"acuity": [acuity], "acuity_category": [category]}, schema=types).select(severity()).item()


def test_the_settings_allow_every_conversion_and_every_threshold_and_nothing_else():
    for name in conversions():
        assert Definitions().replace(acuity_conversion=name).acuity_conversion == name
    for name in BY_NAME:
        assert Definitions().replace(blindness_threshold=name).blindness_threshold == name
    with pytest.raises(DefinitionsError, match=", ".join(conversions())):
        Definitions().replace(acuity_conversion="guess")
    with pytest.raises(DefinitionsError, match=", ".join(BY_NAME)):
        Definitions().replace(blindness_threshold="blind")


def test_every_conversion_and_threshold_has_a_source_and_a_mark():
    for entry in conversions().values():
        assert entry["source"] in sources()
        assert entry["mark"] in {"read", "recalled", "inferred"}
        assert set(entry) - {"meaning", "source", "mark"} <= set(names("acuity_category"))
    for threshold in thresholds():
        assert threshold.source in sources()
        assert threshold.mark in {"read", "recalled", "inferred"}
        assert threshold.comparison in {"at or worse than", "worse than"}
        assert threshold.eye in {"better", "each"}
        assert threshold.meaning


@pytest.mark.parametrize("conversion", conversions())
def test_a_conversion_keeps_the_order_of_the_categories(conversion):
    ranked = [conversions()[conversion][name] for name in names("acuity_category") if name in conversions()[conversion]]
    assert ranked == sorted(ranked)
    assert len(set(ranked)) == len(ranked) >= 2


@pytest.mark.parametrize(("distance", "lines"), [(20, (200, 160, 100, 63, 40, 25, 20, 15)), (6, (60, 36, 24, 12, 9, 6))])
def test_a_line_written_as_a_fraction_to_six_decimals_is_that_line(distance, lines):
    for line in lines:
        exact = -pl.Series([float(Fraction(distance, line))]).log10().item()
        assert severity_of(round(distance / line, 6)) == pytest.approx(exact, abs=1e-5)


def test_20_200_is_one_logmar_and_20_20_is_a_plain_zero():
    assert severity_of(0.1) == 1.0
    assert str(severity_of(1.0)) == "0.0"


def test_the_order_of_severity_goes_from_the_best_line_to_no_light():
    seen = [severity_of(2.5), severity_of(1.0), severity_of(0.001)]
    seen += [severity_of(None, category) for category in names("acuity_category")[1:]]
    assert seen == sorted(seen)
    assert len(set(seen)) == len(seen)
    assert severity_of(0.5, "hand motion") == severity_of(None, "hand motion")
    assert severity_of(0.5, None) == severity_of(0.5)
    assert severity_of(None) is None


def test_a_number_that_a_conversion_lacks_stays_unknown():
    order = pl.DataFrame({"severity": [severity_of(None, name) for name in names("acuity_category")[1:]]})
    assert order.select(logmar("severity", "holladay")).to_series().to_list() == [2.0, 3.0, None, None]


def test_what_lasts_is_the_last_known_state_since_the_last_break():
    yes, no = True, False
    series = pl.DataFrame(
        {
            "group": [1, 1, 1, 1, 2, 2, 3, 4, 4, 4, 4],
            "day": [0, 1, 2, 3, 5, 6, 0, 10, 11, 12, 13],
            "blind": [yes, no, yes, yes, yes, no, None, None, yes, None, None],
        },
        schema={"group": pl.UInt32, "day": pl.Int32, "blind": pl.Boolean},
    )
    assert lasting(series, ("blind",)).rows() == [(1, yes, 2), (2, no, None), (3, None, None), (4, yes, 11)]
    assert lasting(series.clear(), ("blind",)).schema == lasting(series, ("blind",)).schema
