"""Where the marks of causes stand, by hand, and what the summaries say."""

import re
from datetime import timedelta

import polars as pl
import pytest

from analytics import charts
from tests.unit.charts import frames


def test_an_incident_stands_where_its_instant_says() -> None:
    # 100 of 304 days between 214 and 704 units: 214 + 490 * 100 / 304
    assert frames.cause_span().place(frames.cause_span().begins_at + timedelta(days=100)) == 375.18


def test_a_month_begins_at_its_local_midnight() -> None:
    # 1 May in London is an hour before that in UTC: 214 + 490 * (120 - 1 / 24) / 304
    figure = frames.cause_timeline(frames.cause_marks())
    assert re.search(r'translate\(407.35,20\)"[^>]*>May 26<', figure.svg)


def test_changes_too_close_to_be_read_share_a_label() -> None:
    figure = frames.cause_timeline(frames.cause_marks())
    assert "CHG1 +1" in figure.svg
    assert "CHG2" not in figure.svg
    assert "change CHG2" in figure.table_html


def test_a_change_of_a_cause_that_is_not_drawn_is_nowhere() -> None:
    assert "CHG4" not in frames.cause_timeline(frames.cause_marks()).html


def test_the_summary_counts_incidents_window_and_changes() -> None:
    # 30 incidents of each on days 0, 10, ... 290; the window begins on day 214, so that 8 are in it
    figure = frames.cause_timeline(frames.cause_marks(2))
    assert figure.summary == (
        "60 incidents of 2 causes, 16 of them in the window. 3 changes made against them. "
        "No incident since the last change: Certificate not renewed: partner-gateway-01."
    )


def test_what_lies_before_the_time_shown_is_counted_and_not_drawn() -> None:
    early = frames.cause_marks(1).with_columns(pl.col("opened_at") - timedelta(days=15))
    assert "2 earlier incidents not drawn." in frames.cause_timeline(early).summary


def test_two_causes_of_one_name_are_two_rows() -> None:
    same = frames.cause_marks(2).with_columns(name=pl.lit("Faults of a part"))
    assert frames.cause_timeline(same).svg.count(">Faults of a part<") == 2


def test_only_eight_causes_are_drawn() -> None:
    assert "INC7" in frames.cause_timeline(frames.cause_marks(12)).svg
    assert "INC8" not in frames.cause_timeline(frames.cause_marks(12)).html


def test_the_trend_goes_on_to_the_month_of_the_report() -> None:
    early = frames.cause_episodes(6).filter(pl.col("period") < "2026-09")
    figure = charts.cause_trend(early, until="2026-10")
    assert "Oct 26" in figure.svg
    assert "0 in October 2026" in figure.summary


def test_the_trend_counts_episodes() -> None:
    # 1 + 2 + 3 + 4 of the first and 12 + 12 of the second, which has none in two of four months
    assert charts.cause_trend(frames.cause_episodes(4)).summary == (
        "34 episodes of 2 causes in 4 months; 13 in October 2026. Most often struck: Faults of part-1 (24). "
        "All rows have one scale."
    )


def test_downtime_is_longest_first_and_what_is_withheld_is_not_drawn() -> None:
    figure = charts.cause_downtime(frames.cause_downtimes().reverse())
    assert re.findall(r"Part \d", figure.svg.split("</desc>")[1]) == ["Part 0", "Part 1"]
    assert figure.summary == (
        "2 causes, the longest first: Part 0, 1,500 h 00 min, still down; the shortest 1 h 30 min. "
        "Time that several incidents of a cause share counts once. 1 of them is still down."
    )


@pytest.mark.parametrize(
    "figure",
    [
        lambda name: frames.cause_timeline(frames.cause_marks().with_columns(name=name, cause_id=name)),
        lambda name: charts.cause_trend(frames.cause_episodes().with_columns(name=name, cause_id=name)),
        lambda name: charts.cause_downtime(frames.cause_downtimes().with_columns(name=name, cause_id=name)),
    ],
    ids=["timeline", "trend", "downtime"],
)
def test_what_hides_in_a_name_is_shown_and_once(figure) -> None:
    made = figure(pl.lit("API\u202e\x1b down"))
    assert not {"\x1b", "\u202e"} & set(made.html)
    assert "API‹U+202E›␛ down" in made.svg.split("</desc>")[1]
    assert "‹U+2039›" not in made.html
