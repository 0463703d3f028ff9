"""The generated pages: each month's notebook as Markdown and fragments, and the contract in plain English."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

import analytics
from analytics.contract.model import Contract
from analytics.publish.ahead import make_ahead
from analytics.publish.model import Page, ReportMeta, SiteSettings
from analytics.publish.navigation import CONTRACT
from analytics.publish.progress import Progress
from analytics.publish.template import CAUSES, notebook_of, settings_of, site_pages
from analytics.report.dataset import Dataset
from analytics.report.exporter import ExportedPage, export_page
from analytics.report.figures import make_figures, to_csv, to_json
from analytics.report.findings import Findings
from analytics.report.notebook import NotebookRunner
from analytics.report.plain_english import contract_markdown
from analytics.report.sentences import verdict_sentence
from analytics.tables import format_count, format_instant, format_month
from analytics.visible import reveal

CAUSES_PART = "Repeat root causes"
CONFIDENTIAL = ("title", "description", "cause_text", "resolution_text")


def make_pages(
    dataset: Dataset, findings: Sequence[Findings], release: str, exports: Path | None, progress: Progress
) -> tuple[list[Page], SiteSettings]:
    """Run the report's notebook for each month, and that of its repeat root causes.

    Args:
        dataset: The contract and its exports.
        findings: The months, each with its instant of judgement.
        release: The release's name, printed on every page.
        exports: As the command line gave it: the notebook opens the same files.
        progress: Told of each page.

    Returns:
        The pages, that of the contract last, and what is said on all of them.

    Raises:
        NotebookError: A cell raised.
    """
    folder = dataset.contract.folder
    report, causes = notebook_of(folder), notebook_of(folder, CAUSES)
    settings = make_ahead(lambda: _settings(dataset, findings, release))
    pages = []
    progress.step("writing the pages", len(findings))
    with NotebookRunner() as runner:
        for each in findings:
            parameters = _parameters(each, exports)
            made = [export_page(runner.run(notebook, parameters)) for notebook in (report, causes)]
            pages += [_page(each, made[0]), _causes_page(each, made[1])]
            for line in (line for page in made for line in page.warnings):
                progress.note(f"{each.name}: {line}")
            progress.advance()
    return [*pages, contract_page(dataset.contract)], settings()


def contract_page(contract: Contract) -> Page:
    """Make the page of the contract in plain English; figures link to ``#clause-ID`` on it."""
    return Page(path=CONTRACT, title="Contract", markdown=contract_markdown(contract))


def _parameters(findings: Findings, exports: Path | None) -> dict[str, object]:
    period = findings.period
    is_usual = period is not None and findings.as_of == period.ends_at
    return {
        "contract": findings.dataset.contract.path.resolve(),
        "exports": exports.resolve() if exports is not None else None,
        "period": findings.name,
        "as_of": None if is_usual else findings.as_of.isoformat(),
    }


def _page(findings: Findings, made: ExportedPage) -> Page:
    name = findings.name
    return Page(
        path=f"reports/{name}.md",
        title=format_month(name),
        markdown=f'{made.markdown.rstrip()}\n\n<div data-fragment="downloads"></div>\n',
        fragments={**made.fragments, "downloads": _downloads(name)},
        meta=_meta(findings),
    )


def _causes_page(findings: Findings, made: ExportedPage) -> Page:
    return Page(
        path=f"causes/{findings.name}.md",
        title=f"{CAUSES_PART}, {format_month(findings.name)}",
        markdown=made.markdown,
        fragments=made.fragments,
        meta=_meta(findings),
        part=CAUSES_PART,
    )


def _downloads(name: str) -> str:
    links = " and ".join(
        f'<a href="../figures/{name}.{suffix}" download>{label}</a>'
        for suffix, label in (("json", "figures.json"), ("csv", "one long table (CSV)"))
    )
    return f'<p class="downloads">The figures of this page for machines: {links}.</p>'


def _meta(findings: Findings) -> ReportMeta:
    files, period = findings.dataset.tables.files, findings.period
    n_used, n_read = (format_count(int(files[name].sum())) for name in ("n_used", "n_read"))
    month = format_month(findings.name)
    return ReportMeta(
        period=findings.name,
        label=month,
        as_of=format_instant(findings.as_of, findings.dataset.timezone),
        completeness=f"{n_used} of {n_read} rows used",
        headline=("Provisional: " if findings.is_provisional else "")
        + verdict_sentence(findings.attainment, month),
        is_part=period is not None and period.is_part,
    )


def _settings(dataset: Dataset, findings: Sequence[Findings], release: str) -> SiteSettings:
    head, folder = dataset.contract.head, dataset.contract.folder
    return SiteSettings(
        sources=site_pages(folder),
        config_file=settings_of(folder),
        contract_title=reveal(head.title),
        buyer=reveal(head.buyer),
        supplier=reveal(head.supplier),
        release=release,
        version=analytics.__version__,
        extra_files=_extra_files(findings),
        forbidden=confidential_texts(dataset.tables.incidents),
    )


def _extra_files(findings: Sequence[Findings]) -> dict[str, bytes]:
    files = {}
    whole = make_figures(findings[0].dataset.contract.id, findings)
    for each, period in zip(findings, whole["periods"], strict=True):
        figures = {**whole, "periods": [period]}
        files[f"figures/{each.name}.json"] = to_json(figures).encode()
        files[f"figures/{each.name}.csv"] = to_csv(figures).encode()
    return files


def confidential_texts(incidents: pl.DataFrame) -> tuple[str, ...]:
    """Give every free text of the incidents: none of it may stand on a page."""
    texts = pl.concat([incidents[name].rename("text") for name in CONFIDENTIAL])
    return tuple(texts.drop_nulls().unique().sort().to_list())
