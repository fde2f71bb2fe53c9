"""Days on which windows of two attacks meet: random records meet them too seldom."""

import numpy as np

from nmosd.course.attack_features.kernel import Windows, visits_of_attacks

WINDOWS = Windows(before_within=365, unstable=30, examined_within=30)


def _found(onsets: list[int], visits: list[int], scores: list[int]) -> list[list[int]]:
    """Return the places of the visits before each attack, and of the worst in each, of one person with one score."""
    of_all = np.array([0, len(onsets)]), np.array(onsets, np.int32), np.array([0, len(visits)]), np.array(visits, np.int32)
    return visits_of_attacks(*of_all, np.array([scores], np.int8), WINDOWS).tolist()


def test_a_visit_on_the_day_of_an_onset_lies_in_that_attack_even_where_the_attack_before_is_still_near():
    assert _found([0, 30], [30], [4]) == [[-1, -1], [-1, 0]]


def test_the_last_unstable_day_tells_nothing_of_the_next_attack_and_the_day_after_does():
    assert _found([0, 60], [30], [4]) == [[-1, -1], [0, -1]]
    assert _found([0, 60], [31], [4]) == [[-1, 0], [-1, -1]]


def test_of_attacks_of_one_day_all_have_what_came_before_and_the_last_has_what_came_after():
    assert _found([10, 10], [0, 12, 13, 14], [2, 5, 7, 7]) == [[0, 0], [-1, 2]]
