"""The scores of the benchmark on ten items, worked by hand."""

import numpy as np
import pytest

from benchmarks.causes_scores import most_alike, score_groups, score_likeness

LABELS = ["a", "a", "a", "b", "b", "c", "c", "", "", "d"]
GROUPS = [1, 1, 2, 2, 3, 4, 4, 5, 5, 6]
# P: items in predicted groups of two and more: 0 1 (1 of 1 each), 2 3 (0 of 1), 5 6 (1 of 1), 7 8 (blank: 0).
# (1 + 1 + 0 + 0 + 1 + 1 + 0 + 0) / 8 = 1/2.
# R: items in true groups of two and more: 0 1 (1 of 2 each), 2 (0 of 2), 3 4 (0 of 1), 5 6 (1 of 1 each).
# (1/2 + 1/2 + 0 + 0 + 0 + 1 + 1) / 7 = 3/7. F1 = 2 * (1/2 * 3/7) / (1/2 + 3/7) = 6/13.


def test_ten_items_by_hand() -> None:
    assert score_groups(LABELS, GROUPS) == pytest.approx({"rf": 6 / 13, "p": 1 / 2, "r": 3 / 7})


def test_doing_nothing_scores_nothing() -> None:
    assert score_groups(LABELS, list(range(10))) == {"rf": 0.0, "p": 0.0, "r": 0.0}


def test_without_a_true_group_there_is_no_score() -> None:
    assert score_groups(["a", "b", "", ""], [1, 1, 1, 1]) == {"rf": None, "p": None, "r": None}


def test_a_blank_label_equals_no_other() -> None:
    assert score_groups(["", "", "a", "a"], [1, 1, 2, 2])["p"] == 0.5


# Four items, a a b b; each row the likeness to all. One best: 0 finds 1, 1 finds 2, 2 finds 3, 3 nothing.
SCORES = np.array([[9, 3, 2, 1], [1, 9, 4, 0], [0, 1, 9, 2], [0, 0, 0, 9.0]])


def test_likeness_counts_items_with_a_twin_among_the_best() -> None:
    assert score_likeness(["a", "a", "b", "b"], lambda places: SCORES[places].copy(), n_best=1) == 2 / 4


def test_a_score_of_nothing_is_not_alike() -> None:
    assert most_alike(SCORES[3].copy(), 3, 5).tolist() == []


def test_ties_go_to_the_first() -> None:
    assert most_alike(np.array([1.0, 5, 5, 5]), 0, 2).tolist() == [1, 2]
