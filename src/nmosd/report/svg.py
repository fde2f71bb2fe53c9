"""A Vega-Lite specification as inline SVG that follows the page: its colours are the page's variables, its size the column's.

Specifications are plain dictionaries and go straight to vl-convert: composing them with altair costs two seconds of import and
validation for each report, and gives the same picture.
"""

import os
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

from nmosd.report.colours import STAND_INS, colour, variable

_SVG = "http://www.w3.org/2000/svg"
_FONTS = "system-ui, Helvetica, Arial, sans-serif"
_BUNDLED_FONT = "Liberation Sans"  # comes with the renderer, so that a machine's own fonts move nothing
_DECORATION = {"role-axis", "role-frame", "root"}

Spec = dict[str, Any]


def layer(rows: Sequence[dict[str, Any]], mark: str, encoding: Spec, **look: Any) -> Spec:
    """Return a layer of one kind of mark, one for each row; `look` holds the mark's own properties."""
    return {"data": {"values": list(rows)}, "mark": {"type": mark, **look}, "encoding": encoding}


def quantity(field: str, domain: tuple[float, float], axis: Spec | None = None) -> Spec:
    """Return the channel of a number on a fixed scale; without an axis none is drawn."""
    return {"field": field, "type": "quantitative", "scale": {"domain": list(domain), "nice": False, "zero": False}, "axis": axis}


def as_given(field: str) -> Spec:
    """Return a channel whose rows hold the colour or the shape itself."""
    return {"field": field, "type": "nominal", "scale": None}


def said(field: str = "said") -> Spec:
    """Return a channel of words."""
    return {"field": field, "type": "nominal"}


def inline_svg(
    layers: Sequence[Spec],
    *,
    size: tuple[float, float],
    margins: tuple[float, float],
    name: str,
    title: str,
    description: str,
    below: float = 40,
) -> str:
    """Return layers, drawn one over the other, as an `<svg>` element for a page, without any request.

    `size` is the width and height of the plot in pixels, `margins` what is left free beside it, left and right, and `below`
    what is free under it: fixed, not measured, so that the fonts of a machine move nothing. `name` makes the element ids unique
    in the page; `title` and `description` are read to those who do not see it; what a mark says of itself (its `description`
    channel) becomes its tooltip. The same layers give the same text.
    """
    drawn = ElementTree.fromstring(_renderer().vegalite_to_svg(_styled(layers, size, margins, below), allowed_base_urls=[]))
    width, height = drawn.attrib.pop("width"), drawn.attrib.pop("height")
    _rename_ids(drawn, name)
    for element in drawn.iter():
        _follow_the_page(element)
    drawn.set("style", f"max-width:{width}px;aspect-ratio:{width}/{height}")
    drawn.set("role", "img")
    drawn.set("aria-labelledby", f"{name}-title {name}-description")
    for place, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{'title' if tag == 'title' else 'description'}"})
        element.text = words
        drawn.insert(place, element)
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(drawn, encoding="unicode")


def standing_alone(svg: str) -> str:
    """Return a page's picture as an SVG file: on white paper, with the colours of the light page and a font of its own.

    Raises:
        KeyError: the picture uses a colour that the style sheet does not have.
    """
    palette = _light_colours()
    text = re.sub(r"var\(--([\w-]+)\)", lambda found: palette[found[1]], svg)
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    assert found is not None  # every picture of this module has one
    width, height = (float(part) for part in found.groups())
    text = text.replace('font-family="inherit"', f'font-family="{_FONTS}"')
    text = re.sub(r' style="max-width:[^"]*"', f' width="{width:g}" height="{height:g}"', text, count=1)
    paper = f'<rect width="{width:g}" height="{height:g}" fill="{palette["page"]}" />'
    return text.replace("</desc>", f"</desc>{paper}", 1) + "\n"


@lru_cache(maxsize=64)
def png_of(svg: str, *, scale: float = 3.0) -> bytes:
    """Return a page's picture as PNG, `scale` times the size that it has on the page; the same picture gives the same bytes."""
    return bytes(_renderer().svg_to_png(standing_alone(svg).replace(_FONTS, _BUNDLED_FONT), scale=scale))


@cache
def _renderer() -> ModuleType:
    """Return the renderer with its own fonts alone, so that those of a machine change no byte.

    It looks for fonts once, in the folders that fontconfig names, and opens those found there again for every letter, which takes
    longer than all drawing; a program that used it before has the machine's fonts already.
    """
    import vl_convert

    before = os.environ.get("FONTCONFIG_FILE")
    with as_file(files("nmosd.report") / "templates" / "fonts.conf") as path:
        os.environ["FONTCONFIG_FILE"] = str(path)
        try:
            vl_convert.svg_to_png(f'<svg xmlns="{_SVG}" width="1" height="1"><text>a</text></svg>')
        finally:
            del os.environ["FONTCONFIG_FILE"]
            os.environ.update({} if before is None else {"FONTCONFIG_FILE": before})
    return vl_convert


@cache
def _light_colours() -> dict[str, str]:
    style = (files("nmosd.report") / "templates" / "style.css").read_text("utf-8")
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style.partition("@media")[0]))


def _styled(layers: Sequence[Spec], size: tuple[float, float], margins: tuple[float, float], below: float) -> Spec:
    axis = {"domain": False, "ticks": False, "gridColor": colour("line"), "labelPadding": 6, "titlePadding": 4}
    axis |= {"labelColor": colour("muted"), "titleColor": colour("muted"), "labelFontSize": 12, "titleFontSize": 12}
    axis |= {"titleFontWeight": "normal", "titleAnchor": "start", "labelOverlap": False, "labelFlush": False}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "layer": list(layers),
        "width": size[0],
        "height": size[1],
        "padding": {"left": margins[0], "right": margins[1], "top": 6, "bottom": below},
        "autosize": "none",
        "background": "transparent",
        "config": {"font": "inherit", "view": {"stroke": None}, "axis": axis},
    }


def _rename_ids(drawn: ElementTree.Element, name: str) -> None:
    """Give every id a name of its own: the renderer counts them over all charts that the process has drawn."""
    new: dict[str, str] = {}
    for element in drawn.iter():
        if "id" in element.attrib:
            new[element.attrib["id"]] = f"{name}-{len(new) + 1}"
            element.set("id", new[element.attrib["id"]])
    for element in drawn.iter():
        for attribute, value in element.attrib.items():
            found = re.fullmatch(r"url\(#(.+)\)", value)
            if found:
                element.set(attribute, f"url(#{new[found[1]]})")


def _follow_the_page(element: ElementTree.Element) -> None:
    """Replace the stand-ins of colours, and turn what a mark says of itself into its tooltip."""
    roles = {stand_in: role for role, stand_in in STAND_INS.items()}
    for attribute, value in element.attrib.items():
        if value.lower() in roles:
            element.set(attribute, variable(roles[value.lower()]))
    element.attrib.pop("aria-roledescription", None)
    element.attrib.pop("role", None)
    words = element.attrib.pop("aria-label", None)
    if words and not _DECORATION & set(element.get("class", "").split()):
        ElementTree.SubElement(element, f"{{{_SVG}}}title").text = words
