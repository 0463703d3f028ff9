"""Episodes against a slow walk over the openings."""

import datetime as dt

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.causes.episodes import episodes
from tests.unit.causes.frames import AS_OF, members, opened

HOURS = st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 200)), max_size=25)


def test_a_day_apart_is_an_episode_of_its_own() -> None:
    assert episodes(members(*opened(2, 1)))["n_incidents"].to_list() == [1, 1]


def test_a_microsecond_less_than_a_day_is_the_same_episode() -> None:
    almost = 1 - 1 / 86_400_000_000
    assert episodes(members(*opened(1, 1 - almost)))["n_incidents"].to_list() == [2]


def test_an_episode_goes_on_while_each_opening_is_near_the_one_before() -> None:
    found = episodes(members(*opened(3, 2.5, 2, 1.5, 1)))
    assert found.select("episode", "n_incidents").rows() == [(1, 5)]
    assert found["last_opened_at"][0] - found["first_opened_at"][0] == dt.timedelta(days=2)


def test_causes_do_not_join() -> None:
    found = episodes(members(*opened(2), *opened(2, cause_id="B")))
    assert found.select("cause_id", "episode").rows() == [("A", 1), ("B", 1)]


def test_without_a_gap_each_incident_is_an_episode() -> None:
    assert episodes(members(*opened(2, 2, 2)), dt.timedelta()).height == 3


def test_no_incident_makes_no_episode() -> None:
    assert episodes(members()).is_empty()


@settings(deadline=None)
@given(HOURS, st.integers(0, 30), st.randoms())
def test_episodes_are_those_of_a_slow_walk(openings: list, gap: int, random) -> None:
    rows = [{"cause_id": cause, "opened_at": AS_OF + dt.timedelta(hours=hour)} for cause, hour in openings]
    found = episodes(members(*rows), dt.timedelta(hours=gap))
    random.shuffle(rows)
    assert found.equals(episodes(members(*rows), dt.timedelta(hours=gap)))
    assert found.select("cause_id", "episode", "n_incidents").rows() == walk(openings, gap)


def walk(openings: list[tuple[str, int]], gap: int) -> list[tuple[str, int, int]]:
    """Go through the openings of each cause and begin anew where none lies within the gap before."""
    found: list[tuple[str, int, int]] = []
    for cause in "AB":
        runs: list[list[int]] = []
        for hour in sorted(hour for name, hour in openings if name == cause):
            if runs and hour - runs[-1][-1] < gap:
                runs[-1].append(hour)
            else:
                runs.append([hour])
        found += [(cause, n, len(run)) for n, run in enumerate(runs, 1)]
    return found


def test_the_columns_are_those_promised() -> None:
    found = episodes(members(*opened(1)))
    assert found.columns == ["cause_id", "episode", "first_opened_at", "last_opened_at", "n_incidents"]
    assert found.schema["episode"] == found.schema["n_incidents"] == pl.Int64
