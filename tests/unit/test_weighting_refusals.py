"""What weighting refuses, each in one sentence with its remedy; what it says of poor overlap; how it prints."""

import math

import polars as pl
import pytest

from nmosd.stats import StatisticsError, balance, balancing_weights, effective_sample_size, propensity_scores, results_frame

TREATED = [1, 1, 0, 0, 1, 0, 1, 0, 1, 0]
AGE = [31.0, 45, 28, 60, 52, 39, 47, 33, 29, 55]
SEX = ["female", "male", "female", "male", "female", "female", "male", "male", "female", "male"]


def refused(function, *arguments, **options) -> str:
    with pytest.raises(StatisticsError) as error:
        function(*arguments, **options)
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


@pytest.mark.parametrize("function", [propensity_scores, balancing_weights, balance])
class TestColumns:
    def test_one_group_only(self, function):
        assert "same group" in refused(function, [1] * 10, {"age": AGE})

    def test_a_group_that_is_neither_0_nor_1(self, function):
        assert "holds 2" in refused(function, [2, *TREATED[1:]], {"age": AGE})

    @pytest.mark.parametrize("missing", [None, math.nan])
    def test_missing_values(self, function, missing):
        assert "age is missing" in refused(function, TREATED, {"age": [missing, *AGE[1:]]})
        assert "treated is missing" in refused(function, [missing, *TREATED[1:]], {"age": AGE})

    def test_a_missing_category(self, function):
        assert "sex is missing in 1 of 10 rows" in refused(function, TREATED, {"sex": [None, *SEX[1:]]})

    def test_lengths_that_differ(self, function):
        assert "age has 9 rows" in refused(function, TREATED, {"age": AGE[:9]})
        assert "sex has 9 rows" in refused(function, TREATED, {"sex": SEX[:9]})

    @pytest.mark.parametrize("same", [[1.0] * 10, ["a"] * 10])
    def test_a_covariate_without_variation(self, function, same):
        assert "centre is the same in everybody" in refused(function, TREATED, {"centre": same})

    def test_covariates_without_names_or_none(self, function):
        assert "need names" in refused(function, TREATED, [AGE])
        assert "no covariate" in refused(function, TREATED, {})


class TestModel:
    def test_separation_names_the_covariate(self):
        text = refused(propensity_scores, TREATED, {"age": AGE, "clinic": [float(t) for t in TREATED]})
        assert "separated by clinic" in text

    def test_separation_of_some_people_only(self):
        only_treated = ["rare" if i in (0, 4) else SEX[i] for i in range(10)]
        assert "separated by" in refused(propensity_scores, TREATED, {"kind": only_treated})

    def test_separation_by_two_covariates_together(self):
        one = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        other = [value + (1 if t else -1) for value, t in zip(one, TREATED, strict=True)]
        assert "one, other" in refused(propensity_scores, TREATED, {"one": one, "other": other})

    def test_a_covariate_that_follows_from_others(self):
        text = refused(propensity_scores, TREATED, {"age": AGE, "months": [12 * age for age in AGE]})
        assert "months follows from those before it" in text

    def test_more_terms_than_people(self):
        many = {f"x{i}": [float((i * 7 + j * j) % 11) for j in range(10)] for i in range(12)}
        assert "fewer people than terms" in refused(propensity_scores, TREATED, many)

    def test_printed(self):
        text = str(propensity_scores(TREATED, {"age": AGE, "sex": SEX}))
        assert text.startswith("propensity of treatment: 5 treated, 5 others")
        assert "sex: male" in text
        assert "sex: female" not in text


class TestWeights:
    def test_options_that_cannot_be(self):
        covariates = {"age": AGE}
        assert "no weights 'ATX'" in refused(balancing_weights, TREATED, covariates, target="ATX")
        assert "not stabilised" in refused(balancing_weights, TREATED, covariates, target="ATO", stabilised=True)
        assert "no range of scores" in refused(balancing_weights, TREATED, covariates, trim=(0.9, 0.1))
        assert "no quantile" in refused(balancing_weights, TREATED, covariates, cap=1.5)
        assert "no denominator" in refused(balancing_weights, TREATED, covariates, denominator="sd")
        assert "trim less" in refused(balancing_weights, TREATED, covariates, trim=(0.98, 0.99))

    def test_scores_of_ones_own(self):
        covariates = {"age": AGE}
        assert "propensity scores are 0 or 1" in refused(balancing_weights, TREATED, covariates, scores=[0.0, *[0.5] * 9])
        apart = [0.9 if t else 0.1 for t in TREATED]
        assert "do not overlap" in refused(balancing_weights, TREATED, covariates, scores=apart)
        half = balancing_weights(TREATED, covariates, scores=[0.5] * 10)
        assert half.weights.tolist() == [2.0] * 10

    def test_weights_that_cannot_be(self):
        assert "negative" in refused(balance, TREATED, {"age": AGE}, [-1.0, *[1.0] * 9])
        assert "weights of the treated are 0" in refused(balance, TREATED, {"age": AGE}, [1.0 - t for t in TREATED])
        assert "all 0" in refused(effective_sample_size, [0, 0])

    def test_a_covariate_that_varies_only_between_the_groups_has_no_difference_to_show(self):
        line = balance(TREATED, {"clinic": [float(t) for t in TREATED]})[0]
        assert line.before.estimate is None
        assert "does not vary inside the groups" in line.before.warnings[0]

    def test_the_outcome_needs_a_value_for_everybody(self):
        result = balancing_weights(TREATED, {"age": AGE})
        assert "outcome is missing" in refused(result.difference, [None, *AGE[1:]])
        assert "outcome has 3 rows" in refused(result.difference, [1, 2, 3])

    def test_poor_overlap_is_said_for_everybody_and_not_for_overlap_weights(self):
        scores = [0.97, 0.5, 0.02, 0.03, 0.6, 0.3, 0.4, 0.02, 0.98, 0.55]
        everybody = balancing_weights(TREATED, {"age": AGE}, scores=scores)
        assert any("does not reach" in warning for warning in everybody.warnings)
        assert everybody.overlap.treated_outside == pytest.approx(0.6)
        overlap = balancing_weights(TREATED, {"age": AGE}, scores=scores, target="ATO")
        assert not any("does not reach" in warning for warning in overlap.warnings)

    def test_printed_and_as_rows(self):
        result = balancing_weights(TREATED, pl.DataFrame({"age": AGE, "sex": SEX}), target="ATO")
        text = str(result)
        assert text.startswith(
            "ATO weights, answering for people who could have been in either group (overlap weights): 5 treated, 5"
        )
        assert [line.split()[-1] for line in text.split("\n")[3:6]] == ["0.000"] * 3
        frame = results_frame(result.rows(analysis="balance", group="everyone", variable="weights"))
        assert frame["variable"].unique(maintain_order=True).to_list() == ["weights"]
        rows = results_frame(
            row | {"variable": row["variable"]} for row in result.rows(analysis="balance", group="everyone") if "variable" in row
        )
        assert rows["variable"].unique(maintain_order=True).to_list() == ["age", "sex: female", "sex: male"]
