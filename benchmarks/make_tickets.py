"""Tickets with known causes, as a service desk writes them: paraphrased, incomplete, and often alike.

    python -m benchmarks.make_tickets --seed 1 --size 2000 tickets.csv

Each cause has a component, a service, a fault in several wordings and two symptoms out of a pool that all
causes share, so that what people saw says little of why. Of the causes written down 18 % are empty and 10 %
say nothing; stock phrases are spread over all; components are shared by several causes, sometimes missing and
sometimes wrong; problem records exist for some causes and on some of their tickets; 35 % of all tickets
happen once. No cause is told apart by anything but this.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import polars as pl

START: Final = datetime(2024, 1, 1, tzinfo=UTC)
DAYS: Final = 730
ONE_OFF: Final = 0.35
EMPTY, CATCH_ALL_SHARE = 0.18, 0.10
CATCH_ALL: Final = ("Unknown", "Other", "No fault found", "Resolved by restart", "Not determined")
SERVICES: Final = (
    *("Case management", "Payments", "Sign in", "Document handling", "Letters", "Partner exchange"),
    *("Reports", "Office network", "Telephony", "Booking", "Licensing", "Inspections"),
)
PARTS: Final = (
    *("web", "search", "database", "cache", "queue", "gateway", "batch", "storage", "balancer", "directory"),
)
WHAT: Final = (
    ("certificate", "cert", "TLS certificate"),
    ("connection pool", "db connections", "pool of connections"),
    ("disk", "volume", "file system"),
    ("memory", "heap", "RAM"),
    ("configuration", "config file", "settings"),
    ("DNS record", "name server entry", "DNS"),
    ("firewall rule", "firewall policy", "access rule"),
    ("index", "search index", "lookup index"),
    ("scheduled job", "nightly job", "batch run"),
    ("licence key", "license", "subscription key"),
    ("message broker", "queue broker", "broker"),
    ("switch port", "network port", "uplink"),
    ("password of the service account", "service account credential", "stored credential"),
    ("third party API", "supplier interface", "external endpoint"),
    ("thread pool", "worker threads", "workers"),
    ("time server", "NTP", "system clock"),
    ("patch", "security update", "hotfix"),
    ("storage controller", "raid controller", "array"),
    ("query", "SQL statement", "report query"),
    ("session store", "session cache", "user sessions"),
)
HOW: Final = (
    ("expired", "ran out of validity", "was past its end date"),
    ("was exhausted", "ran dry", "hit its limit"),
    ("filled up", "had no space left", "was full"),
    ("leaked", "grew without bound", "was not released"),
    ("was wrong after the release", "had been overwritten", "was not migrated"),
    ("was missing", "had been deleted", "was not created"),
    ("blocked traffic", "denied connections", "dropped packets"),
    ("was corrupt", "was damaged", "failed its checksum"),
    ("locked a table", "held locks too long", "deadlocked"),
    ("did not start", "was skipped", "never ran"),
    ("timed out", "answered too late", "was slow to respond"),
    ("failed over badly", "did not switch to standby", "stayed on the dead node"),
)
OF_WHAT: Final = tuple(
    f"{name} {part}"
    for name in (
        *("appeals", "ledger", "archive", "postcode", "tariff", "roster", "vehicle", "passport", "grant"),
        *("invoice", "tribunal", "custody", "benefit", "permit", "census", "harbour", "pension", "survey"),
        *("planning", "voucher", "clinic", "court", "school", "water", "export", "customs", "land", "birth"),
    )
    for part in ("register", "feed", "service", "mirror", "portal", "table", "template", "bridge", "loader")
)
SYMPTOMS: Final = (
    ("Users cannot sign in", "login fails for staff", "unable to log on"),
    ("Pages load slowly", "system very slow", "screens take minutes"),
    ("Error 500 shown", "internal server error page", "application error displayed"),
    ("Documents cannot be opened", "attachment fails to open", "PDF does not display"),
    ("Letters not sent", "no output from print run", "letters missing"),
    ("Search returns nothing", "no search results", "search broken"),
    ("Payment rejected", "card payment fails", "payments not going through"),
    ("Data out of date", "yesterday's figures shown", "records not refreshed"),
    ("Session times out", "logged out repeatedly", "thrown out of the system"),
    ("Upload fails", "cannot upload evidence", "file upload error"),
    ("Phone lines silent", "calls dropped", "no audio on calls"),
    ("Worklist empty", "no tasks displayed", "queue of work missing"),
)
STOCK: Final = (
    *("Please see the knowledge article before calling the desk.", "User informed by e-mail and happy."),
    *("Ticket raised by monitoring, no user contact.", "Standard checks completed by first line."),
    "Logged on behalf of the user.",
)
TOLD: Final = (
    *(
        "{what} {how}",
        "Root cause: {what} {how}",
        "{what} on {part} {how}",
        "It turned out that the {what} {how}",
    ),
    *("{how}: {what}", "investigation showed {what} {how} on {part}"),
)
SEEN: Final = (
    *("{symptom}", "{symptom} - {service}", "{symptom} at site {n}", "Several users report: {symptom}"),
    *("{service}: {symptom}", "{symptom} since {time}"),
)
CODES: Final = (
    *("software", "hardware", "configuration", "capacity", "network", "third party", "human error"),
)


@dataclass(frozen=True)
class Cause:
    """What its tickets have in common."""

    label: str
    service: str
    component: str
    code: str
    what: tuple[str, ...]
    how: tuple[str, ...]
    of_what: str
    symptoms: list[tuple[str, ...]]
    problem: str


def make_tickets(seed: int, size: int) -> pl.DataFrame:
    """Make tickets, in order of time.

    Args:
        seed: The same seed gives the same tickets.
        size: How many.

    Returns:
        incident_id, opened_at (ISO 8601), cause_label, and the tidy text and structure columns.
    """
    dice, rows = random.Random(seed), []
    components = [f"{part}-{n:02d}" for part in PARTS for n in range(1, max(2, size // 400) + 1)]
    n_causes = 0
    while len(rows) < size * (1 - ONE_OFF):
        n_causes += 1
        cause = _cause(dice, f"C{n_causes}", components, 0.45)
        begins, n = dice.random() * (DAYS - 130), 2 + min(28, int(dice.expovariate(1 / 5)))
        rows += [_ticket(dice, cause, components, begins + dice.random() * 130) for _ in range(n)]
    while len(rows) < size:
        n_causes += 1
        cause = _cause(dice, f"C{n_causes}", components, 0.1)
        rows.append(_ticket(dice, cause, components, dice.random() * DAYS))
    rows.sort(key=lambda row: row["opened_at"])
    ids = pl.Series("incident_id", [f"INC{n:07d}" for n in range(1, len(rows) + 1)])
    return pl.DataFrame(rows).select(ids, pl.all())


def _cause(dice: random.Random, label: str, components: list[str], recorded: float) -> Cause:
    def turned(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dice.sample(words, len(words)))

    problem = f"PRB{dice.randrange(10**7):07d}" if dice.random() < recorded else ""
    return Cause(
        *(label, dice.choice(SERVICES), dice.choice(components), dice.choice(CODES)),
        *(turned(dice.choice(WHAT)), turned(dice.choice(HOW)), dice.choice(OF_WHAT)),
        *(dice.sample(SYMPTOMS, 2), problem),
    )


def _ticket(dice: random.Random, cause: Cause, components: list[str], day: float) -> dict[str, Any]:
    seen = dice.choice(cause.symptoms) if dice.random() < 0.8 else dice.choice(SYMPTOMS)
    opened = START + timedelta(days=day)
    words = {"service": cause.service, "n": dice.randrange(1, 90), "time": f"{opened:%H:%M}"}
    known = dice.random()
    return {
        "opened_at": opened.isoformat(timespec="seconds"),
        "cause_label": cause.label,
        "title": dice.choice(SEEN).format(symptom=dice.choice(seen), **words),
        "description": f"{dice.choice(seen)}. {dice.choice(STOCK)} Ref {dice.randrange(10**8):08d}",
        "cause_text": _told(dice, cause),
        "cause_code": cause.code if dice.random() < 0.6 else "",
        "component": cause.component if known < 0.8 else dice.choice(components) if known < 0.86 else "",
        "service": cause.service if dice.random() < 0.95 else dice.choice(SERVICES),
        "problem_id": cause.problem if dice.random() < 0.55 else "",
        "severity": dice.choice(("P2", "P3", "P3", "P4")),
    }


def _told(dice: random.Random, cause: Cause) -> str:
    told = dice.random()
    if told < EMPTY:
        return ""
    if told < EMPTY + CATCH_ALL_SHARE:
        return dice.choice(CATCH_ALL)
    what, how = (each[0] if dice.random() < 0.6 else dice.choice(each) for each in (cause.what, cause.how))
    text = dice.choice(TOLD).format(what=what, how=how, part=cause.component)
    if dice.random() < 0.85:
        text += dice.choice((" for the {}", " ({})", " of {}")).format(cause.of_what)
    return f"{text} {dice.choice(STOCK)}" if dice.random() < 0.3 else text


def main() -> None:
    """Write a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("file", type=Path)
    asked = parser.parse_args()
    make_tickets(asked.seed, asked.size).write_csv(asked.file)


if __name__ == "__main__":
    main()
