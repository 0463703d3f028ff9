"""From a folder to its site: `new`, `inspect`, `check`, `publish`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analytics.cli.options import (
    AsOfOption,
    CheckFormat,
    ContractArgument,
    ExportsOption,
    PeriodOption,
    app,
    say,
)


@app.command(epilog="Example: incident-analytics new my-contract && incident-analytics publish my-contract")
def new(
    target: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet, or is empty.")
    ],
) -> None:
    """Write a complete contract folder that publishes as it stands."""
    from analytics.publish.new import new_folder

    new_folder(target)
    say(f"Wrote a contract, sample exports, notebooks and site pages to {target}")
    say(f"Next: incident-analytics publish {target}")


@app.command(epilog="Example: incident-analytics inspect my-contract/exports/incidents.csv")
def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export, of any tool and format.")],
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="One worksheet; default: every visible one.")
    ] = None,
    format_: Annotated[CheckFormat, typer.Option("--format", help="text or json.")] = CheckFormat.text,
) -> None:
    """Find out what a file is, and print the lines of a contract that describe it."""
    from analytics.report.inspection import inspect_file

    found = inspect_file(file, sheet)
    say(found.to_json() if format_ is CheckFormat.json else found.to_text(), nl=False)


@app.command(epilog="Example: incident-analytics check my-contract --format json")
def check(
    contract: ContractArgument,
    exports: ExportsOption = None,
    format_: Annotated[CheckFormat, typer.Option("--format", help="text or json.")] = CheckFormat.text,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Keep intake.json, excluded.csv and what differs there."),
    ] = None,
) -> None:
    """Account for every row of the exports, and name every problem."""
    from analytics.report.check import check_contract

    result = check_contract(contract, exports)
    if out is not None:
        from analytics.report.kept import keep_account

        keep_account(result, out)
    say(result.to_json() if format_ is CheckFormat.json else result.to_text(), nl=False)
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
        say(str(problem), err=True)
    if outcome.home is not None:
        say(f"the site is {outcome.home}", err=True)
    say(outcome.line)
    if outcome.fault is not None:
        raise outcome.fault
    raise typer.Exit(outcome.exit_code)
