"""Why ordinary and security incidents happen, and what the log shows of it."""

from __future__ import annotations

from typing import Final

from analytics.sample.dice import Dice
from analytics.sample.faults import FAULTS, PARTS, SECURITY_FAULTS
from analytics.sample.telling import Cause

UNKNOWN: Final = "Unknown"  # what is typed where a cause must be named and nobody looked for it
UMBRELLA: Final = "PRB0040001"  # "the platform is unstable": a problem record for whatever comes in
UNDER_UMBRELLA: Final = 0.04  # of the ordinary incidents
# Titles as a hostile or careless person types them: every page and download must survive them.
HOSTILE: Final = (
    "<script>alert(1)</script> appears in the preview of a case note",
    '=HYPERLINK("https://example.invalid/","Case list") shown instead of the case list',
    "Search for 'R&D \"<b>bold</b>\"' returns nothing",
)


def ordinary_cause(dice: Dice) -> Cause:
    """An ordinary cause; the log names it for two in five, and says "Unknown" for one in eight."""
    component, service, category = dice.pick(PARTS)
    symptom, found, code = dice.pick(FAULTS)
    name = f"{component}: {found}"
    title = f"{service} {symptom}"
    luck = dice.share()
    if luck < 0.4:
        return Cause(name, title, component, service, category, found.capitalize(), code=code)
    return Cause(name, title, component, service, category, UNKNOWN if luck < 0.525 else "")


def security_cause(dice: Dice) -> Cause:
    """The cause of a security incident; nothing of it stands in the log."""
    component, service, _ = dice.pick(PARTS[:8])
    symptom, found = dice.pick(SECURITY_FAULTS)
    return Cause(f"{component}: {found}", f"{service}: {symptom}", component, service, "Security")
