"""Exports to tidy tables: every cell read as text, every row accounted for."""

from analytics.intake.read import check_exports, read_exports

__all__ = ["check_exports", "read_exports"]
