"""The browser that visits pages, and what it needs."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.site.sites import HERE, ROOT

CHROMIUM = "/usr/bin/chromium"
NODE = ROOT / "build" / "node"
A4 = 673  # px: what is left of 210 mm between two margins of 16 mm
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SETTINGS = (
    {"name": "light", "width": 1280, "height": 900, "scheme": "light", "media": "screen"},
    {"name": "dark", "width": 1280, "height": 900, "scheme": "dark", "media": "screen"},
    {"name": "print", "width": A4, "height": 950, "scheme": "dark", "media": "print"},
    {"name": "phone", "width": 360, "height": 740, "scheme": "light", "media": "screen"},
)


def what_is_missing() -> str:
    """Say what keeps pages from being visited; empty where nothing does."""
    if not Path(CHROMIUM).exists():
        return "Chromium is absent"
    if shutil.which("node") is None:
        return "Node is absent"
    absent = [name for name in ("playwright-core", "axe-core") if not (NODE / "node_modules" / name).is_dir()]
    return f"Node packages are absent: {', '.join(absent)}" if absent else ""


def visit(pages: Sequence[dict[str, str]]) -> dict[str, dict]:
    """Open pages in the browser and give what it saw, by page.

    Args:
        pages: Each with name and url, and a query where it is searched.
    """
    job = {
        "node": str(NODE),
        "chromium": CHROMIUM,
        "switches": SWITCHES,
        "pages": pages,
        "settings": SETTINGS,
    }
    ran = subprocess.run(
        ["node", str(HERE / "visit.mjs")],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    return json.loads(ran.stdout)
