"""Small frames of figures, with a secret in every column that no figure may draw."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from analytics import charts
from analytics.charts import Figure, Span
from analytics.tables import Fragment

SECRET = "SECRET-7Q"
HOSTILE = '</text><script>alert("x")</script>&\x00\u202e'

_ATTAINMENT = {
    "period": pl.String,
    "clause_id": pl.String,
    "kind": pl.String,
    "audience": pl.String,
    "obliged": pl.String,
    "severity": pl.String,
    "n_due": pl.Int64,
    "n_met": pl.Int64,
    "n_missed": pl.Int64,
    "n_not_evidenced": pl.Int64,
    "n_pending": pl.Int64,
    "n_excluded": pl.Int64,
    "n_due_governing": pl.Int64,
    "n_late_governing": pl.Int64,
    "attainment": pl.Float64,
    "interval_low": pl.Float64,
    "interval_high": pl.Float64,
    "target": pl.Float64,
    "verdict": pl.String,
    "is_too_few": pl.Boolean,
}


def attainment_row(
    clause: str,
    kind: str,
    severity: str,
    met: int,
    due: int,
    low: float,
    high: float,
    *,
    period: str = "2026-10",
) -> dict[str, object]:
    """Make a row with a target of 95 %, the interval given by hand."""
    return {
        "period": period,
        "clause_id": clause,
        "kind": kind,
        "audience": "buyer" if kind == "notification" else None,
        "obliged": "supplier",
        "severity": severity,
        "n_due": due,
        "n_met": met,
        "n_missed": due - met,
        "n_not_evidenced": 0,
        "n_pending": 1,
        "n_excluded": 2,
        "n_due_governing": due,
        "n_late_governing": due - met,
        "attainment": met / due if due else None,
        "interval_low": low if due else None,
        "interval_high": high if due else None,
        "target": 0.95,
        "verdict": "not_measurable" if due == 0 else "met" if met >= 0.95 * due else "missed",
        "is_too_few": due > 0 and low <= 0.95 <= high,
    }


def attainment_of(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=_ATTAINMENT).with_columns(title=pl.lit(SECRET), note=pl.lit(SECRET))


def attainment() -> pl.DataFrame:
    """All five looks: met, missed, each with too few to tell, and nothing due."""
    return attainment_of(
        attainment_row("P1-response", "response", "P1", 4, 4, 0.5101, 1.0),
        attainment_row("P2-response", "response", "P2", 196, 200, 0.9505, 0.9922),
        attainment_row("P1-resolution", "resolution", "P1", 3, 4, 0.3006, 0.9544),
        attainment_row("P2-resolution", "resolution", "P2", 40, 60, 0.5407, 0.7726),
        attainment_row("buyer-told", "notification", "P1", 0, 0, 0, 0),
    )


def attainment_months(n: int) -> pl.DataFrame:
    """Months back from October 2026; every third month has nothing due, the second P2 misses."""
    rows = []
    for back in range(n):
        month = 2026 * 12 + 9 - back
        period = f"{month // 12}-{month % 12 + 1:02d}"
        due = 0 if back % 3 == 2 else 8
        rows.append(attainment_row("P1-response", "response", "P1", due, due, 0.6756, 1.0, period=period))
        rows.append(attainment_row("P2-resolution", "resolution", "P2", 40, 60, 0.54, 0.77, period=period))
    return attainment_of(*rows)


def control(n: int = 16, step: int = 10) -> pl.DataFrame:
    """A panel with a point outside 20 to 40, one with a recorded change, and one without limits."""
    rows = [
        *(control_row("P2 opened", month, 30 + step * (month % 2), 20.0, 40.0) for month in range(n)),
        control_row("P2 opened", n, 55, 20.0, 40.0, is_special=True, direction="up"),
        *(control_row("P3 opened", month, 30 - step, 10.0, 40.0) for month in range(n)),
        *(control_row("P3 opened", n + month, 5, 2.0, 8.0, phase=1, is_trial=True) for month in range(6)),
        *(control_row("P4 opened", month, 1, None, None) for month in range(3)),
    ]
    types = {"low": pl.Float64, "high": pl.Float64, "direction": pl.String}
    return pl.DataFrame(rows, schema_overrides=types, infer_schema_length=None)


def control_row(
    panel: str,
    month: int,
    value: int,
    low: float | None,
    high: float | None,
    *,
    phase: int = 0,
    is_trial: bool = False,
    is_special: bool = False,
    direction: str | None = None,
) -> dict[str, object]:
    """Make a point of a control chart, months from January 2025."""
    return {
        "panel": panel,
        "label": f"{2025 + month // 12}-{month % 12 + 1:02d}",
        "numerator": value,
        "denominator": 1,
        "value": float(value),
        "centre": 30.0 if low is None or high is None else (low + high) / 2,
        "low": low,
        "high": high,
        "phase": phase,
        "n_baseline": 12,
        "is_trial": is_trial,
        "is_outside": is_special,
        "is_run": False,
        "is_trend": False,
        "is_two_of_three": False,
        "is_special": is_special,
        "direction": direction,
        "title": SECRET,
    }


def cause_marks(n: int = 3) -> pl.DataFrame:
    """Causes whose incidents fall on every tenth day from 1 January 2026; the last has no severity."""
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        {
            "place": place,
            "cause_id": f"INC{place}",
            "name": f"Certificate not renewed: partner-gateway-{place:02d}",
            "opened_at": begin + timedelta(days=10 * step + place),
            "severity": ("P1", "P2", "P3", "P4", None)[step % 5],
            "title": SECRET,
        }
        for place in range(n)
        for step in range(30)
    ]
    return pl.DataFrame(rows, schema_overrides={"severity": pl.String})


def cause_changes() -> pl.DataFrame:
    """Two changes within days of one another, one at the very end, and one of a cause that is not there."""
    days = ((0, "CHG1", 100), (0, "CHG2", 104), (1, "CHG3", 303), (99, "CHG4", 50))
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    return pl.DataFrame(
        [
            {"place": place, "change_id": name, "made_at": begin + timedelta(days=day), "title": SECRET}
            for place, name, day in days
        ]
    )


def cause_span() -> Span:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    until = datetime(2026, 11, 1, tzinfo=UTC)
    return Span(begin, until - timedelta(days=90), until, "Europe/London")


def cause_timeline(marks: pl.DataFrame, **more: str) -> Figure | Fragment:
    return charts.cause_timeline(marks, cause_changes(), cause_span(), **more)


def cause_episodes(n: int = 24) -> pl.DataFrame:
    """Two causes in months back from October 2026, one of them each month, one every third."""
    rows = []
    for back in range(n):
        month = 2026 * 12 + 9 - back
        period = f"{month // 12}-{month % 12 + 1:02d}"
        for place, count in ((0, 1 + back % 4), (1, 12 if back % 3 == 0 else 0)):
            named = {"place": place, "cause_id": f"INC{place}", "name": f"Faults of part-{place}"}
            rows.append({**named, "period": period, "n_episodes": count, "title": SECRET})
    return pl.DataFrame(rows)


def cause_downtimes() -> pl.DataFrame:
    """Ended, still down, withheld, and none at all."""
    counts = {"n_p1": 1, "n_p2": 0, "n_p3": 2, "n_p4": 0, "n_incidents": 3, "title": SECRET}
    spans = (
        (timedelta(hours=1500), True),
        (timedelta(minutes=90), False),
        (None, None),
        (timedelta(0), False),
    )
    rows = [
        {
            "cause_id": f"INC{n}",
            "name": f"Part {n}",
            "downtime": span,
            "is_still_down": still,
            **counts,
        }
        for n, (span, still) in enumerate(spans)
    ]
    return pl.DataFrame(rows, schema_overrides={"downtime": pl.Duration("us")})


def distribution() -> pl.DataFrame:
    limits = [timedelta(0), timedelta(minutes=15), timedelta(hours=1), timedelta(days=1), None]
    counts = {"P1": [1, 2, 0, 0], "P3": [0, 5, 30, 1]}
    rows = [
        {"severity": severity, "bin": i, "low": limits[i], "high": limits[i + 1], "n": n, "title": SECRET}
        for severity, numbers in counts.items()
        for i, n in enumerate(numbers)
    ]
    span = pl.Duration("us")
    schema = {
        "severity": pl.String,
        "bin": pl.Int64,
        "low": span,
        "high": span,
        "n": pl.Int64,
        "title": pl.String,
    }
    return pl.DataFrame(rows, schema=schema)


def notification() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "clause_id": ["buyer-told", "buyer-told", "ico-told"],
            "audience": ["buyer", "buyer", None],
            "obliged": ["supplier", "supplier", "buyer"],
            "severity": ["P1", "P2", "P1"],
            "n_due": [10, 4, 0],
            "n_on_time": [7, 4, 0],
            "n_late": [2, 0, 0],
            "n_not_evidenced": [1, 0, 0],
            "n_pending": [0, 1, 3],
            "title": [SECRET] * 3,
        }
    )


def volume(n: int = 2) -> pl.DataFrame:
    rows = []
    for back in range(n):
        month = 2026 * 12 + 9 - back
        period = f"{month // 12}-{month % 12 + 1:02d}"
        for severity, opened, still in (("P1", 1, 0), ("P2", 0, 1), ("P3", 20, 4), ("P4", 1200, 5)):
            counts = {"n_opened": opened, "n_resolved": 3, "n_open": still, "n_opened_resolved": 2}
            rows.append({"period": period, "severity": severity, **counts, "title": SECRET})
    return pl.DataFrame(rows)
