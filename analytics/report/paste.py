"""The lines of a contract that describe a file: what is not known of it is left as a comment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from analytics.contract.words import DEFAULT_STATES
from analytics.intake.cells import fold_word
from analytics.intake.columns import AFTER, FIGURE, RAW
from analytics.intake.recognise import Candidate
from analytics.report.probe import Probe
from analytics.schema import KINDS

MEASURES = ("response", "resolution")
_DERIVED = (FIGURE, AFTER, RAW)  # names that no contract writes: such columns are found by their header
_ASKED = ("question", "task", "service", "how-to")  # words for what is no incident
Words = Mapping[str, Mapping[str, int]]  # our column: each word of the file, and how often it stands


def lines_to_paste(
    name: str, best: Candidate, found: Probe, words: Words, type_header: str | None, sheet: str | None
) -> str:
    """Give the block of the export, then words for the contract's own tables as comments.

    Args:
        name: The file's.
        best: The source that it is taken for.
        found: What its cells say of dates and zone.
        words: The words of severities, states and kinds.
        type_header: A column that says what each row is and that nothing reads; None: there is none.
        sheet: The worksheet that was named.
    """
    lines = ["[[exports]]", f'source   = "{best.source.name}"', f"path     = {text(f'exports/{name}')}"]
    lines += [f"sheet    = {text(sheet)}"] if sheet else []
    lines += _twin(best, name)
    if found.is_bare:
        lines.append('# timezone = "Europe/London"   # declare the zone in which the tool wrote its instants')
    if found.order is not None:
        lines.append(f'dates    = "{found.order}"')
    elif found.must_declare:
        lines.append(f'# dates  = "day-first"         # or month-first: {found.dates.split(": ")[0]}')
    lines += _columns(best, type_header)
    lines += _kinds(words.get("kind", {})) if type_header else []
    lines += _measures(best, words.get("measures", {}))
    lines.append("# complete_until = 2026-11-01     # up to when the export is complete")
    return "\n".join([*lines, *_comments(best, words)]) + "\n"


def text(value: str) -> str:
    """Write a text of TOML."""
    return json.dumps(value, ensure_ascii=True)


def _twin(best: Candidate, name: str) -> list[str]:
    """Notices and status updates have the same columns: only whoever keeps the register knows which it is."""
    twins = {"notifications": "updates", "updates": "notifications"}
    other = twins.get(best.source.name)
    if other is None or is_named(best.source.name, name):
        return []
    return [f'# source = "{other}"          # if that is what its rows are']


def is_named(source: str, name: str) -> bool:
    """Say whether a file's name says what it is.

    Examples:
        >>> is_named("updates", "status_updates.csv"), is_named("updates", "october.csv")
        (True, False)
    """
    return source.removesuffix("s") in name.casefold()


def _columns(best: Candidate, type_header: str | None) -> list[str]:
    kind = [f"kind = {text(type_header)}"] if type_header else []
    if not best.missing:
        return [f"# columns = {{ {kind[0]} }}    # what each row is"] if kind else []
    given = [
        f"{ours} = {text(best.grid.header[at])}"
        for ours, at in best.found.items()
        if not ours.startswith(_DERIVED)
    ]
    return [f"# columns = {{ {', '.join([*given, *(f'{gap} = ...' for gap in best.missing), *kind])} }}"]


def _kinds(counts: Mapping[str, int]) -> list[str]:
    """Without these lines every row is judged as an incident, requests too."""
    sorted_ = {kind: [word for word in counts if _kind_of(word) == kind] for kind in KINDS}
    listed = [f"{kind} = [{', '.join(map(text, words))}]" for kind, words in sorted_.items() if words]
    return [f"# values  = {{ kind = {{ {', '.join(listed)} }} }}    # unless so, all are judged as incidents"]


def _measures(best: Candidate, counts: Mapping[str, int]) -> list[str]:
    """Without this line the tool's clocks are compared with nothing; those that its source knows have one."""
    known = {
        fold_word(word) for words in best.source.rows.words.get("measures", {}).values() for word in words
    }
    left = _distinct(word for word in counts if fold_word(word) not in known)
    sorted_ = {what: [word for word in left if what in fold_word(word)] for what in MEASURES}
    rest = [word for word in left if not any(word in listed for listed in sorted_.values())]
    listed = [f"{what} = [{', '.join(map(text, words))}]" for what, words in sorted_.items() if words]
    lines = [f"# values  = {{ measures = {{ {', '.join(listed)} }} }}    # what each clock measures"]
    lines += (
        [f"# Clocks that measure neither, or not told by name: {', '.join(map(text, rest))}"] if rest else []
    )
    return lines if left else []


def _kind_of(word: str) -> str:
    """A proposal only: the contract's owner sorts them."""
    if fold_word(word) in _ASKED:
        return "request"
    return next((kind for kind in KINDS if kind in fold_word(word)), "incident")


def _comments(best: Candidate, words: Words) -> Iterator[str]:
    own = best.source.rows.words
    usual = [word for listed in DEFAULT_STATES.values() for word in listed]
    known = {
        "severity": {fold_word(word) for words in own.get("severity", {}).values() for word in words},
        "state": {fold_word(w) for w in (*usual, *(w for ws in own.get("state", {}).values() for w in ws))},
    }
    heads = {
        "severity": "Words for [severity], each under one of P1 to P4",
        "state": "Words for [states] that are not known yet",
    }
    for name, head in heads.items():
        left = _distinct(word for word in words.get(name, {}) if fold_word(word) not in known[name])
        if left:
            yield f"# {head}: {', '.join(map(text, left))}"


def _distinct(words: Iterable[str]) -> list[str]:
    """Words that differ in case alone are one word."""
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(fold_word(word), word)
    return list(first.values())
