"""What syntheses, indirect comparisons, imputations and adjusted p values refuse, each in one sentence; and how they print."""

import math

import polars as pl
import pytest

from nmosd.stats import (
    Estimate,
    StatisticsError,
    adjust_p_values,
    combine_imputations,
    effect_sizes,
    freeman_tukey,
    indirect_comparison,
    log_rate_ratio,
    log_risk_ratio,
    mantel_haenszel,
    peto,
    pool_effects,
    pool_proportions,
    pool_rates,
    published_ratios,
    results_frame,
    risk_difference,
)


def refused(function, *arguments, **options) -> str:
    with pytest.raises(StatisticsError) as error:
        function(*arguments, **options)
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


class TestEffects:
    @pytest.mark.parametrize("bad", [0.0, -0.1])
    def test_a_variance_that_is_not_more_than_zero(self, bad):
        assert "variance of study 2" in refused(effect_sizes, [0.1, 0.2], [0.1, bad])
        assert "standard error of study 2" in refused(effect_sizes, [0.1, 0.2], standard_errors=[0.1, bad])

    @pytest.mark.parametrize("missing", [None, math.nan, math.inf])
    def test_missing_values(self, missing):
        assert "missing or not finite" in refused(effect_sizes, [0.1, missing], [0.1, 0.2])

    def test_lengths_that_differ(self):
        assert "2 variances for 3 studies" in refused(effect_sizes, [0.1, 0.2, 0.3], [0.1, 0.2])
        assert "1 names for 2 studies" in refused(effect_sizes, [0.1, 0.2], [0.1, 0.2], studies=["A"])
        assert "2 studies in the first group and 1" in refused(log_risk_ratio, [1, 2], [9, 9], [1], [9])

    def test_neither_or_both_spreads(self):
        assert "not both" in refused(effect_sizes, [0.1])
        assert "not both" in refused(effect_sizes, [0.1], [0.1], standard_errors=[0.1])

    def test_one_study_twice(self):
        assert "named more than once" in refused(effect_sizes, [0.1, 0.2], [0.1, 0.2], studies=["A", "A"])

    def test_a_scale_that_does_not_exist(self):
        assert "no scale 'sqrt'" in refused(effect_sizes, [0.1], [0.1], scale="sqrt")

    def test_counts_that_cannot_be(self):
        assert "no count" in refused(pool_proportions, [1.5, 2], [4, 5])
        assert "no count" in refused(pool_proportions, [-1, 2], [4, 5])
        assert "more events (6) than people (5)" in refused(pool_proportions, [1, 6], [4, 5])
        assert "nobody in it" in refused(pool_proportions, [1, 0], [4, 0])
        assert "without time at risk" in refused(pool_rates, [1, 0], [4, 0])
        assert "no events" in refused(pool_proportions, [], [])

    def test_ratios_without_a_logarithm_or_outside_their_limits(self):
        assert "no logarithm" in refused(published_ratios, [0.014], [0.0], [0.103])
        assert "inside its limits" in refused(published_ratios, [0.9], [0.1], [0.5])

    def test_an_interval_off_its_middle_is_named(self):
        found = published_ratios([0.2, 0.06], [0.01, 0.02], [0.25, 0.20], studies=["odd", "PREVENT"])
        assert len(found.warnings) == 1
        assert "odd" in found.warnings[0]

    def test_studies_that_say_nothing_about_a_ratio_are_named_and_not_lost(self):
        found = log_risk_ratio([0, 0, 3], [10, 12, 40], [0, 4, 9], [11, 12, 38], studies=["none", "half", "full"])
        assert found.left_out == ("none",)
        assert found.corrected == ("half",)
        assert found.studies == ("half", "full")
        pooled = pool_effects(found)
        assert any("none" in warning for warning in pooled.warnings)
        assert any("half an event" in warning for warning in pooled.warnings)
        # Half events are for the arithmetic: the counts shown are those given.
        assert (pooled.pooled.events, pooled.pooled.n) == (16, 102)
        rates = log_rate_ratio([0, 0, 3], [10, 12, 40], [0, 4, 9], [11, 12, 38], studies=["none", "half", "full"])
        assert (rates.left_out, rates.corrected, rates.events) == (("none",), ("half",), (4, 12))
        assert "no ratio" in refused(log_risk_ratio, [0, 0], [5, 6], [0, 0], [5, 6])

    def test_a_flat_risk_difference_keeps_its_value(self):
        found = risk_difference([0, 2], [20, 20], [0, 5], [20, 20])
        assert found.values[0] == 0
        assert found.variances[0] > 0
        assert found.corrected == ("1",)

    def test_freeman_tukey_says_what_it_is(self):
        assert "sensitivity analysis" in pool_effects(freeman_tukey([1, 2], [9, 9])).warnings[0]


