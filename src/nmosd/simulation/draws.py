"""Compiled: random numbers that depend on where they are used and on nothing else.

A value is a pure function of (seed, stream, unit, number), so that no result depends on cores, blocks or order, and changing one
person or one trial leaves all others as they were. The seed is the user's; the stream names the purpose (`stream("frailty")`);
the unit is the person, or whatever else has numbers of its own; the number counts within it. Different places never share a
value: they are different counters of one generator, Philox 4x32 with ten rounds (doi:10.1145/2063384.2063405), held to its
published test vectors.

A number serves once: `uniform`, `exponential` and `normal` of the same place are made from the same bits. `gamma` takes a stream
and a unit for itself. Imported only by what calls it, because the compiler takes its time to load.
"""

import zlib
from math import cos, log, pi, sqrt

import numpy as np

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.compiled import compiled

_WORD = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_FIRST_FACTOR = np.uint64(0xD2511F53)
_SECOND_FACTOR = np.uint64(0xCD9E8D57)
_FIRST_STEP = np.uint64(0x9E3779B9)
_SECOND_STEP = np.uint64(0xBB67AE85)
_DROPPED = np.uint64(6)
_26_BITS = 2.0**26
_52_BITS = 2.0**52


def stream(purpose: str) -> int:
    """Return the number of the stream that serves a purpose; the same words give the same stream everywhere.

    >>> stream("frailty") == stream("frailty") != stream("recovery")
    True
    """
    return zlib.crc32(purpose.encode())


@compiled
def four_words(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four random 32-bit words of a counter (four words) under a key (two words): Philox 4x32-10."""
    for _ in range(10):
        first = _FIRST_FACTOR * c0
        second = _SECOND_FACTOR * c2
        c0, c1, c2, c3 = (second >> _HALF) ^ c1 ^ k0, second & _WORD, (first >> _HALF) ^ c3 ^ k1, first & _WORD
        k0 = (k0 + _FIRST_STEP) & _WORD
        k1 = (k1 + _SECOND_STEP) & _WORD
    return c0, c1, c2, c3


@compiled
def two_uniforms(seed: int, stream: int, unit: int, number: int) -> tuple[float, float]:
    """Return two independent values between 0 and 1, neither end included.

    `stream` and `number` are below 2**32; `seed` and `unit` may be any whole number of 64 bits.
    """
    key = np.uint64(seed)
    place = np.uint64(unit)
    w0, w1, w2, w3 = four_words(
        np.uint64(number) & _WORD,
        np.uint64(stream) & _WORD,
        place & _WORD,
        place >> _HALF,
        key & _WORD,
        key >> _HALF,
    )
    first = (float(w0 >> _DROPPED) * _26_BITS + float(w1 >> _DROPPED) + 0.5) / _52_BITS
    second = (float(w2 >> _DROPPED) * _26_BITS + float(w3 >> _DROPPED) + 0.5) / _52_BITS
    return first, second


@compiled
def uniform(seed: int, stream: int, unit: int, number: int) -> float:
    """Return a value between 0 and 1, neither end included."""
    return two_uniforms(seed, stream, unit, number)[0]


@compiled
def exponential(seed: int, stream: int, unit: int, number: int) -> float:
    """Return a waiting time whose mean is 1."""
    return -log(uniform(seed, stream, unit, number))


@compiled
def normal(seed: int, stream: int, unit: int, number: int) -> float:
    """Return a value of the standard normal distribution (Box and Muller, doi:10.1214/aoms/1177706645)."""
    first, second = two_uniforms(seed, stream, unit, number)
    return sqrt(-2 * log(first)) * cos(2 * pi * second)


@compiled
def gamma(seed: int, stream: int, unit: int, shape: float) -> float:
    """Return a value of the gamma distribution with this shape and scale 1 (Marsaglia and Tsang, doi:10.1145/358407.358414).

    Takes the numbers of this stream and unit from 0 on, as many as it needs.
    """
    whole = shape if shape >= 1 else shape + 1
    centre = whole - 1 / 3
    width = 1 / sqrt(9 * centre)
    number = 1
    while True:
        deviate = normal(seed, stream, unit, number)
        cube = (1 + width * deviate) ** 3
        chance = uniform(seed, stream, unit, number + 1)
        number += 2
        if cube > 0 and log(chance) < deviate * deviate / 2 + centre * (1 - cube + log(cube)):
            break
    if shape >= 1:
        return centre * cube
    return float(centre * cube * uniform(seed, stream, unit, 0) ** (1 / shape))


@compiled
def uniforms(seed: int, stream: int, unit: Integers, number: int) -> Floats:
    """Return one value between 0 and 1 per unit."""
    values = np.empty(unit.size)
    for place in range(unit.size):
        values[place] = uniform(seed, stream, unit[place], number)
    return values


@compiled
def uniforms_at(seed: int, stream: int, unit: Integers, number: Integers) -> Floats:
    """Return one value between 0 and 1 for each pair of a unit and a number."""
    values = np.empty(unit.size)
    for place in range(unit.size):
        values[place] = uniform(seed, stream, unit[place], number[place])
    return values
