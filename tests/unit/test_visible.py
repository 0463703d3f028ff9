"""Hidden characters are shown where people read, escaped where machines read, and ordinary text is left."""

import json
import re
import sys
import tomllib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.visible import escape_json, escape_toml, reveal, reveal_line, reveal_rest
from tests.unit.hidden import HIDDEN, LAYOUT, POINTS

KEPT_FORMATS = {  # Unicode calls them formats: they are drawn, or letters and notes need them
    *range(0x0600, 0x0606), *range(0xFFF0, 0xFFF9), *range(0x1BCA0, 0x1BCA4), *range(0x13430, 0x13456),
    *range(0x1D173, 0x1D17B), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD,
}  # fmt: skip
PIECES = st.sampled_from([*sorted(HIDDEN), *"‹›U+2039AF␀␛␡ é", "‹U+202E›", "‹U+", "\\u202e", "INC7"])
TEXTS = st.lists(PIECES).map("".join) | st.text()


@given(TEXTS)
def test_nothing_hidden_is_left(text):
    assert not set(reveal(text)) & (HIDDEN - LAYOUT)
    assert not set(reveal_line(text)) & HIDDEN
    assert not set(reveal_rest(text)) & (HIDDEN - LAYOUT)


@given(st.text(st.characters(exclude_characters=sorted(HIDDEN - LAYOUT), exclude_categories=["Cs"])))
def test_ordinary_text_is_left_as_it_is(text):
    assert reveal_rest(text) == text
    if not re.search("[\u2401-\u2421]|‹U", text):
        assert reveal(text) == text


def test_every_control_and_every_invisible_format_is_hidden():
    categories = {"Cc", "Cf", "Zl", "Zp"}
    found = {point for point in range(sys.maxunicode) if unicodedata.category(chr(point)) in categories}
    assert {hex(point) for point in found - set(POINTS) - KEPT_FORMATS} == set()
    assert all(reveal_line(chr(point)) != chr(point) for point in POINTS)


def conceal(shown: str) -> str:
    """Undo `reveal_line`, but that ␀ stays."""
    one = re.compile("‹U\\+([0-9A-F]{4,6})›|([\u2401-\u241f])|(␡)")
    return one.sub(
        lambda m: chr(int(m[1], 16)) if m[1] else chr(ord(m[2]) - 0x2400) if m[2] else "\x7f", shown
    )


@given(TEXTS)
def test_texts_that_differ_still_differ(text):
    assert conceal(reveal_line(text)) == text.replace("\0", "␀")


@given(TEXTS)
def test_the_last_net_may_be_passed_twice(text):
    assert reveal_rest(reveal(text)) == reveal(text)


@given(TEXTS)
def test_json_says_the_same_with_nothing_hidden(text):
    written = escape_json(json.dumps({"id": text}, ensure_ascii=False, indent=2))
    assert json.loads(written) == {"id": text}
    assert not set(written) & (HIDDEN - LAYOUT)


@given(TEXTS)
def test_toml_says_the_same_with_nothing_hidden(text):
    written = escape_toml(json.dumps(text, ensure_ascii=False))
    assert tomllib.loads(f"id = {written}") == {"id": text}
    assert not set(written) & HIDDEN


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\0b", "a␀b"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x07\x7f\r\n", "␇␡␍\n"),
        ("\x9b2J", "‹U+009B›2J"),
        ("\u202etxt.exe", "‹U+202E›txt.exe"),
        ("pay\u200bments", "pay‹U+200B›ments"),
        ("\U000e0041", "‹U+E0041›"),
        ("\ud800", "‹U+D800›"),
    ],
)
def test_control_is_its_picture_and_any_other_its_number(text, shown):
    assert reveal(text) == shown
