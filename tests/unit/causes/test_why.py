"""Why an incident is in its group: every part by hand, and parts that add up."""

import math
from decimal import Decimal

import polars as pl
import pytest

from analytics.causes.evidence import EVIDENCE
from analytics.causes.find import Causes
from analytics.causes.why import explain_membership, find_alike, likeness_to_all
from analytics.errors import ContractError
from tests.unit.causes.folder import ALONE, COPY, GATEWAY, ROWS, SECRET, causes_of, decision

# A1 beside A2, which is the same in all, and A3: the same words and service 30 days later, on another
# component and without a code. Two of six are on the gateway, three in payments, two of five codes are CERT;
# 20 more are taken to have other values. So sharing them says ln(26 / 2), ln(26 / 3) and ln(25 / 2).
GATEWAY_SAYS, PAYMENTS_SAYS, CERT_SAYS = (math.log(n) / math.log(20) for n in (26 / 2, 26 / 3, 25 / 2))
BY_HAND = {
    "symptom": 1.0,
    "both causes told": 1.0,
    "cause": 1.0,
    "same component": GATEWAY_SAYS / 2,
    "other component": 0.5,
    "same service": PAYMENTS_SAYS,
    "other service": 0.0,
    "same cause code": CERT_SAYS / 2,
    "other cause code": 0.0,
    "near in time": (1 + math.exp(-0.5)) / 2,
}


@pytest.fixture(scope="module")
def causes(tmp_path_factory: pytest.TempPathFactory) -> Causes:
    return causes_of(tmp_path_factory.mktemp("why"), *ROWS, ALONE, SECRET, COPY)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Causes:
    return causes_of(tmp_path_factory.mktemp("small"), *ROWS)


def chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def test_each_kind_of_evidence_is_the_mean_over_the_others(small) -> None:
    group = explain_membership(small, "A1").group
    assert (group.about.cause_id, group.n_others) == ("A1", 2)
    for row in group.evidence.iter_rows(named=True):
        assert row["value"] == pytest.approx(BY_HAND[row["evidence"]], abs=1e-9), row["evidence"]
        assert row["contribution"] == round(BY_HAND[row["evidence"]] * row["weight"], 3)
    assert group.evidence["weight"].to_list() == list(small.known.weights.of)


@pytest.mark.parametrize("incident", ["A1", "A2", "A3", "B1", "B2", "B3", "X1"])
def test_what_is_printed_adds_up_to_the_last_digit(causes, incident) -> None:
    found = explain_membership(causes, incident)
    for fit in (found.group, found.nearest):
        if fit is not None:
            parts = sum(Decimal(str(part)) for part in fit.evidence["contribution"])
            assert Decimal(str(fit.base)) + parts == Decimal(str(fit.log_odds))


def test_the_likeness_is_the_mean_of_the_pairs_chances(small) -> None:
    weight = dict(zip(EVIDENCE, small.known.weights.of, strict=True))
    words = small.known.weights.base + weight["symptom"] + weight["both causes told"] + weight["cause"]
    same_service = weight["same service"] * PAYMENTS_SAYS
    with_a2 = words + same_service + weight["near in time"]
    with_a2 += weight["same component"] * GATEWAY_SAYS
    with_a2 += weight["same cause code"] * CERT_SAYS
    with_a3 = words + same_service + weight["other component"] + weight["near in time"] * math.exp(-0.5)
    group = explain_membership(small, "A1").group
    assert group.likeness == pytest.approx((chance(with_a2) + chance(with_a3)) / 2, abs=1e-6)


def test_the_likeness_and_margin_are_those_of_the_table_of_members(causes) -> None:
    for row in causes.members.iter_rows(named=True):
        found = explain_membership(causes, row["incident_id"])
        assert found.group.likeness == pytest.approx(row["score"], abs=1e-9)
        assert (found.tier, found.decided_by) == (row["tier"], row["decided_by"])
        assert (found.nearest.about.cause_id if found.nearest else None) == row["next_cause_id"]
        assert found.margin == (row["margin"] if row["margin"] is None else pytest.approx(row["margin"]))


def test_words_add_up_to_the_likeness_of_their_view(tmp_path) -> None:
    other = {**GATEWAY, "title": "Gateway refused the partner certificate", "cause_text": "renewal skipped"}
    found = causes_of(tmp_path, *ROWS, {"incident_id": "A4", "opened_at": "2026-09-20 09:00", **other})
    group = explain_membership(found, "A4").group
    value = dict(group.evidence.select("evidence", "value").iter_rows())
    for view in ("symptom", "cause"):
        terms = group.terms.filter(pl.col("view") == view)
        assert 0 < value[view] < 1
        assert terms["contribution"].sum() == pytest.approx(value[view], abs=1e-5)
    n_with = {(view, term): n for view, term, n in group.terms.select("view", "term", "n_with").iter_rows()}
    assert n_with["symptom", "certificate"] == 3
    assert n_with["cause", "renewal"] == 3
    assert n_with.get(("symptom", "partner"), 0) == 0
    symptom = group.terms.filter(pl.col("view") == "symptom")
    assert symptom["term"][0] == "certificate"  # the longest word that all of them say


