"""The state of a cause: how far change control has come with it."""

from __future__ import annotations

from typing import Final

import polars as pl

from analytics.causes.effect import WORKED

STATES: Final = ("no change raised", "change raised", "change made", WORKED)


def state(causes: pl.DataFrame, links: pl.DataFrame, effects: pl.DataFrame) -> pl.DataFrame:
    """Tell how far each cause has come: the furthest that any change against it has reached.

    Args:
        causes: cause_id, unique.
        links: What `addressed` returned: the changes raised, and when they were made.
        effects: What `effect` returned of the same changes.

    Returns:
        One row per cause, in the order given: cause_id; state (one of `STATES`).

    Source:
        DOMAIN, section 7.

    Examples:
        >>> causes = pl.DataFrame({"cause_id": ["A", "B"]})
        >>> links = pl.DataFrame({"cause_id": ["B"], "made_at": [None]})
        >>> effects = pl.DataFrame(schema={"cause_id": pl.String, "verdict": pl.String})
        >>> state(causes, links, effects).rows()
        [('A', 'no change raised'), ('B', 'change raised')]
    """
    stages = pl.concat(
        [
            links.select("cause_id", stage=pl.lit(1) + pl.col("made_at").is_not_null().cast(pl.Int32)),
            effects.filter(pl.col("verdict") == WORKED).select("cause_id", stage=pl.lit(3)),
        ]
    )
    reached = stages.group_by("cause_id").agg(pl.col("stage").max())
    words = pl.col("stage").fill_null(0).replace_strict(dict(enumerate(STATES)), return_dtype=pl.String)
    return (
        causes.select("cause_id")
        .join(reached, on="cause_id", how="left", maintain_order="left")
        .select("cause_id", state=words)
    )
