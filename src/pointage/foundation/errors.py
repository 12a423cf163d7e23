"""The base of every error a person can cause. Programming mistakes are ordinary exceptions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import Promise


class RuleBroken(Exception):
    """A rule was about to be broken; nothing was changed. Subclasses are named after the rule.

    `message` is a lazy translation with named fields filled from the keyword arguments, so the
    adapter shows `text` in the reader's language; `code` is the stable name for the API.
    `field` names the input at fault, when there is one.
    """

    code: ClassVar[str] = ""
    message: ClassVar[str | Promise] = ""

    def __init__(self, *, field: str = "", **data: Any) -> None:
        super().__init__(self.code or type(self).__name__)
        self.field = field
        self.data = data

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.__dict__.get("code"):
            cls.code = "".join(
                f"_{c.lower()}" if c.isupper() and i else c.lower()
                for i, c in enumerate(cls.__name__)
            )

    @property
    def text(self) -> str:
        """What, why and what to do, in the active language."""
        return one_stop(str(self.message).format(**self.data))


def one_stop(text: str) -> str:
    """The text without a second full stop where an hour, « 8:30 p.m. », ends a sentence."""
    return text.replace(".m..", ".m.")


class NotFound(Exception):
    """The object does not exist, or the actor may not know that it does. Adapters answer 404."""
