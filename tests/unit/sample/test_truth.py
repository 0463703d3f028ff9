"""The truth against the files: every clause judged again from the rows alone."""

from collections import Counter

import pytest

from analytics.sample import make_sample
from tests.unit.sample.replay import read, replay

Key = tuple[str, int, str]


def differences(files: dict[str, bytes]) -> list[tuple[Key, str | None, str | None]]:
    truth = {
        (row["incident_id"], int(row["episode"]), row["clause_id"]): row["outcome"]
        for row in read(files["truth.csv"])
    }
    replayed = replay(files["incident_event_log.csv"], files["notifications.csv"])
    judged = {(number, episode, clause): outcome for number, episode, clause, outcome in replayed}
    return [
        (key, truth.get(key), judged.get(key))
        for key in sorted(truth.keys() | judged.keys())
        if truth.get(key) != judged.get(key)
    ]


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
    keys = Counter((row["incident_id"], row["episode"], row["clause_id"]) for row in rows)
    assert max(keys.values()) == 1
    assert {row["outcome"] for row in rows} == {"met", "missed", "pending", "not evidenced", "excluded"}
