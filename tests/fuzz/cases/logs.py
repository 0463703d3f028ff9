"""XES logs of one event a trace, whose trace is the incident."""

from __future__ import annotations

import gzip
from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st

from tests.fuzz.cases.books import LEGAL
from tests.fuzz.cases.rows import Row, one_in, tables, texts
from tests.fuzz.target import Case, Known

NOTES = texts(newlines=True, alphabet=LEGAL)
HEAD = """<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<global scope="trace"><string key="concept:name" value="DEFAULT"/></global>
<global scope="event"><string key="note" value="DEFAULT"/>
<date key="time:timestamp" value="1970-01-01T00:00:00Z"/></global>
<classifier name="Activity" keys="concept:name"/><string key="concept:name" value="the log"/>
"""
DECLARED = ("", '<?xml version="1.0" encoding="UTF-8" ?>\n', '<?xml version="1.0"?><!-- tool -->\n<?pi x?>')
BETWEEN = (*[""] * 6, "empty", "free", "doubled", "misplaced")
FILLERS = {
    "empty": '<trace><string key="concept:name" value="none"/></trace>',
    "free": '<event><string key="note" value="of no trace"/></event>',
    "doubled": '<trace><event><int key="a" value="1"/><int key="a" value="2"/></event></trace>',
    "misplaced": "<bundle><trace><event/></trace></bundle>",
}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A log of known events."""
    rows = draw(tables(NOTES))
    end = draw(st.sampled_from(("\n", "", "\r\n")))
    text, lines = draw(st.sampled_from(DECLARED)) + HEAD, []
    for row in rows:
        between = draw(st.sampled_from(BETWEEN))
        if between:
            lines.append(_line(text))
            text += FILLERS[between] + end
        head = "<trace>" + draw(st.sampled_from(("", "\n")))
        if not row.is_good:
            lines.append(_line(text + head))
        text += head + _trace(draw, row, end)
    text += "</log>"
    known = Known(
        {row.incident: row.note for row in rows if row.is_good}, None, len(rows) + _n_between(lines, rows)
    )
    return Case(_encode(draw, text), Known(known.titles, tuple(lines), known.n_read))


def _n_between(lines: list[int], rows: list[Row]) -> int:
    return len(lines) - sum(not row.is_good for row in rows)


def _line(text: str) -> int:
    return text.count("\n") + 1


def _trace(draw: st.DrawFn, row: Row, end: str) -> str:
    """The rest of a trace of one event: what it says of itself stands after the event, which is allowed."""
    event = [_attribute("note", row.note)]
    if row.opened or draw(st.booleans()):
        event.append(f'<date key="time:timestamp" value={quoteattr(row.opened)}/>')
    if draw(st.booleans()):
        event.append('<float key="cost" value="1.5"><string key="currency" value="GBP"/></float>')
    if draw(st.booleans()):
        event.append(
            '<list key="who"><values><string key="w" value="a"/><string key="w" value="b"/></values></list>'
        )
    of_trace = _attribute("concept:name", row.incident) + end + _attribute("priority", row.priority)
    return "<event>" + end.join(draw(st.permutations(event))) + f"</event>{end}{of_trace}</trace>{end}"


def _attribute(key: str, value: str) -> str:
    return f'<string key="{key}" value={quoteattr(value, {chr(13): "&#13;", chr(10): "&#10;"})}/>'


def _encode(draw: st.DrawFn, text: str) -> bytes:
    encoding = "utf-8" if "UTF-8" in text[:60] else draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16")))
    data = text.encode(encoding)
    return gzip.compress(data, mtime=0) if one_in(draw, 8) else data
