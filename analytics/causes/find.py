"""Repeat root causes of a contract, as known at an instant: the fold over its months, and what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from analytics.causes.changes import addressed
from analytics.causes.decisions import obey, waiting
from analytics.causes.downtime import runs_of
from analytics.causes.effect import effect
from analytics.causes.fold import add_month
from analytics.causes.known import Known
from analytics.causes.members import describe_members
from analytics.causes.names import name_causes
from analytics.causes.signal import SignalRule
from analytics.causes.table import summarise_causes
from analytics.clock import midnight, month_of, months
from analytics.contract.model import Contract
from analytics.obligations import make_episodes
from analytics.obligations.family import find_families
from analytics.obligations.known import known_facts
from analytics.schema import LINEAGE, MEMBERS, Tables

KEPT_BELOW: Final = 50_000  # incidents: below, every month is kept, so that pages may ask in any order


def rule_of(contract: Contract) -> SignalRule:
    """Give the contract's numbers for signals and changes."""
    causes = contract.rules.causes
    return SignalRule(
        window=timedelta(microseconds=causes.window_microseconds),
        at_least=causes.at_least,
        at_least_severe=causes.at_least_severe,
        severe=tuple(causes.severe),
        gap=timedelta(microseconds=causes.episode_gap_microseconds),
        before=timedelta(microseconds=causes.before_microseconds),
    )


class CauseHistory:
    """The groups of a contract's incidents month by month, made once and asked for any instant.

    Args:
        tables: What `read_exports` returned.
        contract: What `load_contract` returned.
    """

    def __init__(self, tables: Tables, contract: Contract) -> None:
        self.tables, self.contract = tables, contract
        self._at: dict[datetime, Known] = {}

    def at(self, as_of: datetime) -> Causes:
        """Give the causes as known at an instant.

        Groups are a fold over the months from the first data, each known at its own end, so that what an
        earlier report said stands; the part of a month up to ``as_of`` is added last.
        """
        ends = [end for end in self._month_ends(as_of) if end < as_of]
        known = self._fold([*ends, as_of])
        return Causes(self.tables, self.contract, as_of, known)

    def _fold(self, ends: list[datetime]) -> Known:
        done = max((n for n, end in enumerate(ends) if end in self._at), default=-1)
        known = self._at[ends[done]] if done >= 0 else Known()
        for n, end in enumerate(ends[done + 1 :], start=done + 1):
            known = known.copy()
            self._add(known, end)
            if self.tables.incidents.height <= KEPT_BELOW or n >= len(ends) - 2:
                self._at[end] = known
        return known

    def _add(self, known: Known, end: datetime) -> None:
        facts = countable(known_facts(self.tables, end), self.contract, end)
        add_month(known, end, facts, tuple(sorted(self.contract.rules.causes.catch_all_words)))
        obey(known, end, self.contract.corrections, self.contract.timezone)

    def _month_ends(self, as_of: datetime) -> Iterable[datetime]:
        first = self.tables.incidents["opened_at"].min()
        if not isinstance(first, datetime) or first >= as_of:
            return []
        zone = self.contract.timezone
        every = months(month_of(first, zone).name, month_of(as_of, zone).name, zone)
        return [period.ends_at for period in every]


def countable(facts: pl.DataFrame, contract: Contract, as_of: datetime) -> pl.DataFrame:
    """Leave out what is no incident of its own: drills, requests, duplicates, children; and security.

    What a security incident says of itself would show in the groups of others. A row recorded later than it
    was opened is known from its recording on.
    """
    counted_under = find_families(facts, contract)["incident_id"]
    is_hidden = pl.col("is_security").fill_null(value=contract.rules.has_security_rule)
    is_known = (pl.col("recorded_at") < as_of).fill_null(value=True)
    is_own = ~pl.col("incident_id").is_in(counted_under.implode())
    return facts.filter((pl.col("kind") == "incident") & is_own & ~is_hidden & is_known)


