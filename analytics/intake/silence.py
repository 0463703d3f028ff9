"""What the exports of a contract cannot tell, whatever they hold: clauses on it are not reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from analytics.contract.model import Contract
from analytics.schema import RESPONSE_AGAIN
from analytics.sources import SOURCES

ACKNOWLEDGED = "acknowledged_at"
_NAMED = 5


def silences_of(
    contract: Contract,
    columns: Mapping[str, frozenset[str]],
    incidents: pl.DataFrame,
    told: Mapping[str, frozenset[str]],
) -> dict[str, frozenset[str]]:
    """Say which kinds of clause an export of incidents cannot answer.

    When somebody took an incident up is told by a column, by the log itself, or by another export of the
    contract that logs changes or the tool's own clocks of its incidents. Where none does, an incident would
    count as acknowledged at its resolution, as if nobody had looked at it before: that is not known. A tool's
    own clocks may tell that an incident was reopened, and not when somebody took it up again.

    Args:
        contract: Its exports.
        columns: Our names of the columns that each file has, by its label.
        incidents: `schema.INCIDENTS`.
        told: What `told_by` returned.
    """
    carried = {
        export.path: SOURCES[export.source].carries for export in contract.exports if export.path in told
    }
    silent = {}
    for export in contract.exports:
        source = SOURCES[export.source]
        if source.rows.shape != "incident" or export.path not in columns:
            continue
        own = frozenset(incidents.filter(pl.col("source") == export.path)["incident_id"])
        beside = {fact for path, facts in carried.items() for fact in facts if not own.isdisjoint(told[path])}
        kinds = {RESPONSE_AGAIN} if "reopening" in beside and "transitions" not in beside else set()
        if ACKNOWLEDGED not in {*columns[export.path], *source.carries, *beside}:
            kinds.add("response")
        if kinds:
            silent[export.path] = frozenset(kinds)
    return silent


def told_by(rows: Mapping[str, Sequence[pl.DataFrame]], verdicts: pl.DataFrame) -> dict[str, frozenset[str]]:
    """Name the incidents of which exports beside the lists tell when somebody took them up.

    Args:
        rows: Per shape, the typed rows of each file: of recorded changes all tell.
        verdicts: `schema.VERDICTS`: clocks of the response tell.

    Returns:
        The export's path to the ids of incidents.
    """
    pairs = [part.select(pl.col("file").alias("source"), "incident_id") for part in rows.get("event", ())]
    pairs.append(verdicts.filter(pl.col("measures") == "response").select("source", "incident_id"))
    told: dict[str, set[str]] = {}
    for source, name in pl.concat(pairs).unique().iter_rows():
        told.setdefault(source, set()).add(name)
    return {source: frozenset(names) for source, names in told.items()}


def audiences_of(contract: Contract) -> dict[str, frozenset[str]]:
    """Say of which audiences alone a register tells, where only status pages fill it.

    A status page shows what the public was told, and nothing of what the buyer was.
    """
    told: dict[str, set[str]] = {}
    for export in contract.exports:
        source = SOURCES[export.source]
        for _, rows in source.every_rows():
            audience = export.fixed.get("audience") or rows.fixed.get("audience")
            if rows.shape in ("notifications", "updates"):
                told.setdefault(rows.shape, set()).add(audience.strip().casefold() if audience else "")
    return {register: frozenset(names) for register, names in told.items() if "" not in names}


def note_silences(contract: Contract, silences: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Say which clauses are not reported, and of which export.

    Args:
        contract: Its clauses.
        silences: What `silences_of` returned.

    Yields:
        Sentences for the account.
    """
    sources = sorted(source for source, kinds in silences.items() if kinds == {"response"})
    ids = list(dict.fromkeys(clause.id for _, clause in contract.clauses if clause.kind == "response"))
    if not sources or not ids:
        return
    do, them, their = ("does", "it", "its") if len(sources) == 1 else ("do", "them", "their")
    yield (
        f"{_listed(sources)} {do} not tell when an incident was taken up, and no export beside {them} does: "
        f"{_listed(ids)} {'is' if len(ids) == 1 else 'are'} not reported for {their} incidents. Map a column "
        "to acknowledged_at, or add the log."
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
