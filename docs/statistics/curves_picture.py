"""Survival of men and women with advanced lung cancer, with the numbers at risk."""

import polars as pl

from docs.statistics.drawing import TEXT, data, picture, words
from nmosd.report.colours import colour
from nmosd.report.svg import Spec, layer, quantity
from nmosd.stats import kaplan_meier

_WIDTH, _HEIGHT, _END = 560, 330, 1050
_TIMES = (0, 180, 360, 540, 720, 900)
_LOOKS = {"women": ("optic-nerve", -0.16), "men": ("spinal-cord", -0.25)}


def curves_picture() -> str:
    """Return Kaplan-Meier curves with their limits; the numbers at risk stand under them."""
    lung = data("lung")
    curves = kaplan_meier(None, lung["time"], lung["status"] - 1, group=lung["sex"].replace_strict({1: "men", 2: "women"}))
    x = quantity("time", (0, _END), {"title": "Days since enrolment", "values": list(_TIMES), "grid": False})
    axis = {"title": "Share alive", "titleAnchor": "end", "values": [0, 0.25, 0.5, 0.75, 1], "format": ".0%"}
    y, low = quantity("survival", (-0.3, 1), axis), quantity("lower", (-0.3, 1), axis)
    layers: list[Spec] = []
    for label, (role, height) in _LOOKS.items():
        curve = curves[label]
        begin = pl.DataFrame({"time": [0.0], "survival": [1.0], "lower": [None], "upper": [None]})
        rows = pl.concat([begin, curve.frame.select(begin.columns)], how="vertical_relaxed").to_dicts()
        band = [row for row in rows if row["lower"] is not None]
        limits = {"x": x, "y": low, "y2": {"field": "upper"}}
        layers.append(layer(band, "area", limits, interpolate="step-after", color=colour(role), opacity=0.14, aria=False))
        layers.append(layer(rows, "line", {"x": x, "y": y}, interpolate="step-after", strokeWidth=2, color=colour(role)))
        last = rows[-1]
        end = [{"time": last["time"] + 12, "survival": last["survival"], "text": label}]
        layers.append(layer(end, "text", {"x": x, "y": y, "text": words()}, color=colour(role), fontWeight=600, **TEXT))
        counts = [{"time": time, "survival": height, "text": str(curve.number_at_risk(time))} for time in _TIMES]
        layers.append(layer(counts, "text", {"x": x, "y": y, "text": words()}, color=colour("ink"), **TEXT | {"align": "center"}))
        name = [{"time": 0, "survival": height, "text": label}]
        look = TEXT | {"align": "right", "dx": -16}
        layers.append(layer(name, "text", {"x": x, "y": y, "text": words()}, color=colour(role), **look))
    heading = [{"time": 0, "survival": -0.08, "text": "At risk"}]
    look = TEXT | {"align": "right", "dx": -16}
    layers.append(layer(heading, "text", {"x": x, "y": y, "text": words()}, color=colour("muted"), **look))
    return picture(
        layers,
        size=(_WIDTH, _HEIGHT),
        margins=(76, 24),
        name="curves",
        title="Survival of men and women with advanced lung cancer",
        description="Kaplan-Meier curves with 95 % limits on the log-log scale, and the number of people at risk below them.",
    )
