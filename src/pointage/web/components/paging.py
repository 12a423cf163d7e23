"""Turns a Django page of results into the finished strings of a `Pagination`. Not for queries."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .values import PageLink, Pagination


def pagination_for(page: Page[Any], query: QueryDict, name: str = "page") -> Pagination:
    """Links that keep the rest of `query`; the summary counts in the reader's language.

    `page.paginator.count` is asked once.
    """

    def url(number: int) -> str:
        changed = query.copy()
        changed[name] = str(number)
        return f"?{changed.urlencode()}"

    count = page.paginator.count
    if count == 0:
        return Pagination(summary=_("No results"))
    return Pagination(
        summary=_("%(first)s–%(last)s of %(total)s")
        % {
            "first": count_text(page.start_index()),
            "last": count_text(page.end_index()),
            "total": count_text(count),
        },
        previous_url=url(page.previous_page_number()) if page.has_previous() else "",
        next_url=url(page.next_page_number()) if page.has_next() else "",
        pages=_page_links(page, url),
    )


def count_text(number: int) -> str:
    """A whole number grouped as the reader's language does: « 2,000 », « 2 000 »."""
    return number_format(number, force_grouping=True)


def _page_links(page: Page[Any], url: Any) -> tuple[PageLink, ...]:
    if page.paginator.num_pages < 2:
        return ()
    links = []
    for item in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if not isinstance(item, int):
            links.append(PageLink(label="…"))
        else:
            links.append(PageLink(count_text(item), url(item), current=item == page.number))
    return tuple(links)
