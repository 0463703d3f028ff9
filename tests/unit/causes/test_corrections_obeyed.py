"""What people write into `causes.toml` is obeyed by the next run, and every change of an id is told."""

import datetime as dt
from pathlib import Path

import pytest

from analytics.causes.find import Causes
from analytics.causes.review import pairs_to_review
from analytics.causes.why import explain_membership
from tests.unit.causes.folder import ALONE, ROWS, causes_of, decision

BY = "problem manager"
OCTOBER_ENDS = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
SEPTEMBER_ENDS = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
FOUNDED = [
    (SEPTEMBER_ENDS, "founded", "A1", None, 2, None, None),
    (SEPTEMBER_ENDS, "founded", "B1", None, 3, None, None),
]


def groups(causes: Causes) -> dict[str, str]:
    """The group of every incident that is in one."""
    rows = causes.groups.select("incident_id", "cause_id").iter_rows()
    return dict(sorted(rows))


def told(causes: Causes) -> list[tuple]:
    """What the lineage says besides the founding of the two groups."""
    rows = causes.lineage.rows()
    assert rows[:2] == FOUNDED
    return rows[2:]


BEFORE = {"A1": "A1", "A2": "A1", "A3": "A1", "B1": "B1", "B2": "B1", "B3": "B1"}


def test_without_decisions_there_are_two_groups(tmp_path: Path) -> None:
    found = causes_of(tmp_path)
    assert groups(found) == BEFORE
    assert told(found) == []
    assert found.table.select("cause_id", "name").sort("cause_id").rows() == [
        ("A1", "Certificate expired: gateway"),
        ("B1", "Faults of printer"),
    ]


def test_a_rename_names_the_cause(tmp_path: Path) -> None:
    found = causes_of(tmp_path, corrections=decision("rename", 'cause = "A1"\nname = "Renewal fails"'))
    assert groups(found) == BEFORE
    assert dict(found.table.select("cause_id", "name").iter_rows())["A1"] == "Renewal fails"
    assert told(found) == [(OCTOBER_ENDS, "renamed", "A1", None, 3, "looked at", BY)]
    assert explain_membership(found, "A2").group.about.named_by == BY


def test_a_confirmation_makes_it_sure(tmp_path: Path) -> None:
    found = causes_of(tmp_path, corrections=decision("confirm", 'cause = "B1"'))
    assert groups(found) == BEFORE
    assert dict(found.table.select("cause_id", "certainty").iter_rows())["B1"] == "confirmed"
    assert told(found) == [(OCTOBER_ENDS, "confirmed", "B1", None, 3, "looked at", BY)]


def test_a_split_leaves_the_id_with_the_founder(tmp_path: Path) -> None:
    found = causes_of(tmp_path, corrections=decision("split", 'cause = "B1"\nincidents = ["B3"]'))
    without = {name: cause for name, cause in BEFORE.items() if name != "B3"}  # it stands alone now
    assert groups(found) == without
    assert told(found) == [(OCTOBER_ENDS, "split", "B1", "B3", 1, "looked at", BY)]


def test_those_who_leave_together_stay_together(tmp_path: Path) -> None:
    found = causes_of(tmp_path, corrections=decision("split", 'cause = "B1"\nincidents = ["B3", "B2"]'))
    without = {name: cause for name, cause in BEFORE.items() if name != "B1"}
    assert groups(found) == without | {"B2": "B2", "B3": "B2"}
    assert told(found) == [(OCTOBER_ENDS, "split", "B1", "B2", 2, "looked at", BY)]


def test_a_merge_keeps_the_id_of_the_older_founder(tmp_path: Path) -> None:
    found = causes_of(tmp_path, corrections=decision("merge", 'causes = ["B1", "A1"]'))
    assert groups(found) == dict.fromkeys(BEFORE, "A1")
    assert told(found) == [(OCTOBER_ENDS, "merged", "A1", "B1", 3, "looked at", BY)]
    assert explain_membership(found, "B3").decided_by == BY
    assert explain_membership(found, "B3").tier == "correction"


def test_a_forbidden_pair_is_never_together(tmp_path: Path) -> None:
    found = causes_of(tmp_path, corrections=decision("forbid", 'incidents = ["A2", "A1"]'))
    assert groups(found) == {name: cause for name, cause in BEFORE.items() if name != "A2"}
    assert told(found) == [(OCTOBER_ENDS, "forbidden", "A1", "A2", 1, "looked at", BY)]


@pytest.mark.parametrize(("on", "is_known"), [("2026-10-19", True), ("2026-10-20", False)])
def test_a_decision_is_known_after_its_day_has_begun(tmp_path: Path, on: str, is_known: bool) -> None:
    text = decision("rename", 'cause = "A1"\nname = "Renewal fails"', on=on)
    found = causes_of(tmp_path, corrections=text, as_of="2026-10-20")
    names = dict(found.table.select("cause_id", "name").iter_rows())
    assert (names["A1"] == "Renewal fails") == is_known
    assert [row[1] for row in told(found)] == (["renamed"] if is_known else [])


