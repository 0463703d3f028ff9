"""The sample: two years of a fictional contract, and the truth about each of its obligations.

A story is told first (`ordinary`, `edges`, `severity`, `lifecycle`, `ending`): for each incident and clause
it decides the outcome and by how much, and places the instants accordingly with clockwork of its own. The
files are written from it. Nothing here imports the rooms that measure, so the truth checks them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from analytics.errors import StorageError

SAMPLE_FILES: Final = (
    *("incident_event_log.csv", "notifications.csv", "updates.csv"),
    *("actions.csv", "relief.csv", "disputes.csv", "changes.csv"),
    *("truth.csv", "truth_causes.csv", "truth_changes.csv"),
)
SEED: Final = 20261101
N_INCIDENTS: Final = 1500

__all__ = ["N_INCIDENTS", "SAMPLE_FILES", "SEED", "make_sample", "write_sample"]


def make_sample(*, seed: int = SEED, n_incidents: int = N_INCIDENTS) -> dict[str, bytes]:
    """Make the files of the sample in memory.

    Args:
        seed: The same seed gives the same bytes on every Python, whatever the hash seed or zone.
        n_incidents: How many incidents in all; the planted ones are always there.

    Returns:
        The bytes of each of `SAMPLE_FILES`.

    Examples:
        >>> make_sample(n_incidents=400)["truth.csv"].splitlines()[0]
        b'incident_id,episode,clause_id,slot,outcome,cause,event'
    """
    from analytics.sample import changes, log, registers
    from analytics.sample.dice import Dice
    from analytics.sample.story import tell_story

    rows: dict[str, list[list[str]]] = {name: [] for name in SAMPLE_FILES}
    story = tell_story(seed, n_incidents)
    for n, incident in enumerate(story, start=1):
        number, dice = incident.number, Dice(seed, "log", n)
        rows["incident_event_log.csv"].extend(log.audit_rows(number, incident, dice))
        rows["notifications.csv"].extend(log.notice_rows(number, incident, dice))
        rows["truth.csv"].extend(log.truth_rows(number, incident))
        for name, write in registers.WRITERS.items():
            rows[name].extend(write(incident))
    rows["changes.csv"] = changes.change_rows(story)
    rows["truth_causes.csv"] = list(changes.cause_truth_rows(story))
    rows["truth_changes.csv"] = changes.change_truth_rows()
    headers = {"incident_event_log.csv": log.LOG, "notifications.csv": log.NOTICES, "truth.csv": log.TRUTH}
    headers |= {"changes.csv": changes.CHANGES, "truth_causes.csv": changes.TRUTH_CAUSES}
    headers |= {"truth_changes.csv": changes.TRUTH_CHANGES, **registers.HEADERS}
    return {name: log.to_csv(headers[name], rows[name]) for name in SAMPLE_FILES}


def write_sample(folder: Path, *, seed: int = SEED, n_incidents: int = N_INCIDENTS) -> None:
    """Write the files of the sample into a folder, which is made where it is missing.

    Args:
        folder: Where `SAMPLE_FILES` go; files of these names are replaced.
        seed: See `make_sample`.
        n_incidents: See `make_sample`; about 6 rows of the log come from each.

    Raises:
        StorageError: A file could not be written.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_sample(Path(folder), n_incidents=400)
        ...     len(list(Path(folder).glob("*.csv")))
        10
    """
    files = make_sample(seed=seed, n_incidents=n_incidents)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        what = f"the sample could not be written ({error.strerror})"
        raise StorageError.at(str(folder), what, "a folder that can be written") from error
