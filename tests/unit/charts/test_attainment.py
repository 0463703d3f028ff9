"""The figures of attainment: long names, many panels, and severities of which nothing fell due."""

import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest

import analytics.publish as site_style
from analytics import charts
from analytics.charts.attainment_over_months import NEXT, SHEET
from analytics.charts.render import NARROW
from tests.unit.charts.frames import attainment, attainment_of, attainment_row
from tests.unit.charts.geometry import SVG, marks, panels

LONG = "response-P2-and-P3-in-branch-hours"


def words(svg):
    return [text.text for text in ET.fromstring(svg).iter(f"{SVG}text")]


def sheets(n_clauses):
    rows = [
        attainment_row(f"promise-{n}-of-many-words", "response", "P1", 8, 8, 0.6, 1.0)
        for n in range(n_clauses)
    ]
    return charts.attainment_over_months(attainment_of(*rows)).svg.split("\n<svg")


def test_a_long_name_of_a_clause_is_not_cut():
    rows = [attainment_row(LONG, "response", severity, 4, 4, 0.5, 1.0) for severity in ("P2", "P3")]
    frame = attainment_of(*rows)
    assert LONG in words(charts.attainment_by_severity(frame).svg)
    over = words(charts.attainment_over_months(frame).svg)
    assert "response-P2-and-P3-" in over
    assert "in-branch-hours" in over


def test_long_names_meet_no_other_words():
    rows = [attainment_row(LONG, "response", f"P{n}", 400, 400, 0.5, 1.0) for n in (1, 2, 3, 4)]
    for draw in (charts.attainment_by_severity, charts.attainment_over_months):
        for frame, inner in panels(draw(attainment_of(*rows)).svg):
            texts = [mark for tag, mark in marks(inner) if tag == "text"]
            assert not any(first.meets(second) for first, second in combinations(texts, 2))
            assert all(frame.holds(text) for text in texts)


@pytest.mark.parametrize(("n_clauses", "n_sheets"), [(4, 1), (16, 1), (40, 2), (60, 3)])
def test_a_figure_of_many_clauses_comes_in_sheets_that_fit_a_page(n_clauses, n_sheets):
    drawn = sheets(n_clauses)
    assert len(drawn) == n_sheets
    heights = [float(sheet.split('viewBox="0 0 720 ')[1].split('"')[0]) for sheet in drawn]
    assert heights[0] <= SHEET
    assert max(heights) <= NEXT


def test_each_clause_is_on_one_sheet_and_each_id_is_used_once():
    html = "\n<svg".join(sheets(40))
    assert all(html.count(f">promise-{n}-") == 1 for n in range(40))
    assert html.count('id="attainment-over-months-title"') == 1
    assert html.count('id="attainment-over-months-2-title"') == 1


def test_a_severity_of_which_nothing_fell_due_is_left_out_beside_one_of_which_something_did():
    rows = [attainment_row("told", "notification", "P1", 1, 1, 0.2, 1.0)]
    rows += [attainment_row("told", "notification", f"P{n}", 0, 0, 0, 0) for n in (2, 3)]
    rows += [attainment_row("idle", "notification", f"P{n}", 0, 0, 0, 0) for n in (1, 2)]
    drawn = words(charts.attainment_by_severity(attainment_of(*rows)).svg)
    assert drawn.count("told") == 1
    assert drawn.count("idle") == 1
    assert drawn.count("n/a (0)") == 1


def of_several(period="2026-10"):
    """A clause of two severities: 3 of 4 together is missed; its parts have no verdict and no target."""
    whole = attainment_row("told", "notification", "all", 3, 4, 0.3006, 0.9544, period=period)
    none = {"verdict": None, "target": None, "is_too_few": None}
    parts = [
        attainment_row("told", "notification", "P2", 2, 2, 0.3424, 1.0, period=period) | none,
        attainment_row("told", "notification", "P3", 1, 2, 0.0945, 0.9055, period=period) | none,
    ]
    return attainment_of(whole, *parts)


def test_a_severity_of_a_clause_that_is_judged_on_several_has_a_dot_and_no_verdict():
    figure = charts.attainment_by_severity(of_several())
    drawn = words(figure.svg)
    assert [drawn.count(word) for word in ("all", "P2", "P3", "told", "95 %", "One of several")] == [1] * 6
    assert [drawn.count(word) for word in ("3/4", "2/2", "1/2")] == [1] * 3
    assert "0 of 1 target with obligations due were met. Missed: told (3 of 4" in figure.summary


def test_month_by_month_a_clause_of_several_severities_is_one_line():
    whole = of_several().head(1)
    figure = charts.attainment_over_months(whole)
    assert [words(figure.svg).count(word) for word in ("told", "3/4, 75.0 %")] == [1, 1]


def all_looks():
    return pl.concat([attainment(), of_several()])


def test_a_narrow_screen_has_a_drawing_of_its_own_with_the_same_words():
    figure = charts.attainment_by_severity(all_looks())
    assert f'viewBox="0 0 {NARROW} ' in figure.narrow_svg
    assert "min-width" not in figure.narrow_svg
    drawn = words(figure.narrow_svg)
    for said in ("P1-response", "4/4, 100.0 %", "40/60, 66.6 %", "n/a (0)", "told", "One of several"):
        assert drawn.count(said) == 1, said


def test_on_a_narrow_screen_every_mark_is_inside_and_no_words_meet_anything():
    for frame in (all_looks(), attainment_of(attainment_row("w" * 60, "update", "P1", 400, 400, 0.5, 1.0))):
        for panel, inner in panels(charts.attainment_by_severity(frame).narrow_svg):
            drawn = marks(inner)
            assert panel.right <= NARROW
            assert all(panel.holds(mark) for _, mark in drawn)
            texts = [mark for tag, mark in drawn if tag == "text"]
            assert not any(first.meets(second) for first, second in combinations(texts, 2))


def test_on_a_narrow_screen_the_name_stands_above_its_marks():
    rows = attainment_of(attainment_row("P1-response", "response", "P1", 4, 4, 0.5, 1.0))
    _, inner = panels(charts.attainment_by_severity(rows).narrow_svg)[-1]
    texts = [mark for tag, mark in marks(inner) if tag == "text" and mark.top < 40]
    others = [mark for tag, mark in marks(inner) if tag == "path"]
    assert texts
    assert others
    assert max(text.bottom for text in texts) <= min(mark.top for mark in others)


def test_on_a_narrow_screen_marks_stand_where_the_numbers_say():
    # The lowest interval begins at 9 %, so the axis runs from 0 at 24 to 100 % at 314: 75 % is at 241.5.
    svg = charts.attainment_by_severity(all_looks()).narrow_svg
    assert "translate(241.5,37)" in svg


def test_paper_and_a_notebook_show_the_wide_drawing():
    html = charts.attainment_by_severity(all_looks()).html
    assert html.count('<div class="figure-narrow" style="display:none">') == 1
    style = (Path(site_style.__file__).parent / "theme" / "assets" / "site.css").read_text()
    shown = style[: style.index(".figure-narrow { display: block")].rpartition("@media")[2]
    assert shown.startswith(" screen and (max-width: 46rem)")
