"""``[rules]`` in sentences, one for each key."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from analytics.contract.model import Contract
from analytics.contract.rules import NO_WINDOW, Acknowledged, Rules
from analytics.contract.wording.phrases import first_known, join, percent, sentence

_TYPES = {
    "request": "service requests",
    "maintenance": "planned maintenance",
    "drill": "drills",
    "cancelled": "what was cancelled",
}
_SOURCES = {
    "column": "when the tool's own resolution time says",
    "last state": "when it last entered a resolved state",
    "closed": "when it was closed",
}


def rule_sentences(contract: Contract) -> Iterator[str]:
    """Describe who starts and stops the clocks, and how the edge cases fall, in the order of the keys."""
    rules = contract.rules
    yield sentence(f"unless a promise says otherwise, its clock starts {first_known(rules.clock_start)}")
    yield _acknowledged(rules.acknowledged)
    yield _resolved(rules)
    yield sentence(f"the clock of a notice starts {first_known(rules.aware)}")
    yield from _security(rules)
    yield _major(rules)
    yield from _severity(rules)
    yield from _reopened(rules)
    yield from _judged(rules)
    share = percent(Fraction(str(rules.max_excluded)))
    yield f"From a file of which more than {share} of the rows are faulty nothing is published."


def _acknowledged(rule: Acknowledged) -> str:
    first = "when work on it begins"
    if rule.first_state is not None:
        states = join([f'"{state}"' for state in rule.first_state], "or")
        first = f"when it first enters the state {states}"
    text = f"an incident counts as acknowledged {first}"
    if rule.or_ == "first assignment":
        text += " or, where that is not recorded, when it is first assigned to somebody"
    if rule.at_latest == "resolved_at":
        text += ", and at the latest when it is resolved"
    return sentence(text)


def _resolved(rules: Rules) -> str:
    parts = [_SOURCES[source] for source in rules.resolved]
    return sentence(f"it counts as resolved {' or, failing that, '.join(parts)}")


def _security(rules: Rules) -> Iterator[str]:
    if isinstance(rules.security, str):
        yield "No rule says which incidents are security incidents: none is treated as one."
        return
    ((column, words),) = rules.security.items()
    named = join([f'"{word}"' for word in words], "or")
    yield sentence(f"a security incident is one whose {column.replace('_', ' ')} is {named}")
    yield {
        "when recorded": "The clock of a notice that security incidents alone require starts when their "
        "security nature was recorded.",
        "the incident's own": "The clock of a notice of a security incident starts as that of any other.",
    }[rules.security_awareness]


def _major(rules: Rules) -> str:
    words = {"flagged": "any that the tool flags as major", "security": "any security incident"}
    kinds = [
        words.get(kind, f"any {kind}")
        for kind in rules.major
        if kind != "security" or rules.has_security_rule
    ]
    return sentence(f"a major incident is {join(kinds, 'or')}" if kinds else "no incident is a major one")


def _severity(rules: Rules) -> Iterator[str]:
    yield {
        "from the original start": "Raised to a higher severity, an incident is under the promises of the "
        "higher one from its original start.",
        "from the change": "Raised to a higher severity, an incident is under the promises of the higher one "
        "from the change on.",
    }[rules.severity_raised]
    yield {
        "judged up to the change": "Lowered, the promises of the higher severity are judged up to the "
        "change: what was missed by then stays missed, and otherwise the lower severity's promises hold.",
        "keeps the higher clause": "Lowered, an incident stays under the promises of the higher severity.",
    }[rules.severity_lowered]
    yield sentence(
        f"a lowering with {percent(rules.near_breach_share)} of the time left, or less, is flagged"
    )


def _reopened(rules: Rules) -> Iterator[str]:
    if rules.reopen_window == NO_WINDOW:
        yield "An incident that is reopened is judged anew."
        return
    yield sentence(
        f"reopened within {rules.reopen_window}, the same clock carries on; reopened later, it is judged anew"
    )
    gap = "counts" if rules.reopen_gap == "counts" else "does not count"
    yield f"The time between the resolution and the reopening {gap}."


def _judged(rules: Rules) -> Iterator[str]:
    yield {
        "under the parent": "A duplicate, and a child of another incident, is counted under its parent.",
        "on their own": "Duplicates, and children of another incident, are judged on their own.",
    }[rules.duplicates]
    if rules.excludes:
        yield sentence(f"not judged are {join([_TYPES[kind] for kind in rules.excludes])}")
    else:
        yield "Every type of record is judged."
    yield _relief(rules)
    other = "disputed" if rules.disputed == "as recorded" else "recorded"
    taken = "recorded" if rules.disputed == "as recorded" else "disputed"
    yield f"Where an instant is disputed, the figures go by the {taken} one; the {other} one gives the range."
    yield {
        "due": "A case counts in the month in which it fell due.",
        "opened": "A case counts in the month in which its incident was opened.",
    }[rules.month]


def _relief(rules: Rules) -> str:
    if not rules.relief_excludes:
        return "No claim of relief excludes a case."
    return sentence(f"a claim of relief excludes a case while it is {join(rules.relief_excludes, 'or')}")
