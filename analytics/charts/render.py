"""From an Altair chart to one inline SVG that is the same on every machine.

Figures are concatenated panels of fixed sizes with flush bounds, and have no legend and no axis title, so
that no position depends on how wide a machine's fonts are; the canvas is set here, not measured. Words
are panels' marks or axis labels, so that all there is stands inside a panel's frame or below it. Colours
are variables of the page, fonts are the page's, ids begin with the figure's name, and nothing is external.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any, Final

from analytics.charts.theme import FONTS, colour, with_fallbacks
from analytics.visible import reveal_line

if TYPE_CHECKING:
    import altair as alt

WIDTH: Final = 720  # user units of every figure; a text of 13 units is 13 px in a column of 720 px
NARROW: Final = 340  # user units of a figure's drawing for narrow screens, which never scrolls
NARROWEST: Final = 680  # px; below it the region scrolls, so that the smallest text keeps 10.4 px
WIDEST: Final = 800
FONT_SIZE: Final = 13

_SVG: Final = "http://www.w3.org/2000/svg"
_LONG_DECIMAL: Final = re.compile(r"-?\d+\.\d{3,}")
_KEPT: Final = (
    frozenset(("class", "transform", "d", "opacity", "x", "y", "x1", "x2", "y1", "y2", "width", "height"))
    | {"fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-miterlimit"}
    | {"text-anchor", "font-size", "font-weight"}
)
_INHERITED: Final = ("fill", "stroke", "stroke-width", "font-size", "font-weight", "text-anchor")
_DROPPED_VALUES: Final = {"opacity": "1", "stroke-width": "0"}
_EMPTY_PATH: Final = re.compile(r"|M0,0h[\d.]+v0h-?[\d.]+Z")  # nothing, or a frame without height


def configure(chart: alt.Chart) -> alt.Chart:
    """Set what all figures share: no frames, quiet axes, our ink."""
    configured: alt.Chart = (
        chart.configure(aria=False, background="transparent", padding=0, font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=colour("ink-2"),
            labelFontSize=FONT_SIZE - 1,
            labelOverlap=False,
            labelBound=False,
            gridColor=colour("rule"),
            labelFlush=False,
            ticks=False,
            domain=False,
            domainColor=colour("rule-2"),
            tickColor=colour("rule-2"),
            title=None,
        )
        .configure_text(fontSize=FONT_SIZE, color=colour("ink"), baseline="middle", align="left")
    )
    return configured


def render_svg(
    spec: dict[str, Any], name: str, title: str, description: str, height: float, width: int = WIDTH
) -> str:
    """Draw a Vega-Lite spec as an inline SVG.

    Args:
        spec: What `to_dict` of a chart made by `configure` gives.
        name: Of the figure; every id begins with it.
        title: Becomes the SVG's accessible name.
        description: Becomes its accessible description.
        height: Of the canvas, in user units; the first panel begins in its top left corner.
        width: Of the canvas; one that is narrower than the page may be shown smaller than it is.
    """
    import vl_convert

    drawn = ET.fromstring(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))
    inner = drawn.find(f"{{{_SVG}}}g")
    if inner is None:
        raise RuntimeError(f"figure {name}: nothing was drawn. Expected a group of marks.")
    _tidy(inner)
    inner.set("transform", "translate(0,0)")
    ET.register_namespace("", _SVG)
    marks = ET.tostring(inner, encoding="unicode").replace(f' xmlns="{_SVG}"', "")
    return with_fallbacks(_wrap(_own_ids(marks, name), name, title, description, (width, height)))


def _tidy(element: ET.Element) -> None:
    for child in list(element):
        _tidy(child)
        if _is_idle(child):
            element.remove(child)
    for attribute, value in list(element.attrib.items()):
        if attribute not in _KEPT or _DROPPED_VALUES.get(attribute) == value:
            del element.attrib[attribute]
        else:
            element.set(attribute, _LONG_DECIMAL.sub(_short, value))
    _hoist(element)


def _hoist(group: ET.Element) -> None:
    """Say once, on the group, what all its marks have in common."""
    for attribute in _INHERITED if len(group) > 1 else ():
        values = {child.get(attribute) for child in group}
        if len(values) == 1 and (value := values.pop()) is not None:
            group.set(attribute, value)
            for child in group:
                del child.attrib[attribute]


def _short(match: re.Match[str]) -> str:
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".").replace("-0", "0", match[0] == "-0.00")


def _is_idle(element: ET.Element) -> bool:
    tag = element.tag.removeprefix(f"{{{_SVG}}}")
    if tag == "g":
        return len(element) == 0
    return tag == "path" and (
        element.get("display") == "none" or element.get("d") in ("M0,0h0v0h0Z", "", None)
    )


def _own_ids(markup: str, name: str) -> str:
    return re.sub(r"url\(#([a-z0-9-]+)\)", rf"url(#{name}-\1)", markup)


def _wrap(marks: str, name: str, title: str, description: str, size: tuple[int, float]) -> str:
    width, height = size
    least = f"min-width:{NARROWEST}px;" if width == WIDTH else ""
    style = f"display:block;width:100%;{least}max-width:{WIDEST}px;height:auto"
    return (
        f'<svg xmlns="{_SVG}" class="chart" viewBox="0 0 {width} {height:g}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" style="{style}" '
        f"font-family='var(--fonts,{FONTS})' fill=\"var(--ink)\">"
        f'<title id="{name}-title">{_text(title)}</title><desc id="{name}-desc">{_text(description)}</desc>'
        f"{_patterns(name) if 'url(#' in marks else ''}"
        f'<rect width="{width}" height="{height:g}" fill="var(--paper)"/>{marks}</svg>'
    )


def _patterns(name: str) -> str:
    return (
        f'<defs><pattern id="{name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--paper)"/>'
        '<rect width="3.4" height="6" fill="var(--c4)"/></pattern></defs>'
    )


def _text(value: str) -> str:
    from analytics.tables.fragment import escape

    return escape(value)


def clean(value: object) -> str:
    r"""Make a label of text from data: what hides in it is shown, so that labels differ where names do.

    Only what is drawn is cleaned: titles and summaries are words that the page escapes.

    Examples:
        >>> clean("P1\u202eresolution\x00")
        'P1‹U+202E›resolution␀'
    """
    return reveal_line(value)


def shorten(value: object, most: int) -> str:
    """Clean a label and cut it to a number of signs.

    Examples:
        >>> shorten("P1-resolution-of-everything", 14)
        'P1-resolution…'
    """
    return _cut(clean(value), most)


def wrap(value: object, most: int) -> list[str]:
    """Clean a label and set it on one line or two; see `break_label`."""
    return break_label(clean(value), most)


def break_label(label: str, most: int) -> list[str]:
    """Set a clean label on one line or two, broken where a name is joined; what is longer is cut.

    Examples:
        >>> break_label("P1-response", 20), break_label("management-notification", 20)
        (['P1-response'], ['management-', 'notification'])
    """
    if len(label) <= most:
        return [label]
    joints = [i + 1 for i, letter in enumerate(label[:most]) if letter in "-_ ."]
    end = joints[-1] if joints else most
    return [label[:end], _cut(label[end:], most)]


def _cut(label: str, most: int) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"
