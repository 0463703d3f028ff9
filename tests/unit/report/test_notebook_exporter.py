"""Prose stays Markdown, what cells show becomes fragments, and code is never seen."""

from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from analytics.report.exporter import ExportedPage, export_page


def page_of(*cells: Any) -> ExportedPage:
    return export_page(new_notebook(cells=list(cells)))


def showing(*outputs: Any, source: str = "secret_code()") -> Any:
    return new_code_cell(source, outputs=list(outputs))


def result(**data: str) -> Any:
    return new_output("execute_result", {key.replace("_", "/"): value for key, value in data.items()})


def test_prose_passes_as_it_stands_and_in_order() -> None:
    page = page_of(
        new_markdown_cell("## Summary\n\n<b>*x*</b>"),
        showing(result(text_html="<i>1</i>")),
        new_markdown_cell("end"),
    )
    key = next(iter(page.fragments))
    assert page.markdown == f'## Summary\n\n<b>*x*</b>\n\n<div data-fragment="{key}"></div>\n\nend\n'


def test_code_and_raw_cells_never_reach_the_page() -> None:
    page = page_of(
        new_raw_cell("raw words"), showing(result(text_html="<i>1</i>"), source="password = 1"), showing()
    )
    assert "password" not in page.markdown + str(page.fragments)
    assert "raw words" not in page.markdown
    assert len(page.fragments) == 1


def test_html_is_preferred_to_plain_text_and_never_read_as_markdown() -> None:
    page = page_of(showing(result(text_plain="<Fragment>", text_html="<p>*7* of 8</p>")))
    assert list(page.fragments.values()) == ["<p>*7* of 8</p>"]
    assert "7" not in page.markdown.replace(next(iter(page.fragments)), "")


def test_plain_text_and_prints_are_escaped() -> None:
    page = page_of(
        showing(
            new_output("stream", name="stdout", text="\x1b[31m<script>\x1b[0m\n"),
            result(text_plain="<b> & 'x'"),
        )
    )
    assert list(page.fragments.values()) == [
        '<pre class="output">&lt;script&gt;</pre>',
        '<pre class="output">&lt;b&gt; &amp; &#x27;x&#x27;</pre>',
    ]


def test_what_hides_in_an_output_is_shown() -> None:
    page = page_of(showing(result(text_html="<td>INC\u202e7</td>\r\n"), result(text_plain="INC\u202e7\x07")))
    assert list(page.fragments.values()) == [
        "<td>INC‹U+202E›7</td>\n",
        '<pre class="output">INC‹U+202E›7␇</pre>',
    ]


def test_warnings_are_handed_back_and_not_shown() -> None:
    page = page_of(
        showing(new_output("stream", name="stderr", text="DeprecationWarning: old\n\n  use new\n"))
    )
    assert page.fragments == {}
    assert page.warnings == ("DeprecationWarning: old", "  use new")


def test_scripts_and_widgets_of_other_forms_are_not_taken() -> None:
    page = page_of(showing(result(**{"application_javascript": "alert(1)", "text_plain": "chart"})))
    assert list(page.fragments.values()) == ['<pre class="output">chart</pre>']


def test_equal_outputs_have_places_of_their_own() -> None:
    page = page_of(showing(result(text_html="<i>1</i>")), showing(result(text_html="<i>1</i>")))
    assert len(page.fragments) == 2
    assert all(page.markdown.count(f'"{key}"') == 1 for key in page.fragments)


def test_a_place_typed_into_prose_is_not_one_of_ours() -> None:
    first = page_of(showing(result(text_html="<i>1</i>")))
    key = next(iter(first.fragments))
    page = page_of(
        new_markdown_cell(f'<DIV Data-Fragment="{key}"></DIV>'), showing(result(text_html="<i>1</i>"))
    )
    assert page.markdown.count("data-fragment") == 1
