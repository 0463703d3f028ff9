"""The manifest of a built site: every file with its hash and size, and whether they still hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from analytics.errors import StorageError
from analytics.publish import files
from analytics.visible import escape_json

NAME: Final = "manifest.json"


def release_id(inputs: Mapping[str, str], versions: Mapping[str, str]) -> str:
    """Name a release after everything that its bytes depend on.

    Args:
        inputs: Each input, by a name free of this machine's folders, with the SHA-256 of its bytes.
        versions: Each thing whose version shows in the output, with that version.

    Returns:
        Twelve hexadecimal digits; the order of the mappings does not matter.

    Examples:
        >>> release_id({"contract.toml": "ab"}, {"incident-analytics": "0.1.0"})
        '3e0afb5b921b'
    """
    text = json.dumps(
        [dict(inputs), dict(versions)], sort_keys=True, ensure_ascii=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def write_manifest(folder: Path, release: str) -> None:
    """Write `manifest.json` into a built site: release, and path, sha256 and size of every other file."""
    entries = [
        {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for path in files.list_files(folder)
        if path != NAME
        for content in [files.read_file(folder / path)]
    ]
    text = escape_json(json.dumps({"release": release, "files": entries}, indent=1, ensure_ascii=False))
    files.write_file(folder / NAME, text.encode() + b"\n")


def is_whole(folder: Path, release: str) -> bool:
    """Say whether a release holds exactly the files that its manifest lists, byte for byte."""
    try:
        manifest = json.loads(files.read_file(folder / NAME))
        listed = {entry["path"]: (entry["sha256"], entry["size"]) for entry in manifest["files"]}
        named = manifest["release"]
        present = {
            path: (hashlib.sha256(content).hexdigest(), len(content))
            for path in files.list_files(folder)
            if path != NAME
            for content in [files.read_file(folder / path)]
        }
    except (StorageError, ValueError, KeyError, TypeError):
        return False  # what cannot be read cannot be vouched for
    return bool(named == release and listed == present)
