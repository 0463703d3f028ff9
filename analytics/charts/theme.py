"""The palette: every colour of a page and of a figure, in light and in dark, by the name of a CSS variable.

The categorical colours of the light set are those of the Government Analysis Function; four of its six
fall below 3:1 on a dark page, so the dark set is our own. Categorical colours are for marks, never for text.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

LIGHT: Final = MappingProxyType(
    {
        "ink": "#17212B",  # text
        "ink-2": "#4B5660",  # quieter text: captions, axis labels
        "paper": "#FFFFFF",  # the page, and the ground of every figure
        "paper-2": "#F4F2ED",  # bands, table heads, asides
        "rule": "#D5D1C7",  # hairlines that only decorate
        "rule-2": "#6F7780",  # lines that carry meaning or bound a control: 3:1 and more
        "accent": "#0B5563",  # links, the brand's own petrol
        "accent-2": "#083B45",  # links under the pointer
        "on-accent": "#FFFFFF",  # text on the accent
        "focus": "#FFC533",  # ground of what has the keyboard's focus
        "on-focus": "#17212B",  # text on it
        "good": "#1F6B3B",  # words and icons of a verdict
        "bad": "#A11B2E",
        "warn": "#875000",
        "c1": "#12436D",
        "c2": "#28A197",
        "c3": "#801650",
        "c4": "#F46A25",
        "c5": "#3D3D3D",
        "c6": "#A285D1",
    }
)

DARK: Final = MappingProxyType(
    {
        "ink": "#ECEFF1",
        "ink-2": "#AEB8C1",
        "paper": "#10171E",
        "paper-2": "#1A242D",
        "rule": "#33404B",
        "rule-2": "#83909B",
        "accent": "#86CCD8",
        "accent-2": "#B5E3EA",
        "on-accent": "#10171E",
        "focus": "#FFC533",
        "on-focus": "#10171E",
        "good": "#71C08F",
        "bad": "#FF8F8F",
        "warn": "#EDB45A",
        "c1": "#4F93D6",
        "c2": "#35B5A8",
        "c3": "#DE4F97",
        "c4": "#FFB27A",
        "c5": "#C9CFD5",
        "c6": "#CDB8F2",
    }
)

TEXT: Final = ("ink", "ink-2", "accent", "accent-2", "good", "bad", "warn")  # may colour words
MARKS: Final = ("c1", "c2", "c3", "c4", "c5", "c6")  # may colour marks, never words

# The worst severity is the darkest and neighbours alternate, so that stacked bars part without the hue.
SEVERITY_COLOURS: Final = MappingProxyType({"P1": "c3", "P2": "c4", "P3": "c1", "P4": "c6"})

FONTS: Final = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

_PRINTED: Final = ".chart { min-width: 0 !important; }"
_VARIABLE: Final = re.compile(r"var\(--([a-z0-9-]+)\)")


def colour(name: str) -> str:
    """Refer to a colour of the palette.

    Examples:
        >>> colour("c1")
        'var(--c1)'
    """
    if name not in LIGHT:
        raise KeyError(name)
    return f"var(--{name})"


def with_fallbacks(svg: str) -> str:
    """Give each variable its light value to fall back on, for places without our CSS such as a notebook.

    Examples:
        >>> with_fallbacks('<path fill="var(--c1)"/>')
        '<path fill="var(--c1,#12436D)"/>'
    """
    return _VARIABLE.sub(lambda match: f"var(--{match[1]},{LIGHT[match[1]]})", svg)


def css_variables() -> str:
    """Write the palette as CSS: light, dark where the reader prefers it, and always light on paper.

    On paper a chart also gives up its least width, since a page does not scroll.

    Examples:
        >>> css_variables().splitlines()[0]
        ':root {'
    """
    return "\n".join(
        [
            _block(LIGHT, "light"),
            "@media (prefers-color-scheme: dark) {\n" + _block(DARK, "dark") + "\n}",
            "@media print {\n" + _block(LIGHT, "light") + f"\n{_PRINTED}\n}}",
            "",
        ]
    )


def _block(colours: MappingProxyType[str, str], scheme: str) -> str:
    lines = [f"  --{name}: {value};" for name, value in colours.items()]
    return "\n".join([":root {", f"  color-scheme: {scheme};", f"  --fonts: {FONTS};", *lines, "}"])


def contrast(first: str, second: str) -> float:
    """Give the contrast ratio of two hex colours, from 1 to 21, by WCAG 2.2.

    Examples:
        >>> contrast("#000000", "#FFFFFF")
        21.0
    """
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(hex_colour: str) -> float:
    """Give the relative luminance of a hex colour, from 0 to 1, by WCAG 2.2."""
    red, green, blue = linear(hex_colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(hex_colour: str) -> tuple[float, float, float]:
    """Give the linear red, green and blue of a hex colour, each from 0 to 1."""
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", hex_colour) is None:
        raise ValueError(f"{hex_colour!r} is no colour of the form #12436D")
    red, green, blue = (_linear_channel(int(hex_colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return red, green, blue


def _linear_channel(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
