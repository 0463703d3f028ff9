"""Repeat root causes as plain text, for a terminal or a pipe: the window, one incident, what to review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from analytics.tables.terminal import Rows, lay_out
from analytics.tables.words import format_count, format_instant, format_span, join_words, plural

N_WORDS: Final = 8
N_PARTS: Final = 3
DAY: Final = 86_400
SEVERITIES: Final = ("p1", "p2", "p3", "p4")
_HEADS: Final = (
    *("cause", "id", "kind", "sure", "incidents", "episodes", "P1", "P2", "P3", "P4", "downtime", "trend"),
    *("signal", "state and changes"),
)
_LINEAGE: Final = {
    "merged": "{other_id} into {cause_id}",
    "split": "{other_id} from {cause_id}",
    "forbidden": "{other_id} to be with {cause_id}",
}
Figures = dict[str, Any]


def window_text(found: Figures) -> str:
    """Lay out what `report.causes_data.describe_window` returned."""
    shown = [
        row for row in found["causes"] if row["n_incidents"] > 1 or row["change_ids"] or row["is_signal"]
    ]
    rest = len(found["causes"]) - len(shown)
    lines = [
        f"Causes of {found['contract']} with incidents since {_instant(found['window_from'], found)}",
        _as_known(found),
        "",
    ]
    if shown:
        rows = [_cause(row, found["changes"]) for row in shown]
        lines += [*lay_out(_HEADS, rows, 4), ""]
    if rest:
        lines += [f"{plural(rest, 'more group')} had one incident in the window: see --format json.", ""]
    if not found["causes"]:
        lines += ["No two incidents are alike enough to have one cause.", ""]
    if found["changes"]:
        heads = ("change", "cause", "id", "made", "before", "after", "verdict")
        lines += [*lay_out(heads, [_change(row, found) for row in found["changes"]], 4), ""]
    lines += list(_lineage(found))
    return "\n".join([*lines, *(f"Note: {note}" for note in found["notes"])]).rstrip("\n") + "\n"


def membership_text(found: Figures) -> str:
    """Lay out what `report.causes_data.describe_membership` returned."""
    group, nearest = found["group"], found["nearest"]
    name = found["incident_id"]
    if group is None:
        lines = [f"{name} is in no group", _as_known(found), "", *found["missing"]]
    else:
        lines = [f"{name} is in {_name(group)}", _as_known(found), ""]
        lines += [_line("joined by", found["tier"])]
        if found["decided_by"]:
            lines += [_line("decided by", found["decided_by"])]
        lines += list(_fit(group, found["weights"]))
    if nearest is not None:
        lines += ["", f"{'Next best' if group else 'Nearest'}: {_name(nearest)}", ""]
        if found["margin"] is not None:
            lines += [_line("margin", f"{found['margin']:.3f} in favour of the group that it is in")]
        lines += list(_fit(nearest, found["weights"]))
    return "\n".join(lines) + "\n"


def alike_text(found: Figures) -> str:
    """Lay out what `report.causes_data.describe_alike` returned."""
    lines = [f"Most like {found['incident_id']}", _as_known(found), ""]
    if not found["alike"]:
        return "\n".join([*lines, "No incident has more evidence for one cause with it than against."]) + "\n"
    fixed = ("incident_id", "opened_at", "cause_id", "score", "chance")
    rows = []
    for row in found["alike"]:
        parts = {name: value for name, value in row.items() if name not in fixed and value}
        best = sorted(parts, key=lambda name: -abs(parts[name]))[:N_PARTS]
        why = ", ".join(f"{name} {parts[name]:+.2f}" for name in best)
        opened = _instant(row["opened_at"], found)
        cause = row["cause_id"] or "-"
        rows.append([row["incident_id"], opened, cause, f"{row['score']:.2f}", f"{row['chance']:.3f}", why])
    heads = ("incident", "opened", "group", "score", "chance", "most of the score")
    return "\n".join([*lines, *lay_out(heads, rows, 3)]) + "\n"


def review_text(found: Figures) -> str:
    """Lay out what `report.causes_data.describe_review` returned, with what to add to ``causes.toml``."""
    lines = [f"Pairs of {found['contract']} most worth a look", _as_known(found)]
    if not found["pairs"]:
        lines += ["", "No pair is in doubt."]
    for number, row in enumerate(found["pairs"], start=1):
        lines += [
            *("", f"{number}. {row['incident_id']} and {row['other_id']}, {row['sort']}: {row['why']}", ""),
            *_toml("If they have one cause:", row["if_together"]),
            *_toml("If not:", row["if_apart"]),
        ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _toml(heading: str, text: str) -> Iterator[str]:
    yield f"   {heading}"
    yield from (f"       {line}" for line in text.splitlines())


def _as_known(found: Figures) -> str:
    return f"as known at {_instant(found['as_of'], found)} ({found['timezone']})"


def _instant(text: str, found: Figures) -> str:
    return format_instant(datetime.fromisoformat(text), found["timezone"])


def _line(label: str, text: str) -> str:
    return f"  {label:<12}{text}"


def _name(fit: Figures) -> str:
    return f"{fit['cause_id']}, {fit['name']}"


def _cause(row: Figures, changes: list[Figures]) -> list[str]:
    verdicts = {each["change_id"]: each["verdict"] for each in changes if each["cause_id"] == row["cause_id"]}
    told = [f"{change} {verdicts.get(change, 'not made')}" for change in row["change_ids"]]
    return [
        *(row["name"], row["cause_id"], row["kind"], row["certainty"]),
        *(format_count(row[name]) for name in ("n_incidents", "n_episodes")),
        *(format_count(row[f"n_{severity}"]) for severity in SEVERITIES),
        format_span(timedelta(seconds=row["downtime_seconds"])) + (" +" if row["is_still_down"] else ""),
        *(row["trend"] or "-", "signal" if row["is_signal"] else "-"),
        ": ".join([row["state"], *([join_words(told)] if told else [])]),
    ]


def _change(row: Figures, found: Figures) -> list[str]:
    counts = [
        f"{row[f'n_{side}']} in {row[f'{side}_seconds'] / DAY:.0f} days" for side in ("before", "after")
    ]
    made = _instant(row["made_at"], found)
    return [row["change_id"], row["name"], row["cause_id"], made, *counts, row["verdict"]]


def _lineage(found: Figures) -> Iterator[str]:
    if not found["lineage"]:
        yield "No group was founded, merged or corrected in the last month."
        return
    yield "In the last month:"
    for row in found["lineage"]:
        by = f", decided by {row['decided_by']}" if row["decided_by"] else ""
        reason = f": {row['reason']}" if row["reason"] else ""
        n = plural(row["n_incidents"], "incident")
        yield f"  {row['event']} {_LINEAGE.get(row['event'], '{cause_id}').format(**row)} ({n}{by}){reason}"


def _fit(fit: Figures, weights: str) -> Iterator[str]:
    n = fit["n_others"]
    confirmed = f", confirmed by {fit['confirmed_by']}" if fit["confirmed_by"] else ""
    n_incidents = plural(fit["n_incidents"], "incident")
    yield _line("kind", f"{fit['kind']}, sure: {fit['certainty']}{confirmed}; {n_incidents}")
    yield _line(
        "likeness", f"{fit['likeness']:.3f}, the mean chance of one cause with {n} other{'s' * (n > 1)}"
    )
    if fit["n_same_record"]:
        yield _line("records", f"{fit['n_same_record']} of {n} share its problem record and count as 1")
    if fit["n_other_record"]:
        yield _line("records", f"{fit['n_other_record']} of {n} have another problem record and count as 0")
    yield ""
    yield from lay_out((f"evidence (weights: {weights})", "value", "weight", "   adds"), _evidence(fit), 1)
    words = list(_words(fit, n))
    if words:
        yield ""
        yield from lay_out(("words in common", "of the", "adds to likeness", "in"), words, 2)
    yield ""
    heads = ("field", "value", "agree", "conflict", "not known")
    rows = [
        [
            *(row["field"].replace("_", " "), row["value"] or "-", f"{row['n_agree']} of {n}"),
            *(format_count(row[name]) for name in ("n_conflict", "n_silent")),
        ]
        for row in fit["fields"]
    ]
    yield from lay_out(heads, rows, 2)


def _evidence(fit: Figures) -> Rows:
    told = [
        [row["evidence"], f"{row['value']:.3f}", f"{row['weight']:.2f}", f"{row['contribution']:7.3f}"]
        for row in fit["evidence"]
        if row["value"]
    ]
    base, total = ([name, "", "", f"{fit[name.replace('-', '_')]:7.3f}"] for name in ("base", "log-odds"))
    return [base, *told, total]


def _words(fit: Figures, n: int) -> Iterator[list[str]]:
    for view in ("symptom", "cause"):
        for row in [row for row in fit["terms"] if row["view"] == view][:N_WORDS]:
            where = f"{row['n_with']} of {n}" if row["n_with"] else "like words only"
            yield [row["term"], view, f"{row['contribution']:.3f}", where]