class TestPooling:
    def test_one_study(self):
        assert "1 study to pool" in refused(pool_effects, effect_sizes([0.1], [0.2]))
        assert "1 study to pool" in refused(pool_proportions, [1], [9])
        assert "1 study to pool" in refused(pool_rates, [0], [9])
        assert "1 study to pool" in refused(mantel_haenszel, [1], [9], [2], [9])

    def test_what_does_not_exist(self):
        effects = effect_sizes([0.1, 0.2], [0.2, 0.2])
        assert "no model" in refused(pool_effects, effects, model="mixed")
        assert "no estimator" in refused(pool_effects, effects, tau2="MH")
        assert "no interval" in refused(pool_effects, effects, interval="exact")
        assert "interval of random effects" in refused(pool_effects, effects, model="fixed", interval="Hartung-Knapp")
        assert "no method" in refused(pool_proportions, [1, 2], [9, 9], method="raw")
        assert "no method" in refused(pool_rates, [1, 2], [9, 9], method="raw")
        assert "no Mantel-Haenszel" in refused(mantel_haenszel, [1, 2], [9, 9], [1, 2], [9, 9], measure="hazard ratio")
        assert "between 0 and 1" in refused(pool_effects, effects, confidence=95)

    def test_studies_all_against_nobody(self):
        assert "no finite estimate" in refused(pool_proportions, [0, 40, 0], [50, 40, 60])

    def test_nobody_without_the_event(self):
        result = pool_proportions([5, 7], [5, 7])
        assert (result.pooled.estimate, result.pooled.upper) == (1, 1)
        assert "is without the event" in result.warnings[0]

    def test_agreement_beyond_chance_has_no_interval_of_its_variance(self):
        tau2 = pool_effects(effect_sizes([0.1] * 8, [0.5] * 8)).tau2
        assert (tau2.estimate, tau2.lower, tau2.upper) == (0, None, None)
        assert "no value fits" in tau2.warnings[0]

    def test_an_arm_without_events(self):
        assert "0 or infinite" in refused(mantel_haenszel, [0, 0], [58, 21], [20, 7], [47, 13])
        result = peto([0, 0], [58, 21], [20, 7], [47, 13])
        assert 0 < result.pooled.lower < result.pooled.estimate < result.pooled.upper < 1
        difference = mantel_haenszel([0, 0], [58, 21], [20, 7], [47, 13], measure="risk difference")
        assert difference.pooled.upper < 0
        assert "no standard error" in refused(mantel_haenszel, [0, 0], [5, 5], [0, 0], [5, 5], measure="risk difference")

    def test_each_study_of_a_mixed_model_keeps_its_counts_and_rows_are_results(self):
        result = pool_proportions([0, 3], [12, 30], studies=["A", "B"])
        rows = results_frame(result.rows(analysis="synthesis", group="treated", variable="attack free"))
        assert rows["level"].to_list() == [None, None, None, "A", "B"]
        assert rows["n"].to_list() == [42, None, None, 12, 30]
        assert rows["measure"].to_list()[:3] == ["proportion", "proportion of a further study", "variance between studies"]

    def test_polars_columns_are_read(self):
        table = pl.DataFrame({"study": ["A", "B"], "x": [1, 3], "n": [12, 30]})
        assert pool_proportions(table["x"], table["n"], studies=table["study"]).studies == ("A", "B")

    def test_printed(self):
        effects = effect_sizes(
            [-1.6, -0.4, -0.9, 0.1], [0.09, 0.04, 0.16, 0.05], measure="rate ratio", scale="log", studies="ABCD"
        )
        lines = str(pool_effects(effects, interval="classical")).split("\n")
        assert lines[0] == "rate ratio, random effects (restricted maximum likelihood): 4 studies"
        assert lines[1].startswith("  pooled      0.511 (0.248 to 1.05), 95 % normal interval")
        assert lines[2].startswith("  next study  ")
        assert lines[3].startswith("  differences tau² 0.464 (")
        assert [line.split()[0] for line in lines[4:8]] == ["A", "B", "C", "D"]
        assert lines[8].startswith("  note: 4 studies say little")


