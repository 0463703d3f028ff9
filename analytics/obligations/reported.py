"""Which clauses the exports can tell anything of: the others are not reported, and make no obligation."""

from __future__ import annotations

from typing import Final

import polars as pl

from analytics.contract.clauses import PAPERS
from analytics.contract.model import Contract
from analytics.obligations.clauses import clause_table
from analytics.obligations.messages import fold_audience
from analytics.schema import RESPONSE_AGAIN, Tables

ENDED: Final = ("resolution", "update")  # clauses whose clocks end with the resolution
_MESSAGES: Final = {"notifications": "notification", "updates": "update"}  # register: kind of clause


def unreported_clauses(contract: Contract, tables: Tables) -> frozenset[str]:
    """Name the clauses of which no export can tell anything, of any incident.

    Args:
        contract: Its clauses.
        tables: What the exports tell, and cannot.

    Returns:
        Their ids; one whose register or source tells of some incidents is none of them.
    """
    sources = tables.incidents.select(pl.col("source").unique(maintain_order=True))
    clauses = clause_table(contract).select("clause_id", "clause_kind", "audience")
    pairs = clauses.join(sources, how="cross").with_columns(
        episode=pl.lit(1), incident_id=pl.lit(None, pl.String)
    )
    told = keep_reported(pairs, tables)["clause_id"].unique()
    return frozenset(pairs["clause_id"]) - frozenset(told)


def keep_reported(paired: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """Leave out what no export can tell: of any incident, of those of one export, or of one audience.

    Reads:
        clause_kind, audience, source, incident_id, episode.
    """
    silent = [
        *(["notification"] if tables.notifications is None else []),
        *(["update"] if tables.updates is None else []),
        *(PAPERS if tables.actions is None else []),
    ]
    kind = pl.col("clause_kind")
    untold = [kind.is_in(silent)] if silent else []
    untold += [(kind == each) & is_untold for each, is_untold in untold_clocks(tables).items()]
    untold += [
        (kind == _MESSAGES[register]) & ~fold_audience().is_in(sorted(told))
        for register, told in sorted(tables.audiences.items())
    ]
    return paired.filter(~pl.any_horizontal(untold).fill_null(value=False)) if untold else paired


def untold_clocks(tables: Tables) -> dict[str, pl.Expr]:
    """Say of episodes, for each kind of clause, whether no export tells when its clock stopped.

    A response stops when somebody took the incident up, or took it up again.

    Reads:
        source, incident_id, episode.
    """
    ended = {kind: pl.col("source").is_in(_silent(tables, kind)) for kind in ENDED}
    return {"response": _is_response_untold(tables), **ended}


def _is_response_untold(tables: Tables) -> pl.Expr:
    source = pl.col("source")
    return (
        source.is_in(_silent(tables, "response"))
        | ((pl.col("episode") > 1) & source.is_in(_silent(tables, RESPONSE_AGAIN)))
        | pl.col("incident_id").is_in(tables.untold.implode())
    )


def _silent(tables: Tables, kind: str) -> list[str]:
    return sorted(source for source, kinds in tables.silences.items() if kind in kinds)
