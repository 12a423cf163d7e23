"""How permissions are laid out and explained on a person's pages. The codes and what they allow
are `team.permissions`; their names are `company.words`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pointage.features.team.models import TeamMember
from pointage.features.team.permissions import PERMISSIONS, USER_TYPE_PERMISSIONS, with_implied
from pointage.web.company import words


@dataclass(frozen=True, slots=True)
class Section:
    """Permissions that belong together."""

    name: str
    title: Promise
    codes: tuple[str, ...]


SECTIONS: Final = (
    Section("own", _("Their own time"), ("own-time:track", "pin:use")),
    Section(
        "time",
        _("Everyone's time"),
        (
            "presence:view",
            "time-entries:view",
            "time-entries:manage",
            "time-entries:approve",
            "reports:view",
        ),
    ),
    Section(
        "team",
        _("Team and jobs"),
        ("team:view", "team:manage", "team:invite", "team:permissions", "jobs:manage"),
    ),
    Section(
        "company",
        _("Company"),
        (
            "devices:authorize",
            "payroll:view",
            "payroll:manage",
            "books:view",
            "books:manage",
            "company:manage",
            "accountants:view",
            "accountants:manage",
            "history:view",
        ),
    ),
)
NOTES: Final[dict[str, Promise]] = {
    "own-time:track": _("Without it the person cannot clock in, nor can anybody for them."),
    "pin:use": _("With the PIN of the General tab."),
    "presence:view": _("Who is on the clock, on a break or out, for the whole company."),
    "time-entries:manage": _("Adds, changes and deletes the time of anybody."),
    "time-entries:approve": _("Sees the approval pages and approves for everybody."),
    "reports:view": _("Every report of the company."),
    "team:manage": _("Adds, changes and archives people, groups and their managers."),
    "team:permissions": _("Never beyond what this person may do."),
    "jobs:manage": _("Also custom fields and their items, and who is offered what."),
    "devices:authorize": _("Lets a computer be used for clocking in."),
}

#: Each level includes the ones before it.
SCHEDULE_LEVELS: Final[dict[str, tuple[Promise, Promise]]] = {
    "": (_("Nothing"), _("Nothing")),
    ":own": (_("Their own shifts"), _("Their own shifts")),
    ":groups": (_("The shifts of their groups"), _("The shifts of groups they manage")),
    "all": (_("Everyone's shifts"), _("Everyone's shifts")),
}


def schedule_code(verb: str, level: str) -> str:
    """« schedule:view:groups » for ("view", ":groups"); "" for no level."""
    return f"schedule:{verb}{'' if level == 'all' else level}" if level else ""


def schedule_level(verb: str, codes: Collection[str]) -> str:
    """The highest level among the codes."""
    for level in ("all", ":groups", ":own"):
        if schedule_code(verb, level) in codes:
            return level
    return ""


@dataclass(frozen=True, slots=True)
class Granted:
    """A section of what somebody may do, in words; sections without anything are left out."""

    title: str
    names: list[str]


def in_words(codes: Collection[str]) -> list[Granted]:
    """The permissions by section, each in the words of its tick."""
    schedule = tuple(code for code in PERMISSIONS if code.startswith("schedule:"))
    rest = set(PERMISSIONS) - {code for each in SECTIONS for code in each.codes} - set(schedule)
    own, *others = SECTIONS
    personal = (*own.codes, "own-time:manage", "phone:use", "jobs:view")
    laid_out = [
        (own.title, personal),
        *((each.title, each.codes) for each in others),
        (_("Schedule"), schedule),
        (_("Other"), tuple(sorted(rest - set(personal)))),
    ]
    found = [
        Granted(str(title), [str(words.PERMISSIONS[code]) for code in section if code in codes])
        for title, section in laid_out
    ]
    return [each for each in found if each.names]


def presets() -> dict[str, list[Granted]]:
    """What each user type that is not custom gives, in words."""
    return {
        user_type: in_words(USER_TYPE_PERMISSIONS[user_type])
        for user_type in (
            TeamMember.UserType.ADMINISTRATOR,
            TeamMember.UserType.PAYROLL_MANAGER,
            TeamMember.UserType.WORKER,
        )
    }


def codes_to_tick(member: TeamMember) -> frozenset[str]:
    """What is ticked when the person's page opens: a custom user's own codes, else those of the
    user type, so that going to custom starts from what the person has."""
    if member.user_type == TeamMember.UserType.CUSTOM:
        return with_implied(member.custom_permissions)
    return USER_TYPE_PERMISSIONS[member.user_type]
