"""A contract with its exports, read once: where every report, figure and explanation begins."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from analytics.clock import Period, holidays_sha256, midnight, month, month_of, months
from analytics.contract.load import load_contract
from analytics.contract.model import Contract
from analytics.errors import ContractError
from analytics.intake import read_exports
from analytics.obligations import unreported_clauses
from analytics.schema import Tables

if TYPE_CHECKING:
    from analytics.causes.find import CauseHistory, Causes

KEPT_CAUSES: Final = 2  # instants: a month's pages are made one after another
INSTANT_FORMS: Final = "2026-11-01, 2026-11-01T09:30 or 2026-11-01T09:30+00:00"


@dataclass(frozen=True)
class Dataset:
    """A contract and the tidy tables of its exports.

    Args:
        contract: What `load_contract` returned.
        tables: What `read_exports` returned.
    """

    contract: Contract
    tables: Tables

    @property
    def timezone(self) -> str:
        """The contract's zone: months and days are its months and days."""
        return self.contract.timezone

    @cached_property
    def starts_at(self) -> dt.datetime:
        """Midnight at which the contract starts."""
        return midnight(self.contract.head.starts, self.timezone)

    @cached_property
    def ends_at(self) -> dt.datetime | None:
        """The data's end: ``complete_until`` of the exports, else the latest instant in any used row."""
        return self.tables.complete_until or self.tables.latest_at

    @cached_property
    def unreported(self) -> frozenset[str]:
        """Ids of the clauses of which no export tells anything."""
        return unreported_clauses(self.contract, self.tables)

    def causes_at(self, as_of: dt.datetime) -> Causes:
        """Give the causes known at an instant; those asked for last are kept for the month's next page."""
        if as_of not in self._causes:
            self._causes[as_of] = self._cause_history.at(as_of)
            for oldest in list(self._causes)[:-KEPT_CAUSES]:
                del self._causes[oldest]
        return self._causes[as_of]

    @cached_property
    def _cause_history(self) -> CauseHistory:
        from analytics.causes.find import CauseHistory

        return CauseHistory(self.tables, self.contract)

    @cached_property
    def _causes(self) -> dict[dt.datetime, Causes]:
        return {}

    @cached_property
    def inputs(self) -> tuple[tuple[str, str | None], ...]:
        """Each export once, by its path and the hash of its bytes; None: it could not be read."""
        return tuple(self.tables.files.select("path", "sha256").unique(maintain_order=True).iter_rows())

    @cached_property
    def inputs_sha256(self) -> str:
        """One hash of all that the figures depend on: contract, corrections, exports, bank holidays."""
        own = [self.contract.sha256, self.contract.corrections_sha256 or "no corrections"]
        parts = [*own, holidays_sha256(), *(f"{name}={digest}" for name, digest in self.inputs)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def all_periods(self) -> tuple[Period, ...]:
        """Every month that can be reported: complete ones, empty ones too.

        From that of the contract's start or the first incident, the later, to the last whose end is not
        after the data's end. The first is marked as a part month where the contract starts inside it.
        """
        first_opened = self.tables.incidents["opened_at"].min()
        if self.ends_at is None:
            return ()
        begin = max(self.starts_at, first_opened) if isinstance(first_opened, dt.datetime) else self.starts_at
        first, last = (month_of(instant, self.timezone).name for instant in (begin, self.ends_at))
        complete = [p for p in months(first, last, self.timezone) if p.ends_at <= self.ends_at]
        return tuple(self._mark(period) for period in complete)

    def period(self, name: str) -> Period:
        """Give one month by name, whether its data is complete or not.

        Raises:
            ContractError: The name is no month, or none of the contract's.
        """
        found = month(name, self.timezone)
        head = self.contract.head
        is_before = found.ends_at <= self.starts_at
        if is_before or (head.ends is not None and found.starts_at >= midnight(head.ends, self.timezone)):
            runs = f"from {head.starts}" + (f" to before {head.ends}" if head.ends else "")
            what = f"the contract does not run in {name}"
            raise ContractError.at(
                "--period", what, f"a month in which it runs, {runs}", "name another month"
            )
        return self._mark(found)

    def _mark(self, period: Period) -> Period:
        """Mark a month in which the contract starts after its first day."""
        is_part = period.starts_at < self.starts_at < period.ends_at
        return replace(period, is_part=is_part)

    @cached_property
    def whole_as_of(self) -> dt.datetime:
        """Just after everything: one microsecond past the latest instant in any used row of any export."""
        latest = self.tables.latest_at or self.starts_at
        return latest + dt.timedelta(microseconds=1)


def open_dataset(contract: Path | str, exports: Path | str | None = None) -> Dataset:
    """Read a contract and its exports.

    Args:
        contract: The contract file, or its folder.
        exports: The folder that the exports' paths are relative to; None: the contract's own.

    Raises:
        ContractError: The contract cannot be used.
        ExportError: An export was refused.
    """
    loaded = load_contract(contract)
    return Dataset(loaded, read_exports(loaded, Path(exports) if exports is not None else None))


def parse_instant(text: str, timezone: str, where: str = "--as-of") -> dt.datetime:
    """Read an instant; without an offset it is in the contract's zone.

    Raises:
        ContractError: It is no instant, or its local time does not exist or occurs twice.

    Examples:
        >>> parse_instant("2026-07-01T09:00", "Europe/London").isoformat()
        '2026-07-01T08:00:00+00:00'
    """
    try:
        instant = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise ContractError.at(where, f"{text!r} is no instant", INSTANT_FORMS) from None
    if instant.tzinfo is None:
        zone = ZoneInfo(timezone)
        readings = {_to_utc(instant.replace(tzinfo=zone, fold=fold), text, where) for fold in (0, 1)}
        if len(readings) > 1:
            what = f"{text!r} does not name one instant in {timezone}: the clocks change"
            raise ContractError.at(where, what, "an offset, as in 2026-10-25T01:30+01:00")
        return readings.pop()
    return _to_utc(instant, text, where)


def _to_utc(instant: dt.datetime, text: str, where: str) -> dt.datetime:
    try:
        return instant.astimezone(dt.UTC)
    except OverflowError:
        raise ContractError.at(where, f"{text!r} is outside the years 1 to 9999", INSTANT_FORMS) from None
