"""The causes of a window: one row for each, with all that the forum reads of it."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.causes.changes import addressed
from analytics.causes.downtime import downtime
from analytics.causes.effect import effect
from analytics.causes.signal import USUAL, SignalRule, signal
from analytics.causes.state import state
from analytics.schema import SEVERITIES


def summarise_causes(
    members: pl.DataFrame,
    incidents: pl.DataFrame,
    changes: pl.DataFrame,
    first_at: datetime,
    as_of: datetime,
    rule: SignalRule = USUAL,
    starts_at: datetime | None = None,
    runs: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Put together the causes with an incident opened in the window before ``as_of``.

    Reads:
        cause_id, incident_id, kind of members; of incidents, as known at ``as_of``, incident_id, opened_at,
        onset_at, resolved_at, severity, service, component, problem_id, cause_code, caused_by_change.

    Args:
        members: One row per grouped incident, in any order.
        incidents: One row per incident; those in no group are ignored.
        changes: The register of changes, see `addressed`.
        first_at: The first instant of the first day of data, UTC.
        as_of: The instant of judgement and the end of the window, UTC.
        rule: The contract's numbers.
        starts_at: The first instant of the contract, UTC, see `signal`.
        runs: What `runs_of` returned, where reopened incidents are to be measured by their runs.

    Returns:
        One row per cause, by cause:

        - cause_id, kind
        - n_incidents, n_p1 to n_p4: opened in the window, by severity (Int64; those without one are in
          n_incidents only)
        - n_episodes, n_earlier, earlier, p, q, trend, is_signal: see `signal`
        - downtime, is_still_down, n_impossible: see `downtime`, within the window
        - services, components: of the incidents opened in the window (List of String, sorted)
        - first_seen_at, last_seen_at: of all its incidents (instants)
        - problem_ids, caused_by_changes: of all its incidents; change_ids: the changes raised against it
          (List of String, sorted, empty where none)
        - state: see `state`
    """
    told = ["incident_id", "opened_at", "onset_at", "resolved_at", "severity", "service", "component"]
    facts = incidents.select(*told, "problem_id", "cause_code", "caused_by_change")
    own = members.select("cause_id", "incident_id", "kind")
    known = own.join(facts.filter(pl.col("opened_at") < as_of), on="incident_id")
    timed = known if runs is None else own.join(runs, on="incident_id")
    links = addressed(known, changes, as_of)
    signals = signal(known, first_at, as_of, rule, starts_at)
    return (
        signals.join(_describe(known, as_of - rule.window), on="cause_id", how="left")
        .join(downtime(timed, as_of - rule.window, as_of), on="cause_id", how="left")
        .join(_list_changes(links), on="cause_id", how="left")
        .join(state(signals, links, effect(known, changes, first_at, as_of, rule)), on="cause_id", how="left")
        .sort("cause_id")
        .select(
            *("cause_id", "kind", "n_incidents", "n_episodes", *_counts()),
            pl.col("downtime").fill_null(pl.duration()),
            pl.col("is_still_down").fill_null(value=False),
            pl.col("n_impossible").fill_null(0),
            *("services", "components"),
            *("first_seen_at", "last_seen_at", "problem_ids", "caused_by_changes"),
            pl.col("change_ids").fill_null([]),
            *("n_earlier", "earlier", "trend", "p", "q", "is_signal", "state"),
        )
    )


def _describe(known: pl.DataFrame, window_from: datetime) -> pl.DataFrame:
    in_window = pl.col("opened_at") >= window_from
    return known.group_by("cause_id").agg(
        pl.col("kind").first(),
        *(
            (in_window & (pl.col("severity") == severity)).sum().cast(pl.Int64).alias(name)
            for name, severity in _counts().items()
        ),
        services=_names(pl.col("service").filter(in_window)),
        components=_names(pl.col("component").filter(in_window)),
        first_seen_at=pl.col("opened_at").min(),
        last_seen_at=pl.col("opened_at").max(),
        problem_ids=_names(pl.col("problem_id")),
        caused_by_changes=_names(pl.col("caused_by_change")),
    )


def _list_changes(links: pl.DataFrame) -> pl.DataFrame:
    return links.group_by("cause_id").agg(change_ids=_names(pl.col("change_id")))


def _names(column: pl.Expr) -> pl.Expr:
    return column.drop_nulls().unique().sort()


def _counts() -> dict[str, str]:
    """Name the column that counts each severity: ``n_p1`` for P1."""
    return {f"n_{severity.lower()}": severity for severity in SEVERITIES}
