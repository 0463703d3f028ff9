"""The rows of all files to one set of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from analytics.contract.model import Contract
from analytics.intake.audit import build_audit
from analytics.intake.built import Built, no_rows, nothing, reject
from analytics.intake.registers import Registers, build_registers
from analytics.intake.table import build_table

TOLD_TWICE = "the audit log of another export has this incident"


def combine(
    rows: Mapping[str, Sequence[pl.DataFrame]], contract: Contract, *, is_whole: bool = True
) -> tuple[Built, Registers, pl.DataFrame]:
    """Put the sources together.

    An incident that an audit log has is taken from there: a row of a table about it is a second account
    of the same facts, which nothing can prove to agree, and is kept out as a fault.

    Args:
        rows: Per source, the typed rows of each file with ``file_number`` and ``row``.
        contract: The contract.
        is_whole: No export of incidents was refused.

    Returns:
        The tables of the incidents; the registers beside them; and every typed row that is not used.
    """
    audit = (
        build_audit(_below(rows["servicenow-audit"]), contract) if "servicenow-audit" in rows else nothing()
    )
    table, told = nothing(), no_rows()
    if "table" in rows:
        listed = _below(rows["table"])
        is_told = pl.col("incident_id").is_in(audit.incidents["incident_id"].implode())
        table = build_table(listed.filter(~is_told))
        told = reject(listed.filter(is_told), TOLD_TWICE, is_fault=True)
    built = Built(
        pl.concat([audit.incidents, table.incidents]).sort("incident_id"),
        audit.transitions,
        audit.pauses,
        pl.concat([audit.rejected, table.rejected, told]),
        (*audit.notes, *table.notes),
    )
    logged = audit.incidents["incident_id"]
    registers = build_registers(rows, contract, built.incidents, logged=logged, is_whole=is_whole)
    return built, registers, pl.concat([built.rejected, registers.rejected])


def _below(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts, how="diagonal") if parts else pl.DataFrame()
