"""Pauses against an oracle that counts one unit of working time after the other."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.clock import deadlines, merge_pauses, paused_time

HORIZON = 400
PAUSE = pl.Schema({"key": pl.Int64, "begin": pl.Int64, "end": pl.Int64})
Pause = tuple[int, int, int | None]

points = st.integers(0, 40)
pauses_drawn = st.lists(st.tuples(st.integers(0, 4), points, st.none() | points), max_size=14)
# Real values are about 10^14, and keys may be large: the arithmetic must not overflow on them.
scales = st.sampled_from([(1, 0), (10**12, 5 * 10**14)])
key_scales = st.sampled_from([1, 1_000_000_007])


def units(pauses: list[Pause], key: int) -> set[int]:
    """The units [u, u + 1) in which a key is paused."""
    return {u for k, begin, end in pauses if k == key for u in range(begin, HORIZON if end is None else end)}


def frame(pauses: list[Pause], scale: tuple[int, int], key_scale: int) -> pl.DataFrame:
    factor, offset = scale
    rows = [
        (k * key_scale, b * factor + offset, None if e is None else e * factor + offset) for k, b, e in pauses
    ]
    return pl.DataFrame(rows, schema=PAUSE, orient="row")


@settings(max_examples=300, deadline=None)
@given(pauses=pauses_drawn, scale=scales, key_scale=key_scales)
def test_merged_pauses_cover_the_same_units_and_lie_apart(
    pauses: list[Pause], scale: tuple[int, int], key_scale: int
) -> None:
    merged = merge_pauses(frame(pauses, scale, key_scale))
    assert merged.schema == PAUSE
    factor, offset = scale
    rows = [
        (k // key_scale, (b - offset) // factor, None if e is None else (e - offset) // factor)
        for k, b, e in merged.rows()
    ]
    assert rows == sorted(rows, key=lambda row: row[:2])
    for key in range(5):
        mine = [row for row in rows if row[0] == key]
        assert units(mine, key) == units(pauses, key)
        for (_, _, end), (_, begin, _) in pairwise(mine):
            assert end is not None
            assert end < begin
        is_open = any(k == key and e is None for k, _, e in pauses)
        assert (bool(mine) and mine[-1][2] is None) == is_open


@settings(max_examples=300, deadline=None)
@given(
    pauses=pauses_drawn,
    spans=st.lists(st.tuples(points, points), min_size=5, max_size=5),
    order=st.permutations(range(5)),
    scale=scales,
    key_scale=key_scales,
)
def test_paused_time_is_the_count_of_paused_units_within_the_clock(
    pauses: list[Pause],
    spans: list[tuple[int, int]],
    order: list[int],
    scale: tuple[int, int],
    key_scale: int,
) -> None:
    clocks = [(key, *sorted(spans[key])) for key in order]
    merged = merge_pauses(frame(pauses, scale, key_scale))
    found = paused_time(frame(clocks, scale, key_scale), merged)
    expected = [
        (key * key_scale, scale[0] * len(units(pauses, key) & set(range(begin, end))))
        for key, begin, end in clocks
    ]
    assert found.rows() == expected


@settings(max_examples=500, deadline=None)
@given(
    pauses=pauses_drawn,
    starts=st.lists(st.tuples(points, st.integers(1, 25)), min_size=5, max_size=5),
    order=st.permutations(range(5)),
    scale=scales,
    key_scale=key_scales,
)
def test_deadlines_are_the_first_and_last_point_of_the_window(
    pauses: list[Pause],
    starts: list[tuple[int, int]],
    order: list[int],
    scale: tuple[int, int],
    key_scale: int,
) -> None:
    factor, offset = scale
    clocks = pl.DataFrame(
        [(k * key_scale, starts[k][0] * factor + offset, starts[k][1] * factor) for k in order],
        schema={"key": pl.Int64, "begin": pl.Int64, "window": pl.Int64},
        orient="row",
    )
    found = deadlines(clocks, merge_pauses(frame(pauses, scale, key_scale)))
    assert found.columns == ["key", "due", "last", "is_open"]
    for key, row in zip(order, found.rows(), strict=True):
        due, last = walk(units(pauses, key), *starts[key])
        is_open = any(k == key and e is None for k, _, e in pauses) and last is None
        scaled = [None if point is None else point * factor + offset for point in (due, last)]
        assert row == (key * key_scale, *scaled, is_open)


def walk(paused: set[int], begin: int, window: int) -> tuple[int | None, int | None]:
    """Step from begin; the first and the last point at which net time is the window."""
    net, point = 0, begin
    due = last = None
    while net <= window and point < HORIZON:
        if net == window:
            due, last = (point if due is None else due), point
        net += point not in paused
        point += 1
    # A pause that reaches the horizon is open: its end is not known.
    return due, (None if point >= HORIZON else last)
