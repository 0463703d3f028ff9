"""What the command `causes` answers: the window, one incident, those most alike, or what to review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from analytics.report import causes_data as plain
from analytics.report.dataset import Dataset
from analytics.tables import terminal_causes as text
from analytics.visible import reveal_all

TO_PASTE: Final = ("if_together", "if_apart")  # of several lines; what hides in their ids is escaped


@dataclass(frozen=True)
class Answer:
    """An answer as plain data, and how it is laid out for the eye.

    Args:
        figures: What a machine reads.
        lay_out: Writes them as text.
    """

    figures: plain.Figures
    lay_out: Callable[[plain.Figures], str]

    def to_json(self) -> str:
        """The answer for machines."""
        return plain.to_json(self.figures)

    def to_text(self) -> str:
        """The answer for people."""
        return self.lay_out(reveal_all(self.figures, but=TO_PASTE))


def answer(
    dataset: Dataset,
    period: str | None = None,
    as_of: str | None = None,
    *,
    why: str | None = None,
    like: str | None = None,
    review: bool = False,
) -> Answer:
    """Answer one question about causes; without one, give those of the window.

    Args:
        dataset: The contract and its exports.
        period: See `select_causes`.
        as_of: See `select_causes`.
        why: An incident: why it is in its group, or in none.
        like: An incident: those most like it.
        review: Which pairs are most worth a look.

    Raises:
        ContractError: The period, the instant or the incident cannot be asked for.
    """
    found = plain.select_causes(dataset, period, as_of)
    if why is not None:
        return Answer(plain.describe_membership(found, why), text.membership_text)
    if like is not None:
        return Answer(plain.describe_alike(found, like), text.alike_text)
    if review:
        return Answer(plain.describe_review(found), text.review_text)
    return Answer(plain.describe_window(found), text.window_text)
