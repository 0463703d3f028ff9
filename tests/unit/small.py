"""The head of a small contract, which every test that writes one begins with."""

from __future__ import annotations


def head(starts: str, timezone: str = "UTC") -> str:
    """The `[contract]` table; the rest of the file follows it."""
    return f"""
[contract]
id = "small"
title = "t"
buyer = "b"
supplier = "s"
timezone = "{timezone}"
starts = {starts}
"""
