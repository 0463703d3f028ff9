"""The pairs most worth a look: least alike inside a group, nearest to the threshold across two."""

import math
import tomllib
from pathlib import Path

import pytest

from analytics.causes.review import REVIEW, pairs_to_review
from tests.unit.causes.folder import ROWS, causes_of, decision

# Two of four on one component, of one service and time, and nothing else in common; 20 more are taken to
# have other components and services, so that a twelfth have these.
LONELY = [
    {
        "incident_id": f"L{n:02}",
        "opened_at": "2026-10-11 09:00",
        "title": chr(ord("a") + n) * 6,
        "component": f"own-{n}",
        "service": f"service {n}",
        "cause_text": chr(ord("a") + n) * 5,
    }
    for n in range(2)
]
NEAR = [
    {
        "incident_id": name,
        "opened_at": "2026-10-12 09:00",
        "title": title,
        "component": "rare",
        "service": "Rare",
    }
    for name, title in (("N1", "yyyyyy"), ("N2", "zzzzzz"))
]


def test_inside_a_group_the_least_alike_come_first(tmp_path: Path) -> None:
    found = pairs_to_review(causes_of(tmp_path))
    assert found.schema == REVIEW
    inside = found.filter(found["sort"] == "inside one group")
    assert inside.select("cause_id", "other_id").row(0) == ("A1", "A3")
    assert inside["chance"].is_sorted()
    assert inside["chance"][0] < inside["group_chance"][0]


def test_across_two_the_mean_is_near_the_threshold(tmp_path: Path) -> None:
    found = pairs_to_review(causes_of(tmp_path, *LONELY, *NEAR))
    rarity = math.log(12) / math.log(20)
    by_hand = 1 / (1 + math.exp(-(-5.0 + 3.0 * rarity + 0.7 * rarity + 1.0)))
    assert found.select("sort", "incident_id", "other_id").rows() == [("across two", "N1", "N2")]
    assert found["chance"][0] == pytest.approx(by_hand, abs=1e-6)
    assert found["group_chance"][0] == pytest.approx(by_hand, abs=1e-6)
    assert "below the 0.40 at which they would join" in found["why"][0]


def test_across_two_the_paste_joins_or_keeps_apart(tmp_path: Path) -> None:
    row = pairs_to_review(causes_of(tmp_path / "asked", *LONELY, *NEAR, as_of="2026-11-01")).row(
        0, named=True
    )
    together = causes_of(tmp_path / "together", *LONELY, *NEAR, corrections=row["if_together"])
    assert set(together.groups["incident_id"]) == {"N1", "N2"}
    apart = causes_of(tmp_path / "apart", *LONELY, *NEAR, corrections=row["if_apart"])
    assert apart.groups.is_empty()
    assert pairs_to_review(apart).is_empty()


def test_no_more_than_asked_for(tmp_path: Path) -> None:
    found = causes_of(tmp_path, *ROWS, *LONELY, *NEAR)
    assert [len(pairs_to_review(found, n)) for n in (0, 1, 2)] == [0, 1, 2]


def test_nothing_to_review_without_incidents_in_the_window(tmp_path: Path) -> None:
    old = [row | {"opened_at": "2026-01" + row["opened_at"][7:]} for row in ROWS]
    assert pairs_to_review(causes_of(tmp_path, *old)).is_empty()


def test_ids_with_quotes_are_written_as_toml_reads_them(tmp_path: Path) -> None:
    rows = [row | {"incident_id": f'{row["incident_id"]}"\\é'} for row in (*LONELY, *NEAR)]
    text = pairs_to_review(causes_of(tmp_path, *rows))["if_apart"][0]
    assert tomllib.loads(text)["forbid"][0]["incidents"] == ['N1"\\é', 'N2"\\é']


def test_an_incident_that_people_placed_is_not_asked_about(tmp_path: Path) -> None:
    found = causes_of(tmp_path, corrections=decision("merge", 'causes = ["A1", "B1"]'))
    assert pairs_to_review(found).is_empty()
