"""Progress without a terminal: quiet lines, the same each time."""

from __future__ import annotations

import pytest

from analytics.publish.progress import Progress


def said(n_pages: int) -> list[str]:
    lines: list[str] = []
    with Progress(lines.append) as progress:
        progress.step("reading")
        progress.step("writing the pages", n_pages)
        for _ in range(n_pages):
            progress.advance()
        progress.step("building")
    return lines


def test_a_warning_that_quotes_an_export_commands_no_terminal() -> None:
    lines: list[str] = []
    with Progress(lines.append) as progress:
        progress.note("2026-10: odd id INC\u202e7\x1b[2J")
    assert lines == ["2026-10: odd id INC‹U+202E›7␛[2J"]


def test_a_long_step_says_every_few_parts_how_far_it_is() -> None:
    assert said(10) == [
        "reading",
        "writing the pages: 10",
        "writing the pages: 4 of 10",
        "writing the pages: 8 of 10",
        "building",
    ]


@pytest.mark.parametrize("n", [0, 1, 4])
def test_a_short_step_says_it_once(n: int) -> None:
    assert said(n) == ["reading", f"writing the pages: {n}", "building"]


def test_without_a_terminal_the_lines_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        progress.step("writing the pages", 5)
        for _ in range(5):
            progress.advance()
    assert capsys.readouterr().err == "writing the pages: 5\nwriting the pages: 4 of 5\n"
