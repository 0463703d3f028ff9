"""Which keys the contract file may have, and which one a mistyped key was meant to be."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel

from analytics.contract.lines import Path
from analytics.contract.model import Document

_LIKENESS: Final = 0.5


def keys_at(path: Path, model: type[BaseModel] = Document) -> list[str]:
    """Give the keys that a file's model knows at a path; none where the keys are the user's own.

    Examples:
        >>> keys_at(("ratings",))
        ['approaching', 'requires_improvement']
        >>> keys_at(("calendars",))
        []
    """
    node: Any = model
    for step in path:
        node = _child(node, step)
    return [
        field.alias or name
        for option in _alternatives(node)
        if isinstance(option, type) and issubclass(option, BaseModel)
        for name, field in option.model_fields.items()
    ]


def nearest(word: str, known: typing.Iterable[str], likeness: float = _LIKENESS) -> str | None:
    """Give the known word that is most like another; None where none is like it.

    Examples:
        >>> nearest("wihtin", ["within", "every"])
        'within'
    """
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=likeness)), None)


def mend_keys(
    data: dict[str, Any], model: type[BaseModel] = Document
) -> tuple[dict[str, Any], dict[Path, Path]]:
    """Read each mistyped key as the one it was meant to be, so that the mistake is not told a second time.

    Without this, ``wihtin = "4 horus"`` would also be a missing ``within``, and its value would go unread.

    Returns:
        A copy with the keys that were meant, and the path of each of them to the path that the file has.
    """
    written: dict[Path, Path] = {}
    mended = _mend(data, (), (), written, model)
    return mended, written


def _mend(value: Any, path: Path, original: Path, written: dict[Path, Path], model: type[BaseModel]) -> Any:
    if isinstance(value, list):
        return [_mend(entry, (*path, n), (*original, n), written, model) for n, entry in enumerate(value)]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    pairs = list(_meant(value, keys_at(path, model)))
    joined = {meant for key, meant in pairs if key != meant and meant in value}
    for key, meant in pairs:
        here, there = (*path, meant), (*original, key)
        if here != there:
            written[here] = there
        mended = _mend(value[key], here, there, written, model)
        if meant in joined:
            if key == meant:
                written.update({(*here, child): (*there, child) for child in mended})
            mended = {**found.get(meant, {}), **mended}
        found[meant] = mended
    return found


def _meant(table: dict[str, Any], known: list[str]) -> Iterator[tuple[str, str]]:
    """Give each key with the one it was meant to be: itself, unless it is unknown and like an absent one.

    ``[rule]`` beside ``[rules.causes]`` is the rest of that table.
    """
    absent = [key for key in known if key not in table]
    for key, value in table.items():
        meant = nearest(key, known) if known and key not in known else None
        if meant in absent:
            absent.remove(meant)
            yield key, meant
        elif meant is not None and _are_parts(value, table.get(meant)):
            yield key, meant
        else:
            yield key, key


def _are_parts(one: Any, other: Any) -> bool:
    """Tell whether two tables can be one: no key stands in both."""
    return isinstance(one, dict) and isinstance(other, dict) and one.keys().isdisjoint(other)


def _child(node: Any, step: str | int) -> Any:
    for option in _alternatives(node):
        if isinstance(option, type) and issubclass(option, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in option.model_fields.items()}
            if str(step) in fields:
                return fields[str(step)]
        elif (typing.get_origin(option) is list and isinstance(step, int)) or (
            typing.get_origin(option) is dict and isinstance(step, str)
        ):
            return typing.get_args(option)[-1]
    return None


def _alternatives(node: Any) -> list[Any]:
    """Take a type out of its annotations and unions."""
    if typing.get_origin(node) is typing.Annotated:
        return _alternatives(typing.get_args(node)[0])
    if typing.get_origin(node) in (typing.Union, types.UnionType):
        return [option for arg in typing.get_args(node) for option in _alternatives(arg)]
    return [] if node in (None, types.NoneType) else [node]
