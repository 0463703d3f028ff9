"""Questions about a contract: `figures`, `explain`, `simulate`, `causes`, `contract`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from analytics.cli.options import (
    AnyAsOfOption,
    AsOfOption,
    ContractArgument,
    ContractFormat,
    ExportsOption,
    FiguresFormat,
    PeriodOption,
    SourcesFormat,
    TableFormat,
    app,
    say,
)


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
        from analytics.report.left_out import left_out_words
        from analytics.tables.terminal import figures_table

        say(figures_table(found, dataset.timezone, left_out_words(dataset.tables)), nl=False)
    else:
        say(render.to_json(found) if format_ is FiguresFormat.json else render.to_csv(found), nl=False)


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
    say(explain_incident(dataset, incident, default_instant(dataset, as_of)), nl=False)


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
        say(found.to_json(), nl=False)
        return
    from analytics.tables.terminal import simulation_table

    say(simulation_table(found.to_dict()), nl=False)


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
    say(shown.to_json() if format_ is TableFormat.json else shown.to_text(), nl=False)


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
    say(write(load_contract(contract)), nl=False)


@app.command(epilog="Example: incident-analytics sources")
def sources(
    format_: Annotated[SourcesFormat, typer.Option("--format", help="text, markdown or json.")] = (
        SourcesFormat.text
    ),
) -> None:
    """List the exports that are understood, what each can tell and what it cannot."""
    from analytics.report import source_page

    write = {
        SourcesFormat.text: source_page.sources_text,
        SourcesFormat.markdown: source_page.sources_markdown,
        SourcesFormat.json: source_page.sources_json,
    }
    say(write[format_](), nl=False)
