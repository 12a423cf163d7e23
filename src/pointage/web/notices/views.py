"""A person's notices: the list behind the bell, marking read, going where a notice leads."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from pointage.foundation.notices.models import Notice
from pointage.foundation.notices.queries import notices_for
from pointage.foundation.notices.services import notices_mark_read
from pointage.foundation.notices.words import notice_text
from pointage.web.components.paging import pagination_for
from pointage.web.seats import user_of

PAGE = 30


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of the list, in words."""

    text: str
    when: str
    address: str
    is_unread: bool


@login_required
@require_GET
def notice_page(request: HttpRequest) -> HttpResponse:
    page = Paginator(notices_for(user_of(request).pk), PAGE).get_page(request.GET.get("page"))
    rows = [_row(notice) for notice in page]
    return render(
        request,
        "notices/list.html",
        {
            "rows": rows,
            "pages": pagination_for(page, request.GET),
            "has_unread": any(row.is_unread for row in rows),
        },
    )


def _row(notice: Notice) -> NoticeRow:
    return NoticeRow(
        text=notice_text(notice),
        when=date_format(timezone.localtime(notice.created_at), "DATETIME_FORMAT"),
        address=reverse("notices:open", args=[notice.pk]),
        is_unread=notice.read_at is None,
    )


@login_required
@require_GET
def notice_open(request: HttpRequest, notice: int) -> HttpResponse:
    """Marks the notice read and goes where it leads."""
    row = notices_for(user_of(request).pk).filter(pk=notice).first()
    if row is None:
        raise Http404
    notices_mark_read(user_id=user_of(request).pk, ids=[row.pk])
    own = row.url.startswith("/") and url_has_allowed_host_and_scheme(row.url, allowed_hosts=None)
    return redirect(row.url if own else reverse("notices:list"))


@login_required
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    notices_mark_read(user_id=user_of(request).pk)
    return redirect("notices:list")