def test_fields_are_counted_that_agree_conflict_or_say_nothing(small) -> None:
    fields = {row["field"]: row for row in explain_membership(small, "A1").group.fields.to_dicts()}
    counts = {name: (row["n_agree"], row["n_conflict"], row["n_silent"]) for name, row in fields.items()}
    assert counts["component"] == (1, 1, 0)
    assert counts["service"] == (2, 0, 0)
    assert counts["cause_code"] == (1, 0, 1)
    assert counts["problem_id"] == (0, 0, 2)


def test_a_shared_problem_record_counts_as_certain_and_another_as_impossible(tmp_path) -> None:
    first, second, *_ = ROWS
    rows = [first | {"problem_id": "P1"}, second | {"problem_id": "P1", "title": "Nothing alike at all"}]
    group = explain_membership(causes_of(tmp_path, *rows), "A1").group
    assert (group.n_same_record, group.n_other_record, group.likeness) == (1, 0, 1.0)
    assert explain_membership(causes_of(tmp_path, *rows), "A2").tier == "problem record"


def test_an_incident_in_no_group_tells_the_nearest_and_what_is_missing(causes) -> None:
    found = explain_membership(causes, "X1")
    assert (found.group, found.tier, found.margin) == (None, None, None)
    assert found.nearest.about.cause_id in ("A1", "B1")
    assert found.nearest.likeness < 0.4
    assert "No cause is told in words, or only one that says nothing." in found.missing
    assert "It has no component." in found.missing
    assert "Its service is another than that of 3 of 3." in found.missing


def test_who_decided_is_told(tmp_path) -> None:
    corrections = decision("split", 'cause = "A1"\nincidents = ["A3"]') + decision("confirm", 'cause = "B1"')
    found = causes_of(tmp_path, corrections=corrections)
    alone = explain_membership(found, "A3")
    assert alone.decided_by == "problem manager"
    assert "People keep it apart from A1." in alone.missing
    assert explain_membership(found, "B2").group.about.confirmed_by == "problem manager"


def test_a_group_without_incidents_in_the_window_is_explained_too(tmp_path) -> None:
    late = {"incident_id": "Z1", "opened_at": "2026-11-30 09:00", "title": "Unlike anything"}
    old = [row | {"opened_at": row["opened_at"].replace("2026-", "2025-")} for row in ROWS]
    found = causes_of(tmp_path, *old, late)
    assert found.members.is_empty()
    group = explain_membership(found, "A2").group
    assert (group.about.cause_id, group.about.n_incidents) == ("A1", 3)
    assert group.about.name == "Certificate expired: gateway"


@pytest.mark.parametrize(
    ("incident", "words"),
    [
        ("a1", "did you mean A1?"),
        ("NOTHING", "run 'check'"),
        ("S1", "it is a security incident, or may be one"),
        ("D1", "it is a duplicate of A2 and is counted under it"),
    ],
)
def test_what_cannot_be_asked_says_why(causes, incident, words) -> None:
    for ask in (explain_membership, find_alike):
        with pytest.raises(ContractError, match="INCIDENT: ") as refused:
            ask(causes, incident)
        assert words in str(refused.value)


def test_an_incident_that_was_opened_later_is_not_known(tmp_path) -> None:
    with pytest.raises(ContractError, match=r"A3 was opened at 2026-10-10T09:00:00"):
        explain_membership(causes_of(tmp_path, as_of="2026-10-01"), "A3")


def test_alike_come_by_score_then_opening_then_id(tmp_path) -> None:
    twins = [
        {"incident_id": name, "opened_at": opened, **GATEWAY}
        for name, opened in (
            ("T3", "2026-09-11 09:00"),
            ("T1", "2026-09-12 09:00"),
            ("T2", "2026-09-11 09:00"),
        )
    ]
    found = find_alike(causes_of(tmp_path, *ROWS, *twins), "A1", n=10)
    assert found["incident_id"].to_list() == ["A2", "T2", "T3", "T1", "A3"]
    assert found["score"].to_list()[:4] == [found["score"][0]] * 4
    assert set(found["cause_id"]) == {"A1"}


def test_alike_are_only_those_with_more_for_than_against_and_no_security(causes) -> None:
    found = find_alike(causes, "A1")
    assert found["incident_id"].to_list() == ["A2", "A3"]  # S1 and D1 have the very same words


def test_the_score_of_likeness_is_all_evidence_without_the_base(causes) -> None:
    found = find_alike(causes, "A1")
    ids = causes.known.docs["incident_id"]
    likeness = likeness_to_all(causes.known)(ids.is_in(["A1"]).arg_true().to_numpy())[0]
    for row in found.iter_rows(named=True):
        parts = sum(Decimal(str(row[name])) for name in EVIDENCE)
        assert parts == Decimal(str(row["score"]))
        assert row["score"] == pytest.approx(likeness[ids.index_of(row["incident_id"])], abs=1e-5)
        assert row["chance"] == pytest.approx(chance(causes.known.weights.base + row["score"]), abs=1e-5)
