import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from analytics.causes.linkage import link_on_average


def likeness(draws: list[int], n: int) -> np.ndarray:
    """A symmetric matrix of distinct values, so that no tie decides."""
    matrix = np.zeros((n, n))
    matrix[np.triu_indices(n, 1)] = np.array(draws[: n * (n - 1) // 2]) / 1_000_003
    return matrix + matrix.T + np.eye(n)


@settings(deadline=None, max_examples=200)
@given(
    st.integers(2, 9),
    st.lists(st.integers(1, 10**6), min_size=36, max_size=36, unique=True),
    st.floats(0.1, 0.9),
)
def test_it_is_average_linkage(n: int, draws: list[int], threshold: float) -> None:
    means = likeness(draws, n)
    mine = link_on_average(means, np.ones(n, dtype=int), threshold)
    tree = linkage(squareform(1 - means, checks=False), "average")
    theirs = fcluster(tree, 1 - threshold, "distance")
    assert ((mine[:, None] == mine) == (theirs[:, None] == theirs)).all()


def test_a_large_group_outweighs_a_single_one() -> None:
    """Nine of .1 and one of .9 make .18: the tenth does not bring the two together."""
    means = np.array([[1, 0.95, 0.1], [0.95, 1, 0.9], [0.1, 0.9, 1]])
    assert link_on_average(means, np.array([9, 1, 1]), 0.5).tolist() == [0, 0, 2]


def test_a_group_weighs_as_much_as_it_has_taken_in() -> None:
    """0 and 1 join, then 2; with 3 the three make (.3 + .3 + .85) / 3 = .48, not (.3 + .85) / 2 = .58."""
    means = np.array([[1, 0.95, 0.9, 0.3], [0.95, 1, 0.9, 0.3], [0.9, 0.9, 1, 0.85], [0.3, 0.3, 0.85, 1]])
    assert link_on_average(means, np.ones(4, dtype=int), 0.55).tolist() == [0, 0, 0, 3]


def test_nothing_to_link() -> None:
    assert link_on_average(np.zeros((0, 0)), np.zeros(0, dtype=int), 0.5).tolist() == []


def test_each_pair_may_have_its_own_threshold() -> None:
    means = np.array([[1, 0.6], [0.6, 1]])
    strict = np.array([[0.5, 0.7], [0.7, 0.5]])
    assert link_on_average(means, np.array([1, 1]), strict).tolist() == [0, 1]
    assert link_on_average(means, np.array([1, 1]), 0.5).tolist() == [0, 0]
