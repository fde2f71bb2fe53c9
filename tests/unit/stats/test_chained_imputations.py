"""Gaps filled by chained equations: what is filled in, that it is drawn and not guessed, and that it can be drawn again."""

import numpy as np
import polars as pl
import pytest

from nmosd.stats import StatisticsError, combine_imputations, firth_cox
from nmosd.stats.combining.chained import chained_imputations


def correlated(number: int, seed: int = 1) -> pl.DataFrame:
    chance = np.random.default_rng(seed)
    age = chance.normal(40, 12, number).round(1)
    score = np.clip(np.round((age - 30) / 10 + chance.normal(0, 1, number)) / 2 + 2, 0, 10)
    word = np.where(chance.random(number) < 1 / (1 + np.exp(-(age - 40) / 6)), "old", "young")
    third = np.where(chance.random(number) < 0.1, "neither", word)
    return pl.DataFrame({"age": age, "score": score, "word": third})


def with_gaps(whole: pl.DataFrame, seed: int = 2) -> pl.DataFrame:
    """Leave gaps that depend on age, which is known."""
    chance = np.random.default_rng(seed)
    late = pl.Series(chance.random(whole.height) < np.where(whole["age"].to_numpy() > 45, 0.7, 0.1))
    other = pl.Series(chance.random(whole.height) < 0.3)
    return whole.with_columns(score=pl.when(~late).then("score"), word=pl.when(~other).then("word"))


def test_what_is_known_stays_and_only_known_values_are_filled_in() -> None:
    gaps = with_gaps(correlated(200))
    copies = chained_imputations(gaps, imputations=4, seed=1)
    assert len(copies) == 4
    for copy in copies:
        assert copy.schema == gaps.schema
        assert copy.null_count().row(0) == (0, 0, 0)
        for name in gaps.columns:
            assert set(copy[name]) <= set(gaps[name].drop_nulls())
            known = gaps[name].is_not_null()
            assert copy[name].filter(known).to_list() == gaps[name].filter(known).to_list()


def test_copies_differ_and_come_again_with_the_seed() -> None:
    gaps = with_gaps(correlated(200))
    first, again, other = (chained_imputations(gaps, imputations=2, seed=seed) for seed in (1, 1, 2))
    assert not first[0].equals(first[1])
    assert first[0].equals(again[0])
    assert first[1].equals(again[1])
    assert not first[0].equals(other[0])


def test_filled_gaps_bring_back_the_mean_that_complete_cases_miss() -> None:
    whole = correlated(4000)
    gaps = with_gaps(whole)
    copies = chained_imputations(gaps, imputations=5, seed=1)
    truth, complete = whole["score"].mean(), gaps["score"].mean()
    filled = np.mean([copy["score"].mean() for copy in copies])
    assert abs(complete - truth) > 0.15
    assert abs(filled - truth) < 0.05
    share = np.mean([(copy["word"] == "old").mean() for copy in copies])
    assert share == pytest.approx((whole["word"] == "old").mean(), abs=0.02)


def test_a_word_that_settles_another_does_not_make_it_run_away() -> None:
    table = pl.DataFrame({"one": ["a"] * 20 + ["b"] * 20, "two": ["x"] * 19 + [None] + ["y"] * 19 + [None]})
    copies = chained_imputations(table, imputations=20, seed=1)
    assert sum(copy["two"][19] == "x" for copy in copies) >= 15


def test_one_known_person_and_no_gaps_are_no_trouble() -> None:
    lone = pl.DataFrame({"age": [30.0, None, None], "sex": ["f", None, "m"]})
    assert chained_imputations(lone, imputations=1, seed=1)[0]["age"].to_list() == [30.0, 30.0, 30.0]
    whole = correlated(10)
    assert chained_imputations(whole, imputations=1, seed=1)[0].equals(whole)


def test_refusals_say_what_to_do() -> None:
    with pytest.raises(StatisticsError, match="age is known of nobody"):
        chained_imputations(pl.DataFrame({"age": pl.Series([None, None], dtype=pl.Float64)}), seed=1)
    with pytest.raises(StatisticsError, match="at least one of each"):
        chained_imputations(correlated(5), imputations=0, seed=1)
    with pytest.raises(StatisticsError, match="gaps of its own"):
        chained_imputations(correlated(2), beside=pl.DataFrame({"event": [1.0, None]}), seed=1)


def test_the_p_value_of_pooled_answers_goes_with_their_interval() -> None:
    pooled = combine_imputations([0.5, 0.7, 0.4, 0.6], [0.05, 0.06, 0.05, 0.055], complete_degrees_of_freedom=40)
    assert pooled.p == pytest.approx(0.0611200391, rel=1e-8)  # R: 2 * pt(-2.0139180524, 16.0280921685)
    limit = combine_imputations(
        [0.5, 0.7, 0.4, 0.6], [0.05, 0.06, 0.05, 0.055], complete_degrees_of_freedom=40, confidence=1 - pooled.p
    )
    assert limit.estimate.lower == pytest.approx(0, abs=1e-9)
    same = combine_imputations([0.5, 0.5], [0.05, 0.05])
    assert same.p == pytest.approx(0.0253, abs=1e-4)


def test_firth_limits_of_one_term_are_those_it_has_among_all() -> None:
    stop, event = [5, 12, 20, 33, 60, 60, 50, 55, 70, 80], [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    covariates = {"treated": [0, 0, 0, 0, 0, 0, 1, 1, 1, 1], "age": [30, 41, 52, 28, 60, 33, 45, 51, 38, 47]}
    every = firth_cox(None, stop, event, covariates)
    one = firth_cox(None, stop, event, covariates, limits_of=["treated"])
    assert (one.lower[0], one.upper[0], one.p_values[0]) == (every.lower[0], every.upper[0], every.p_values[0])
    assert np.isnan([one.lower[1], one.upper[1], one.p_values[1]]).all()
    assert one.coefficients.tolist() == every.coefficients.tolist()
