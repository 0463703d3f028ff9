"""Everything that was read, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from analytics.schema.facts import CHANGES, DISPUTES, RELIEF
from analytics.schema.findings import DIFFERENCES, VERDICTS
from analytics.schema.words import empty


@dataclass(frozen=True)
class Tables:
    """What `read_exports` returns: the tidy tables and the account of their rows.

    Args:
        incidents: One row per incident, `INCIDENTS`.
        transitions: One row per recorded change, `TRANSITIONS`.
        pauses: One row per interval on hold, `PAUSES`.
        notifications: One row per message, `NOTIFICATIONS`; None where no export declares any.
        updates: One row per status update, `UPDATES`; None where no export declares any.
        relief: One row per change of a claim, `RELIEF`.
        actions: One row per report, review or action, `ACTIONS`; None where no export declares any.
        disputes: One row per disputed instant, `DISPUTES`.
        changes: One row per change that is to end a cause, `CHANGES`.
        rejected: One row per row not used, `REJECTED`.
        files: One row per file: file, source, sha256, n_bytes, encoding, delimiter, day_order, timezone,
            n_read, n_used, n_excluded, n_faults, first_at, last_at.
        latest_at: The latest instant in any used row of any export; None without any.
        complete_until: The earliest that the exports declare; None where none does.
        notes: Sentences that a reader of the data-quality section needs.
        precisions: Per source, the microseconds within which its instants are exact; absent: exact.
        verdicts: What the tools say of their own clocks, `VERDICTS`.
        differences: Where two parties' exports of one incident differ, `DIFFERENCES`.
        silences: Per export of incidents, the kinds of clause whose facts it cannot tell, and
            `RESPONSE_AGAIN`: "not reported".
        untold: Ids of incidents of which neither their list nor anything beside it tells when they were
            taken up, though it tells so of others of the list.
        audiences: Per register, the only audiences of which it tells; absent: of all.
    """

    incidents: pl.DataFrame
    transitions: pl.DataFrame
    pauses: pl.DataFrame
    notifications: pl.DataFrame | None
    rejected: pl.DataFrame
    files: pl.DataFrame
    latest_at: datetime | None = None
    complete_until: datetime | None = None
    notes: tuple[str, ...] = field(default=())
    updates: pl.DataFrame | None = None
    relief: pl.DataFrame = field(default_factory=lambda: empty(RELIEF))
    actions: pl.DataFrame | None = None
    disputes: pl.DataFrame = field(default_factory=lambda: empty(DISPUTES))
    changes: pl.DataFrame = field(default_factory=lambda: empty(CHANGES))
    precisions: dict[str, int] = field(default_factory=dict)
    verdicts: pl.DataFrame = field(default_factory=lambda: empty(VERDICTS))
    differences: pl.DataFrame = field(default_factory=lambda: empty(DIFFERENCES))
    silences: dict[str, frozenset[str]] = field(default_factory=dict)
    untold: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.String))
    audiences: dict[str, frozenset[str]] = field(default_factory=dict)
