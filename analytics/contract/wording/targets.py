"""Targets, minimums and points of a clause, and what the contract makes of them, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.contract.clauses import Clause
from analytics.contract.model import Contract
from analytics.contract.wording.phrases import join, number, percent, plural, sentence

# The model services contract's words for 0 to 4 points; given only where a clause has just these.
_LEVELS = ("none", "minor", "serious", "severe", "below threshold")


def target_sentences(contract: Contract, clause: Clause) -> Iterator[str]:
    """Describe what a clause is held against: target, minimum, points, and a repeated failure."""
    yield target_sentence(clause)
    if clause.minimum_share is not None:
        yield f"The minimum is {percent(clause.minimum_share)}."
    if clause.point_bands:
        yield _bands(clause)
        if contract.document.consequences.repeat_failure == "doubles":
            yield "When it fails again in the next month, the points of that failure are doubled, and so on."


def target_sentence(clause: Clause) -> str:
    """Say what must be reached in a month.

    Examples:
        >>> keys = {"id": "a", "kind": "response", "within": "1 hour", "reference": "-"}
        >>> target_sentence(Clause(target="95%", **keys))
        'Of the cases of a month, at least 95 % must be in time.'
        >>> target_sentence(Clause(target={"at_most_late": 2, "up_to": 39, "then": "95%"}, **keys))
        'In a month with 39 cases or fewer, at most two may be late; with 40 or more, at least 95 % must be in time.'
    """  # noqa: E501 (the output is one line)
    share = "every one" if clause.share == 1 else f"at least {percent(clause.share)}"
    if clause.allowed_late is None:
        return f"Of the cases of a month, {share} must be in time."
    late, volume = clause.allowed_late
    few = f"at most {number(late)} may be late" if late else "none may be late"
    cases = f"{volume} cases or fewer" if volume > 1 else "a single case"
    return f"In a month with {cases}, {few}; with {volume + 1} or more, {share} must be in time."


def _bands(clause: Clause) -> str:
    bands = clause.point_bands
    named = [points for _, points in bands] == list(range(len(_LEVELS)))
    parts = []
    for place, (bound, points) in enumerate(bands):
        where = f"at {percent(bound)} or more" if place < len(bands) - 1 else "below that"
        level = f" ({_LEVELS[points]})" if named and points else ""
        parts.append(f"{where} {plural(points, 'point') if points else 'none'}{level}")
    if len(bands) == 1:
        parts = [f"always {plural(bands[0][1], 'point')}"]
    text = f"where the target is missed, the share in time gives service points: {join(parts)}"
    return f"{sentence(text)} {_rounding(clause)}"


def _rounding(clause: Clause) -> str:
    if clause.band_decimals is None:
        return "The share is not rounded first."
    places = {0: "a whole per cent", 1: "one decimal of a per cent"}
    words = places.get(clause.band_decimals, f"{number(clause.band_decimals)} decimals of a per cent")
    return f"The share is first rounded, half up, to {words}."


def consequence_sentences(contract: Contract) -> Iterator[str]:
    """Describe points, credits and rectification plans, as ``[consequences]`` has them."""
    rule = contract.document.consequences
    if any(clause.bands for _, clause in contract.clauses):
        yield {
            "doubles": "The points of a promise that fails in consecutive months are doubled in the second "
            "and each later of them.",
            "adds nothing": "A promise that fails in consecutive months earns its points each time, and "
            "nothing more.",
        }[rule.repeat_failure]
    else:
        yield "No promise has service points."
    if rule.credit_share is not None:
        yield f"One service point is worth {percent(rule.credit_share)} of the month's charge."
    else:
        yield "Service points bring no credits."
    if rule.cap_share is not None:
        yield f"The credits of a month never exceed {percent(rule.cap_share)} of its charge."
    if rule.charge is not None:
        yield f"The charge of a month is £{rule.charge:,}."
    yield _rectification(contract)


def _rectification(contract: Contract) -> str:
    rule = contract.document.consequences.rectification
    below = "misses its target"
    if rule.below == "minimum":
        below = "is below its minimum or, where it has none, misses its target"
    row = "in one month" if rule.consecutive == 1 else f"in {number(rule.consecutive)} months running"
    return sentence(
        f"a rectification plan is called for when a promise {below} {row}, "
        f"or in {number(rule.any_)} of any {number(rule.of)} months in a row"
    )


def rating_sentences(contract: Contract) -> Iterator[str]:
    """Describe the drafts of the Procurement Act's ratings."""
    rule = contract.document.ratings
    near, far = percent(rule.approaching_share)[:-2], percent(rule.requires_improvement_share)[:-2]
    yield "A promise that meets its target is rated Good."
    yield f"Up to {near} points of percentage below it is Approaching target."
    yield f"Further below, up to {far}, is Requires improvement."
    yield "Below that is Inadequate; without any case it is Other."
    yield "The ratings are drafts: the Procurement Act 2023 does not say what is close to a target."