@dataclass(frozen=True)
class Causes:
    """The causes known at an instant.

    Args:
        tables: What `read_exports` returned.
        contract: What `load_contract` returned.
        as_of: The instant.
        known: The groups at it.
    """

    tables: Tables
    contract: Contract
    as_of: datetime
    known: Known

    @cached_property
    def incidents(self) -> pl.DataFrame:
        """The incidents that count at ``as_of``, with what was known of them; cancelled ones do not."""
        facts = countable(known_facts(self.tables, self.as_of), self.contract, self.as_of)
        last = self._episodes.sort("episode").group_by("incident_id").last()
        kept = last.filter(~pl.col("is_cancelled"))["incident_id"]
        return facts.filter(pl.col("incident_id").is_in(kept.implode()))

    @cached_property
    def counted(self) -> np.ndarray:
        """Whether each incident that was grouped counts: by its place."""
        return self.known.docs["incident_id"].is_in(self.incidents["incident_id"].implode()).to_numpy()

    @cached_property
    def _episodes(self) -> pl.DataFrame:
        return make_episodes(self.tables, self.contract, self.as_of)

    @cached_property
    def groups(self) -> pl.DataFrame:
        """cause_id and incident_id of every incident that counts and is in a group of two and more."""
        ids = self.known.docs["incident_id"]
        together = pl.DataFrame({"cause_id": ids.gather(self.known.group), "incident_id": ids})
        counted = together.join(self.incidents.select("incident_id"), on="incident_id", how="semi")
        return counted.filter(pl.len().over("cause_id") > 1)

    @cached_property
    def _described(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Members and groups of the causes that had an incident in the window, or a change against them."""
        window = self.as_of - rule_of(self.contract).window
        recent = self.incidents.filter(pl.col("opened_at") >= window).select("incident_id")
        struck = self.groups.join(recent, on="incident_id", how="semi")["cause_id"]
        named = pl.concat([struck, self.links["cause_id"]]).unique()
        places = self.known.docs["incident_id"].is_in(named.implode()).arg_true().to_numpy()
        return describe_members(self.known, places.astype(np.int64), self.counted)

    @cached_property
    def members(self) -> pl.DataFrame:
        """The incidents of the causes in `table` and `effects`, also earlier ones: `schema.MEMBERS`."""
        return self._described[0].select(list(MEMBERS))

    @cached_property
    def table(self) -> pl.DataFrame:
        """The causes of the window: `summarise_causes`, and name, likeness, certainty; signals first."""
        groups = self._described[1]
        kinds = self.members.select("cause_id", "incident_id").join(
            groups.select("cause_id", "kind"), on="cause_id"
        )
        found = summarise_causes(
            kinds, self.incidents, self.tables.changes, self.first_at, self.as_of, rule_of(self.contract),
            self.starts_at, runs_of(self._episodes),
        )  # fmt: skip
        rest = groups.select("cause_id", "likeness", "certainty")
        named = found.join(self.names, on="cause_id", how="left").join(rest, on="cause_id", how="left")
        order = ["is_signal", "n_incidents", "last_seen_at", "cause_id"]
        return named.sort(order, descending=[True, True, True, False])

    @cached_property
    def names(self) -> pl.DataFrame:
        """cause_id and name of the causes in `table` and `effects`."""
        causes = self.contract.rules.causes
        own = self.members.select("cause_id", "incident_id").join(self.incidents, on="incident_id")
        medoids = dict(self._described[1].select("cause_id", "medoid").iter_rows())
        given = {cause: name for cause, (name, _) in self.known.names.items()}
        return name_causes(own, medoids, causes.folded_labels, causes.publish_text, given)

    @cached_property
    def effects(self) -> pl.DataFrame:
        """Whether each change made worked, also against a cause that is quiet now: `effect`, and name."""
        found = effect(self._facts, self.tables.changes, self.first_at, self.as_of, rule_of(self.contract))
        return found.join(self.names, on="cause_id", how="left", maintain_order="left")

    @cached_property
    def links(self) -> pl.DataFrame:
        """Which causes each change addresses; see `addressed`."""
        return addressed(self._facts, self.tables.changes, self.as_of)

    @cached_property
    def _facts(self) -> pl.DataFrame:
        """What changes may name of the incidents in groups."""
        told = self.incidents.select("incident_id", "opened_at", "problem_id", "cause_code")
        return self.groups.join(told, on="incident_id")

    @cached_property
    def lineage(self) -> pl.DataFrame:
        """What became of ids, and what people decided: `schema.LINEAGE`, in order of time."""
        return pl.DataFrame(self.known.lineage, schema=dict(LINEAGE), orient="row")

    @cached_property
    def first_at(self) -> datetime:
        """The first instant of the first day of data known at ``as_of``, in the contract's zone."""
        is_known = (pl.col("recorded_at") < self.as_of).fill_null(value=True)
        first = self.tables.incidents.filter(is_known)["opened_at"].min()
        if not isinstance(first, datetime):
            return self.as_of
        return midnight(first.astimezone(ZoneInfo(self.contract.timezone)).date(), self.contract.timezone)

    @cached_property
    def starts_at(self) -> datetime:
        """Midnight at which the contract starts."""
        return midnight(self.contract.head.starts, self.contract.timezone)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the data-quality section: decisions that could not be carried out."""
        return waiting(self.known, self.contract.corrections, self.contract.timezone)


def find_causes(tables: Tables, contract: Contract, as_of: datetime) -> Causes:
    """Find repeat root causes, as known at an instant.

    Args:
        tables: What `read_exports` returned.
        contract: What `load_contract` returned.
        as_of: The instant of judgement.

    Source:
        DOMAIN, section 7.
    """
    return CauseHistory(tables, contract).at(as_of)
