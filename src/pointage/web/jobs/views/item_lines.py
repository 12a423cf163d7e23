"""Presenter of a field's items: lines with their limits in words. Not a view."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pointage.features.jobs.models import CustomField
from pointage.features.jobs.queries.lists import ItemLimits, item_page, limits_of
from pointage.web.components.paging import pagination_for
from pointage.web.components.values import Tab
from pointage.web.jobs.place import Place, words_of

PAGE: Final = 100
_NAMED: Final = 4
"""Names of a limit that are written out."""


def items_context(request: HttpRequest, place: Place, field: CustomField) -> dict[str, Any]:
    """The items of a field, a page at a time. Four queries."""
    is_archive = request.GET.get("state") == "archived"
    text = words_of(request)
    page = item_page(field, request.GET.get("page"), PAGE, text=text, active=not is_archive)
    items = list(page.object_list)
    limits = limits_of([item.pk for item in items])
    here = place.url("field", field.public_id)
    return {
        "lines": [
            {
                "name": item.name,
                "code": item.code,
                "href": place.url("item", field.public_id, item.public_id),
                "limits": _limits_text(limits[item.pk]),
                "order_url": place.url("item_order", field.public_id, item.public_id),
                "restore_url": place.url("item_restore", field.public_id, item.public_id),
                "up_label": _("Move %(name)s up") % {"name": item.name},
                "down_label": _("Move %(name)s down") % {"name": item.name},
                "restore_label": _("Restore %(name)s") % {"name": item.name},
            }
            for item in items
        ],
        "is_archive": is_archive,
        "is_ordered": not text and not is_archive,
        "text": text,
        "here": here,
        "states": [
            Tab(pgettext("jobs", "Active"), here, not is_archive),
            Tab(pgettext("jobs", "Archived"), f"{here}?state=archived", is_archive),
        ],
        "pagination": pagination_for(page, request.GET) if page.has_other_pages() else None,
        "add_url": place.url("item_add", field.public_id),
        "files_url": place.url("items_files", field.public_id),
    }


def _limits_text(limits: ItemLimits) -> str:
    parts = []
    where = _names(limits.jobs)
    whom = _names([*limits.groups, *limits.people])
    if where:
        parts.append(_("Only for %(names)s") % {"names": where})
    if whom:
        parts.append(_("Only offered to %(names)s") % {"names": whom})
    if limits.asks:
        parts.append(_("Asks %(names)s") % {"names": _names(limits.asks)})
    return " · ".join(parts)


def _names(names: list[str]) -> str:
    shown = ", ".join(name.replace(":", " › ") for name in names[:_NAMED])
    more = len(names) - _NAMED
    return (
        _("%(names)s and %(count)s more") % {"names": shown, "count": more} if more > 0 else shown
    )
