"""Icons drawn inline from the vendored Tabler set. Adding one: name it in `icons.txt`, then run
`scripts/vendor.py`. Brand marks are not here; they are files in `static/brand/`.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString

ICONS_FILE = Path(__file__).resolve().parent.parent / "static/vendor/tabler-icons/icons.json"


class UnknownIcon(LookupError):
    """A template asks for an icon that is not in the vendored set."""

    def __init__(self, name: str) -> None:
        close = get_close_matches(name, icon_shapes(), n=3)
        hint = f" Did you mean {', '.join(close)}?" if close else ""
        super().__init__(
            f"No icon {name!r}.{hint} Add its Tabler name to components/icons.txt"
            " and run scripts/vendor.py."
        )
        self.name = name


@cache
def icon_shapes() -> dict[str, str]:
    """Name to SVG shapes of every vendored icon, read once per process."""
    shapes: dict[str, str] = json.loads(ICONS_FILE.read_text())
    return shapes


def icon_svg(name: str, *, size: int = 20, css_class: str = "", label: str = "") -> SafeString:
    """An inline SVG of `size` pixels, hidden from assistive technology unless it has a `label`.

    Raises UnknownIcon with the nearest names.
    """
    try:
        shapes = icon_shapes()[name]
    except KeyError:
        raise UnknownIcon(name) from None
    meaning = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon{}" width="{}" height="{}" viewBox="0 0 24 24" fill="none"'
        ' stroke="currentColor" stroke-width="1.75" stroke-linecap="round"'
        ' stroke-linejoin="round" {}>{}</svg>',
        f" {css_class}" if css_class else "",
        size,
        size,
        meaning,
        SafeString(shapes),  # ours: vendored and hashed, never user input
    )
