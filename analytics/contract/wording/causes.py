"""``[rules.causes]`` and the corrections beside it, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analytics.contract.causes import Causes
from analytics.contract.model import Contract
from analytics.contract.wording.phrases import date_in_words, join, number, plural, sentence

_COLUMNS: Final = {
    "title": "titles",
    "description": "descriptions",
    "cause_text": "recorded causes",
    "resolution_text": "resolution notes",
}
_SHOWN: Final = 4


def cause_sentences(contract: Contract) -> Iterator[str]:
    """Describe when a cause repeats, what is asked of a change, and what names a cause."""
    rule = contract.rules.causes
    severe = join(rule.severe, "or")
    yield sentence(
        f"a cause is a matter for change control when at least {number(rule.at_least)} of its incidents, "
        f"or {number(rule.at_least_severe)} that are {severe}, were opened in the {rule.window} before the "
        "end of the report's month"
    )
    yield sentence(
        f"incidents of one cause opened less than {rule.episode_gap} after one another are one episode"
    )
    yield sentence(
        "whether a change worked is tested on the episodes since it was made against those of the "
        f"{rule.before} before it"
    )
    yield from _names(rule)
    yield from _corrections(contract)


def _names(rule: Causes) -> Iterator[str]:
    if rule.catch_all:
        shown = [f'"{word}"' for word in rule.catch_all[:_SHOWN]]
        more = len(rule.catch_all) - len(shown)
        words = join([*shown, f"{more} more"] if more > 0 else shown)
        yield sentence(f"recorded causes that say nothing are passed over: {words}")
    if rule.labels:
        yield sentence(f"names in words are given to {plural(len(rule.labels), 'cause code')}")
    if rule.publish_text:
        columns = join([_COLUMNS[name] for name in rule.publish_text])
        yield sentence(f"words of the incidents' {columns} may be published in the name of a cause")
    else:
        yield "No words of the incidents' own texts are published in the name of a cause."


def _corrections(contract: Contract) -> Iterator[str]:
    found = contract.corrections
    if not found:
        yield "Nobody has corrected the grouping of causes."
        return
    times, latest = plural(len(found), "time"), date_in_words(found[-1].on)
    yield sentence(f"people have corrected the grouping of causes {times}, the latest on {latest}")
