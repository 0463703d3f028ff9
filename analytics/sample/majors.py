"""What major incidents ask for beyond the clocks: updates every hour, a report, a review and its actions.

Told when the whole story stands, by dice of its own, so that no incident changes by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from analytics.sample.dice import Dice
from analytics.sample.hours import HOUR, MINUTE, at, local
from analytics.sample.telling import Incident, Paper
from analytics.sample.terms import END, Term, term

URGENT: Final = ("P1", "P2")  # the severities of the clauses on updates and senior management
NO_UPDATES, LATE_UPDATE = 0.05, 0.07
NOT_TOLD, LATE_TOLD = 0.03, 0.08
LATE_REPORT, LATE_REVIEW = 0.12, 0.16
LATE_ACTION, OPEN_ACTION = 0.14, 0.1
# what shall be done, and how it is seen that it was
ACTIONS: Final = (
    ("Alarm on the length of the message queue", "the alarm sounds in a test"),
    ("Rehearse the failover to the standby node", "record of a rehearsal without loss"),
    ("Widen the disk quota and watch its use", "use below 70 % for four weeks"),
    ("Write down who is called on Sunday nights", "rota published and one test call answered"),
    ("Take the lock out of the nightly index job", "four weeks of nights without a lock"),
    ("Review who may use emergency access", "list signed by the security manager"),
    ("Check licences at the start of each month", "two months of checks on record"),
    ("Add the missing page to the runbook", "runbook approved by the service manager"),
)
OWNERS: Final = ("service manager", "platform lead", "security manager", "application lead")


def tell_majors(seed: int, story: Sequence[Incident]) -> None:
    """Tell it of every major incident of a story."""
    for incident in story:
        if incident.is_major:
            dice = Dice(seed, "major", incident.opened, incident.event)
            since = _urgent_since(incident)
            if since is not None:
                _tell_management(incident, since, dice)
                _send_updates(incident, since, dice)
            _write_papers(incident, dice)


def _urgent_since(incident: Incident) -> int | None:
    """When it was first P1 or P2; None: never."""
    return next((since for since, severity in incident.severities() if severity in URGENT), None)


def _urgent_until(incident: Incident) -> int:
    """When it was neither any more: nobody is owed updates from then on."""
    end = incident.resolved() or END
    since, severity = incident.severities()[-1]
    return end + 1 if severity in URGENT else min(end + 1, since)


def _tell_management(incident: Incident, since: int, dice: Dice) -> None:
    """Senior management is told within an hour of the opening: late at once where it was raised later."""
    clause = term("management", "notification")
    is_late, share = dice.chance(LATE_TOLD), dice.real(0.2, 0.95)
    instant = clause.instant(incident.opened, share + is_late)
    if since > incident.opened:
        instant = max(instant, since + 10 * MINUTE)
    if dice.chance(NOT_TOLD) or instant >= END:
        incident.judge(clause, clause.unstopped(incident.opened))
        return
    incident.notify(instant, "senior managers")
    incident.judge(clause, "met" if instant <= incident.opened + HOUR else "missed")


def _send_updates(incident: Incident, since: int, dice: Dice) -> None:
    """One in each hour from the opening to the resolution, as far as it is P1 or P2 then.

    A late one comes in the next hour and is that hour's own too. Where none is ever sent, no hour has any.
    """
    clause, until = term("major", "update"), _urgent_until(incident)
    is_silent, was_late = dice.chance(NO_UPDATES), False
    for slot in range(1, (until - 1 - incident.opened) // HOUR + 1):
        due = incident.opened + slot * HOUR
        late_by, share = dice.between(5, 25) * MINUTE, dice.real(0.3, 0.95)
        is_late = dice.chance(LATE_UPDATE) and not was_late and due + late_by < END
        if due < since:
            continue
        if is_silent:
            incident.judge(clause, "pending" if due >= END else "not evidenced", slot=slot)
            continue
        if is_late:
            incident.updates.append(due + late_by)
        elif not was_late:
            incident.updates.append(due - HOUR + int(share * HOUR))
        incident.judge(clause, "missed" if is_late else "met", slot=slot)
        was_late = is_late


def _write_papers(incident: Incident, dice: Dice) -> None:
    resolved = incident.resolved()
    if resolved is None:  # neither is owed before the resolution
        return
    for clause, title, chance in (
        (term("major", "report"), "Incident report", LATE_REPORT),
        (term("major", "review"), "Review with the buyer", LATE_REVIEW),
    ):
        share = dice.real(0.35, 0.95) + 0.7 * dice.chance(chance)
        done = _deliver(incident, clause, title, resolved, share)
    if done is not None:
        for slot in range(1, dice.below(4)):
            _agree_action(incident, slot, done, dice)


def _deliver(incident: Incident, clause: Term, title: str, resolved: int, share: float) -> int | None:
    """Deliver a paper when a share of its working days is gone; None: not before the data end."""
    instant = clause.instant(resolved, share)
    done = instant if instant < END else None
    assert clause.kind in ("report", "review")
    incident.papers.append(Paper(clause.kind, title, resolved, done))
    planned = "met" if share <= 1 else "missed"
    incident.judge(clause, planned if done else clause.unstopped(resolved))
    return done


def _agree_action(incident: Incident, slot: int, raised: int, dice: Dice) -> None:
    """The review agrees an action with a day: it is owed up to the end of that day."""
    title, criterion = dice.pick(ACTIONS)
    due = local(raised).date() + timedelta(days=dice.between(14, 60))
    luck, days = dice.share(), dice.between(1, 12)
    planned = at(f"{due + timedelta(days=days if luck < LATE_ACTION else -days)} 15:00")
    is_done = luck < 1 - OPEN_ACTION and planned < END
    paper = Paper("action", title, raised, planned if is_done else None, due, dice.pick(OWNERS), criterion)
    incident.papers.append(paper)
    is_pending = not is_done and at(f"{due + timedelta(days=1)} 00:00") > END
    outcome = "met" if is_done and luck >= LATE_ACTION else "missed"
    incident.judge("major-action", "pending" if is_pending else outcome, slot=slot)
