"""Slow twins of the simulated attacks: plain Python, one person at a time, written from the text of the rules.

Random numbers: Philox 4x32 with ten rounds (Salmon and others 2011) on whole numbers without limit; the counter is (number,
stream, unit low, unit high), the key the seed.
"""

import math

WORD = 2**32 - 1


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        one, two = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(two >> 32) ^ c[1] ^ k[0], two & WORD, (one >> 32) ^ c[3] ^ k[1], one & WORD]
        k = [(k[0] + 0x9E3779B9) & WORD, (k[1] + 0xBB67AE85) & WORD]
    return c


def two_uniforms(seed, stream, unit, number):
    seed, unit = seed % 2**64, unit % 2**64
    w = philox((number, stream, unit & WORD, unit >> 32), (seed & WORD, seed >> 32))
    return tuple(((high >> 6) * 2**26 + (low >> 6) + 0.5) / 2**52 for high, low in ((w[0], w[1]), (w[2], w[3])))


def gamma(seed, stream, unit, shape):
    whole = shape if shape >= 1 else shape + 1
    d = whole - 1 / 3
    number = 1
    while True:
        first, second = two_uniforms(seed, stream, unit, number)
        x = math.sqrt(-2 * math.log(first)) * math.cos(2 * math.pi * second)
        v = (1 + x / math.sqrt(9 * d)) ** 3
        u = two_uniforms(seed, stream, unit, number + 1)[0]
        number += 2
        if v > 0 and math.log(u) < x * x / 2 + d - d * v + d * math.log(v):
            return d * v * (1 if shape >= 1 else two_uniforms(seed, stream, unit, 0)[0] ** (1 / shape))


def raise_after(p, since):
    """By how many times the rate is raised so many days after the last attack."""
    if p.clustering_fades:
        return 1 + p.clustering * math.exp(-since / p.clustering_days)
    return 1 + p.clustering * (since < p.clustering_days)


def treatment_ratio(spells, day):
    """What treatments (start, stop, ratio, onset days, return days) make of the rate; they act independently."""
    product = 1.0
    for start, stop, ratio, onset_days, return_days in spells:
        if day < start:
            continue
        effect = 1 - math.exp(-(min(day, stop) - start) / onset_days) if onset_days else 1.0
        if day > stop:
            effect *= 0.5 ** ((day - stop) / return_days) if return_days else 0.0
        product *= 1 - (1 - ratio) * effect
    return product


def attacks(p, seed, unit, rate_ratio, until, spells, streams):
    """The days of one person's attacks, the onset first.

    From the last attack on nothing happens for `merged_days`. Then waiting times are drawn at a rate that the person's rate does
    not exceed until the next treatment begins that could raise it, and each is an attack with the chance that the rate has of
    that bound.
    """
    frailty_stream, attack_stream = streams
    factor = p.frailty_variance * gamma(seed, frailty_stream, unit, 1 / p.frailty_variance) if p.frailty_variance else 1.0
    days, last, now, number = [0], 0.0, float(p.merged_days), 0

    def rate(day, ratio):
        relapses = min(len(days) - 1, p.attacks_counted)
        return p.attacks_per_year / 365.25 * factor * rate_ratio * p.attack_factor**relapses * raise_after(p, day - last) * ratio

    while rate_ratio * factor > 0:
        harmful = [spell for spell in spells if spell[2] > 1]
        bound = rate(now, math.prod(spell[2] for spell in harmful if spell[0] <= now))
        wait, chance = two_uniforms(seed, attack_stream, unit, number)
        number += 1
        begins = min((spell[0] for spell in harmful if spell[0] > now), default=math.inf)
        now -= math.log(wait) / bound
        if now >= begins and begins < until:
            now = begins
            continue
        if now >= until:
            return days
        if chance < rate(now, treatment_ratio(spells, now)) / bound:
            days.append(math.floor(now))
            last, now = now, now + p.merged_days
    return days
