"""``[rules.causes]``: which incidents have a cause in common, and when that asks for change control."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from analytics.contract.parts import Part, Severity, Text
from analytics.contract.words import check_elapsed, fold, parse_elapsed

# Cause codes and texts that say nothing of a cause; the last rows are how ServiceNow says that it was closed.
CATCH_ALL: Final = (
    *("Unknown", "Cause unknown", "Not known", "Not determined", "Undetermined", "No cause found"),
    *("No fault found", "Under investigation", "Other", "Miscellaneous", "General", "None", "N/A", "TBC"),
    *("To be confirmed", "Not applicable", "-", "."),
    *("Solved (Permanently)", "Solved (Work Around)", "Solved Remotely (Permanently)"),
    *("Solved Remotely (Work Around)", "Not Solved (Not Reproducible)", "Not Solved (Too Costly)"),
    *("Closed/Resolved by Caller", "Resolved by caller", "Resolved by change", "Resolved by problem"),
    *("Resolved by request", "Solution provided", "Workaround provided", "No resolution provided"),
    *("Known error", "Duplicate"),
)
Elapsed = Annotated[str, AfterValidator(check_elapsed)]


class Causes(Part):
    """``[rules.causes]``.

    Args:
        window: How far back from the report's instant a cause's incidents are counted.
        at_least: So many incidents of one cause opened in the window are a signal for change control.
        at_least_severe: So many of the severities in ``severe`` are one, too.
        severe: The severities that ``at_least_severe`` counts.
        episode_gap: Incidents of one cause opened less than this after the one before are one episode.
        before: How far back from a change its cause's earlier episodes are counted.
        catch_all: Cause codes and texts that say nothing; case and outer space do not matter.
        labels: Cause codes with the words that name them in the report.
        publish_text: Columns of free text whose words may be published in the name of a cause.
    """

    window: Elapsed = "90 days"
    at_least: Annotated[int, Field(ge=2, le=1000)] = 3
    at_least_severe: Annotated[int, Field(ge=2, le=1000)] = 2
    severe: Annotated[list[Severity], Field(min_length=1)] = ["P1", "P2"]
    episode_gap: Elapsed = "24 hours"
    before: Elapsed = "90 days"
    catch_all: list[Text] = list(CATCH_ALL)
    labels: dict[str, Text] = {}
    publish_text: list[Literal["title", "description", "cause_text", "resolution_text"]] = []

    @property
    def window_microseconds(self) -> int:
        """The window in elapsed microseconds."""
        return parse_elapsed(self.window)

    @property
    def episode_gap_microseconds(self) -> int:
        """The gap that ends an episode, in elapsed microseconds: exactly so long begins a new one."""
        return parse_elapsed(self.episode_gap)

    @property
    def before_microseconds(self) -> int:
        """The span before a change, in elapsed microseconds."""
        return parse_elapsed(self.before)

    @property
    def catch_all_words(self) -> frozenset[str]:
        """What says nothing, trimmed and case-folded."""
        return frozenset(map(fold, self.catch_all))

    @property
    def folded_labels(self) -> dict[str, str]:
        """The words of each cause code, the code trimmed and case-folded."""
        return {fold(code): words for code, words in self.labels.items()}
