"""Brings a client's company file to what a practice file says: its own lists and the files beside
it, through the same reading, dry run and writing as an upload on screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pointage.features.books.models import Books, FileUpload
from pointage.features.books.services.files import file_apply, file_dry_run, file_upload
from pointage.features.practice.access import FirmSeat
from pointage.features.practice.apply.changes import Change, Sign, What
from pointage.features.practice.apply.document import BooksEntry, Wish
from pointage.features.practice.apply.wishes import WishRefused
from pointage.features.practice.models import Client
from pointage.features.practice.services.clients import client_books_open
from pointage.foundation.identity.actors import Actor
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.ledgers.company_file.fates import Action, ImportPlan
from pointage.ledgers.row_sentences import ROW_SENTENCES

_COLUMNS = ("Kind", "Name", "First name", "Last name", "Email", "Number")


def books_ensure(wish: Wish, seat: FirmSeat, client: Client) -> Iterator[Change]:
    """Opens the company file if need be and brings the lists in; unchanged lists leave no trace.

    Raises `WishRefused` for a file that is not there, and what uploads refuse.
    """
    entry = wish.entry.books
    sources = [(name, _bytes(wish.folder, name)) for name in entry.files]
    if inline := combined_csv(entry):
        sources.append(("clients.csv", inline))
    if not sources:
        return
    books = client_books_open(actor=seat.actor, seat=seat, client=client)
    for name, content in sources:
        yield from _bring_in(seat.actor, books, name, content)


def combined_csv(entry: BooksEntry) -> bytes:
    """The inline lists in the plain combined format; empty when there are none."""
    rows: list[tuple[str, ...]] = [
        (
            person.kind,
            f"{person.given_name} {person.family_name}".strip(),
            person.given_name,
            person.family_name,
            person.email,
            person.number,
        )
        for person in entry.people
    ]
    lists = {
        "customer": entry.customers,
        "project": entry.projects,
        "service item": entry.service_items,
        "class": entry.cost_classes,
        "location": entry.locations,
    }
    rows += [(kind, name, "", "", "", "") for kind, names in lists.items() for name in names]
    if not rows:
        return b""
    text = io.StringIO()
    csv.writer(text).writerows([_COLUMNS, *rows])
    return text.getvalue().encode()


def _bytes(folder: Path, name: str) -> bytes:
    """A file beside the document; nothing outside its folder is read."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise WishRefused(_("{file}: must lie beside the practice file.").format(file=name))
    try:
        return path.read_bytes()
    except OSError as error:
        raise WishRefused(_("{file}: cannot be read.").format(file=name)) from error


def _bring_in(actor: Actor, books: Books, name: str, content: bytes) -> Iterator[Change]:
    with transaction.atomic():
        upload, _usable = file_upload(
            actor=actor, books=books, file_name=Path(name).name, content=content
        )
        with tenant_scope(books=[books.pk]):
            plan = file_dry_run(upload)
        if plan.changes_nothing:
            transaction.set_rollback(True)
    yield from _left_out(name, plan)
    if not plan.changes_nothing:
        yield _applied(actor, upload, plan)


def _applied(actor: Actor, upload: FileUpload, plan: ImportPlan) -> Change:
    file_apply(actor=actor, upload=upload)
    added = plan.counts[Action.CREATE] + len(plan.added_parents)
    data = {"added": str(added), "changed": str(plan.counts[Action.UPDATE])}
    return Change(Sign.ADD, What.BOOKS_CHANGED, data)


def _left_out(name: str, plan: ImportPlan) -> Iterator[Change]:
    """One note a file for the rows that could not be read."""
    refused = [fate for fate in plan.fates if fate.action is Action.ERROR]
    if refused:
        first = refused[0]
        why = ROW_SENTENCES[first.why.reason].say(get_language() or "en") if first.why else ""
        data = {"file": name, "count": str(len(refused)), "row": str(first.row), "why": why}
        yield Change(Sign.NOTE, What.FILE_ROWS_LEFT_OUT, data)
