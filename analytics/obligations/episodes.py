"""Episodes: one run of an incident from its start to its resolution, as known at ``as_of``.

A reopening within the contract's window continues the episode; a later one begins a new episode that is
judged anew. Which instants start, acknowledge and resolve it are rules of the contract.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.contract.model import Contract
from analytics.contract.words import instants_in_order
from analytics.obligations.family import find_families, lend_earliest_start
from analytics.obligations.known import known_incidents, known_transitions
from analytics.obligations.severities import known_severities, severities_now
from analytics.schema import Tables

KEY = ["incident_id", "episode"]
_WORKINGS = (  # what the columns are made from
    *("reopened_at", "progress_at", "first_resolved_at", "first_start", "first_aware", "assigned_at"),
    *("acknowledged_column", "is_flagged", "was_major"),
)


def make_episodes(tables: Tables, contract: Contract, as_of: datetime) -> pl.DataFrame:
    """Give the episodes of every incident opened before ``as_of``.

    Returns:
        One row per incident and episode (1 and up), by incident and episode:

        - kind, service, source, is_security, has_personal_data, is_major: what the incident is
        - is_excluded_kind, is_cancelled: whether the contract judges it at all
        - counted_under, relation (null: on its own), n_members (counted under it)
        - severity (known at ``as_of``)
        - opened_at, onset_at, detected_at, recorded_at, security_at (null: from the beginning)
        - opens_at (of the episode), starts_at, aware_at (of its clocks), acknowledged_at (null: not yet),
          resolved_at (null: open), next_starts_at (null: the last episode)
        - gap (elapsed from a resolution to a reopening inside the episode), resolved_by ("column",
          "last state", "closed" or null), is_late_resolved (acknowledged by nothing but its resolution)
    """
    incidents = known_incidents(tables, as_of)
    return episodes_of(incidents, known_severities(tables, incidents, as_of), tables, contract, as_of)


def episodes_of(
    incidents: pl.DataFrame, spans: pl.DataFrame, tables: Tables, contract: Contract, as_of: datetime
) -> pl.DataFrame:
    """Give the episodes, see `make_episodes`, of the known incidents and the spans of their severities."""
    runs = _resolve_runs(_runs(tables, incidents, as_of), contract)
    episodes = _merge_runs(runs, contract.rules.reopen_window_microseconds)
    severity = severities_now(spans, contract)
    return (
        episodes.join(_facts(incidents, contract), on="incident_id", how="left")
        .join(severity, on="incident_id", how="left")
        .join(_assignments(tables, contract, as_of), on="incident_id", how="left")
        .join(find_families(incidents, contract), on="incident_id", how="left")
        .with_columns(*_starts(), is_major=_is_major(contract))
        .pipe(lend_earliest_start, contract)
        .with_columns(_acknowledged(contract))
        .drop(_WORKINGS)
        .sort(KEY)
    )


def reopening_gaps(tables: Tables, contract: Contract, as_of: datetime) -> pl.DataFrame:
    """Give the gaps between a resolution and the reopening that continues its episode.

    Returns:
        incident_id, episode, paused_at, resumed_at: as pauses, for a contract that does not count them.
    """
    incidents = known_incidents(tables, as_of)
    runs = _number_episodes(
        _resolve_runs(_runs(tables, incidents, as_of), contract), contract.rules.reopen_window_microseconds
    )
    is_gap = ~pl.col("is_new") & (pl.col("gap") > pl.duration(seconds=0))
    return (
        runs.with_columns(paused_at=pl.col("reopened_at") - pl.col("gap"))
        .filter(is_gap)
        .select("incident_id", "episode", "paused_at", resumed_at="reopened_at")
    )


def _runs(tables: Tables, incidents: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """One row per incident and run: what the states say between two reopenings."""
    after = pl.col("after")
    states = known_transitions(tables, as_of, "state").with_columns(
        is_done=after.is_in(["resolved", "closed"]), is_open=after.is_in(["new", "in progress", "on hold"])
    )
    same = pl.col("incident_id") == pl.col("incident_id").shift(1)
    was_done = same & pl.col("is_done").shift(1)
    states = states.with_columns(is_reopening=(was_done & pl.col("is_open")).fill_null(value=False))
    # Counted through all incidents: a run need only differ from the others of its own.
    states = states.with_columns(run=pl.col("is_reopening").cum_sum())
    at = pl.col("at")
    # In their order the least instant is the first; to filter in each of a million groups takes far longer.
    runs = states.group_by("incident_id", "run", maintain_order=True).agg(
        reopened_at=pl.when("is_reopening").then(at).min(),
        progress_at=pl.when(after == "in progress").then(at).min(),
        entered_resolved_at=pl.when(after == "resolved").then(at).max(),
        entered_closed_at=pl.when(after == "closed").then(at).max(),
        last_state=after.last(),
    )
    later = tables.transitions.filter((pl.col("field") == "state") & (pl.col("at") >= as_of))
    is_logged_later = pl.col("incident_id").is_in(later["incident_id"].unique().implode())
    columns = incidents.select(
        "incident_id", "resolved_at", "closed_at", final_state=pl.when(~is_logged_later).then("state")
    )
    runs = columns.join(runs, on="incident_id", how="left").sort("incident_id", "run", nulls_last=False)
    is_last = (pl.col("incident_id") != pl.col("incident_id").shift(-1)).fill_null(value=True)
    logless = pl.when(pl.col("run").is_null()).then(
        "final_state"
    )  # a table tells one state, and not since when
    # A table that says that an incident is open says so of its closing time too: it is not used.
    is_open = logless.is_in(["new", "in progress", "on hold"]).fill_null(value=False)
    return runs.with_columns(
        is_last=is_last,
        last_state=pl.coalesce("last_state", logless),
        closed_at=pl.when(~is_open).then("closed_at"),
    )


def _resolve_runs(runs: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add resolved_at and resolved_by of each run, by the contract's sources in their order."""
    since = pl.col("reopened_at")
    is_done = pl.col("last_state").is_in(["resolved", "closed"])

    def in_this_run(name: str) -> pl.Expr:  # a column that the tool did not clear belongs to an earlier run
        return pl.when(since.is_null() | (pl.col(name) >= since)).then(pl.col(name))

    by_source = {
        "column": in_this_run("resolved_at"),
        "last state": pl.when(is_done).then(pl.col("entered_resolved_at")),
        "closed": pl.coalesce(
            in_this_run("closed_at"), pl.when(pl.col("last_state") == "closed").then("entered_closed_at")
        ),
    }
    sources = contract.rules.resolved
    earlier = pl.coalesce("entered_resolved_at", "entered_closed_at")
    last = pl.coalesce([by_source[source] for source in sources])
    label = pl.coalesce([pl.when(by_source[source].is_not_null()).then(pl.lit(source)) for source in sources])
    return runs.with_columns(
        resolved_at=pl.when("is_last").then(last).otherwise(earlier),
        resolved_by=pl.when("is_last").then(label).otherwise(pl.lit("last state")),
    )


