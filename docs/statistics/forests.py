"""Forest plots: one ratio under four questions, and thirteen trials with what they say together."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from docs.statistics.drawing import TEXT, data, logarithmic, picture, words
from nmosd.report.colours import colour
from nmosd.report.svg import Spec, layer, quantity
from nmosd.stats import Estimate, andersen_gill, cox, log_risk_ratio, pool_effects, prentice_williams_peterson

_STEP = 24


def bladder_forest() -> str:
    """Return the hazard ratio of thiotepa for the first recurrence, for all of them, and for the next one."""
    rows = data("bladder2").sort("id", "start")
    first = rows.group_by("id", maintain_order=True).first()
    terms = ("rx", "size", "number")
    time = (rows["start"], rows["stop"], rows["event"], rows.select(terms))
    fits = {
        "First recurrence (Cox)": cox(None, first["stop"], first["event"], first.select(terms)),
        "All recurrences (Andersen-Gill)": andersen_gill(*time, subject=rows["id"]),
        "Next recurrence (PWP, total time)": prentice_williams_peterson(*time, subject=rows["id"], scale="total"),
        "Next recurrence (PWP, gap time)": prentice_williams_peterson(*time, subject=rows["id"], scale="gap"),
    }
    figures = [_row(name, fit.hazard_ratios["rx"]) for name, fit in fits.items()]
    x = ((0.28, 1.4), (0.3, 0.5, 0.7, 1, 1.4), "Hazard ratio, thiotepa against placebo")
    return picture(
        _forest(figures, x, left=230, width=300, height=_STEP * len(figures)),
        size=(300, _STEP * len(figures)),
        margins=(230, 150),
        name="cox",
        title="One treatment, four questions",
        description="Hazard ratios of thiotepa against placebo with 95 % intervals, from four models of one set of tumours.",
    )


def bcg_forest() -> str:
    """Return the risk ratio of each BCG trial, their mean, and where the next trial's may lie."""
    bcg = data("bcg")
    names = bcg["author"] + " " + bcg["year"].cast(pl.String)
    effects = log_risk_ratio(bcg["tpos"], bcg["tpos"] + bcg["tneg"], bcg["cpos"], bcg["cpos"] + bcg["cneg"], studies=names)
    found = pool_effects(effects)
    assert found.weights is not None
    assert found.prediction is not None
    figures = [
        _row(name, figure) | {"size": 900 * weight}
        for name, figure, weight in zip(found.studies, found.figures, found.weights, strict=True)
    ]
    pooled = _row("Mean of the trials", found.pooled) | {"size": 90}
    prediction = _row("The next trial", found.prediction) | {"size": 0}
    prediction["text"] = prediction["text"].partition(" ")[2].strip("()")
    height = _STEP * (len(figures) + 2.5)
    x = ((0.06, 8.5), (0.1, 0.25, 0.5, 1, 2, 4, 8), "Risk ratio of tuberculosis, vaccinated against not")
    together = {"role": "spinal-cord", "shape": "diamond"}
    layers = _forest(figures, x, left=200, width=340, height=height)
    # The lines above are the trials; the last two, set apart, are what they say together.
    layers += _forest([pooled, prediction], x, left=200, width=340, height=height, begin=len(figures) + 0.5, **together)
    return picture(
        layers,
        size=(340, height),
        margins=(200, 150),
        name="synthesis",
        title="BCG against tuberculosis: thirteen trials",
        description="Risk ratios with 95 % intervals, marks by weight; their random-effects mean; and the prediction interval.",
    )


def _row(name: str, figure: Estimate) -> dict[str, Any]:
    assert figure.estimate is not None
    assert figure.lower is not None
    assert figure.upper is not None
    text = f"{figure.estimate:.2f} ({figure.lower:.2f} to {figure.upper:.2f})"
    return {"name": name, "estimate": figure.estimate, "lower": figure.lower, "upper": figure.upper, "text": text, "size": 70}


def _forest(
    rows: Sequence[dict[str, Any]],
    scale: tuple[tuple[float, float], Sequence[float], str],
    *,
    left: float,
    width: float,
    height: float,
    begin: float = 0,
    role: str = "accent",
    shape: str = "square",
) -> list[Spec]:
    domain, ticks, title = scale
    placed = [row | {"y": _STEP * (begin + place + 0.5)} for place, row in enumerate(rows)]
    clipped = [row | {"lower": max(row["lower"], domain[0]), "upper": min(row["upper"], domain[1])} for row in placed]
    y = quantity("y", (height, 0))
    size = {"field": "size", "type": "quantitative", "scale": None}
    mark = {"x": logarithmic("estimate", domain, ticks, title), "y": y, "size": size}
    none = [{"estimate": 1, "y": 0, "end": height}]
    at_one = {"x": logarithmic("estimate", domain, ticks, title), "y": y, "y2": {"field": "end"}}
    look = {"color": colour("ink"), **TEXT}
    return [
        layer(none, "rule", at_one, strokeWidth=1, strokeDash=[3, 3], color=colour("muted"), aria=False),
        layer(
            clipped,
            "rule",
            {"x": logarithmic("lower", domain, ticks, title), "x2": {"field": "upper"}, "y": y},
            strokeWidth=1.6,
            color=colour(role),
        ),
        layer([row for row in placed if row["size"]], "point", mark, filled=True, opacity=1, color=colour(role), shape=shape),
        layer(placed, "text", {"x": {"value": 10 - left}, "y": y, "text": words("name")}, **look),
        layer(placed, "text", {"x": {"value": width + 14}, "y": y, "text": words("text")}, **look),
    ]
