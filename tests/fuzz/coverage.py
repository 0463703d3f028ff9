"""Raw bytes by atheris, which follows the lines that they reach.

    python -m tests.fuzz.coverage READER FINDINGS [libFuzzer options and corpus folders]

Started by ``python -m tests.fuzz --engine atheris``; by itself it also merges corpora (``-merge=1``).
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Fuzz one reader in this process, which libFuzzer ends."""
    import atheris

    reader, folder, *options = arguments
    with atheris.instrument_imports(include=["analytics.intake", "analytics.sources"]):
        from tests.fuzz.engine import Tally
        from tests.fuzz.inputs import as_file
        from tests.fuzz.target import Case, FindingError, check
    tally = Tally()

    def judge(data: bytes) -> None:
        try:
            check(reader, Case(as_file(reader, data)))
        except FindingError as finding:
            tally.found(str(finding), as_file(reader, data))
            tally.keep(Path(folder))

    check(reader, Case(b""))  # what the libraries fetch at their first use is not the first input's
    atheris.Setup([sys.argv[0], *options], judge)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
