"""What a notice says. Features register a sentence per code; it becomes words when shown."""

from __future__ import annotations

from django.utils.functional import Promise

from pointage.foundation.notices.models import Notice

_WORDS: dict[str, str | Promise] = {}


def notice_words(code: str, template: str | Promise) -> None:
    """Registers the (lazy) sentence of a notice; `{name}` fields come from the notice's data."""
    _WORDS[code] = template


def notice_text(notice: Notice) -> str:
    """The sentence in the active language; the bare code if nobody registered one."""
    template = _WORDS.get(notice.code)
    if template is None:
        return notice.code
    return str(template).format_map(_Forgiving(notice.data))


class _Forgiving(dict[str, str]):
    """An old notice may lack a field that a newer sentence names."""

    def __missing__(self, key: str) -> str:
        return "…"
