"""Changes to a person's own account, and the record of what happened to its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from pointage.foundation.history.services import event_record
from pointage.foundation.identity.actors import Actor, Source
from pointage.foundation.identity.models import User

#: What a person may change alone; the e-mail address is what invitations proved, so it is not here.
OWN_FIELDS = ("given_name", "family_name", "language", "time_zone", "theme")


def actor_of(user: User, *, request_id: str = "", source: Source = Source.WEB) -> Actor:
    """The person as nobody in particular: no firm, no company, no permission."""
    return Actor(
        user_id=user.pk,
        name=user.full_name,
        language=user.language,
        source=source,
        request_id=request_id,
    )


def person_update(*, actor: Actor, user: User, values: Mapping[str, str]) -> User:
    """Saves the person's own settings; `values` holds some of `OWN_FIELDS`, already checked.

    Records `person.changed` with what changed; nothing changed, nothing recorded.
    """
    unknown = set(values) - set(OWN_FIELDS)
    if unknown:
        raise ValueError(f"Not a person's to change: {sorted(unknown)}")
    if values.get("language", user.language) not in dict(settings.LANGUAGES):
        raise ValueError(f"Unknown language {values['language']!r}")
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        before = {name: getattr(row, name) for name in values if getattr(row, name) != values[name]}
        if not before:
            return row
        for name in before:
            setattr(row, name, values[name])
        row.save(update_fields=list(before))
        event_record(
            actor=actor,
            code="person.changed",
            obj=row,
            label=row.full_name,
            before=before,
            after={name: values[name] for name in before},
        )
    return row


def page_choice_keep(*, user: User, page: str, choice: Mapping[str, Any]) -> None:
    """Remembers how the person likes `page` to open. A taste, not a change: no history. Writes
    only when it differs."""
    if user.page_choices.get(page) == choice:
        return
    with transaction.atomic():
        row = User.objects.select_for_update().only("page_choices").get(pk=user.pk)
        row.page_choices = row.page_choices | {page: dict(choice)}
        row.save(update_fields=["page_choices"])
    user.page_choices = row.page_choices


def key_event_record(*, actor: Actor, user: User, code: str, what: str = "") -> None:
    """Records that a password or second factor of the person changed; never the secret itself."""
    with transaction.atomic():
        event_record(
            actor=actor,
            code=code,
            obj=user,
            label=user.full_name,
            after={"what": what} if what else None,
        )
