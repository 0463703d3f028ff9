"""The command `incident-analytics`: parse, call, print, exit code.

Exit codes: 0 done, 2 usage or contract, 3 export rejected, 74 I/O, 75 another run holds the lock,
1 our own fault, or a cell of the report's notebook raised.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Annotated, Any

import typer

from analytics.cli import making, questions
from analytics.cli.options import app, say
from analytics.errors import IncidentAnalyticsError

__all__ = ["app", "main", "making", "questions"]
OUR_FAULT = 1
IO_ERROR = 74
INTERRUPTED = 130


def _version(*, value: bool) -> None:
    if value:
        from analytics import __version__

        say(f"incident-analytics {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Keep the options of the command itself."""


def main(arguments: list[str] | None = None) -> Any:
    """Run the command; a user's mistake gets a message and an exit code, never a traceback."""
    try:
        app(arguments)
    except IncidentAnalyticsError as error:
        for problem in error.problems:
            say(str(problem), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(IO_ERROR)
    except OSError as error:
        say(f"{error.filename or 'I/O'}: {error.strerror or error}.", err=True)
        sys.exit(IO_ERROR)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:  # the last line of defence: our own fault, said so, with the way to report it
        say(traceback.format_exc(), nl=False, err=True)
        say(
            f"incident-analytics: our own fault: {type(error).__name__}. Please report the lines above.",
            err=True,
        )
        sys.exit(OUR_FAULT)
