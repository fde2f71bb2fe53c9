"""A picture that stands alone: the report's way of drawing, with the colours of its light page written into it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from nmosd.report.svg import Spec, inline_svg, said, standing_alone

DATA = Path(__file__).parent.parent.parent / "tests" / "oracles" / "data"
TEXT: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": 12, "aria": False}


def data(name: str) -> pl.DataFrame:
    """Return a data set of the tests."""
    return pl.read_csv(DATA / f"{name}.csv", null_values="NA", infer_schema_length=None)


def words(field: str = "text") -> Spec:
    """Return the channel of a text mark."""
    return said(field)


def logarithmic(field: str, domain: tuple[float, float], ticks: Sequence[float], title: str) -> Spec:
    """Return the channel of a ratio on a logarithmic scale."""
    axis = {"title": title, "values": list(ticks), "format": "~g"}
    return {"field": field, "type": "quantitative", "scale": {"type": "log", "domain": list(domain), "nice": False}, "axis": axis}


def picture(
    layers: Sequence[Spec],
    *,
    size: tuple[float, float],
    margins: tuple[float, float],
    name: str,
    title: str,
    description: str,
) -> str:
    """Return an SVG file: a page's picture with its own paper, type and colours."""
    return standing_alone(inline_svg(layers, size=size, margins=margins, name=name, title=title, description=description))
