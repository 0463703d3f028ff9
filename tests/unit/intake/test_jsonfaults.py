"""What is wrong with JSON is named in one run, with line and byte offset, and nothing that is not."""

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.errors import ExportError
from analytics.intake.jsonfaults import DEEPEST
from analytics.intake.records import read_records
from tests.unit.intake.test_formats import RECORDS, SECOND, problem

REMEDY = (
    ". Expected JSON as RFC 8259 defines it. To do: export it again, or as CSV where the tool always writes"
)


def faults(text: str) -> list[str]:
    """What is wrong, without the file."""
    try:
        read_records("t", text, "UTF-8")
    except ExportError as error:
        return [f"{each.where.removeprefix('t, line ')}: {each.what}" for each in error.problems]
    return []


RAW = "stands in a string as it is, and not escaped"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[{"a":1},]', ["1: the comma at byte offset 8 has nothing after it but ']'"]),
        ('[{"a":1,}]', ["1: the comma at byte offset 7 has nothing after it but '}'"]),
        ('{"result":[{"a":1},\n]}', ["1: the comma at byte offset 18 has nothing after it but ']'"]),
        (
            '[{"a":"x\ty"},\n{"b":"\n"}]',
            [
                f"1: the character U+0009 at byte offset 8 {RAW}",
                f"2: the character U+000A at byte offset 20 {RAW}",
            ],
        ),
        ('[{"a\x01":1}]', [f"1: the character U+0001 at byte offset 4 {RAW}"]),
        ('[{"a":"x\0y"}]', [f"1: the character U+0000 at byte offset 8 {RAW}"]),
        ('[{"a":"C:\\dir"}]', ["1: the escape '\\\\d' at byte offset 9 is none"]),
        ('[{"a":"\\u12G4","b":NaN}]', ["1: the escape '\\\\u' at byte offset 7 is none", "1: NaN at byte"]),
        ('[{"é":NaN,}]', ["1: NaN at byte offset 7", "1: the comma at byte offset 10"]),
        ('{"a":1}\n{"a":NaN}\n{"a":1,}', ["2: NaN at byte offset 13", "3: the comma at byte offset 24"]),
        (
            '[{"a":1,"a":2},\n// none\n{"b":NaN}]',
            [
                "1: the key 'a' at byte offset 8 is there twice",
                "2: it is no JSON: '/' stands at byte offset 16",
            ],
        ),
        (
            '[{"a":NaN}',
            ["1: NaN at byte offset 6", "1: it is no JSON: it ends in the middle at byte offset 10"],
        ),
        (
            "[{'a':1}]",
            ["1: it is no JSON: Expecting property name enclosed in double quotes at byte offset 2"],
        ),
        (
            '[{"a":1} // none\n]',
            ["1: it is no JSON: Expecting ',' delimiter at byte offset 9, where '/' stands"],
        ),
    ],
)
def test_each_fault_is_told_with_its_line_and_offset(text, told):
    found = faults(text)
    assert [each[: len(begun)] for each, begun in zip(found, told, strict=True)] == told


def test_a_quote_that_is_not_escaped_ends_the_search():
    """All behind it seems to be turned inside out: nothing of that is a fault."""
    rows = ",\n".join(f'{{"id":"{i}","note":"said"}}' for i in range(50))
    assert faults(f'[{{"id":"a","note":"5" screen"}},\n{rows}]') == [
        "1: it is no JSON: Expecting ',' delimiter at byte offset 22, where 's' stands"
    ]


def test_an_escaped_nul_is_content():
    assert faults('[{"a":"x\\u0000y"}]') == []


def test_offsets_count_a_byte_order_mark():
    assert "offset 9 is no JSON" in problem(b'\xef\xbb\xbf[{"a":NaN}]')
    assert "offset 14 is no JSON" in problem(b"\xff\xfe" + '[{"a":NaN}]'.encode("utf-16-le"))
    assert "offset 12 is no JSON" in problem('[{"a":NaN}]'.encode("utf-16-le"))


def test_a_remedy_is_given():
    assert REMEDY in problem(b'[{"a":1},]')


@pytest.mark.parametrize("text", ["[" * 10_000, '[{"a":' + "[" * 10_000, '[{"n":1,"a":' + '{"b":' * 10_000])
def test_nesting_beyond_measure_is_told_with_its_offset(text):
    opened = [i for i, letter in enumerate(text) if letter in "[{"][DEEPEST]
    assert faults(text)[0].endswith(f"more than {DEEPEST} lie within each other at byte offset {opened}")


@pytest.mark.parametrize(("opens", "closes"), [('{"":', "}"), ("[", "]")])
def test_no_depth_is_an_error_of_ours(opens, closes):
    for depth in range(700, 1010, 3):
        found = faults('[{"a":' + opens * depth + "1" + closes * depth + "}]")
        assert not found or "nested too deeply" in found[0]


@pytest.mark.parametrize("text", ['[{"a":"' + '\\"' * 200_000, "[" + '"a",' * 200_000 + "x"])
def test_the_search_takes_no_longer_than_the_file_is_long(text):
    began = time.monotonic()
    assert len(faults(text)) == 1
    assert time.monotonic() - began < 5


def test_an_object_of_very_many_keys_is_searched_at_once():
    keys = ",".join(f'"k{i}":1' for i in range(50_000))
    began = time.monotonic()
    assert faults(f"[{{{keys},}}]")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_another_encoding_is_no_json(encoding):
    found = problem('[{"a":"né"}]'.encode(encoding))
    assert "the byte 'e9' at byte offset 8 is no UTF-8" in found
    assert "To do: export it again in UTF-8" in found


def test_json_cut_within_a_character_was_cut():
    assert "middle of a character at byte 8: it was cut" in problem('[{"a":"né'.encode()[:-1])


def refuse(_: object) -> None:
    raise ValueError


def once(pairs: list) -> dict:
    return dict(pairs) if len(dict(pairs)) == len(pairs) else refuse(pairs)


NESTED = '[{"a":[1,{"b":null}],"c":"d\\n"}, {}]'
PIECES = st.sampled_from(
    [*'{}[]:,"\\-0.1eE \n\t\x01/\u00e9', '"a"', '"b":', "NaN", "-Infinity", "true", "nul", "\\u00", ',"a":1']
)


@example('[{"a":1}', 8, "]]")
@example('[{"a":"\\u00"}]', 0, "")
@example(f"[{RECORDS},\n{SECOND}]", 3, '"')
@given(
    st.sampled_from([f"[{RECORDS},\n{SECOND}]", NESTED, '{"result":[{"a":1}]}']),
    st.integers(0, 80),
    st.lists(PIECES, max_size=3).map("".join),
)
def test_what_is_no_json_is_told_and_nothing_else(text, place, inserted):
    changed = text[:place] + inserted + text[place + len(inserted) // 2 :]
    if not changed.lstrip(" \t\r\n").startswith(("[", '{"result"')):
        return
    try:
        json.loads(changed, object_pairs_hook=once, parse_constant=refuse)
    except ValueError:
        assert faults(changed) or changed.lstrip().startswith("{")  # which lines of JSON may do
    else:
        assert faults(changed) == []
