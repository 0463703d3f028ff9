"""Each figure's chart specification against the one that was reviewed and committed.

After a wanted change, write them anew with ``python -m tests.unit.charts.test_specs`` and read what changed.
"""

import json
import re
from pathlib import Path

import polars as pl
import pytest

from analytics.charts.months import shown_months
from tests.unit.charts import frames

SPECS = Path(__file__).parent / "specs"


def _module(name):
    import importlib

    return importlib.import_module(f"analytics.charts.{name}")


def _months(frame):
    return shown_months(frame["period"].to_list())


def build(name: str, frame: pl.DataFrame | None = None) -> dict:
    small = {
        "attainment_by_severity": frames.attainment,
        "attainment_over_months": lambda: frames.attainment_months(4),
        "cause_downtime": lambda: frames.cause_downtimes().head(2),
        "cause_timeline": lambda: frames.cause_marks(2),
        "cause_trend": lambda: frames.cause_episodes(4).filter(pl.col("n_episodes") > 0),
        "control_chart": lambda: frames.control(6).filter(pl.col("low").is_not_null()),
        "notification_timeliness": frames.notification,
        "time_to_resolve": frames.distribution,
        "volume_over_months": frames.volume,
    }
    frame = small[name]() if frame is None else frame
    more = [_months(frame)] if "months" in name or name == "cause_trend" else []
    more += [frames.cause_changes().head(3), frames.cause_span()] if name == "cause_timeline" else []
    more += ["count", "down", 45.0] if name == "control_chart" else []
    return _module(name).build_spec(frame, *more)[0]


NAMES = (
    "attainment_by_severity",
    "attainment_over_months",
    "cause_downtime",
    "cause_timeline",
    "cause_trend",
    "control_chart",
    "notification_timeliness",
    "time_to_resolve",
    "volume_over_months",
)
EVERY = pytest.mark.parametrize("name", NAMES)


@EVERY
def test_the_spec_is_the_committed_one(name):
    assert build(name) == json.loads((SPECS / f"{name}.json").read_text())


@EVERY
def test_no_secret_and_no_column_that_is_not_drawn_enters_the_spec(name):
    spec = build(name)
    assert frames.SECRET not in json.dumps(spec)
    columns = {key for rows in spec["datasets"].values() for row in rows for key in row}
    used = set(re.findall(r'"field": "(\w+)"|datum\.(\w+)', json.dumps(spec)))
    named = {part for pair in used for part in pair if part} | {"sign"}
    assert columns - named == set()


@EVERY
def test_the_spec_keeps_to_the_schema_of_vega_lite(name):
    import altair as alt

    alt.VConcatChart.from_dict(build(name), validate=True)


def test_a_spec_against_the_schema_would_be_found():
    import altair as alt
    from jsonschema import ValidationError

    spec = build("time_to_resolve")
    spec["vconcat"][0]["layer"][0]["mark"]["type"] = "smudge"
    with pytest.raises(ValidationError):
        alt.VConcatChart.from_dict(spec, validate=True)


@EVERY
def test_no_axis_of_time_so_that_no_time_zone_can_move_a_mark(name):
    assert '"temporal"' not in json.dumps(build(name))


def test_the_order_of_periods_in_the_frame_does_not_matter():
    frame = frames.volume(5)
    assert build("volume_over_months", frame.reverse()) == build("volume_over_months", frame)


def test_a_month_with_nothing_due_breaks_the_line():
    spec = build("attainment_over_months", frames.attainment_months(4).filter(pl.col("severity") == "P1"))
    runs = [row["run"] for rows in spec["datasets"].values() for row in rows if "run" in row]
    assert sorted(runs) == ["44, 0", "44, 1", "44, 1"]  # July; August has nothing due; September and October


def test_marks_stand_where_the_numbers_say():
    # three of four on a scale from 0.2 to 1 between 206 and 524 units: 206 + 318 * (0.75 - 0.2) / 0.8
    from analytics.charts.attainment_by_severity import attainment_by_severity as figure

    rows = [frames.attainment_row("P1-resolution", "resolution", "P1", 3, 4, 0.3006, 0.9544)]
    svg = figure(frames.attainment_of(*rows)).svg
    dots = re.findall(r'translate\(([\d.]+),14\)" d="M-', svg)
    assert dots == ["424.62"]


if __name__ == "__main__":
    for each in NAMES:
        (SPECS / f"{each}.json").write_text(json.dumps(build(each), indent=1, sort_keys=True) + "\n")
