"""What all tests share: the real data beside the project, and the rule that nothing is skipped unseen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
ABSENT = "shared data is absent"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real exports; a test that needs it skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(ABSENT)
    return SHARED


def pytest_terminal_summary(terminalreporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    unseen = [report for report in skipped if ABSENT not in str(report.longrepr)]
    terminalreporter.write_line(f"skipped for want of shared data: {len(skipped) - len(unseen)}")
    if unseen and os.environ.get("EVERY_TEST"):
        terminalreporter.write_line(
            f"skipped for other reasons, which the gate forbids: {len(unseen)}", red=True
        )
        for report in unseen:
            terminalreporter.write_line(f"  {report.nodeid}: {report.longrepr[-1]}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("EVERY_TEST") or hasattr(session.config, "workerinput"):
        return
    skipped = reporter.stats.get("skipped", [])
    if exitstatus == 0 and any(ABSENT not in str(report.longrepr) for report in skipped):
        session.exitstatus = 1
