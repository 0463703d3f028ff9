import xml.etree.ElementTree as ET
from datetime import timedelta

import polars as pl
import pytest

from analytics import schema, tables
from analytics.tables.bridge import BASES
from tests.unit.charts import frames

HOSTILE = "<img src=x onerror=alert(1)>\"'&\x00"


def table(fragment):
    """A fragment's caption, headings, and rows of words."""
    tree = ET.fromstring(fragment.html)
    words = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in tree.iter("tr")]
    return tree, words[0], words[1:]


def test_missed_for_certain_is_a_full_diamond():
    _, _, rows = table(tables.attainment(frames.attainment()))
    assert [row[2] for row in rows] == ["○ Met", "● Met", "◇ Missed", "◆ Missed", "– Not measurable"]


def test_what_no_export_tells_is_not_reported():
    named = frames.attainment().filter(pl.col("verdict") == "not_measurable")["clause_id"][0]
    _, _, rows = table(tables.attainment(frames.attainment(), unreported={named}))
    assert rows[-1][2] == "– Not reported"


def test_the_attainment_table_has_every_count():
    _, headings, rows = table(tables.attainment(frames.attainment()))
    assert headings[3:7] == ["Due", "Met", "Missed", "Not evidenced"]
    assert headings[10:] == ["Pending", "Excluded", "Due, governing", "Late, governing"]
    assert rows[3][3:7] == ["60", "40", "20", "0"]
    assert rows[3][10:] == ["1", "2", "60", "20"]


def test_the_attainment_table_says_what_the_buyer_owes():
    _, _, rows = table(tables.attainment(frames.attainment().head(1).with_columns(obliged=pl.lit("buyer"))))
    assert rows[0][0].endswith(" (the buyer's duty)")


def test_exact_values_stand_in_the_markup_beside_what_is_shown():
    html = tables.attainment(frames.attainment()).html
    assert '<data value="0.6666666666666666">66.6 %</data>' in html


def test_the_bases_stand_in_the_order_of_an_incidents_life():
    counts = {name: [2, 1] for part in BASES for name in part}
    _, headings, rows = table(tables.bases(pl.DataFrame({"kind": ["update", "response"], **counts})))
    assert headings == ["Obligations", "Response", "Status updates"]
    assert rows[0] == ["Due this month", "1", "2"]


def durations(**values):
    row = {
        "period": "2026-10",
        "measure": "time_to_resolve",
        "clock": "net",
        "severity": "P1",
        "n": 9,
        "n_open": 1,
        "mean": timedelta(hours=2, microseconds=500),
        "median": timedelta(hours=2),
        "p90": None,
        "max": timedelta(days=3, hours=4),
    }
    span = pl.Duration("us")
    overrides = {"mean": span, "median": span, "p90": span, "max": span}
    return pl.DataFrame([row | values], schema_overrides=overrides)


def test_durations_are_told_with_n_and_what_is_too_few_for_p90():
    _, headings, rows = table(tables.durations(durations()))
    assert headings[3:] == ["n", "Still open", "Mean", "Median", "P90", "Maximum"]
    assert rows == [
        ["Time to resolve", "net", "P1", "9", "1", "2 h 01 min", "2 h 00 min", "n below 10", "76 h 00 min"]
    ]


def test_the_exact_seconds_of_a_span_are_kept():
    assert '<data value="7200.0005">2 h 01 min</data>' in tables.durations(durations()).html


def test_no_stopped_and_no_open_clock_gives_a_sentence():
    assert tables.durations(durations(n=0, n_open=0)).html.startswith("<p>No clock stopped")


def test_volume_tells_opened_resolved_and_open():
    _, headings, rows = table(tables.volume(frames.volume(1)))
    assert headings == [
        "Severity",
        "Opened",
        "Of these, resolved",
        "Resolved, whenever opened",
        "Open at the end",
    ]
    assert rows[3] == ["P4", "1,200", "2", "3", "5"]


def test_notification_tells_each_part_and_the_share_on_time():
    _, _, rows = table(tables.notification(frames.notification()))
    assert rows[0] == ["buyer-told", "buyer", "supplier", "P1", "10", "7", "2", "1", "0", "70.0 %"]
    assert rows[2] == ["ico-told", "–", "buyer", "P1", "0", "0", "0", "0", "3", "n/a (0)"]


def files():
    row = {"file": "a.csv", "source": "table", "sha256": "ab" * 32, "n_bytes": 10, "encoding": "utf-8"}
    row |= {"delimiter": ",", "day_order": None, "timezone": "UTC", "first_at": None, "last_at": None}
    row |= {"n_read": 2339, "n_used": 2330, "n_excluded": 9, "n_faults": 4, "n_repeats": 3}
    row |= {"path": "a.csv", "shape": "incident", "sheets": [], "ignored": ["sys_id", "knowledge"]}
    return pl.DataFrame([row], schema=dict(schema.FILES))


