"""Notices about time: to a person whose time somebody else touched, and to those who look after it
when a note changes. Call inside the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from pointage.features.companies.models import Company
from pointage.features.team.leaders import administrators, managers_of
from pointage.features.team.models import TeamMember
from pointage.features.team.notifications import Told, wants
from pointage.features.team.reach import Right
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.rows import Act
from pointage.foundation.notices.services import notice_add
from pointage.foundation.notices.words import notice_words

notice_words("time_entry.note_changed", _("{actor} changed a note of {person} on {day}."))
notice_words("time_entry.changed", _("{actor} changed your time of {day}."))
notice_words("time_entry.deleted", _("{actor} deleted an entry of your time of {day}."))
notice_words("time_entry.clocked", _("{actor} clocked you in on {day}."))
notice_words(
    "time_entry.asked", _("{actor} clocked you in on {day}. Confirm or reject it on your clock.")
)

#: A company with hundreds of administrators does not tell them all.
_MOST: Final = 30


def note_changed_tell(act: Act, entry: TimeEntry, *, key: str) -> None:
    """Tells those whom the company's settings name, whoever changed the note aside."""
    settings = act.locked.settings
    found: dict[int, TeamMember] = {}
    if settings.note_edits_tell_administrators:
        found |= {each.pk: each for each in administrators()}
    if settings.note_edits_tell_managers:
        managers = managers_of([entry.team_member_id], Right.TIME)
        found |= {each.pk: each for each in managers[entry.team_member_id]}
    wanted = [each for each in found.values() if wants(each, Told.TEAM_NOTE_CHANGED)]
    _tell(act, entry, wanted[:_MOST], "time_entry.note_changed", key)


def changed_tell(act: Act, entry: TimeEntry, what: str = "changed") -> None:
    """Tells the person that somebody else changed or deleted their entry."""
    _tell_the_person(act, entry, f"time_entry.{what}", Told.ENTRY_CHANGED)


def clocked_tell(act: Act, entry: TimeEntry) -> None:
    """Tells the person that somebody else clocked them in, and asks where the company wants it."""
    asks = entry.confirmation == TimeEntry.Confirmation.ASKED
    code = "time_entry.asked" if asks else "time_entry.clocked"
    _tell_the_person(act, entry, code, Told.CLOCKED_BY_OTHER)


def _tell_the_person(act: Act, entry: TimeEntry, code: str, told: Told) -> None:
    member = act.locked.member
    if act.actor.team_member_id == member.pk or not wants(member, told):
        return
    _tell(act, entry, [member], code, f"v{entry.version}")


def _tell(act: Act, entry: TimeEntry, people: Iterable[TeamMember], code: str, key: str) -> None:
    company: Company = act.locked.company
    day = entry.local_on.isoformat()
    for member in people:
        if member.user_id is None or member.user_id == act.actor.user_id:
            continue
        notice_add(
            user_id=member.user_id,
            code=code,
            key=f"{code}:{entry.public_id}:{key}:{member.user_id}",
            data={"actor": act.actor.name, "person": act.locked.member.full_name, "day": day},
            url=_path(company, code, day),
            company_id=company.pk,
        )


def _path(company: Company, code: str, day: str) -> str:
    if code == "time_entry.asked":
        return f"/c/{company.public_id}/clock/"
    return f"/c/{company.public_id}/time/?first={day}&last={day}"
