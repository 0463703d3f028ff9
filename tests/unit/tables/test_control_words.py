"""The icons and words of control charts."""

import re
import xml.etree.ElementTree as ET

import pytest

from analytics.charts.theme import DARK, LIGHT, contrast
from analytics.tables.control import format_level
from analytics.tables.icons import (
    FALLBACKS,
    assurance_icon,
    assurance_words,
    variation_icon,
    variation_words,
)

VARIATIONS = [
    ("common", None),
    *[(kind, way) for kind in ("improving", "concerning", "neutral") for way in ("up", "down")],
    ("too few", None),
]
ASSURANCES = ["passing", "failing", "hit or miss", None]
DRAWN = [
    *((variation_icon(*each), variation_words(*each)) for each in VARIATIONS),
    *((assurance_icon(each), assurance_words(each)) for each in ASSURANCES),
]


@pytest.mark.parametrize(("icon", "words"), DRAWN)
def test_an_icon_is_one_image_named_by_its_words(icon: str, words: str) -> None:
    tree = ET.fromstring(icon)
    assert (tree.get("role"), tree.get("aria-label")) == ("img", words)
    assert re.findall(r"href|script|http", icon) == []


def test_no_two_icons_of_a_kind_look_alike_without_colour() -> None:
    def shape(icon: str) -> str:
        return re.sub(r'aria-label="[^"]*"|var\([^)]*\)', "", icon)

    assert len({shape(variation_icon(*each)) for each in VARIATIONS}) == len(VARIATIONS)
    assert len({shape(assurance_icon(each)) for each in ASSURANCES}) == len(ASSURANCES)


def test_no_two_words_are_the_same() -> None:
    assert len({words for _, words in DRAWN}) == len(DRAWN)


def test_the_colours_are_those_of_the_palette() -> None:
    assert {tone: LIGHT[tone] for tone in FALLBACKS} == FALLBACKS


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_letters_read_on_their_shapes_and_shapes_on_the_page(colours) -> None:
    assert min(contrast(colours["paper"], colours[tone]) for tone in ("c1", "c3", "c5")) >= 4.5
    assert contrast(colours["rule-2"], colours["paper"]) >= 3


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (7.36, "count", "7.4"),
        (1234.0, "count", "1,234"),
        (0.9999, "share", "99.9 %"),
        (0.57, "share", "57 %"),
        (1.0, "share", "100 %"),
        (0.0, "time", "0"),
        (30e6, "time", "under 1 min"),
        (90 * 60e6, "time", "90 min"),
        (36 * 3600e6, "time", "36 h"),
        (9.25 * 86400e6, "time", "9.2 days"),
        (None, "count", "n/a"),
    ],
)
def test_a_level_is_written_in_its_unit(value: float | None, unit: str, words: str) -> None:
    assert format_level(value, unit) == words