def test_the_account_of_a_file_is_read_used_excluded_and_faults():
    _, headings, rows = table(tables.data_quality(files(), "Europe/London"))
    assert headings[2:7] == ["Rows read", "Used", "Excluded", "Of these, faults", "Repeats"]
    assert rows[0][2:7] == ["2,339", "2,330", "9", "4", "3"]
    written = rows[0][headings.index("Written as")]
    assert written == "utf-8, comma, 10 bytes, 2 columns not read"
    assert rows[0][-1] == "abababababab"


def test_reasons_are_told_with_their_rows():
    frame = pl.DataFrame({"file": ["a.csv"], "reason": ["no id"], "n": [9]})
    assert table(tables.rejected_by_reason(frame))[2] == [["a.csv", "no id", "9"]]


ALL = {
    "attainment": lambda: tables.attainment(frames.attainment()),
    "durations": lambda: tables.durations(durations()),
    "volume": lambda: tables.volume(frames.volume(1)),
    "notification": lambda: tables.notification(frames.notification()),
    "data-quality": lambda: tables.data_quality(files()),
    "rejected": lambda: tables.rejected_by_reason(pl.DataFrame({"file": ["a"], "reason": ["b"], "n": [1]})),
}
EVERY = pytest.mark.parametrize("name", ALL)


@EVERY
def test_a_table_scrolls_by_keyboard_in_a_region_that_its_caption_names(name):
    tree, _, _ = table(ALL[name]())
    assert (tree.tag, tree.get("role"), tree.get("tabindex")) == ("div", "region", "0")
    assert tree.find("table/caption").get("id") == tree.get("aria-labelledby")


@EVERY
def test_every_row_has_as_many_cells_as_there_are_headings_and_a_header_first(name):
    tree, headings, rows = table(ALL[name]())
    assert {len(row) for row in rows} == {len(headings)}
    assert {cell.get("scope") for cell in tree.findall("table/thead/tr/th")} == {"col"}
    assert {row[0].get("scope") for row in tree.findall("table/tbody/tr")} == {"row"}


@EVERY
def test_numbers_stand_under_headings_that_are_aligned_with_them(name):
    tree, _, _ = table(ALL[name]())
    heads = [cell.get("class") for cell in tree.findall("table/thead/tr/th")]
    for row in tree.findall("table/tbody/tr"):
        assert [cell.get("class") for cell in row] == heads


def test_every_word_from_data_is_escaped():
    rows = tables.rejected_by_reason(pl.DataFrame({"file": [HOSTILE], "reason": [HOSTILE], "n": [1]}))
    for html in (rows.html, tables.sentence(HOSTILE).html):
        assert "<img" not in html
        assert "\x00" not in html
        assert "&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;␀" in html


@pytest.mark.parametrize(
    "fragment",
    [
        lambda: tables.attainment(frames.attainment().clear()),
        lambda: tables.durations(durations().clear()),
        lambda: tables.volume(frames.volume(1).clear()),
        lambda: tables.notification(frames.notification().clear()),
        lambda: tables.data_quality(files().clear()),
        lambda: tables.rejected_by_reason(
            pl.DataFrame(schema={"file": pl.String, "reason": pl.String, "n": pl.Int64})
        ),
    ],
)
def test_a_table_without_rows_is_one_sentence(fragment):
    html = fragment().html
    assert html.startswith("<p>")
    assert html.endswith(".</p>")
    assert html.count("<") == 2


def test_a_notebook_is_given_html_and_one_line_of_text():
    bundle = tables.sentence("Two of 11 obligations missed & more.")._repr_mimebundle_()
    assert bundle == {
        "text/html": "<p>Two of 11 obligations missed &amp; more.</p>",
        "text/plain": "Two of 11 obligations missed & more.",
    }


def test_months_are_told_newest_first_with_a_column_for_each_clause():
    from analytics.tables.months import attainment_by_month

    _, headings, rows = table(attainment_by_month(frames.attainment_months(3), name="m", caption="c"))
    assert headings == ["Month", "P1-response", "P2-resolution"]
    assert rows == [
        ["October 2026", "8/8, 100.0 %", "40/60, 66.6 %, missed 95 %"],
        ["September 2026", "8/8, 100.0 %", "40/60, 66.6 %, missed 95 %"],
        ["August 2026", "n/a (0)", "40/60, 66.6 %, missed 95 %"],
    ]
