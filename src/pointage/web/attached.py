"""The answer that holds a file somebody attached to time. Not: whether the reader may see it, which
`timeentries.access` says."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from pointage.features.timeentries.models import Attachment
from pointage.features.timeentries.services.attachments import attachment_content

#: Whatever the bytes are taken for, nothing in them runs, loads or frames anything.
_POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"


def attached_file(attachment: Attachment) -> HttpResponse:
    """Pictures are shown by the browser; a PDF, which may hold programs, is saved. The company must
    be loaded. Raises `NotFound` when the bytes are gone."""
    content = attachment_content(attachment)
    response = HttpResponse(content, content_type=attachment.content_type)
    saves = not attachment.content_type.startswith("image/")
    named = content_disposition_header(saves, attachment.name)
    response["Content-Disposition"] = named or "inline"
    response["Content-Security-Policy"] = _POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response
