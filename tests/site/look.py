"""`make look`: pictures of a fixed list of pages on a desk, on a telephone and on paper, to be looked at.

python -m tests.site.look FOLDER
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.site.browser import A4, CHROMIUM, NODE, SWITCHES, what_is_missing
from tests.site.sites import HERE, MAKERS, SHARED, UCI_MONTH, Site

FRAMES = {"desktop": (1280, "screen"), "phone": (390, "screen"), "print": (A4, "print")}
PAGES = (  # the site, its page, the picture's name, and whether it is also looked at in the dark
    ("demo", "index.html", "home", False),
    ("demo", "reports/2026-10.html", "month", True),
    ("demo", "reports/2026-02.html", "month-without-p1", False),
    ("demo", "causes/2026-10.html", "causes", True),
    ("uci", f"reports/{UCI_MONTH}.html", "uci", False),
    ("nil", "reports/2026-01.html", "nil-return", False),
    ("quiet", "reports/2026-02.html", "month-without-a-case", False),
    ("demo", "methods/attainment.html", "method", False),
    ("demo", "glossary.html", "glossary", False),
    ("demo", "search.html", "search", False),
    ("demo", "accessibility.html", "accessibility", False),
)


def shots(sites: dict[str, Site], folder: Path) -> list[dict[str, object]]:
    """Say which pictures to take: each page in each frame in the light, and some also in the dark."""
    return [
        {
            "url": (sites[site].root / page).as_uri(),
            "file": str(folder / "-".join(filter(None, (name, frame, scheme.removeprefix("light"))))),
            "width": width,
            "scheme": scheme,
            "media": media,
        }
        for site, page, name, is_dark_too in PAGES
        if site in sites
        for frame, (width, media) in FRAMES.items()
        for scheme in (("light", "dark") if is_dark_too and media == "screen" else ("light",))
    ]


def look(folder: Path) -> int:
    """Make the sites, take the pictures, and give their number."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.png"), *folder.glob("*.pdf")):
        old.unlink()
    with tempfile.TemporaryDirectory() as work:
        names = [name for name in MAKERS if name != "uci" or SHARED.is_dir()]
        sites = {name: MAKERS[name](Path(work) / name) for name in names}
        wanted = shots(sites, folder)
        job = {"node": str(NODE), "chromium": CHROMIUM, "switches": SWITCHES, "shots": wanted}
        subprocess.run(["node", str(HERE / "shoot.mjs")], input=json.dumps(job), text=True, check=True)
    return len(wanted)


def main() -> int:
    """Take the pictures, or say what is missing for it."""
    if len(sys.argv) != 2:
        print("usage: python -m tests.site.look FOLDER", file=sys.stderr)
        return 2
    if missing := what_is_missing():
        print(f"look: {missing}. Install it, or run .ci/run once, which does.", file=sys.stderr)
        return 1
    print(f"{look(Path(sys.argv[1]))} pictures are in {sys.argv[1]}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
