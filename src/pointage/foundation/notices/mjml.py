"""MJML to the HTML that mail programs understand."""

from __future__ import annotations

import mrml


def mjml_to_html(source: str) -> str:
    """Compiles one MJML document."""
    output = mrml.to_html(source)
    return str(getattr(output, "content", output))
