"""The two icons of a control chart, and their words: how it varies, and whether the target is assured.

They say what the icons of NHS England's Making Data Count say, in a drawing of our own: a square improves,
a diamond concerns, a triangle goes up or down where neither is better, and H and L say high and low; P
passes, F fails. The shape or letter is enough without the colour.
"""

from __future__ import annotations

from typing import Final

from analytics.tables.fragment import escape

# Each colour with its light value, for places without our style such as a notebook
FALLBACKS: Final = {
    "ink": "#17212B",
    "paper": "#FFFFFF",
    "rule-2": "#6F7780",
    "c1": "#12436D",
    "c3": "#801650",
    "c5": "#3D3D3D",
}
_CIRCLE: Final = '<circle cx="14" cy="14" r="11"'
_SQUARE: Final = '<rect x="3.5" y="3.5" width="21" height="21" rx="2"'
_DIAMOND: Final = '<path d="M14 0.5 27.5 14 14 27.5 0.5 14Z"'
_TRIANGLES: Final = {
    "up": '<path d="M14 1.5 27.5 25.5 0.5 25.5Z"',
    "down": '<path d="M14 26.5 27.5 2.5 0.5 2.5Z"',
}
_LETTERS: Final = {"up": "H", "down": "L"}
_WAVE: Final = "M7 15.5c1.8-5 4.2-5 7-1.5s5.2 3.500 7-1.5"
_WAYS: Final = {"up": "high", "down": "low"}
_VARIATIONS: Final = {
    "common": "Common cause: no special cause at the newest point",
    "improving": "Special cause, improving",
    "concerning": "Special cause, concerning",
    "neutral": "Special cause",
    "too few": "Variation: too few to tell",
}
_ASSURANCES: Final = {
    "passing": "Consistently passing: common cause alone meets the target",
    "failing": "Consistently failing: common cause alone misses the target",
    "hit or miss": "Hit or miss: the target lies between the limits",
    None: "Assurance: none yet",
}


def variation_words(variation: str, direction: str | None = None) -> str:
    """Say what the variation icon shows.

    Args:
        variation: common, improving, concerning, neutral or "too few", as `Reading` has it.
        direction: Of a special cause: up or down.

    Examples:
        >>> variation_words("improving", "up")
        'Special cause, improving: high'
    """
    way = f": {_WAYS[direction]}" if direction else ""
    return _VARIATIONS[variation] + way


def assurance_words(assurance: str | None) -> str:
    """Say what the assurance icon shows: passing, failing, "hit or miss", or None.

    Examples:
        >>> assurance_words(None)
        'Assurance: none yet'
    """
    return _ASSURANCES[assurance]


def variation_icon(variation: str, direction: str | None = None) -> str:
    """Draw the variation icon as one inline SVG whose name is its words.

    Args:
        variation: As for `variation_words`.
        direction: As for `variation_words`.

    Examples:
        >>> "Special cause, concerning: low" in variation_icon("concerning", "down")
        True
    """
    way = direction or "up"
    letter = _LETTERS[way]
    drawn = {
        "common": _outlined() + f'<path d="{_WAVE}" fill="none" {_line("ink", 2)} stroke-linecap="round"/>',
        "improving": _filled(_SQUARE, "c1") + _letter(letter),
        "concerning": _filled(_DIAMOND, "c3") + _letter(letter),
        "neutral": _filled(_TRIANGLES[way], "c5") + _letter(letter, 20.5 if way == "up" else 15.5, 11.5),
        "too few": _waiting(),
    }
    return _icon("variation", drawn[variation], variation_words(variation, direction))


def assurance_icon(assurance: str | None) -> str:
    """Draw the assurance icon as one inline SVG whose name is its words.

    Args:
        assurance: As for `assurance_words`.

    Examples:
        >>> assurance_icon("passing").startswith('<svg class="icon icon-assurance"')
        True
    """
    drawn = {
        "passing": _filled(_CIRCLE, "c1") + _letter("P"),
        "failing": _filled(_DIAMOND, "c3") + _letter("F"),
        "hit or miss": _outlined() + _letter("?", tone="ink", size=16),
        None: _waiting(),
    }
    return _icon("assurance", drawn[assurance], assurance_words(assurance))


def _icon(kind: str, drawn: str, words: str) -> str:
    return (
        f'<svg class="icon icon-{kind}" viewBox="0 0 28 28" width="28" height="28" role="img" '
        f'aria-label="{escape(words)}" style="vertical-align:middle">{drawn}</svg>'
    )


def _paint(tone: str) -> str:
    return f"var(--{tone},{FALLBACKS[tone]})"


def _line(tone: str, width: float) -> str:
    return f'stroke="{_paint(tone)}" stroke-width="{width:g}"'


def _filled(shape: str, tone: str) -> str:
    return f'{shape} fill="{_paint(tone)}"/>'


def _outlined() -> str:
    return f"{_CIRCLE} fill={chr(34)}{_paint('paper')}{chr(34)} {_line('rule-2', 2)}/>"


def _waiting() -> str:
    """Draw the icon that does not say anything yet."""
    dots = "".join(f'<circle cx="{x}" cy="14" r="1.5" fill="{_paint("rule-2")}"/>' for x in (9, 14, 19))
    return f'{_CIRCLE} fill="none" {_line("rule-2", 1.5)} stroke-dasharray="2.5 2.5"/>{dots}'


def _letter(letter: str, base: float = 18.8, size: float = 13.5, tone: str = "paper") -> str:
    return (
        f'<text x="14" y="{base:g}" fill="{_paint(tone)}" font-size="{size:g}" font-weight="700" '
        f'text-anchor="middle" font-family="var(--fonts,sans-serif)">{letter}</text>'
    )
