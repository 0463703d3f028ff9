"""The command and the options that several of its parts share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from analytics.visible import reveal_rest

app = typer.Typer(
    name="incident-analytics",
    help="One trusted page for the contract management forum, from the incident exports you already have.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def say(text: str, *, nl: bool = True, err: bool = False) -> None:
    """Print; whatever an export holds, a terminal is told nothing but what can be seen."""
    typer.echo(reveal_rest(text), nl=nl, err=err)


class FiguresFormat(StrEnum):
    """How `figures` prints."""

    table = "table"
    json = "json"
    csv = "csv"


class CheckFormat(StrEnum):
    """How `check` prints."""

    text = "text"
    json = "json"


class ContractFormat(StrEnum):
    """How `contract` prints."""

    text = "text"
    markdown = "markdown"


class SourcesFormat(StrEnum):
    """How `sources` prints."""

    text = "text"
    markdown = "markdown"
    json = "json"


class TableFormat(StrEnum):
    """How `simulate` and `causes` print."""

    table = "table"
    json = "json"


ContractArgument = Annotated[
    Path, typer.Argument(metavar="CONTRACT", help="The contract file, or its folder.")
]
ExportsOption = Annotated[
    Path | None,
    typer.Option("--exports", metavar="DIR", help="Where the exports are, if not beside the contract."),
]
_AS_OF = "Judge as known at this instant (without offset: the contract's zone)."
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="INSTANT", help=f"{_AS_OF} With one period only.")
]
AnyAsOfOption = Annotated[str | None, typer.Option("--as-of", metavar="INSTANT", help=_AS_OF)]
PeriodOption = Annotated[
    str | None, typer.Option("--period", metavar="MONTH", help="2026-10, last-month or all.")
]
