"""One clause in sentences: who owes what, by when, on which clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from analytics.contract.clauses import Applies, Clause
from analytics.contract.model import Contract
from analytics.contract.window import MICROSECONDS
from analytics.contract.wording.calendars import calendar_in_words
from analytics.contract.wording.phrases import date_in_words, first_known, join, ordinal, sentence
from analytics.contract.wording.targets import target_sentences
from analytics.contract.words import instants_in_order

SECURITY = "security_aware_at"
_PAPERS = {"report": "formal report", "review": "review"}
_DEFAULT_STARTS = {"report": "resolved_at", "review": "resolved_at", "action": "raised_at"}


def clause_sentences(contract: Contract, version: int, clause: Clause) -> Iterator[str]:
    """Describe one version of a clause, so that it can be read aloud.

    Args:
        contract: That has it.
        version: 1 for the earliest.
        clause: The version.

    Yields:
        Sentences: the promise, its clock, what pauses it, its target and what a miss earns, its dates.
    """
    yield sentence(promise(clause, subject(clause.applies)))
    if clause.obliged == "buyer":
        yield "This is the buyer's own duty: it never counts against the supplier."
    yield from _clock(contract, clause)
    yield from target_sentences(contract, clause)
    yield from _in_force(contract, version, clause)
    if not clause.kpi:
        yield "It is no key indicator: the report shows it in the full table only."
    yield sentence(f"in the signed contract: {clause.reference}")


def promise(clause: Clause, what: str = "the incident") -> str:
    """Say who must do what within which time.

    Args:
        clause: The clause.
        what: The incidents that it is about.

    Examples:
        >>> keys = {"target": "95%", "reference": "-", "calendar": "working"}
        >>> promise(Clause(id="a", kind="resolution", within="5 working days", **keys))
        'the supplier must resolve the incident by the close of the fifth working day after the day on which the clock starts'
        >>> promise(Clause(id="a", kind="update", every="1 hour", audience="buyer", **keys), "each P1 incident")
        'the supplier must send the buyer a status update every hour while each P1 incident is open'
    """  # noqa: E501 (the output is one line)
    audience = named(clause.audience or "")
    if clause.kind == "update":
        text = f"send {audience} a status update {_every(clause)} while {what} is open"
    elif clause.kind in _PAPERS:
        text = f"deliver the {_PAPERS[clause.kind]} of {what} {limit(clause)}"
    else:
        verbs = {
            "response": f"acknowledge {what}",
            "resolution": f"resolve {what}",
            "notification": f"tell {audience} of {what}",
            "action": f"complete each action that follows from {what}",
        }
        text = f"{verbs[clause.kind]} {limit(clause)}"
    return f"the {clause.obliged} must {text}"


def limit(clause: Clause) -> str:
    """Say by when.

    Examples:
        >>> keys = {"id": "a", "kind": "response", "target": "95%", "reference": "-"}
        >>> limit(Clause(within="15 minutes", **keys)), limit(Clause(within="next working day", **keys))
        ('within 15 minutes', 'by the close of the next working day')
    """
    if clause.has_agreed_date:
        return "by the date agreed for it"
    window = clause.window
    if window.unit == "working days":
        days = "next" if window.amount == 1 else ordinal(window.amount)
        after = "" if window.amount == 1 else " after the day on which the clock starts"
        return f"by the close of the {days} working day{after}"
    if window.says_days:
        hours = window.amount // MICROSECONDS["hour"]
        return f"within {clause.window_text} ({hours} hours, nights and weekends included)"
    return f"within {clause.window_text}"


def subject(applies: Applies) -> str:
    """Say which incidents a clause is about.

    Examples:
        >>> subject(Applies(severity=["P1", "P2"], major=True, service=["Payments"]))
        'each major P1 or P2 incident of the service Payments'
        >>> subject(Applies(security=False, personal_data=True))
        'each incident with personal data that is no security incident'
    """
    words = [
        "major" if applies.major else "",
        join(list(applies.severity or ()), "or"),
        "security" if applies.security else "",
        "incident",
    ]
    text = " ".join(["each", *(word for word in words if word)])
    if applies.service:
        text += f" of the service {join(list(applies.service), 'or')}"
    if applies.personal_data is not None:
        text += f" {'with' if applies.personal_data else 'without'} personal data"
    nots = [name for name in ("security", "major") if getattr(applies, name) is False]
    return text + (f" that is no {join(nots, 'or')} incident" if nots else "")


def named(audience: str) -> str:
    """Name an audience: an article before a common noun, none before a name."""
    return f"the {audience}" if audience[:1].islower() or audience.isupper() else audience


def _every(clause: Clause) -> str:
    text = clause.window_text
    return f"every {text.removeprefix('1 ')}" if text.startswith("1 ") else f"every {text}"


def _clock(contract: Contract, clause: Clause) -> Iterator[str]:
    if not clause.has_agreed_date:
        yield sentence(f"the clock starts {starts_in_words(contract, clause)} and stops {_stops(clause)}")
        if clause.kind == "update":
            yield {
                "from the start": "The updates are counted from that start: one in each interval.",
                "from the last update": "Each interval runs from the update before.",
            }[clause.cadence]
        yield sentence(f"the clock counts {calendar_in_words(contract, clause.calendar)}")
        yield _pauses(clause)


def starts_in_words(contract: Contract, clause: Clause) -> str:
    """Say what starts the clock of a clause: its own words, else the rules'."""
    words = {
        "told": "when the buyer was first told",
        SECURITY: "when the incident's security nature was recorded",
    }
    start = starting_instant(contract, clause)
    return words.get(start) or first_known(_order(contract, clause))


