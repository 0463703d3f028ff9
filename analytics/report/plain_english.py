"""The whole contract in plain English with worked examples: text for a terminal, Markdown for a page."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from analytics.contract.model import Contract
from analytics.contract.wording import Passage, describe_contract
from analytics.report.examples import example_sentences
from analytics.visible import reveal

TITLE: Final = "The contract in plain English"
_WIDTH: Final = 100
_SIGNS: Final = re.compile(r"[\\`*_{}\[\]#|]")


def contract_text(contract: Contract) -> str:
    """Write the contract out for a terminal: lines of 100 characters at most.

    Args:
        contract: From `load_contract`.
    """
    lines = [TITLE, "=" * len(TITLE)]
    for chapter in describe_contract(contract):
        lines += ["", "", chapter.heading, "-" * len(chapter.heading)]
        for passage in chapter.passages:
            lines += ["", *([passage.heading] if passage.heading else [])]
            lines += [line for text in passage.sentences for line in _bullet(text)]
            examples = _examples(contract, passage)
            lines += [line for text in examples[:1] for line in _bullet(text)]
            lines += [line for text in examples[1:] for line in _bullet(text, "      * ")]
    return "\n".join(lines) + "\n"


def contract_markdown(contract: Contract) -> str:
    """Write the contract out as Markdown, with an anchor for each clause: ``#clause-P1-resolution``.

    Words of the contract file are escaped: they bring no markup of their own.
    """
    return "\n".join([f"# {TITLE}", *_body(contract)]) + "\n"


def _body(contract: Contract) -> Iterator[str]:
    for chapter in describe_contract(contract):
        yield f"\n## {escape_markdown(chapter.heading)}"
        for passage in chapter.passages:
            if passage.heading:
                anchor = f" {{#{passage.anchor}}}" if passage.anchor else ""
                yield f"\n### {escape_markdown(passage.heading)}{anchor}"
            yield ""
            yield from (f"- {escape_markdown(text)}" for text in passage.sentences)
            first, *rest = _examples(contract, passage) or ("",)
            if first:
                yield f"- {escape_markdown(first)}"
            yield from (f"    - {escape_markdown(text)}" for text in rest)


def _examples(contract: Contract, passage: Passage) -> list[str]:
    if passage.clause is None:
        return []
    _, clause = passage.clause
    found = example_sentences(contract, clause)
    if not found:
        return []
    return ["For example, without a pause:" if clause.pauses else "For example:", *found]


def _bullet(text: str, mark: str = "  - ") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark))


def escape_markdown(text: str) -> str:
    r"""Make words safe to stand in Markdown as they are.

    Examples:
        >>> escape_markdown("<b>*P1*</b> & [x](y)")
        '&lt;b&gt;\\*P1\\*&lt;/b&gt; &amp; \\[x\\](y)'
    """
    text = reveal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SIGNS.sub(r"\\\g<0>", text)
