"""The rows of all files to one set of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from analytics.contract.model import Contract
from analytics.intake.audit import build_audit
from analytics.intake.built import Built, no_rows, nothing, reject, sort_ids
from analytics.intake.events import build_events
from analytics.intake.parties import Parties
from analytics.intake.registers import Registers, build_registers
from analytics.intake.table import build_table
from analytics.intake.verdicts import build_verdicts, lend_responses

TOLD_TWICE = "the audit log of another export has this incident"


def combine(
    rows: Mapping[str, Sequence[pl.DataFrame]],
    contract: Contract,
    columns: Mapping[str, frozenset[str]],
    minutes: frozenset[str],
    *,
    is_whole: bool = True,
) -> tuple[Built, Registers, pl.DataFrame]:
    """Put the sources together.

    An incident that an audit log has is taken from there: a row of a table about it is a second account
    of the same facts, which nothing can prove to agree, and is kept out as a fault, unless the contract says
    that it is the other party's account: then the two are compared.

    Args:
        rows: Per shape, the typed rows of each file with ``file_number`` and ``row``.
        contract: The contract.
        columns: Our names of the columns that each file has, by its label.
        minutes: The files whose instants are whole minutes.
        is_whole: No export of incidents was refused.

    Returns:
        The tables of the incidents; the registers beside them; and every typed row that is not used.
    """
    parties = Parties.of(contract, columns, minutes)
    audit = build_audit(_below(rows["update"]), contract) if "update" in rows else nothing()
    table, told, compared = nothing(), no_rows(), nothing()
    if "incident" in rows:
        listed = _below(rows["incident"])
        is_logged = listed["incident_id"].is_in(audit.incidents["incident_id"].implode())
        of_audit = listed.filter(is_logged)
        is_other = parties.is_of_other(of_audit, audit.incidents)
        table = build_table(listed.filter(~is_logged) if of_audit.height else listed, parties)
        told = reject(of_audit.filter(~is_other), TOLD_TWICE, is_fault=True)
        compared = parties.compare(audit.incidents, of_audit.filter(is_other))
    told_by = [part.incidents for part in (audit, table) if part.incidents.height]
    incidents = sort_ids(pl.concat(told_by) if told_by else audit.incidents)
    logged = audit.incidents["incident_id"]
    events = build_events(_below(rows.get("event", ())), incidents, contract, logged, is_whole=is_whole)
    verdicts = build_verdicts(rows, incidents, contract, is_whole=is_whole)
    parts = (audit, table, compared, events, verdicts)
    built = Built(
        lend_responses(incidents, verdicts.verdicts, contract),
        pl.concat([part.transitions for part in parts]).sort(
            "incident_id", "at", "field", maintain_order=True
        ),
        pl.concat([part.pauses for part in parts]).sort("incident_id", "paused_at", maintain_order=True),
        pl.concat([*(part.rejected for part in parts), told]),
        tuple(note for part in parts for note in part.notes),
        verdicts.verdicts,
        pl.concat([part.disputes for part in parts]),
        pl.concat([part.differences for part in parts]).sort("incident_id", "field", maintain_order=True),
    )
    registers = build_registers(rows, contract, built.incidents, logged=logged, is_whole=is_whole)
    return built, registers, pl.concat([built.rejected, registers.rejected])


def _below(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts, how="diagonal") if parts else pl.DataFrame()
