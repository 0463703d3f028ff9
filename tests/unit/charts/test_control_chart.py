"""What the control chart says and where it draws it."""

import re

import polars as pl
import pytest

from analytics.charts import Figure, control_chart
from analytics.charts.control_scale import make_scale, spread
from analytics.tables import Fragment
from tests.unit.charts import frames
from tests.unit.charts.geometry import marks, panels

DAY = 86_400_000_000


def shares() -> pl.DataFrame:
    values = pl.col("value", "centre", "low", "high") / 60
    return frames.control().with_columns(values, denominator=pl.lit(60, pl.Int64))


def waits() -> pl.DataFrame:
    return frames.control().with_columns(pl.col("value", "centre", "low", "high") * DAY)


UNITS = {
    "count": (frames.control, 45.0),
    "share": (shares, 0.95),
    "time": (waits, 30.0 * DAY),
}


@pytest.mark.parametrize("better", ["up", "down", None])
@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_keeps_its_marks_inside_and_its_words_apart(unit: str, better: str | None) -> None:
    frame, target = UNITS[unit]
    figure = control_chart(frame(), unit=unit, better=better, target=target)
    for box, inner in panels(figure.svg):
        drawn = marks(inner)
        assert all(box.holds(mark) for _, mark in drawn)
        words = [mark for tag, mark in drawn if tag == "text"]
        assert not [1 for i, one in enumerate(words) for other in words[:i] if one.meets(other)]


@pytest.mark.parametrize("n", [1, 7, 24, 60])
def test_any_number_of_points_keeps_inside(n: int) -> None:
    figure = control_chart(frames.control(n), better="up")
    assert all(box.holds(mark) for box, inner in panels(figure.svg) for _, mark in marks(inner))


def test_the_summary_tells_each_panel() -> None:
    assert control_chart(frames.control(), better="down").summary == (
        "P2 opened: May 2026 55, mean 30, limits 20 to 40. 1 point of special cause: May 2026,"
        " concerning, high (outside the limits). P3 opened: October 2026 5, mean 5, trial limits 2 to 8."
        " Common cause throughout. Too few points for limits, not drawn (P4 opened 3)."
    )


def test_a_special_cause_has_a_shape_of_its_own_for_better_worse_and_neither() -> None:
    shapes = {}
    for better in ("up", "down", None):
        svg = control_chart(frames.control().filter(pl.col("panel") == "P2 opened"), better=better).svg
        last_panel = svg[svg.rindex("concat_1_group") :]
        shapes[better] = {re.sub(r"[\d.,-]+", "", d) for d in re.findall(r'd="(M[^"]*)"', last_panel)}
    assert len({frozenset(found) for found in shapes.values()}) == 3


def test_panels_without_limits_give_a_sentence_with_their_counts() -> None:
    few = control_chart(frames.control().filter(pl.col("panel") == "P4 opened"))
    assert isinstance(few, Fragment)
    assert few.html == "<p>No control chart: too few points for limits (P4 opened 3).</p>"


def test_a_recorded_change_is_named() -> None:
    assert "Recorded change" in control_chart(frames.control()).svg


def test_one_chart_without_a_panel_column_has_no_heading_for_it() -> None:
    one = frames.control().filter(pl.col("panel") == "P2 opened").drop("panel")
    figure = control_chart(one)
    assert isinstance(figure, Figure)
    assert "Panel</th>" not in figure.table_html
    assert figure.summary.startswith("May 2026 55, mean 30")


def test_only_the_newest_48_points_of_a_panel_are_drawn() -> None:
    figure = control_chart(frames.control(60).filter(pl.col("panel") == "P2 opened"))
    assert figure.table_html.count("<tr>") == 1 + 48


def test_a_gap_breaks_the_line_and_is_told_in_the_table() -> None:
    gap = frames.control().filter(pl.col("panel") == "P2 opened")
    is_gap = pl.col("label") == "2025-06"
    gap = gap.with_columns(pl.when(~is_gap).then(pl.col("value")).alias("value"))
    whole = control_chart(frames.control().filter(pl.col("panel") == "P2 opened")).svg
    assert control_chart(gap).svg.count("mark-line") > whole.count("mark-line")
    assert "n/a" in control_chart(gap).table_html


def test_hostile_labels_are_words_and_nothing_else() -> None:
    hostile = frames.control().with_columns(pl.lit(frames.HOSTILE).alias("label"))
    figure = control_chart(hostile.with_columns(pl.lit(frames.HOSTILE).alias("panel")))
    assert "<script" not in figure.html
    assert not {"\x00", "\u202e"} & set(figure.html)
    assert "‹U+2039›" not in figure.html
    assert "\u202e" not in figure.svg


def test_a_level_stands_in_proportion_and_a_time_by_its_root() -> None:
    assert make_scale("count", [40], 0, 100).height(10) == 75
    assert make_scale("share", [0.9], 0, 100).height(0.9) == 50
    time = make_scale("time", [2**3.6 * DAY], 0, 100)
    assert time.height(DAY) == 50


@pytest.mark.parametrize(
    ("unit", "levels", "words"),
    [
        ("count", [13.9], ["0", "5", "10", "15"]),
        ("count", [0], ["0", "1"]),
        ("count", [4100], ["0", "2,000", "4,000", "6,000"]),
        ("share", [0.91], ["80 %", "90 %", "100 %"]),
    ],
)
def test_ticks_are_round(unit: str, levels: list[float], words: list[str]) -> None:
    assert list(make_scale(unit, levels, 0, 100).ticks().values()) == words


def test_names_keep_their_distance_and_stay_above_the_ground() -> None:
    placed = spread({"lower": 100, "mean": 99, "upper": 98}, 15, 100)
    assert placed == {"upper": 70, "mean": 85, "lower": 100}
