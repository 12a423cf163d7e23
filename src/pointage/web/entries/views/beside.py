"""Notes and files beside an entry, for its person and for whoever may change it: added, pictures
turned, files removed. Works without scripts. Not: the clock's own way to send them, which also
waits for a signal."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pointage.features.timeentries.access import attachment_for, time_entry_for
from pointage.features.timeentries.errors import ATTACHMENT_LIMIT, NOTE_LIMIT
from pointage.features.timeentries.models import Attachment, TimeEntry
from pointage.features.timeentries.services.attachments import (
    DESCRIPTION_LIMIT,
    attachment_add,
    attachment_remove,
    attachment_turn,
)
from pointage.features.timeentries.services.notes import CLIENT_ID_LIMIT, entry_note_add
from pointage.foundation.errors import NotFound, RuleBroken
from pointage.foundation.identity.actors import PermissionRefused
from pointage.rules.timekeeping import zone_named
from pointage.web.components.forms import FileDrop
from pointage.web.components.values import Crumb
from pointage.web.entries import facts, words
from pointage.web.entries.place import Place, entries_view
from pointage.web.formats import clock_text


class NoteForm(forms.Form):
    """A running note; `client_id` makes the same form sent twice one note."""

    client_id = forms.CharField(max_length=CLIENT_ID_LIMIT, widget=forms.HiddenInput)
    body = forms.CharField(
        label=gettext_lazy("New note"),
        max_length=NOTE_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class FileForm(forms.Form):
    """A picture or PDF and what it shows. The size is stated before anything is chosen."""

    file = forms.FileField(label=gettext_lazy("Picture or PDF"), max_length=400)
    description = forms.CharField(
        label=gettext_lazy("What it shows (optional)"),
        max_length=DESCRIPTION_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        size = ATTACHMENT_LIMIT // (1024 * 1024)
        hint = _("PNG, JPEG or PDF, at most %(size)s MB") % {"size": size}
        drop = FileDrop(attrs={"accept": "image/png,image/jpeg,application/pdf"}, hint=hint)
        self.fields["file"].widget = drop


@entries_view
@require_http_methods(["GET", "POST"])
def beside(request: HttpRequest, place: Place, entry: str) -> HttpResponse:
    """A post names its deed in `act`: note, file, turn or remove."""
    row = time_entry_for(place.seat, entry)
    if row.deleted_at is not None:
        raise NotFound(entry)
    if not facts.beside_url(place, row):
        raise PermissionRefused("time-entries:manage")
    posted = request.POST.get("act", "") if request.method == "POST" else ""
    blank = {"client_id": secrets.token_hex(16)}
    note = NoteForm(request.POST if posted == "note" else None, initial=blank)
    file = FileForm(*((request.POST, request.FILES) if posted == "file" else ()))
    if posted:
        try:
            if done := _done(request, place, row, posted, note, file):
                messages.success(request, done)
                return redirect("entries:beside", place.seat.company.public_id, entry)
        except RuleBroken as error:
            {"note": note, "file": file}.get(posted, note).add_error(None, error.text)
    settings = place.seat.time_settings
    return render(
        request,
        "entries/notes_and_files.html",
        {
            "about": _about(row),
            "crumbs": [
                Crumb(_("Time"), place.url("days")),
                Crumb(_("History of an entry"), place.url("history", entry)),
            ],
            "note_form": note if settings.has_notes else None,
            "file_form": file if settings.has_attachments else None,
            **facts.beside(place, row),
        },
        status=422 if posted else 200,
    )


def _done(
    request: HttpRequest, place: Place, row: TimeEntry, act: str, note: NoteForm, file: FileForm
) -> str:
    """Does what was asked and says so; empty when the form must be mended first. Raises the rule
    that is in the way."""
    actor = place.seat.actor
    if act == "note" and note.is_valid():
        sent = note.cleaned_data
        entry_note_add(
            actor=actor,
            entry=row,
            client_id=sent["client_id"],
            body=sent["body"],
            written_at=timezone.now(),
        )
        return _("The note is added.")
    if act == "file" and file.is_valid():
        upload = file.cleaned_data["file"]
        attachment_add(
            actor=actor,
            entry=row,
            name=upload.name,
            content=upload.read(ATTACHMENT_LIMIT + 1),
            description=file.cleaned_data["description"],
        )
        return _("The file is added.")
    if act == "turn":
        rotation = request.POST.get("rotation", "")
        known = int(rotation) if rotation in ("0", "90", "180", "270") else -1
        attachment_turn(actor=actor, attachment=_file(request, place, row), rotation=known)
        return _("The picture is turned.")
    if act == "remove":
        attachment_remove(actor=actor, attachment=_file(request, place, row))
        return _("The file is removed. The history keeps it.")
    return ""


def _file(request: HttpRequest, place: Place, row: TimeEntry) -> Attachment:
    found = attachment_for(place.seat, request.POST.get("file", "").replace("\x00", "")[:12])
    if found.time_entry_id != row.pk:
        raise NotFound(found.public_id)
    return found


def _about(row: TimeEntry) -> str:
    """Whose entry, of which day and hours."""
    about = f"{row.team_member.full_name}, {words.weekday_text(row.local_on)}"
    if row.kind != TimeEntry.Kind.REGULAR:
        return about
    zone = zone_named(row.time_zone)
    start = clock_text(row.started_at.astimezone(zone))
    if row.ended_at is None:
        return f"{about}, {_('since %(start)s') % {'start': start}}"
    return f"{about}, {start} – {clock_text(row.ended_at.astimezone(zone))}"
