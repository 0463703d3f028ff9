"""Whether anything repeats at all: of most files nothing does, and looking at every cell costs much more."""

from __future__ import annotations

import polars as pl


def may_repeat(ids: pl.Series) -> bool:
    """Say whether a value may stand more than once.

    Args:
        ids: What tells rows apart.

    Returns:
        False is certain: equal values have equal hashes. True is nearly so.

    Examples:
        >>> may_repeat(pl.Series(["INC1", "INC2"])), may_repeat(pl.Series(["INC1", "INC1"]))
        (False, True)
        >>> may_repeat(pl.Series(["INC2", "INC1", "INC1"])), may_repeat(pl.Series(["INC2", None, None]))
        (True, True)
        >>> may_repeat(pl.Series(["INC2", "INC1", "INC2"])), may_repeat(pl.Series(["INC2", "INC3", "INC1"]))
        (True, False)
    """
    if ids.is_sorted() or ids.is_sorted(descending=True):  # as most exports are: equal ones are neighbours
        return bool(ids.eq_missing(ids.shift()).any())
    return ids.hash().n_unique() < len(ids)
