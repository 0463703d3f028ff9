"""Real duplicate reports, marked by their maintainers: are they among the most alike?"""

import pytest

from analytics.causes.why import likeness_to_all
from benchmarks.causes import group, tidy
from benchmarks.causes_baselines import join_texts, run_baselines
from benchmarks.causes_scores import score_likeness
from benchmarks.label_gitbugs import label


@pytest.fixture(scope="module")
def bugs(shared_data):
    folder = shared_data / "gitbugs_seamonkey"
    return tidy(label(folder / "SeaMonkey_bugs.csv", folder / "seamonkey_duplicate_groups.csv"))


def test_at_least_66_of_75_find_a_twin_and_more_than_plain_methods_do(bugs) -> None:
    labels = [name or "" for name in bugs["cause_label"]]
    assert (len(labels), sum(map(bool, labels))) == (1076, 75)
    found = score_likeness(labels, likeness_to_all(group(bugs)[0]))
    plain = run_baselines(join_texts(bugs), labels)
    assert found is not None
    assert round(75 * found) >= 66
    assert found >= 0.015 + max(plain[name]["recall_at_5"] for name in ("tfidf_word", "tfidf_char"))
