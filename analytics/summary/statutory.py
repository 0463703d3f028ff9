"""The buyer's own clocks: how much of the statutory time was left when the buyer was told."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.contract.vary import as_if_the_buyer_knew
from analytics.obligations import measure
from analytics.obligations.deadlines import calendar_of
from analytics.obligations.messages import first_notices
from analytics.schema import ELAPSED, INSTANT, Tables
from analytics.summary.due import in_month

BUYER: Final = "buyer"
_KEY: Final = ("clause_id", "incident_id", "episode")
_COLUMNS: Final[dict[str, type[pl.DataType] | pl.DataType]] = {
    **dict.fromkeys(("clause_id", "incident_id"), pl.String),
    "episode": pl.Int64,
    **dict.fromkeys(("aware_at", "told_at"), INSTANT),
    "left": ELAPSED,
}


def statutory_time_left(
    tables: Tables,
    contract: Contract,
    as_of: datetime,
    period: str | None,
    obligations: pl.DataFrame,
    episodes: pl.DataFrame,
) -> pl.DataFrame:
    """Measure what a late notice to the buyer cost of the time that the buyer itself has.

    The buyer's clock runs from the buyer's own awareness and never counts against the supplier. Had it
    begun when the supplier knew, it would be due sooner: what was left of that when the buyer was told
    shows how the supplier's notice bears on the buyer's duty. A buyer that was never told has no clock of
    its own, and is the worst case: its row shows what a notice at ``as_of`` would leave.

    Args:
        tables: What `read_exports` returned.
        contract: What `load_contract` returned.
        as_of: The instant of judgement.
        period: The month of the contract's basis; None for all. Where the buyer was not told, it is that of
            the clock which the supplier's knowledge would have started.
        obligations: What `measure` returned for the same three.
        episodes: What `make_episodes` returned for the same.

    Returns:
        One row per notification that the buyer owes, in time of the clause's own calendar: clause_id,
        incident_id, episode, aware_at (the supplier's), told_at (null: no notice to the buyer is on record),
        left (Duration; negative: the time was over; null: a pause is open); by clause, then aware_at.

    Source:
        DOMAIN, section 2: regulators.
    """
    as_known = as_if_the_buyer_knew(contract)
    if as_known is None or tables.notifications is None:
        return pl.DataFrame(schema=_COLUMNS)
    owed = measure(tables, as_known, as_of).filter(pl.col("outcome") != "excluded")
    own = obligations.select(
        *_KEY, is_own_month=in_month(contract, period) & (pl.col("outcome") != "excluded")
    )
    counts = pl.coalesce("is_own_month", in_month(contract, period))
    owed = owed.join(own, on=_KEY, how="left", maintain_order="left").filter(counts)
    notices = tables.notifications.filter(pl.col("at") < as_of)
    told = first_notices(notices, episodes).filter(pl.col("told") == BUYER)
    owed = owed.join(told.rename({"notified_at": "told_at"}), on=_KEY[1:], how="left", maintain_order="left")
    until = pl.max_horizontal(pl.col("told_at").fill_null(as_of), "starts_at")
    return _add_left(owed.with_columns(until=until), as_known).sort(
        "clause_id", "aware_at", "incident_id", "episode"
    )


def _add_left(owed: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Measure from ``until`` to the end of each window, on the calendar of its clause."""
    found = [pl.DataFrame(schema=_COLUMNS)]
    for version, clause in contract.clauses:
        time = calendar_of(contract, clause)
        is_mine = (pl.col("clause_id") == clause.id) & (pl.col("clause_version") == version)
        left = time.worked(pl.col("due_at")) - time.worked(pl.col("until"))
        mine = owed.filter(is_mine).select(*_KEY, "told_at", aware_at="starts_at", left=left.cast(ELAPSED))
        found.append(mine.select(_COLUMNS.keys()))
    return pl.concat(found)
