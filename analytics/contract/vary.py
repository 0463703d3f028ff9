"""A contract with some of its rules changed: for bridges, for "both ways", and for variations that are tried.

Nothing is judged here: the engine that judges the contract judges its variation too.
"""

from __future__ import annotations

from typing import Any

from analytics.contract.model import Contract
from analytics.contract.rules import NO_WINDOW


def with_rules(contract: Contract, **rules: Any) -> Contract:
    """Give the contract with some keys of [rules] changed; a rule that is named as it stands changes nothing.

    Args:
        contract: What `load_contract` returned; it is left as it is.
        rules: Values as the model knows them.
    """
    changed = contract.rules.model_copy(update=rules)
    return _with_document(contract, rules=changed)


def without_pauses(contract: Contract) -> Contract:
    """Give the contract in which no clause stops for any reason on hold."""
    clauses = [clause.model_copy(update={"pauses": []}) for _, clause in contract.clauses]
    return _with_document(contract, clauses=clauses)


def as_if_the_buyer_knew(contract: Contract) -> Contract | None:
    """Give the buyer's own notification clauses alone, their clocks started by what the supplier knew.

    Returns:
        None where the buyer owes no notice.
    """
    owed = [
        (version, clause.model_copy(update={"awareness": "supplier"}))
        for version, clause in contract.clauses
        if clause.kind == "notification" and clause.obliged == "buyer"
    ]
    if not owed:
        return None
    versions, clauses = zip(*owed, strict=True)
    return _with_document(contract.model_copy(update={"versions": versions}), clauses=list(clauses))


def to_read_with(varied: Contract, contract: Contract) -> Contract:
    """Give the contract by which a variation's exports are read: it knows the clauses of both.

    A row of relief may name a clause that the variation takes out; that is no fault of the row.
    """
    kept = {clause.id for _, clause in varied.clauses}
    gone = [(version, clause) for version, clause in contract.clauses if clause.id not in kept]
    versions, clauses = zip(*varied.clauses, *gone, strict=True)
    return _with_document(varied.model_copy(update={"versions": versions}), clauses=list(clauses))


def bridge_contracts(contract: Contract) -> tuple[tuple[str, Contract], ...]:
    """Give the steps from gross to reported: each contract has one kind of rule more than the one before.

    The first takes every clock as the tool shows it: without pauses, exclusions or relief, at the highest
    severity, every reopening and every duplicate on its own. The last is the contract itself.

    Returns:
        Name and contract of each step: gross, pauses, exclusions, relief, downgrades, reopenings,
        duplicates.
    """
    own = contract.rules
    rules: dict[str, Any] = {
        "excludes": [],
        "relief_excludes": [],
        "severity_lowered": "keeps the higher clause",
        "reopen_window": NO_WINDOW,
        "duplicates": "on their own",
    }
    named = {
        "excludes": "exclusions",
        "relief_excludes": "relief",
        "severity_lowered": "downgrades",
        "reopen_window": "reopenings",
        "duplicates": "duplicates",
    }
    bare = with_rules(contract, **rules)
    steps = [("gross", without_pauses(bare)), ("pauses", bare)]
    for key, name in named.items():
        rules.pop(key)
        steps.append((name, with_rules(contract, **rules, **{key: getattr(own, key)})))
    return tuple(steps)


def _with_document(contract: Contract, **tables: Any) -> Contract:
    return contract.model_copy(update={"document": contract.document.model_copy(update=tables)})
