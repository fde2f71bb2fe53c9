"""The generator against the published test vectors of its authors (Random123, tests/kat_vectors: philox4x32, 10 rounds)."""

import numpy as np
import pytest

from nmosd.simulation.draws import four_words

VECTORS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


@pytest.mark.parametrize(("counter", "key", "words"), VECTORS)
def test_philox_against_random123(counter, key, words):
    found = four_words(*(np.uint64(int(word, 16)) for word in f"{counter} {key}".split()))
    assert " ".join(f"{int(word):08x}" for word in found) == words