class TestIndirect:
    def test_sides_that_cannot_be_compared(self):
        open_ended = Estimate("hazard ratio", None, None, 0.1, 0.95, "exact")
        assert "both limits" in refused(indirect_comparison, open_ended, (0.3, 0.1, 0.9))
        nothing = pool_proportions([0, 0], [9, 9])
        assert "no standard error" in refused(indirect_comparison, nothing, nothing)
        logit = pool_proportions([1, 2], [9, 9])
        assert "logit scale" in refused(indirect_comparison, logit, (0.3, 0.1, 0.9))
        one, other = (Estimate(name, 0.5, 0.2, 1.2, 0.95, "Wald") for name in ("hazard ratio", "rate ratio"))
        assert "hazard ratio and the other a rate ratio" in refused(indirect_comparison, one, other)
        assert "figure of one side does not lie inside" in refused(indirect_comparison, (0.5, 0.6, 0.7), (0.5, 0.3, 0.7))
        assert "not finite" in refused(indirect_comparison, (1.0, 0.0, math.inf), (1.0, 0.0, 2.0), scale="identity")

    def test_differences(self):
        result = indirect_comparison((1.0, 0.0, 2.0), (0.5, 0.0, 1.0), scale="identity")
        assert result.estimate.estimate == 0.5
        assert result.estimate.upper - result.estimate.lower == pytest.approx(math.hypot(2, 1))

    def test_hartung_knapp_on_a_side_is_said(self):
        side = pool_effects(published_ratios([0.21, 0.26], [0.06, 0.11], [0.75, 0.63]))
        assert any("Hartung-Knapp" in text for text in indirect_comparison((0.06, 0.02, 0.2), side).estimate.warnings)


class TestImputations:
    def test_refusals(self):
        assert "one imputed data set" in refused(combine_imputations, [0.1], [0.1])
        assert "not more than zero" in refused(combine_imputations, [0.1, 0.2], [0.1, -0.1])
        assert "1 variances" in refused(combine_imputations, [0.1, 0.2], [0.1])
        assert "missing or not finite" in refused(combine_imputations, [0.1, math.nan], [0.1, 0.1])
        assert "no degrees of freedom" in refused(combine_imputations, [0.1, 0.2], [0.1, 0.1], complete_degrees_of_freedom=0)

    def test_a_row_of_results(self):
        pooled = combine_imputations([0.1] * 5, [0.2] * 5, scale="log", measure="hazard ratio")
        frame = results_frame(pooled.rows(analysis="cox", group="everyone", variable="treated"))
        assert frame["estimate"][0] == pytest.approx(math.exp(0.1))


class TestPValues:
    def test_refusals(self):
        assert "between 0 and 1" in refused(adjust_p_values, {"a": 1.2})
        assert "between 0 and 1" in refused(adjust_p_values, {"a": math.nan})
        assert "between 0 and 1" in refused(adjust_p_values, {"a": "small"})
        assert "every test is null" in refused(adjust_p_values, {"a": None})
        assert "no adjustment" in refused(adjust_p_values, {"a": 0.1}, method="Sidak")
        assert "2 tests were made and 1 planned" in refused(adjust_p_values, {"a": 0.1, "b": 0.2}, planned=1)
        assert "names of their tests" in refused(adjust_p_values, [0.1, 0.2])

    def test_rows_of_results_keep_what_was_not_tested(self):
        rows = adjust_p_values({"attacks": 0.01, "vision": None}).rows(analysis="tests", group="everyone")
        frame = results_frame(rows)
        assert frame["estimate"].to_list() == [0.01, None]
        assert frame["warnings"].to_list() == [None, ["not tested, so nothing to adjust"]]
