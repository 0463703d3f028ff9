"""The command `incident-analytics`: parse, call, print, exit code.

Exit codes: 0 done, 2 usage or contract, 3 export rejected, 74 I/O, 75 another run holds the lock,
1 our own fault, or a cell of the report's notebook raised.
"""

from __future__ import annotations

import os
import sys
import traceback
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from analytics.errors import IncidentAnalyticsError

OUR_FAULT = 1
IO_ERROR = 74
INTERRUPTED = 130

app = typer.Typer(
    name="incident-analytics",
    help="One trusted page for the contract management forum, from the incident exports you already have.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


@app.command(epilog="Example: incident-analytics new my-contract && incident-analytics publish my-contract")
def new(
    target: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet, or is empty.")
    ],
) -> None:
    """Write a complete contract folder that publishes as it stands."""
    from analytics.publish.new import new_folder

    new_folder(target)
    typer.echo(f"Wrote a contract, sample exports, notebooks and site pages to {target}")
    typer.echo(f"Next: incident-analytics publish {target}")


@app.command(epilog="Example: incident-analytics check my-contract --format json")
def check(
    contract: ContractArgument,
    exports: ExportsOption = None,
    format_: Annotated[CheckFormat, typer.Option("--format", help="text or json.")] = CheckFormat.text,
) -> None:
    """Account for every row of the exports, and name every problem."""
    from analytics.report.check import check_contract

    result = check_contract(contract, exports)
    typer.echo(result.to_json() if format_ is CheckFormat.json else result.to_text(), nl=False)
    raise typer.Exit(result.exit_code)


@app.command(epilog="Example: incident-analytics publish my-contract --out /srv/report")
def publish(
    contract: ContractArgument,
    period: PeriodOption = None,
    out: Annotated[
        str | None, typer.Option("--out", metavar="DIR", help="Default: build/ beside the contract.")
    ] = None,
    exports: ExportsOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Publish the site: every complete month, or only the month named."""
    from analytics.publish.run import Request, publish_contract

    if out == "":
        raise typer.BadParameter("it is empty: name a folder", param_hint="--out")
    target = Path(out) if out is not None else None
    outcome = publish_contract(Request(contract, period, target, exports, as_of))
    for problem in outcome.problems:
        typer.echo(problem, err=True)
    if outcome.home is not None:
        typer.echo(f"the site is {outcome.home}", err=True)
    typer.echo(outcome.line)
    if outcome.fault is not None:
        raise outcome.fault
    raise typer.Exit(outcome.exit_code)


@app.command(epilog="Example: incident-analytics figures my-contract --period 2026-10 --format json")
def figures(
    contract: ContractArgument,
    period: PeriodOption = None,
    format_: Annotated[
        FiguresFormat, typer.Option("--format", help="table, json or csv.")
    ] = FiguresFormat.table,
    exports: ExportsOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Print the same numbers as the page, for people or machines."""
    from analytics.report import figures as render
    from analytics.report.dataset import open_dataset
    from analytics.report.selection import select_findings

    dataset = open_dataset(contract, exports)
    found = render.make_figures(dataset.contract.id, select_findings(dataset, period, as_of, with_whole=True))
    if format_ is FiguresFormat.table:
        from analytics.tables.terminal import figures_table

        typer.echo(figures_table(found, dataset.timezone), nl=False)
    else:
        typer.echo(render.to_json(found) if format_ is FiguresFormat.json else render.to_csv(found), nl=False)


@app.command(epilog="Example: incident-analytics explain my-contract INC0010042")
def explain(
    contract: ContractArgument,
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="Its id, as the export writes it.")],
    exports: ExportsOption = None,
    as_of: AnyAsOfOption = None,
) -> None:
    """Explain one incident by every clause that applied to it."""
    from analytics.report.dataset import open_dataset
    from analytics.report.explain import explain as explain_incident
    from analytics.report.selection import default_instant

    dataset = open_dataset(contract, exports)
    typer.echo(explain_incident(dataset, incident, default_instant(dataset, as_of)), nl=False)


