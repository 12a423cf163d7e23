"""Who hears of an automatic clock-out: the person, and by the company's settings administrators and
managers of the person's groups. By mail and by notice, each once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pointage.features.team.leaders import administrators, managers_of
from pointage.features.team.models import TeamMember
from pointage.features.team.notifications import Told, wants
from pointage.features.team.reach import Right
from pointage.features.timeentries.models import TimeEntry
from pointage.features.timeentries.services.people import Locked
from pointage.features.timeentries.words import clock_words, day_words, length_words
from pointage.foundation.notices.services import mail_queue, notice_add
from pointage.foundation.notices.words import notice_words
from pointage.rules.timekeeping import elapsed, zone_named

#: Notice codes and mail templates: to oneself, and to those who answer for the person.
OWN = "time.clocked_out"
TEAM = "time.member_clocked_out"
#: What a person may switch off for themselves.
_WISHES = {OWN: Told.CLOCKED_OUT, TEAM: Told.TEAM_CLOCKED_OUT}

notice_words(
    OWN,
    _(
        "You were clocked out automatically on {end_day} at {end}, {length} after you clocked in. "
        "Check your time."
    ),
)
notice_words(
    TEAM,
    _(
        "{person} was clocked out automatically on {end_day} at {end}, {length} after clocking in. "
        "Check the time."
    ),
)


def clock_out_tell(locked: Locked, entry: TimeEntry, since: datetime, ends_at: datetime) -> None:
    """Call inside the transaction of the clock-out. A second call for one entry tells nobody."""
    _tell(locked, entry, locked.member, OWN, since, ends_at)
    for person in _leaders(locked):
        _tell(locked, entry, person, TEAM, since, ends_at)


def _leaders(locked: Locked) -> list[TeamMember]:
    found: dict[int, TeamMember] = {}
    member_id = locked.member.pk
    if locked.settings.clock_out_tells_administrators:
        found |= {each.pk: each for each in administrators() if each.pk != member_id}
    if locked.settings.clock_out_tells_managers:
        managers = managers_of([member_id], Right.TIME)[member_id]
        found |= {each.pk: each for each in managers}
    return list(found.values())


def _tell(
    locked: Locked,
    entry: TimeEntry,
    person: TeamMember,
    code: str,
    since: datetime,
    ends_at: datetime,
) -> None:
    if not wants(person, _WISHES[code]):
        return
    company = locked.company
    language = (person.user.language if person.user else person.language) or company.language
    zone = zone_named(entry.time_zone)
    start, end = since.astimezone(zone), ends_at.astimezone(zone)
    with translation.override(language):
        words = {
            "person": locked.member.full_name,
            "company": company.name,
            "day": day_words(start.date()),
            "start": clock_words(start),
            "end_day": day_words(end.date()),
            "end": clock_words(end),
            "length": length_words(elapsed(since, ends_at)),
        }
    path = f"/c/{company.public_id}/time/"
    key = f"{code}:{entry.public_id}:{person.public_id}"
    if person.user_id is not None:
        notice_add(
            user_id=person.user_id,
            code=code,
            key=key,
            data=words,
            url=path,
            company_id=company.pk,
        )
    email = person.user.email if person.user else person.email
    if email:
        mail_queue(
            template=code.replace(".", "_"),
            to_email=email,
            to_name=person.full_name,
            language=language,
            context=words,
            link=f"{settings.BASE_URL}{path}",
            key=key,
            company_id=company.pk,
        )
