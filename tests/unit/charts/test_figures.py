"""What holds for every figure."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import combinations

import polars as pl
import pytest

from analytics import charts
from analytics.charts import Figure, theme
from analytics.tables import Fragment
from tests.unit.charts import frames
from tests.unit.charts.geometry import SVG, Box, box, marks, panels

FIGURES = {
    "attainment-by-severity": (charts.attainment_by_severity, frames.attainment),
    "attainment-over-months": (charts.attainment_over_months, lambda: frames.attainment_months(24)),
    "cause-downtime": (charts.cause_downtime, frames.cause_downtimes),
    "cause-timeline": (frames.cause_timeline, frames.cause_marks),
    "cause-trend": (charts.cause_trend, frames.cause_episodes),
    "control-chart": (charts.control_chart, frames.control),
    "time-to-resolve": (charts.time_to_resolve_distribution, frames.distribution),
    "notification-timeliness": (charts.notification_timeliness, frames.notification),
    "volume-over-months": (charts.volume_over_months, lambda: frames.volume(24)),
}
EVERY = pytest.mark.parametrize("name", FIGURES)
DRAWN: dict[str, Figure] = {}


def draw(name: str) -> Figure:
    if name not in DRAWN:
        function, frame = FIGURES[name]
        DRAWN[name] = function(frame())
    return DRAWN[name]


@EVERY
def test_every_mark_lies_inside_its_panel(name):
    outside = [
        (tag, mark, frame)
        for frame, inner in panels(draw(name).svg)
        for tag, mark in marks(inner)
        if not frame.holds(mark)
    ]
    assert outside == []


def test_a_mark_outside_its_panel_would_be_found():
    frame = Box(0, 0, 720, 100)
    dot = ET.fromstring(
        '<path transform="translate(719,50)" d="M5,0A5,5,0,1,1,-5,0A5,5,0,1,1,5,0" stroke-width="2"/>'
    )
    assert not frame.holds(box(dot, ET.Element("g")))


@EVERY
def test_no_words_of_a_panel_overlap(name):
    clashes = [
        (first, second)
        for _, inner in panels(draw(name).svg)
        for first, second in combinations([mark for tag, mark in marks(inner) if tag == "text"], 2)
        if first.meets(second)
    ]
    assert clashes == []


@EVERY
def test_panels_fill_the_canvas_without_leaving_it(name):
    svg = draw(name).svg
    _, _, width, height = (float(part) for part in ET.fromstring(svg).get("viewBox").split())
    frames_height = sum(frame.bottom for frame, _ in panels(svg))
    assert all(frame.right <= width for frame, _ in panels(svg))
    assert frames_height <= height <= frames_height + 40


@EVERY
def test_columns_that_a_figure_does_not_draw_are_nowhere_in_it(name):
    assert frames.SECRET not in draw(name).html


@EVERY
def test_the_same_frame_gives_the_same_bytes(name):
    function, frame = FIGURES[name]
    assert function(frame()).html == draw(name).html


@EVERY
def test_nothing_external_and_no_script(name):
    markup = draw(name).html
    assert re.findall(r"(?:href|src|script|@import|on[a-z]+=|xlink)", markup) == []
    assert set(re.findall(r"https?://[^\"]*", markup)) == {"http://www.w3.org/2000/svg"}


@EVERY
def test_every_colour_is_a_variable_of_the_palette(name):
    svg = draw(name).svg
    paints = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg))
    known = {f"var(--{key},{value})" for key, value in theme.LIGHT.items()}
    assert paints - known - {"none"} - {f"url(#{name}-hatch)"} == set()


@EVERY
def test_words_are_never_in_a_categorical_colour(name):
    tree = ET.fromstring(draw(name).svg)
    paints = {
        text.get("fill") or group.get("fill")
        for group in tree.iter(f"{SVG}g")
        for text in group.findall(f"{SVG}text")
    }
    assert paints <= {f"var(--{key},{theme.LIGHT[key]})" for key in ("ink", "ink-2")}


@EVERY
def test_the_chart_is_one_image_with_a_name_and_a_description(name):
    figure = draw(name)
    tree = ET.fromstring(figure.svg)
    words = {child.get("id"): child.text for child in tree if child.get("id")}
    assert tree.get("role") == "img"
    assert [words[key] for key in tree.get("aria-labelledby").split()] == [figure.title, figure.summary]
    assert not [node for child in tree for node in child.iter() if node.get("role") or node.get("tabindex")]


@EVERY
def test_it_fills_its_column_and_is_never_made_too_small_to_read(name):
    tree = ET.fromstring(draw(name).svg)
    assert tree.get("width") is None
    assert "width:100%" in tree.get("style")
    narrowest = int(re.search(r"min-width:(\d+)px", tree.get("style"))[1])
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', draw(name).svg)]
    assert min(sizes) * narrowest / 720 > 10


@EVERY
def test_a_figure_has_caption_summary_region_and_data(name):
    tree = ET.fromstring(draw(name).html)
    assert tree.tag == "figure"
    assert tree.get("id") == f"fig-{name}"
    narrow = ["div"] if draw(name).narrow_svg else []
    assert [child.tag for child in tree] == ["figcaption", "p", "div", *narrow, "details"]
    region = tree.find("div")
    assert (region.get("role"), region.get("tabindex")) == ("region", "0")
    assert region.get("aria-label")
    assert tree.find("details/summary").text == "Data for this figure"
    assert tree.find("details//table/caption").text


def test_all_ids_of_a_page_with_all_figures_are_different():
    ids = [found for name in FIGURES for found in re.findall(r' id="([^"]*)"', draw(name).html)]
    assert len(ids) == len(set(ids))


def test_two_of_a_kind_on_a_page_share_no_id_when_named():
    pages = [
        charts.notification_timeliness(frames.notification(), name=name).html for name in ("first", "second")
    ]
    first, second = (set(re.findall(r'id="([^"]*)"', page)) for page in pages)
    assert first & second == set()
    assert "url(#second-hatch)" in pages[1]
    assert 'id="second-hatch"' in pages[1]


@EVERY
def test_the_title_of_the_notebook_is_the_caption(name):
    function, frame = FIGURES[name]
    figure = function(frame(), title="Ours & <theirs>")
    assert "Ours &amp; &lt;theirs&gt;</figcaption>" in figure.html
    assert figure.title == "Ours & <theirs>"


@EVERY
def test_a_frame_without_rows_gives_a_sentence(name):
    function, frame = FIGURES[name]
    fragment = function(frame().clear())
    assert isinstance(fragment, Fragment)
    assert re.fullmatch(r"<p>No [^<]+\.</p>", fragment.html)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("attainment-by-severity", "n_due"),
        ("attainment-over-months", "n_due"),
        ("time-to-resolve", "n"),
        ("notification-timeliness", "n_due"),
    ],
)
def test_a_frame_of_zeros_gives_a_sentence(name, column):
    function, frame = FIGURES[name]
    assert isinstance(function(frame().with_columns(pl.lit(0, pl.Int64).alias(column))), Fragment)


@pytest.mark.parametrize("column", ["clause_id", "audience", "obliged"])
def test_hostile_names_are_words_and_nothing_else(column):
    hostile = frames.notification().with_columns(pl.lit(frames.HOSTILE).alias(column))
    figure = charts.notification_timeliness(hostile)
    assert "<script" not in figure.html
    assert not {"\x00", "\u202e"} & set(figure.html)
    assert "‹U+2039›" not in figure.html  # shown once, not twice
    ET.fromstring(figure.svg)


@EVERY
def test_one_row_is_drawn(name):
    function, frame = FIGURES[name]
    figure = function(frame().head(1))
    assert isinstance(figure, Figure)
    assert all(box.holds(mark) for box, inner in panels(figure.svg) for _, mark in marks(inner))


@EVERY
def test_a_notebook_is_given_html_and_a_line_of_text_only(name):
    bundle = draw(name)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"] == draw(name)._repr_html_() == draw(name).html
    assert len(bundle["text/plain"]) <= 160


def test_importing_the_charts_imports_no_altair():
    code = "import sys, analytics.charts; print('altair' in sys.modules, 'vl_convert' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"


@pytest.mark.parametrize("name", ["attainment-by-severity", "attainment-over-months"])
def test_a_low_target_is_inside_the_panel_too(name):
    function, frame = FIGURES[name]
    figure = function(frame().with_columns(pl.lit(0.1).alias("target")))
    assert all(box.holds(mark) for box, inner in panels(figure.svg) for _, mark in marks(inner))


def test_only_the_last_24_months_are_drawn_and_told():
    figure = charts.volume_over_months(frames.volume(30))
    assert figure.title == "Incidents opened and open, November 2024 to October 2026"
    assert "Over 24 months: 29,304 opened" in figure.summary  # 24 * (1 + 0 + 20 + 1200)
    assert "October 2024" not in figure.html


def test_a_month_without_a_row_keeps_its_place():
    figure = charts.volume_over_months(frames.volume(3).filter(pl.col("period") != "2026-09"))
    assert "Sep 26" in figure.svg
    assert "Over 3 months: 2,442 opened" in figure.summary


def test_the_summary_of_attainment_counts_targets_met_and_missed():
    assert draw("attainment-by-severity").summary == (
        "In October 2026, 2 of 4 targets with obligations due were met. Missed: P1-resolution (3 of 4, 75.0 %"
        " against 95 %) and P2-resolution (40 of 60, 66.6 % against 95 %). For 2 of the 4 the interval holds"
        " the target: too few to be sure. Nothing fell due for 1 other target."
    )


def test_the_summary_of_attainment_does_not_count_what_the_buyer_owes():
    of_buyer = pl.when(pl.col("clause_id") == "P1-resolution").then(pl.lit("buyer")).otherwise("obliged")
    rows = frames.attainment().with_columns(obliged=of_buyer)
    summary = charts.attainment_by_severity(rows).summary
    assert summary.startswith("In October 2026, 2 of 3 targets with obligations due were met.")
    assert summary.endswith("Drawn but not counted here, being the buyer's own duty: P1-resolution.")


def test_the_summary_of_notification_counts_each_part():
    assert draw("notification-timeliness").summary == (
        "14 notifications fell due: 11 on time, 2 late, 1 not evidenced."
        " Not all were on time under P1 buyer-told."
    )


def test_the_summary_of_the_distribution_names_the_commonest_class():
    assert draw("time-to-resolve").summary == (
        "39 incidents resolved: 3 P1 and 36 P3."
        " Each row has a height of its own; every bar carries its count."
        " Commonest time: P1 15 min to under 1 h (2); P3 1 h to under 24 h (30)."
    )


def test_where_nothing_was_due_no_sign_is_drawn_and_the_row_says_so():
    rows = frames.attainment().filter(pl.col("n_due") != 4)
    svg = charts.attainment_by_severity(rows).svg
    body = svg.split("Notification</text>")[1]
    assert "n/a (0)" in body
    assert "mark-symbol" not in body
