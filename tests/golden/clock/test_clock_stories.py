"""Dated examples of due instants, worked by hand in each folder's `why.md`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest

from analytics.clock import WorkingTime, always, compile_calendar
from analytics.contract.model import Calendar
from analytics.contract.window import parse_window
from analytics.schema import INSTANT

HERE = Path(__file__).parent
STORIES = {
    path.parent.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in HERE.glob("*/case.toml")
}
CASES = [
    pytest.param(story, case, id=f"{name}-{n}")
    for name, story in sorted(STORIES.items())
    for n, case in enumerate(story["cases"], 1)
]


def calendar_of(story: dict, name: str) -> WorkingTime:
    if name == "always":
        return always()
    return compile_calendar(Calendar(**story["calendars"][name]), story["timezone"])


@pytest.mark.parametrize(("story", "case"), CASES)
def test_due_instants_are_as_worked_by_hand(story: dict, case: dict) -> None:
    time, window = calendar_of(story, case["calendar"]), parse_window(case["within"])
    start = pl.lit(pl.Series([case["starts"]], dtype=INSTANT))
    if window.unit == "working days":
        assert pl.select(time.day_end(start, window.amount)).item() == case["due"]
        return
    reached = time.worked(start) + window.amount
    assert pl.select(time.first_instant(reached)).item() == case["due"]
    assert pl.select(time.last_instant(reached)).item() == case["last"]


@pytest.mark.parametrize("name", sorted(STORIES))
def test_every_clock_story_says_why(name: str) -> None:
    assert len((HERE / name / "why.md").read_text(encoding="utf-8").split()) > 20
