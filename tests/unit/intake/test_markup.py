"""XES and Atom: one row an event or entry, nothing twice, nothing from outside, nothing beyond bounds."""

import gzip
import time
import tracemalloc

import pytest

from analytics.errors import ExportError
from analytics.intake import bounds, check_exports, gather
from analytics.intake.bounds import check_spread
from analytics.intake.eventlog import read_event_log
from analytics.intake.feed import read_feed
from analytics.intake.grid import Aside
from analytics.intake.markup import DEEPEST
from tests.unit.intake.make import make_contract
from tests.unit.intake.test_formats import read

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- made by a tool -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="DEFAULT"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="the log"/>
"""
TWO = (
    HEAD
    + """  <trace>
    <string key="concept:name" value="INC1"/>
    <event>
      <string key="concept:name" value="Opened &amp; logged"/>
      <date key="time:timestamp" value="2026-10-01T09:00:00.000+01:00"/>
    </event>
    <event><string key="concept:name" value="Resolved"/><string key="org:resource" value=""/>
      <date key="time:timestamp" value="2026-10-01T11:00:00.000+01:00"/></event>
    <string key="priority" value="P1"/>
  </trace>
  <trace>
    <string key="concept:name" value="INC2"/>
  </trace>
</log>
"""
)


def log(inside: str) -> bytes:
    return f"<log>{inside}</log>".encode()


def table(grid) -> list[dict]:
    return [dict(zip(("line", *grid.header), row, strict=True)) for row in grid.rows.iter_rows()]


def refusal(data: bytes) -> str:
    with pytest.raises(ExportError) as error:
        read(data)
    return str(error.value)


@pytest.mark.parametrize(
    "data",
    [TWO.encode(), gzip.compress(TWO.encode(), mtime=0), TWO.replace("UTF-8", "UTF-16").encode("utf-16")],
)
def test_each_event_is_a_row_with_what_its_trace_says_before_and_after_it(data):
    grid = read(data)
    assert table(grid) == [
        {
            "line": 10,
            "concept:name": "Opened & logged",
            "time:timestamp": "2026-10-01T09:00:00.000+01:00",
            "trace.concept:name": "INC1",
            "trace.priority": "P1",
            "org:resource": None,
        },
        {
            "line": 14,
            "concept:name": "Resolved",
            "time:timestamp": "2026-10-01T11:00:00.000+01:00",
            "trace.concept:name": "INC1",
            "trace.priority": "P1",
            "org:resource": None,
        },
    ]
    assert grid.aside == (Aside(18, None, "a trace without events", is_fault=True),)
    assert (grid.n_read, grid.encoding) == (3, "XES")


def test_defaults_of_the_log_are_no_events_even_if_they_hold_one():
    defaults = '<global scope="event"><event/><trace><event/></trace></global>'
    inside = defaults + '<event><int key="n" value="1"/></event>'
    assert table(read_event_log("a", log(inside))) == [{"line": 1, "n": "1"}]


def test_attributes_within_attributes_are_named_with_dots_and_lists_are_joined():
    inside = """<trace><event>
      <float key="cost" value="1.50"><string key="currency" value="GBP"/></float>
      <list key="who"><values><string key="name" value="a"/><string key="name" value="b"/></values></list>
    </event></trace>"""
    assert table(read_event_log("a", log(inside))) == [
        {"line": 1, "cost": "1.50", "cost.currency": "GBP", "who": None, "who.name": "a; b"}
    ]


def test_an_event_of_two_minds_is_set_aside_whether_itself_or_its_trace_is():
    pair = '<string key="a" value="1"/><string key="a" value="2"/>'
    inside = f"<trace><event>{pair}</event></trace>\n<trace>{pair}<event/></trace>"
    grid = read_event_log("a", log(inside))
    assert [(row.line, row.column, row.is_fault) for row in grid.aside] == [
        (1, "a", True),
        (2, "trace.a", True),
    ]
    assert grid.n_read == 2


def test_events_in_odd_places_are_set_aside_and_not_lost():
    places = (
        "<trace><event><event/></event></trace>",
        "<pack><trace><event/></trace></pack>",
        "<trace><x><event/></x></trace>",
    )
    inside = "\n".join(places)
    grid = read_event_log("a", log(inside))
    assert [row.line for row in grid.aside] == [1, 2, 3]
    assert {row.reason for row in grid.aside} == {"an event that lies in no trace of the log"}
    assert grid.n_read == 4


BOMB = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))


@pytest.mark.parametrize("body", ["", '<trace><string key="x" value="&a9;"/></trace>'])
@pytest.mark.parametrize("first", ["", "<!-- " + "x" * 5000 + " -->\n", "\n"])
def test_a_doctype_is_refused_before_anything_is_made_of_it(first, body):
    data = f'<?xml version="1.0"?>{first}<!DOCTYPE log [{BOMB}]><log>{body}</log>'.encode()
    tracemalloc.start()
    begun = time.perf_counter()
    assert "XES with DOCTYPE is not accepted" in refusal(data)
    assert time.perf_counter() - begun < 1
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE log SYSTEM "file:///etc/passwd">', '<!DOCTYPE log PUBLIC "a" "http://127.0.0.1:9/a.dtd">'],
)
def test_nothing_is_fetched_from_outside(doctype):
    assert "XES with DOCTYPE is not accepted" in refusal(f"{doctype}<log/>".encode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<log>\n<trace>\n<event></trace>", "line 3, column 10: its XML is damaged: mismatched tag"),
        (TWO.encode()[:-20], "it ends in the middle: it was cut"),
        (b"<log>\n <trace", "line 2, column 2: its XML is damaged: it ends in the middle"),
        (b'<log><trace><event><string key="a" value="&x;"/>', "undefined entity"),
        (b'<?xml version="1.0" encoding="gb2312"?><log/>', "the encoding 'gb2312' is not known"),
        (b'<?xml version="1.0"?><incidents/>', "its root element 'incidents' is no XES event log"),
        (b'\n<?xml version="1.0"?><log/>', "not at start of entity in line 2, column 1"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html/>', "looks like HTML"),
        (b"<log>" + b"<a>" * DEEPEST, f"more than {DEEPEST} elements lie within each other"),
        (log(f'<event><int key="{"k" * 1001}"/></event>'), "has 1001 characters"),
    ],
)
def test_what_is_no_whole_log_is_refused_with_its_place(data, words):
    assert words in refusal(data)


def test_a_table_that_begins_with_an_angle_bracket_is_no_markup():
    assert read(b"<none>,number,opened,priority\n1,2,3,4\n").header[0] == "<none>"


def test_rows_of_ever_new_keys_are_refused_before_their_empty_cells_fill_the_memory(monkeypatch):
    monkeypatch.setattr(bounds, "_SPARSE", 1000)
    inside = "".join(f'<event><int key="k{i}" value="1"/></event>' for i in range(500))
    assert "nearly all of them empty" in refusal(log(inside))
    check_spread("a", 1000, 1000, 1_000_000)
    with pytest.raises(ExportError, match="nearly all of them empty"):
        check_spread("a", 1000, 1001, 1_000_000)


def test_many_events_keep_their_order_over_chunks(monkeypatch):
    monkeypatch.setattr(gather, "_CHUNK", 3)
    inside = "".join(f'<event><int key="{"ab"[i % 7 == 6]}" value="{i}"/></event>\n' for i in range(10))
    grid = read_event_log("a", log(inside))
    assert grid.rows.rows() == [(i + 1, None, "6") if i == 6 else (i + 1, str(i), None) for i in range(10)]


ENTRY = "<entry><id>1</id><title>T</title><published>2026-08-21T00:37:20Z</published>{}</entry>"


def feed(inside: str) -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="urn:m"><id>f</id>{inside}</feed>'.encode()


def test_an_entry_is_a_row_and_html_in_it_stays_text():
    content = '<content type="html">&lt;p&gt;Up &amp;amp; well&lt;/p&gt;</content><m:title>not ours</m:title>'
    source = "<source><id>another</id></source>"
    grid = read(feed(ENTRY.format(content + source)))
    assert table(grid) == [
        {
            "line": 1,
            "id": "1",
            "title": "T",
            "published": "2026-08-21T00:37:20Z",
            "updated": None,
            "summary": None,
            "content": "<p>Up &amp; well</p>",
        }
    ]


def test_markup_in_an_entry_gives_its_text():
    content = (
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">All <b>clear</b>.</div></content>'
    )
    assert table(read_feed("a", feed(ENTRY.format(content))))[0]["content"] == "All clear."


def test_an_entry_with_two_titles_and_one_outside_the_feed_are_set_aside():
    grid = read_feed("a", feed(ENTRY.format("<title>U</title>") + "\n<x>" + ENTRY.format("") + "</x>"))
    assert [(row.line, row.column) for row in grid.aside] == [(1, "title"), (2, None)]
    assert grid.n_read == 2


def test_a_feed_of_several_pages_says_so():
    assert "next page" in read_feed("a", feed('<link rel="next" href="/2"/>')).notes[0]


def test_a_feed_with_doctype_is_refused():
    assert "XML with DOCTYPE is not accepted" in refusal(b'<!DOCTYPE feed [<!ENTITY a "b">]><feed/>')


def test_the_feed_of_a_real_status_page_has_as_many_rows_as_entries(shared_data):
    data = (shared_data / "github_status" / "github-status-history.atom").read_bytes()
    grid = read_feed("a", data)
    assert grid.n_read == grid.rows.height == data.count(b"<entry>")
    assert grid.rows.null_count().row(0)[1:5] == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "log", [b"<log/>", b'<log><global scope="event"><string key="a" value="b"/></global></log>']
)
def test_a_log_without_events_is_told_so_and_may_be_a_nil_return(tmp_path, log):
    (tmp_path / "t.xes").write_bytes(log)
    export = {"source": "xes", "path": "t.xes"}
    _, [problem] = check_exports(make_contract(tmp_path, export), tmp_path)
    assert problem.what == "no rows: nil return or failed export? It has no event"
    _, problems = check_exports(make_contract(tmp_path, {**export, "nil_return": ["2026-10"]}), tmp_path)
    assert problems == []
