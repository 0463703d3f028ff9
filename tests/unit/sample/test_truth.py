"""The truth against the files: every clause judged again from the rows alone."""

from collections import Counter

import pytest

from analytics.sample import make_sample
from analytics.sample.terms import TERMS
from tests.unit.sample.replay import Row, read, replay
from tests.unit.sample.replay_majors import excluded_by_the_parties, replay_majors

Key = tuple[str, int, str, int]


def differences(files: dict[str, bytes]) -> list[tuple[Key, str | None, str | None]]:
    truth = {key_of(row): row["outcome"] for row in read(files["truth.csv"])}
    judged = replayed(files)
    return [
        (key, truth.get(key), judged.get(key))
        for key in sorted(truth.keys() | judged.keys())
        if truth.get(key) != judged.get(key)
    ]


def key_of(row: Row) -> Key:
    return row["incident_id"], int(row["episode"]), row["clause_id"], int(row["slot"])


def replayed(files: dict[str, bytes]) -> dict[Key, str]:
    """Every clause, judged from the rows of log and registers."""
    clocks = replay(files["incident_event_log.csv"], files["notifications.csv"])
    found = {(number, episode, clause, 0): outcome for number, episode, clause, outcome in clocks}
    found |= {(*key, slot): outcome for *key, slot, outcome in replay_majors(files)}  # type: ignore[misc]
    excluded = excluded_by_the_parties(files)
    return {
        key: "excluded" if {(key[0], key[2]), (key[0], "")} & excluded else outcome
        for key, outcome in found.items()
    }


@pytest.mark.parametrize("seed", [20261101, 5, 77])
def test_the_truth_is_what_the_rows_say(seed: int) -> None:
    assert differences(make_sample(seed=seed)) == []


def test_a_row_that_moved_is_noticed() -> None:
    files = make_sample()
    late = b"08/04/2026 17:00:01"
    files["incident_event_log.csv"] = files["incident_event_log.csv"].replace(late, b"08/04/2026 17:00:00")
    assert [(wrote, found) for _, wrote, found in differences(files)] == [("missed", "met")]


def test_each_row_of_the_truth_is_there_once() -> None:
    rows = read(make_sample()["truth.csv"])
    keys = Counter(map(key_of, rows))
    assert max(keys.values()) == 1
    assert {row["outcome"] for row in rows} == {"met", "missed", "pending", "not evidenced", "excluded"}


def test_the_truth_tells_of_every_clause_of_the_contract() -> None:
    assert {row["clause_id"] for row in read(make_sample()["truth.csv"])} == {
        term.clause_id for term in TERMS
    }


@pytest.mark.parametrize("name", ["updates.csv", "relief.csv"])
def test_a_register_without_rows_is_noticed(name: str) -> None:
    files = make_sample()
    header = files[name].split(b"\n", 1)[0] + b"\n"
    assert differences({**files, name: header})
