"""Standardised mean differences of the Lalonde data before and after weighting."""

from docs.statistics.drawing import TEXT, data, picture, words
from nmosd.report.colours import colour
from nmosd.report.svg import as_given, layer, quantity
from nmosd.stats import balancing_weights

_STEP, _WIDTH, _LEFT = 26, 430, 130
_SPAN = (-1.85, 1.85)
_LOOKS = (
    ("before weighting", "unknown-site", "circle"),
    ("ATE weights", "spinal-cord", "triangle-up"),
    ("overlap weights", "optic-nerve", "square"),
)
_NAMES = {
    "age": "age",
    "educ": "years of school",
    "race: black": "black",
    "race: hispan": "Hispanic",
    "race: white": "white",
    "married": "married",
    "nodegree": "no degree",
    "re74": "earnings in 1974",
    "re75": "earnings in 1975",
}


def love_plot() -> str:
    """Return each covariate's difference between the groups: unweighted, with ATE weights, with overlap weights."""
    men = data("lalonde")
    covariates = men.select("age", "educ", "race", "married", "nodegree", "re74", "re75")
    everybody, overlap = (balancing_weights(men["treat"], covariates, target=target).balance for target in ("ATE", "ATO"))
    order = sorted(range(len(everybody)), key=lambda line: -abs(everybody[line].before.estimate or 0))
    height = _STEP * len(order)
    points, names = [], []
    for place, line in enumerate(order):
        at = _STEP * (place + 0.5)
        names.append({"y": at, "text": _NAMES[everybody[line].name]})
        values = (everybody[line].before, everybody[line].after, overlap[line].after)
        for value, (label, role, shape) in zip(values, _LOOKS, strict=True):
            points.append({"y": at, "value": value.estimate, "colour": colour(role), "shape": shape, "said": label})
    keys = [
        {"y": height - _STEP * (2.5 - place), "value": 0.62, "text": label, "colour": colour(role), "shape": shape}
        for place, (label, role, shape) in enumerate(_LOOKS)
    ]
    axis = {"title": "Standardised mean difference, treated less others", "values": [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]}
    x, y = quantity("value", _SPAN, axis), quantity("y", (height, 0))
    band = [{"from": -0.1, "to": 0.1, "y": 0, "end": height}]
    beyond = {"x": quantity("from", _SPAN, axis), "x2": {"field": "to"}, "y": y, "y2": {"field": "end"}}
    mark = {"x": x, "y": y, "color": as_given("colour"), "shape": as_given("shape")}
    return picture(
        [
            layer(band, "rect", beyond, color=colour("class-5"), opacity=0.4),
            layer(points, "point", mark, filled=True, size=60, opacity=1),
            layer(names, "text", {"x": {"value": 10 - _LEFT}, "y": y, "text": words()}, color=colour("ink"), **TEXT),
            layer(keys, "point", mark, filled=True, size=60, opacity=1),
            layer(keys, "text", {"x": x, "y": y, "text": words()}, color=colour("ink"), **TEXT | {"dx": 12}),
        ],
        size=(_WIDTH, height),
        margins=(_LEFT, 20),
        name="weighting",
        title="Balance of 614 men before and after weighting",
        description="Standardised mean differences of each covariate; the band is 0.1 either way, the common limit.",
    )
