"""Messages that belong to an episode: notices and status updates, by audience."""

from __future__ import annotations

import polars as pl


def messages_of(messages: pl.DataFrame, episodes: pl.DataFrame) -> pl.DataFrame:
    """Give every message with the episode that it belongs to.

    What was sent before the first episode belongs to it; a later one has only what came after its start.

    Args:
        messages: incident_id, audience, at.
        episodes: incident_id, episode, opens_at (when the episode itself began), next_starts_at; rows may
            repeat.

    Returns:
        incident_id, episode, told (the audience, folded), at; in no order.
    """
    at = pl.col("at")
    spans = episodes.select("incident_id", "episode", "opens_at", "next_starts_at")
    spans = spans.unique(["incident_id", "episode"], keep="any")
    is_of_episode = ((pl.col("episode") == 1) | (at >= pl.col("opens_at"))) & (
        pl.col("next_starts_at").is_null() | (at < pl.col("next_starts_at"))
    )
    return (
        messages.with_columns(told=fold_audience())
        .join(spans, on="incident_id")
        .filter(is_of_episode)
        .select("incident_id", "episode", "told", "at")
    )


def first_notices(notifications: pl.DataFrame, episodes: pl.DataFrame) -> pl.DataFrame:
    """Give the first message to each audience that belongs to an episode; see `messages_of`.

    Returns:
        incident_id, episode, told (the audience, folded), notified_at; in no order.
    """
    found = messages_of(notifications, episodes)
    return found.group_by("incident_id", "episode", "told").agg(notified_at=pl.col("at").min())


def fold_audience() -> pl.Expr:
    """Fold an audience for comparison: case and outer space do not matter."""
    return pl.col("audience").str.strip_chars().str.to_lowercase()
