"""Seizures of 59 people, beside what they would be if everybody had the same rate."""

import polars as pl
from scipy.stats import poisson

from docs.statistics.drawing import TEXT, data, picture, words
from nmosd.report.colours import colour
from nmosd.report.svg import layer, quantity

_WIDTH, _HEIGHT = 560, 260
_TICKS = (0, 10, 30, 60, 100, 200, 300)


def uneven_counts() -> str:
    """Return each person's count, in order of size, over the range that Poisson counts of one rate would have."""
    counts = data("epil").group_by("subject").agg(pl.col("y").sum())["y"].sort()
    mean = counts.sum() / counts.len()
    low, high = (float(poisson.ppf(tail, mean)) for tail in (0.025, 0.975))
    inside = int(counts.is_between(low, high).sum())
    along = {"title": "People, in the order of their seizures", "values": [1, 15, 30, 45, 59], "grid": False}
    x = quantity("place", (0, 60), along)
    axis = {"title": "Seizures in eight weeks", "values": list(_TICKS)}
    scale = {"type": "sqrt", "domain": [0, 310], "nice": False}
    y = {"field": "count", "type": "quantitative", "scale": scale, "axis": axis}
    band = [{"from": 0, "to": 60, "count": low, "high": high}]
    across = {"x": quantity("from", (0, 60), along), "x2": {"field": "to"}, "y": y, "y2": {"field": "high"}}
    people = [{"place": place, "count": count} for place, count in enumerate(counts, start=1)]
    text = f"If everybody had one rate, 95 % would have {low:.0f} to {high:.0f}, the band. It is {inside} of {counts.len()}."
    note = [{"place": 1, "count": 78, "text": text}]
    return picture(
        [
            layer(band, "rect", across, color=colour("class-2"), opacity=0.55),
            layer(people, "point", {"x": x, "y": y}, filled=True, size=34, opacity=1, color=colour("accent")),
            layer(note, "text", {"x": x, "y": y, "text": words()}, color=colour("ink"), **TEXT),
        ],
        size=(_WIDTH, _HEIGHT),
        margins=(56, 16),
        name="rates",
        title="Seizures of 59 people with epilepsy in eight weeks",
        description="A dot for each person; the band holds 95 % of counts if everybody had the same rate.",
    )
