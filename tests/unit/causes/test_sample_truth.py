"""What the sample plants is found: causes that recur, changes that stop them or do not, a look-alike pair."""

import polars as pl
import pytest

import analytics as ia
from analytics.causes.find import find_causes
from analytics.publish.new import new_folder
from benchmarks.causes_scores import score_groups


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "contract"
    new_folder(folder)
    return folder


@pytest.fixture(scope="module")
def causes(sample_folder):
    dataset = ia.open_dataset(sample_folder)
    return find_causes(dataset.tables, dataset.contract, dataset.ends_at)


@pytest.fixture(scope="module")
def truth(sample_folder, causes):
    path = sample_folder / "exports" / "truth_causes.csv"
    known = pl.read_csv(path, infer_schema=False)
    return known.join(causes.incidents.select("incident_id"), on="incident_id", how="semi")


def group_of(causes, truth, key: str) -> tuple[str, int, int]:
    """The group with most incidents of a cause: its id, how many of them, and how many others."""
    own = truth.filter(pl.col("cause_key") == key)["incident_id"]
    counts = causes.groups.with_columns(is_own=pl.col("incident_id").is_in(own.implode())).group_by(
        "cause_id"
    )
    best = counts.agg(n=pl.col("is_own").sum(), n_other=(~pl.col("is_own")).sum()).sort("n", descending=True)
    return best.row(0)


def test_planted_changes_get_the_verdict_of_the_truth(causes, sample_folder) -> None:
    truth = pl.read_csv(sample_folder / "exports" / "truth_changes.csv", infer_schema=False)
    planted = dict(truth.drop_nulls("verdict").select("change_id", "verdict").iter_rows())
    found = dict(causes.effects.select("change_id", "verdict").iter_rows())
    assert found == {change: verdict for change, verdict in planted.items() if verdict != "not made"}


def test_look_alikes_with_other_causes_are_two_groups(causes, truth) -> None:
    alike = (
        "name server answers late for the sign-in address",
        "connection pool of the sign-in database runs dry",
    )
    assert len({group_of(causes, truth, key)[0] for key in alike}) == 2


def test_the_groups_are_those_of_the_truth_for_the_most_part(causes, truth) -> None:
    """Nine in ten of those grouped with an incident have its cause; so says P of the benchmark."""
    group = dict(causes.groups.select("incident_id", "cause_id").iter_rows())
    labels = truth["cause_key"].fill_null("").to_list()
    scores = score_groups(labels, [group.get(name, name) for name in truth["incident_id"]])
    assert scores["p"] > 0.75
    assert scores["rf"] > 0.75


def test_every_group_has_a_name_in_words_and_no_free_text(causes) -> None:
    assert causes.table["name"].null_count() == 0


def test_nothing_is_counted_twice_and_all_members_count(causes) -> None:
    assert causes.groups["incident_id"].is_unique().all()
    assert set(causes.members["incident_id"]) <= set(causes.incidents["incident_id"])
