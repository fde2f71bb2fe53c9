"""The walk through a person's attacks against a slow twin, written from the words of the rule."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nmosd.simulation.records.kernel import losses_of_attacks, states

RECOVERY, MOST = 90.0, np.array([9.5, 3.0])
attack = st.tuples(
    st.integers(31, 800), st.integers(1, 28), st.floats(0, 12), st.floats(0, 4), st.sampled_from([0.0, 0.25, 0.5, 1.0])
)


def lost_after(attacks, day):
    """What is lost on a day: what stays of every attack so far, and what has not recovered yet."""
    lasting, passing = [0.0, 0.0], [0.0, 0.0]
    for onset, nadir, *losses, share in attacks:
        if onset > day:
            break
        since = day - onset
        there = since / nadir if since <= nadir else max(0.0, (RECOVERY - since) / (RECOVERY - nadir))
        for part in range(2):
            worst = min(losses[part], MOST[part]) * (1 - lasting[part] / MOST[part])
            passing[part] += there * worst * (1 - share)
            lasting[part] += worst * share
    return [min(lasting[part] + passing[part], MOST[part]) for part in range(2)]


@given(st.lists(attack, min_size=1, max_size=6), st.lists(st.integers(0, 3000), min_size=1, max_size=12))
def test_states_against_a_slow_twin(drawn, days):
    onset, attacks = 0, []
    for gap, *rest in drawn:
        attacks.append((onset, *rest))
        onset += gap
    days = sorted(days)
    loss = np.array([attack[2:4] for attack in attacks])
    first, share = np.array([0, len(attacks)]), np.array([attack[4] for attack in attacks])
    worst, lasting = losses_of_attacks(first, loss, share, MOST)
    onsets, nadir = (np.array([attack[place] for attack in attacks]) for place in (0, 1))
    found = states(
        first, onsets.astype(np.int32), worst, lasting, nadir, RECOVERY, MOST, np.array([0, len(days)]), np.array(days)
    )
    assert np.allclose(found, [lost_after(attacks, day) for day in days], atol=1e-9)