def test_what_an_earlier_month_said_stands(tmp_path: Path) -> None:
    text = decision("merge", 'causes = ["A1", "B1"]')
    earlier = causes_of(tmp_path, corrections=text, as_of="2026-10-01")
    assert groups(earlier) == {name: cause for name, cause in BEFORE.items() if name != "A3"}


def test_an_id_that_is_not_there_is_noted_and_nothing_else_happens(tmp_path: Path) -> None:
    found = causes_of(tmp_path, corrections=decision("merge", 'causes = ["A1", "INC404"]'))
    assert groups(found) == BEFORE
    assert told(found) == []
    assert [("merge" in note, "INC404" in note) for note in found.notes] == [(True, True)]


def test_what_the_review_says_to_paste_is_obeyed(tmp_path: Path) -> None:
    asked = causes_of(tmp_path / "asked", as_of="2026-11-01")
    pairs = pairs_to_review(asked)
    inside = next(row for row in pairs.iter_rows(named=True) if row["other_id"] == "A3")
    assert (inside["sort"], inside["cause_id"]) == ("inside one group", "A1")
    apart = causes_of(tmp_path / "apart", corrections=inside["if_apart"])
    assert "A3" not in groups(apart)
    assert [row[1:4] for row in told(apart)] == [("split", "A1", "A3")]
    together = causes_of(tmp_path / "together", corrections=inside["if_together"])
    assert dict(together.table.select("cause_id", "certainty").iter_rows())["A1"] == "confirmed"


def test_what_was_decided_is_not_asked_again(tmp_path: Path) -> None:
    text = decision("split", 'cause = "A1"\nincidents = ["A3"]') + decision("confirm", 'cause = "B1"')
    pairs = pairs_to_review(causes_of(tmp_path, *ROWS, corrections=text))
    asked = {frozenset(pair) for pair in pairs.select("cause_id", "other_cause_id").iter_rows()}
    assert frozenset({"A1", "A3"}) not in asked
    assert frozenset({"B1"}) not in asked


@pytest.mark.parametrize("as_of", ["2026-11-01", "2026-12-01"])
@pytest.mark.parametrize(
    "first",
    [
        decision("confirm", 'cause = "B1"', on="2026-10-02"),
        decision("merge", 'causes = ["B2", "A1"]', on="2026-10-02"),
    ],
    ids=["confirmed", "merged"],
)
def test_a_split_outlasts_what_bound_the_cause_before(tmp_path: Path, first: str, as_of: str) -> None:
    cause = "A1" if "merge" in first else "B1"
    text = first + decision("split", f'cause = "{cause}"\nincidents = ["B2", "B3"]')
    found = groups(causes_of(tmp_path, corrections=text, as_of=as_of))
    assert (found["B2"], found["B3"]) == ("B2", "B2")
    assert "B2" not in {found.get("B1"), found["A1"]}


def test_what_people_join_is_told_with_who_did(tmp_path: Path) -> None:
    rows = [*ROWS, ALONE, ALONE | {"incident_id": "Y1", "title": "Badge reader dead"}]
    text = decision("merge", 'causes = ["B1", "X1"]', on="2026-10-12")
    found = causes_of(tmp_path / "group", *rows, corrections=text, as_of="2026-11-01")
    assert groups(found)["X1"] == "B1"
    assert told(found) == [(OCTOBER_ENDS, "merged", "B1", "X1", 1, "looked at", BY)]
    text = decision("merge", 'causes = ["Y1", "X1"]', on="2026-10-12")
    found = causes_of(tmp_path / "alone", *rows, corrections=text, as_of="2026-11-01")
    assert (OCTOBER_ENDS, "founded", "X1", None, 2, "looked at", BY) in told(found)


def test_a_founder_that_should_leave_is_noted(tmp_path: Path) -> None:
    found = causes_of(tmp_path, corrections=decision("split", 'cause = "B2"\nincidents = ["B1", "B3"]'))
    assert groups(found) == {name: cause for name, cause in BEFORE.items() if name != "B3"}
    (note,) = found.notes
    assert "names B1, which founded the cause and cannot leave it." in note


def test_a_decision_of_a_later_day_leaves_no_note(tmp_path: Path) -> None:
    """X1 opened on 11 October: a report as of 1 October must not change when people decide about it."""
    text = decision("merge", 'causes = ["A1", "X1"]', on="2026-10-12")
    assert causes_of(tmp_path, *ROWS, ALONE, corrections=text, as_of="2026-10-01").notes == ()


def test_a_split_of_what_is_elsewhere_is_noted(tmp_path: Path) -> None:
    found = causes_of(tmp_path, corrections=decision("split", 'cause = "B1"\nincidents = ["A2"]'))
    assert groups(found) == BEFORE
    assert found.notes == (
        "causes.toml: the split of 2026-10-05 names A2, which was not in B1 then and stays where it is.",
    )