@app.command(epilog="Example: incident-analytics simulate my-contract --with variation.toml --period 2026-10")
def simulate(
    contract: ContractArgument,
    variation: Annotated[
        Path,
        typer.Option(
            "--with", metavar="FILE", help="Changed tables: rules, calendars, clauses, consequences, ratings."
        ),
    ],
    period: PeriodOption = None,
    format_: Annotated[TableFormat, typer.Option("--format", help="table or json.")] = TableFormat.table,
    exports: ExportsOption = None,
) -> None:
    """Judge past months again under changed clauses."""
    from analytics.report.dataset import open_dataset
    from analytics.report.selection import select_periods
    from analytics.report.simulate import simulate as try_variation

    dataset = open_dataset(contract, exports)
    found = try_variation(dataset, variation, select_periods(dataset, period), exports)
    if format_ is TableFormat.json:
        typer.echo(found.to_json(), nl=False)
        return
    from analytics.tables.terminal import simulation_table

    typer.echo(simulation_table(found.to_dict()), nl=False)


@app.command(epilog="Example: incident-analytics causes my-contract --why INC0010079")
def causes(
    contract: ContractArgument,
    period: Annotated[
        str | None, typer.Option("--period", metavar="MONTH", help="2026-10 or last-month: as of its end.")
    ] = None,
    why: Annotated[
        str | None, typer.Option("--why", metavar="INCIDENT", help="Why it is in its group, or in none.")
    ] = None,
    like: Annotated[
        str | None, typer.Option("--like", metavar="INCIDENT", help="The incidents most like it.")
    ] = None,
    review: Annotated[bool, typer.Option("--review", help="The pairs most worth a person's look.")] = False,
    format_: Annotated[TableFormat, typer.Option("--format", help="table or json.")] = TableFormat.table,
    exports: ExportsOption = None,
    as_of: AnyAsOfOption = None,
) -> None:
    """Find repeat root causes, say why, and what became of the changes against them."""
    from analytics.publish.progress import Progress
    from analytics.report.answers import answer
    from analytics.report.dataset import open_dataset

    if sum((why is not None, like is not None, review)) > 1:
        raise typer.BadParameter("ask one thing at a time", param_hint="--why, --like, --review")
    with Progress(None if sys.stderr.isatty() else lambda _: None) as progress:
        progress.step("reading the exports")
        dataset = open_dataset(contract, exports)
        progress.step("grouping incidents by cause")
        shown = answer(dataset, period, as_of, why=why, like=like, review=review)
    typer.echo(shown.to_json() if format_ is TableFormat.json else shown.to_text(), nl=False)


@app.command("contract", epilog="Example: incident-analytics contract my-contract --format markdown")
def contract_(
    contract: ContractArgument,
    format_: Annotated[
        ContractFormat, typer.Option("--format", help="text or markdown.")
    ] = ContractFormat.text,
) -> None:
    """Print the contract in plain English; it needs no exports."""
    from analytics.contract.load import load_contract
    from analytics.report.plain_english import contract_markdown, contract_text

    write = contract_text if format_ is ContractFormat.text else contract_markdown
    typer.echo(write(load_contract(contract)), nl=False)


def _version(*, value: bool) -> None:
    if value:
        from analytics import __version__

        typer.echo(f"incident-analytics {__version__}")
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
            typer.echo(str(problem), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(IO_ERROR)
    except OSError as error:
        typer.echo(f"{error.filename or 'I/O'}: {error.strerror or error}.", err=True)
        sys.exit(IO_ERROR)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:  # the last line of defence: our own fault, said so, with the way to report it
        traceback.print_exc()
        typer.echo(
            f"incident-analytics: our own fault: {type(error).__name__}. Please report the lines above.",
            err=True,
        )
        sys.exit(OUR_FAULT)
