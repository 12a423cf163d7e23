"""The team's own rows that follow a person when two records become one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.features.team.hooks import Movable, moves_with_person
from pointage.features.team.models import GroupManager, GroupMember

moves_with_person(
    Movable(
        label="group_members",
        title=_("Groups the person is in"),
        rows=lambda: GroupMember.objects.all(),
        once_per="group_id",
    )
)
moves_with_person(
    Movable(
        label="group_managers",
        title=_("Groups the person manages"),
        rows=lambda: GroupManager.objects.all(),
        once_per="group_id",
    )
)
