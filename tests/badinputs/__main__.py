"""Run every row of a folder's index: `python -m tests.badinputs DIR`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.badinputs.run import run_folder


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not (Path(arguments[0]) / "index.csv").is_file():
        print("usage: python -m tests.badinputs DIR, a folder with an index.csv", file=sys.stderr)
        return 2
    n_passed = n_failed = 0
    for verdict in run_folder(Path(arguments[0])):
        print(verdict, flush=True)
        n_failed += bool(verdict.wrong)
        n_passed += not verdict.wrong
    print(f"{n_passed} passed, {n_failed} failed")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
