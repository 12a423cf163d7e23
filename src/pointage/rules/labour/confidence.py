"""How far a figure of law may be trusted. Not a legal opinion: it says what was read."""

from __future__ import annotations

from enum import StrEnum


class Confidence(StrEnum):
    """What the figure was taken from, best first."""

    STATUTE = "statute"
    """The text of the act or regulation was read."""
    GOVERNMENT = "government"
    """A page of the government that applies the law was read."""
    SECONDARY = "secondary"
    """A law firm, payroll vendor or employer association was read."""
    RECALLED = "recalled"
    """General knowledge, not read again: confirm before relying on it."""
    DERIVED = "derived"
    """Our own reading or arithmetic from the text."""

    @property
    def needs_confirmation(self) -> bool:
        return self in (Confidence.SECONDARY, Confidence.RECALLED, Confidence.DERIVED)
