"""JSON and NDJSON: lists, lists within objects, one object a line; values plain, nested or for display."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.cases.rows import ODD, Row, one_in, tables, texts
from tests.fuzz.target import Case, Known

NOTES = texts(newlines=True, alphabet=ODD + "\0\ud800\udfff")
STRAYS = ("5", "null", '"text"', "[1, 2]", "true", "-1.5e300")
# What is no JSON, or no JSON that can be trusted: the file is refused, never half read.
BREAKS = ('{"a": NaN}', '{"a": 1, "a": 2}', '{"a": 01}', "{'a': 1}", '{"a": 1,}', "[", "}", '{"a": "\t')


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A list of objects, by itself or under a key."""
    written = _records(draw, draw(tables(NOTES)))
    indent = draw(st.sampled_from(("", " ", "\n", "\r\n  ", "\t")))
    head, tail = draw(
        st.sampled_from(
            (
                ("[", "]"),
                ('{"result": [', "]}"),
                ('{"total": 3, "incidents":\n[', '], "more": false}'),
                ('{"meta": {"incidents": [1]}, "incidents" : [', "]}\n\n"),
            )
        )
    )
    text, lines, titles = draw(st.sampled_from(("", "\n", "\ufeff"))) + head, [], {}
    for place, (record, row) in enumerate(written):
        text += ("," if place else "") + indent
        if row is not None and row.is_good:
            titles[row.incident] = row.note
        else:
            lines.append(1 + len(re.findall("\n", text)))
        text += record
    broken = one_in(draw, 10)
    text += ("," + draw(st.sampled_from(BREAKS)) if broken else "") + indent + tail
    return _case(draw, text, None if "meta" in head else tuple(lines), titles, len(written), broken)


@st.composite
def ndjson_cases(draw: st.DrawFn) -> Case:
    """One object a line, with blank lines between."""
    written = _records(draw, draw(tables(NOTES)))
    end = draw(st.sampled_from(("\n", "\r\n", "\n\n", " \n", "\r")))
    text, lines, titles = draw(st.sampled_from(("", "\n", "\ufeff"))), [], {}
    for record, row in written:
        if row is not None and row.is_good:
            titles[row.incident] = row.note
        else:
            lines.append(1 + text.count("\n"))
        text += record.replace("\n", "") + end
    broken = one_in(draw, 10)
    text = text + draw(st.sampled_from(BREAKS)) if broken else text.rstrip() if draw(st.booleans()) else text
    # A lone record is one object, and lone CRs are no line ends of ours: the lines are not compared there.
    known_lines = None if end == "\r" else tuple(lines)
    return _case(draw, text, known_lines, titles, len(written), broken)


def _records(draw: st.DrawFn, rows: list[Row]) -> list[tuple[str, Row | None]]:
    """Each row as an object; what is no object between them."""
    style = draw(st.sampled_from(("plain", "display", "late", "nested")))
    is_ascii = draw(st.booleans())
    written: list[tuple[str, Row | None]] = []
    if style == "late":  # the keys of ours come after the first record
        written.append(('{"k0": 1}', None))
    for row in rows:
        if written and one_in(draw, 10):
            written.append((draw(st.sampled_from(STRAYS)), None))
        text = json.dumps(_object(draw, row, style), ensure_ascii=is_ascii)
        # Half a surrogate pair cannot be written but as an escape.
        written.append((text, row) if is_ascii else (_whole(text), replace(row, note=_whole(row.note))))
    return written


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _object(draw: st.DrawFn, row: Row, style: str) -> dict[str, Any]:
    cells: dict[str, Any] = dict(draw(st.permutations(list(row.cells().items()))))
    if row.incident.isdigit() and not row.incident.startswith("0") and draw(st.booleans()):
        cells["number"] = int(row.incident)
    if style == "display":
        return {
            name: {"display_value": cell, "value": "raw"} if cell else cell for name, cell in cells.items()
        }
    if style == "nested":
        cells["assignee"] = {"name": {"first": "A", "last": None}, "tags": [{"x": 1}, [], {}]}
    if style == "late" and draw(st.booleans()):
        cells = {f"k{draw(st.integers(0, 3))}": True} | cells
    if draw(st.booleans()):
        cells = {name: (cell or None) for name, cell in cells.items()}
    return cells


def _case(
    draw: st.DrawFn,
    text: str,
    lines: tuple[int, ...] | None,
    titles: dict[str, str],
    n_read: int,
    broken: bool,
) -> Case:
    encoding = "utf-8" if text.startswith("\ufeff") else draw(st.sampled_from(("utf-8", "utf-16")))
    data = text.encode(encoding, "replace")
    return Case(data, Known(titles, lines, n_read, may_refuse=broken))
