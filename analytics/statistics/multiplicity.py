"""Many tests at once: of what is called a finding, how much may be chance."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def benjamini_hochberg(p_values: Sequence[Fraction]) -> list[Fraction]:
    """Turn the p of each of many tests into its q, the false discovery rate at which it is a finding.

    Calling all those with q at or below 5 % findings leaves, on average, at most 5 % of them to chance. The
    i-th smallest p of m is multiplied by m / i, and none may then be above a later one.

    Args:
        p_values: 0 to 1, exact, in any order.

    Returns:
        q of each, in the same order.

    Source:
        Y. Benjamini and Y. Hochberg, Controlling the False Discovery Rate: A Practical and Powerful Approach
        to Multiple Testing, Journal of the Royal Statistical Society B 57 (1995).

    Examples:
        >>> [str(q) for q in benjamini_hochberg([Fraction(1, 2), Fraction(1, 100), Fraction(1, 40)])]
        ['1/2', '3/100', '3/80']
    """
    n = len(p_values)
    order = sorted(range(n), key=p_values.__getitem__)
    q_values = [Fraction(1)] * n
    least = Fraction(1)
    for rank in range(n, 0, -1):
        place = order[rank - 1]
        least = min(least, p_values[place] * n / rank)
        q_values[place] = least
    return q_values
