"""A picture that stands alone: the report's way of drawing, with the colours of its light page written into it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

import nmosd.report
from nmosd.report.svg import Spec, inline_svg, said

DATA = Path(__file__).parent.parent.parent / "tests" / "oracles" / "data"
STYLE = Path(nmosd.report.__file__).parent / "templates" / "style.css"
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
    text = inline_svg(layers, size=size, margins=margins, name=name, title=title, description=description)
    palette = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", STYLE.read_text("utf-8").partition("@media")[0]))
    text = re.sub(r"var\(--([\w-]+)\)", lambda found: palette[found[1]], text)
    width, height = (float(part) for part in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text).groups())
    text = text.replace('font-family="inherit"', 'font-family="system-ui, Helvetica, Arial, sans-serif"')
    text = re.sub(r' style="max-width:[^"]*"', f' width="{width:g}" height="{height:g}"', text, count=1)
    paper = f'<rect width="{width:g}" height="{height:g}" fill="{palette["page"]}" />'
    return text.replace("</desc>", f"</desc>{paper}", 1) + "\n"
