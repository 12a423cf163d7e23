"""What a person may be told, by code, and whether they want it. Not: how it is sent (notices)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from pointage.features.team.models import TeamMember


class Told(StrEnum):
    """What can happen that a person is told of. Codes are permanent."""

    # about oneself
    ENTRY_CHANGED = "entry_changed"
    CLOCKED_BY_OTHER = "clocked_by_other"
    CLOCKED_OUT = "clocked_out"
    CORRECTION_ANSWERED = "correction_answered"
    # about the people one manages
    TEAM_CORRECTION_ASKED = "team_correction_asked"
    TEAM_CLOCKED_OUT = "team_clocked_out"
    TEAM_EXCEPTION = "team_exception"
    TEAM_NOTE_CHANGED = "team_note_changed"


#: What holds until the person chooses otherwise.
DEFAULTS: Final[Mapping[Told, bool]] = {
    Told.ENTRY_CHANGED: True,
    Told.CLOCKED_BY_OTHER: True,
    Told.CLOCKED_OUT: True,
    Told.CORRECTION_ANSWERED: True,
    Told.TEAM_CORRECTION_ASKED: True,
    Told.TEAM_CLOCKED_OUT: True,
    Told.TEAM_EXCEPTION: False,  # the list is there; one message for each would be many
    Told.TEAM_NOTE_CHANGED: True,
}


def wants(member: TeamMember, code: Told | str) -> bool:
    """Whether to tell the person. Raises `ValueError` for a code that does not exist."""
    told = Told(code)
    return bool(member.notifications.get(told.value, DEFAULTS[told]))


def wanted_by(member: TeamMember) -> list[Told]:
    """Everything the person is told."""
    return [told for told in Told if wants(member, told)]
