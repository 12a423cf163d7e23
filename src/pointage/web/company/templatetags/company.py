"""`{% company_frame as frame %}` for `company/base.html`, so that any page behind `company_page`
only has to extend it."""

from __future__ import annotations

from django import template

from pointage.web.company.frame import Frame, frame_of

register = template.Library()


@register.simple_tag(takes_context=True)
def company_frame(context: template.Context) -> Frame | None:
    """Navigation and banner of the company in `request.company_seat`."""
    return frame_of(context["request"])