def _number_episodes(runs: pl.DataFrame, window: int) -> pl.DataFrame:
    """Add gap (since the resolution before), is_new and episode to runs in their order."""
    same = (pl.col("incident_id") == pl.col("incident_id").shift(1)).fill_null(value=False)
    gap = pl.when(same).then(pl.col("reopened_at") - pl.col("resolved_at").shift(1))
    runs = runs.with_columns(gap=gap).with_columns(
        is_new=(pl.col("gap") > pl.duration(microseconds=window)).fill_null(value=False)
    )
    n_new = pl.col("is_new").cum_sum().cast(pl.Int64)
    n_before = pl.when(~same).then(n_new).forward_fill()  # an incident's first run has no gap, so is not new
    return runs.with_columns(episode=1 + n_new - n_before)


def _merge_runs(runs: pl.DataFrame, window: int) -> pl.DataFrame:
    """Join runs whose gap lies within the window into one episode."""
    runs = _number_episodes(runs, window)
    episodes = runs.group_by(KEY, maintain_order=True).agg(
        reopened_at=pl.when("is_new").then("reopened_at").min(),
        progress_at=pl.col("progress_at").min(),
        first_resolved_at=pl.col("resolved_at").first(),
        resolved_at=pl.col("resolved_at").last(),
        resolved_by=pl.col("resolved_by").last(),
        last_state=pl.col("last_state").last(),
        gap=pl.when(~pl.col("is_new")).then("gap").sum(),
    )
    same = pl.col("incident_id") == pl.col("incident_id").shift(-1)
    return episodes.with_columns(
        next_starts_at=pl.when(same).then(pl.col("reopened_at").shift(-1)),
        is_cancelled=(pl.col("last_state") == "cancelled").fill_null(value=False),
    ).drop("last_state")


def _facts(incidents: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """What the incident is, and its instants by the rules for the first episode's clocks."""
    start, aware = (instants_in_order(text) for text in (contract.rules.clock_start, contract.rules.aware))
    return incidents.select(
        *("incident_id", "kind", "source", "service", "is_security", "has_personal_data"),
        *("opened_at", "onset_at", "detected_at", "recorded_at", "security_at"),
        pl.col("is_major").alias("is_flagged"),
        pl.col("kind").is_in(contract.rules.excludes).alias("is_excluded_kind"),
        pl.coalesce(*start, "opened_at").alias("first_start"),
        pl.coalesce(*aware, "opened_at").alias("first_aware"),
        pl.col("acknowledged_at").alias("acknowledged_column"),
        pl.col("aware_at").alias("aware_column"),
    )


def _is_major(contract: Contract) -> pl.Expr:
    """What the contract calls a major incident, by all that is known so far."""
    marks = {"flagged": "is_flagged", "security": "is_security"}
    flags = [marks[word] for word in contract.rules.major if word in marks]
    return pl.any_horizontal("was_major", *(pl.col(flag).fill_null(value=False) for flag in flags))


def _assignments(tables: Tables, contract: Contract, as_of: datetime) -> pl.DataFrame:
    first = known_transitions(tables, as_of, "assignment").group_by("incident_id", maintain_order=True)
    frame = first.agg(assigned_at=pl.col("at").first())
    return frame if contract.rules.acknowledged.or_ == "first assignment" else frame.clear()


def _starts() -> list[pl.Expr]:
    reopened = pl.col("reopened_at")
    return [
        pl.coalesce(reopened, "first_start").alias("opens_at"),
        pl.coalesce(reopened, "first_start").alias("starts_at"),
        pl.coalesce(reopened, "first_aware").alias("aware_at"),
    ]


def _acknowledged(contract: Contract) -> list[pl.Expr]:
    """The first In Progress state, else first assignment, at latest at resolution (rule)."""
    is_first = pl.col("episode") == 1
    found = pl.coalesce(
        pl.when(is_first).then("acknowledged_column"), "progress_at", pl.when(is_first).then("assigned_at")
    )
    if contract.rules.acknowledged.at_latest == "nothing":
        return [found.alias("acknowledged_at"), pl.lit(value=False).alias("is_late_resolved")]
    resolved = pl.when(pl.col("first_resolved_at") >= pl.col("starts_at")).then("first_resolved_at")
    latest = pl.min_horizontal(found, resolved)
    by_resolution = resolved.is_not_null() & (found.is_null() | (found > resolved))
    return [latest.alias("acknowledged_at"), by_resolution.fill_null(value=False).alias("is_late_resolved")]