def starting_instant(contract: Contract, clause: Clause) -> str:
    """Name the instant that starts a clock where it is known: a column, or ``told``, by the buyer's own."""
    if clause.starts is None and clause.kind == "notification":
        if clause.awareness == "buyer":
            return "told"
        if clause.applies.security and contract.rules.security_awareness == "when recorded":
            return SECURITY
    return instants_in_order(_order(contract, clause))[0]


def _order(contract: Contract, clause: Clause) -> str:
    rules = contract.rules
    usual = rules.aware if clause.kind == "notification" else rules.clock_start
    return clause.starts or _DEFAULT_STARTS.get(clause.kind, usual)


def _stops(clause: Clause) -> str:
    return {
        "response": "when it is acknowledged",
        "resolution": "when it is resolved",
        "notification": "with the first notice",
        "update": "when the incident is resolved",
        "report": "when the report is delivered",
        "review": "when the review is delivered",
        "action": "when the action is done",
    }[clause.kind]


def _pauses(clause: Clause) -> str:
    if not clause.pauses:
        return "Nothing pauses it."
    reasons = join([f'"{reason}"' for reason in clause.pauses], "or")
    return f"It stands still while the incident is on hold as {reasons}, and for no other reason."


def _in_force(contract: Contract, version: int, clause: Clause) -> Iterator[str]:
    """Say when it applies, where that is not as long as the contract runs."""
    ends = ends_on(contract, clause)
    if (clause.from_ or contract.head.starts, ends) == (contract.head.starts, contract.head.ends):
        return
    begins = date_in_words(clause.from_ or contract.head.starts)
    until = f" up to and including {date_in_words(ends - dt.timedelta(days=1))}" if ends else ""
    text = f"it applies to clocks that start from {begins}{until}"
    several = sum(other.id == clause.id for _, other in contract.clauses) > 1
    yield sentence(f"{text}; this is version {version}" if several else text)


def ends_on(contract: Contract, clause: Clause) -> dt.date | None:
    """Give the first day on which this version is no longer in force; None: it has no end."""
    starts = contract.head.starts
    begins = clause.from_ or starts
    later = [
        other.from_ or starts
        for _, other in contract.clauses
        if other.id == clause.id and (other.from_ or starts) > begins
    ]
    bounds = [day for day in (clause.until, contract.head.ends, *later) if day is not None]
    return min(bounds, default=None)
