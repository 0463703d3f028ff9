"""The contract in plain English: every promise and rule as sentences that can be read aloud.

The one place where the contract file becomes prose: the command `contract`, the site's page of it and
`explain` all read this.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from analytics.contract.clauses import Clause
from analytics.contract.model import Contract
from analytics.contract.wording.calendars import calendar_in_words, calendar_sentences, pause_sentences
from analytics.contract.wording.causes import cause_sentences
from analytics.contract.wording.clauses import (
    clause_sentences,
    ends_on,
    limit,
    named,
    promise,
    starting_instant,
    starts_in_words,
    subject,
)
from analytics.contract.wording.phrases import date_in_words, on_one_line, sentence
from analytics.contract.wording.rules import rule_sentences
from analytics.contract.wording.targets import consequence_sentences, rating_sentences

__all__ = [
    "Chapter",
    "Passage",
    "anchor_of",
    "calendar_in_words",
    "clause_sentences",
    "describe_contract",
    "ends_on",
    "limit",
    "named",
    "promise",
    "starting_instant",
    "starts_in_words",
    "subject",
]

_KINDS: Final = {
    "response": "Response: how soon an incident is taken up",
    "resolution": "Resolution: how soon the service is right again",
    "notification": "Notification: how soon somebody is told",
    "update": "Updates: how often somebody is told",
    "report": "Reports",
    "review": "Reviews",
    "action": "Actions",
}


@dataclass(frozen=True)
class Passage:
    """Sentences that belong together.

    Args:
        sentences: Each a whole sentence.
        heading: Empty: none of its own.
        anchor: Where a link finds it; empty: nowhere of its own.
        clause: The version of the clause that it is about, with its number; None: of none.
    """

    sentences: tuple[str, ...]
    heading: str = ""
    anchor: str = ""
    clause: tuple[int, Clause] | None = None


@dataclass(frozen=True)
class Chapter:
    """One part of the contract."""

    heading: str
    passages: tuple[Passage, ...]


def anchor_of(clause_id: str) -> str:
    """Give the anchor of a clause on the page of the contract.

    Examples:
        >>> anchor_of("P1-resolution")
        'clause-P1-resolution'
    """
    return f"clause-{clause_id}"


def describe_contract(contract: Contract) -> tuple[Chapter, ...]:
    """Describe the whole contract.

    Args:
        contract: From `load_contract`.

    Returns:
        Its chapters: the parties, the promises by kind in the order of the file, what follows from a miss,
        the rules, the repeat causes, the reasons to wait, the calendars. Later versions of a clause follow
        its first.
    """
    return (
        _chapter("The parties", _parties(contract)),
        *_promises(contract),
        _chapter("What follows from a missed target", consequence_sentences(contract)),
        _chapter("Ratings", rating_sentences(contract)),
        _chapter("What starts and stops the clocks", rule_sentences(contract)),
        _chapter("Repeat root causes", cause_sentences(contract)),
        _chapter("Waiting", pause_sentences(contract)),
        _chapter("Calendars", calendar_sentences(contract)),
    )


def _chapter(heading: str, sentences: Iterator[str]) -> Chapter:
    return Chapter(heading, (Passage(tuple(sentences)),))


def _parties(contract: Contract) -> Iterator[str]:
    head = contract.head
    yield sentence(f"this is how the contract {head.title} is read and measured")
    yield sentence(f"the buyer is {head.buyer}; the supplier is {head.supplier}")
    ends = f" up to and including {date_in_words(head.ends - dt.timedelta(days=1))}" if head.ends else ""
    yield sentence(f"it runs from {date_in_words(head.starts)}{ends}")
    yield "A promise that names no dates applies to every clock that starts in that time."
    yield "Where several promises of one kind apply to an incident, the strictest counts and all are shown."


def _promises(contract: Contract) -> Iterator[Chapter]:
    kinds = dict.fromkeys(clause.kind for _, clause in contract.clauses)
    for kind in kinds:
        ids = dict.fromkeys(clause.id for _, clause in contract.clauses if clause.kind == kind)
        passages = [passage for clause_id in ids for passage in _versions(contract, clause_id)]
        yield Chapter(_KINDS[kind], tuple(passages))


def _versions(contract: Contract, clause_id: str) -> Iterator[Passage]:
    versions = sorted(
        ((version, clause) for version, clause in contract.clauses if clause.id == clause_id),
        key=lambda pair: pair[0],
    )
    for place, (version, clause) in enumerate(versions):
        title = f"{on_one_line(clause.title)} ({clause_id})" if clause.title else clause_id
        yield Passage(
            tuple(clause_sentences(contract, version, clause)),
            heading=title if place == 0 else f"{title}, version {version}",
            anchor=anchor_of(clause_id) if place == 0 else "",
            clause=(version, clause),
        )
