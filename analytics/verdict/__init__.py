"""Verdicts: the contract's own rules on its figures. Targets to points, credits, triggers and ratings.

Pure functions: figures in, consequences out. What a clause's own test says is decided in
`analytics.summary.targets`, and nowhere here.
"""

from analytics.verdict.conclude import Verdicts, conclude
from analytics.verdict.failures import failures

__all__ = ["Verdicts", "conclude", "failures"]
