"""The corner rules of pauses, each with numbers that can be checked in the head."""

import polars as pl
import pytest

from analytics.clock import deadlines, merge_pauses, paused_time

EMPTY = pl.DataFrame(schema={"key": pl.Int64, "begin": pl.Int64, "end": pl.Int64})


def pauses(*rows: tuple[int, int, int | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=EMPTY.schema, orient="row")


def clocks(*rows: tuple[int, int | None, int | None], third: str = "end") -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"key": pl.Int64, "begin": pl.Int64, third: pl.Int64}, orient="row")


def test_touching_pauses_are_one() -> None:
    assert merge_pauses(pauses((1, 10, 20), (1, 20, 30))).rows() == [(1, 10, 30)]


def test_pauses_one_microsecond_apart_are_two() -> None:
    assert merge_pauses(pauses((1, 10, 20), (1, 21, 30))).height == 2


def test_a_pause_within_another_adds_nothing() -> None:
    assert merge_pauses(pauses((1, 10, 40), (1, 15, 20), (1, 35, 50))).rows() == [(1, 10, 50)]


def test_pauses_of_two_keys_never_join() -> None:
    assert merge_pauses(pauses((2, 5, 9), (1, 0, 100))).rows() == [(1, 0, 100), (2, 5, 9)]


def test_an_open_pause_swallows_all_that_begin_later() -> None:
    assert merge_pauses(pauses((1, 10, None), (1, 20, 30), (1, 2, 4))).rows() == [(1, 2, 4), (1, 10, None)]


def test_an_open_pause_does_not_reach_into_the_next_key() -> None:
    assert merge_pauses(pauses((1, 10, None), (2, 20, 30))).rows() == [(1, 10, None), (2, 20, 30)]


def test_pauses_of_no_length_are_dropped_but_an_open_one_there_stays() -> None:
    assert merge_pauses(pauses((1, 10, 10), (2, 10, 10), (2, 10, None))).rows() == [(2, 10, None)]


@pytest.mark.parametrize("key_type", [pl.UInt32, pl.Int64])
def test_the_key_keeps_its_type(key_type: type[pl.DataType]) -> None:
    drawn = pauses((4_000_000_000, 1, 2), (0, 1, None)).with_columns(pl.col("key").cast(key_type))
    merged = merge_pauses(drawn)
    assert merged.schema["key"] == key_type
    assert merged.rows() == [(0, 1, None), (4_000_000_000, 1, 2)]


def test_nothing_paused_is_zero_not_null() -> None:
    assert paused_time(clocks((7, 0, 10)), EMPTY).rows() == [(7, 0)]


def test_a_clock_without_begin_or_end_has_no_paused_time() -> None:
    found = paused_time(clocks((1, None, 10), (2, 0, None)), pauses((1, 0, 5), (2, 0, 5)))
    assert found["paused"].to_list() == [None, None]


def test_an_open_pause_counts_up_to_the_end_of_the_clock() -> None:
    assert paused_time(clocks((1, 0, 100)), pauses((1, 60, None)))["paused"].item() == 40


def test_a_pause_that_begins_when_the_window_is_used_up_moves_the_last_instant_only() -> None:
    found = deadlines(clocks((1, 0, 100), third="window"), pauses((1, 100, 130)))
    assert found.rows() == [(1, 100, 130, False)]


def test_a_pause_that_begins_just_before_moves_both() -> None:
    found = deadlines(clocks((1, 0, 100), third="window"), pauses((1, 99, 130)))
    assert found.rows() == [(1, 131, 131, False)]


def test_an_open_pause_leaves_the_clock_without_a_due_instant() -> None:
    found = deadlines(clocks((1, 0, 100), third="window"), pauses((1, 99, None)))
    assert found.rows() == [(1, None, None, True)]


def test_an_open_pause_at_the_due_instant_leaves_it_and_opens_the_last() -> None:
    found = deadlines(clocks((1, 0, 100), third="window"), pauses((1, 100, None)))
    assert found.rows() == [(1, 100, None, True)]


def test_an_open_pause_after_the_window_changes_nothing() -> None:
    found = deadlines(clocks((1, 0, 100), third="window"), pauses((1, 101, None)))
    assert found.rows() == [(1, 100, 100, False)]


def test_a_pause_before_the_start_is_cut_at_the_start() -> None:
    found = deadlines(clocks((1, 50, 100), third="window"), pauses((1, 10, 60), (1, 0, 5)))
    assert found.rows() == [(1, 160, 160, False)]


def test_a_clock_without_a_start_has_no_due_instant_and_is_not_open() -> None:
    found = deadlines(clocks((1, None, 100), third="window"), pauses((1, 10, None)))
    assert found.rows() == [(1, None, None, False)]


def test_clocks_keep_their_order() -> None:
    found = deadlines(clocks((3, 0, 1), (1, 0, 2), (2, 0, 3), third="window"), EMPTY)
    assert found["key"].to_list() == [3, 1, 2]
