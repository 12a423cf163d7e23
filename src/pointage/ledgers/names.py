"""Names made comparable: accents, case, spaces, "Last, First", paths, the mark of deleted objects.

For comparing and tidying only; what is shown to people keeps its accents and its case.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_DEPTH = 5
"""Levels in a path, as QuickBooks Online allows."""

_DELETED = re.compile(
    r"\s*\((?:deleted|supprimée?|supprimee?|effacée?)\)(?:\s*\(\d+\))?\s*$", re.IGNORECASE
)
_SPACES = re.compile(r"\s+")
# What may follow a comma in a name without being a first name.
_NOT_A_FIRST_NAME_WORDS = (
    "jr sr ii iii iv inc ltd ltee limited llc llp lp corp co cpa ca cga md phd ing avocat "
    "avocats senc sencrl sarl sa enr gmbh plc pllc esq"
)
_NOT_A_FIRST_NAME = frozenset(_NOT_A_FIRST_NAME_WORDS.split())


def tidy(text: str) -> str:
    """NFC, with runs of white space collapsed to one space."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """For comparison: compatibility forms unified, accents and case dropped, spaces collapsed.

    >>> fold("  Éric  O’Connor ")
    "eric o'connor"
    """
    if text.isascii():
        return _SPACES.sub(" ", text).strip().lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", bare).casefold()).strip()


def without_deleted_mark(name: str) -> tuple[str, bool]:
    """The name without " (deleted)" or " (supprimé)", and whether the mark was there."""
    bare = _DELETED.sub("", name)
    return bare.strip(), bare != name


def split_last_first(name: str) -> tuple[str, str] | None:
    """(given, family) of "Family, Given"; None when the comma means something else or is absent.

    >>> split_last_first("Tremblay, Marie-Ève")
    ('Marie-Ève', 'Tremblay')
    >>> split_last_first("Plomberie Roy, inc.") is None
    True
    """
    if name.count(",") != 1:
        return None
    family, given = (part.strip() for part in name.split(","))
    if not family or not given:
        return None
    if fold(given).replace(".", "").replace(" ", "") in _NOT_A_FIRST_NAME:
        return None
    return given, family


def person_key(name: str) -> str:
    """What two spellings of one person's name share: "Roy, Éric (deleted)" and "eric roy"."""
    bare, _ = without_deleted_mark(name)
    turned = split_last_first(bare)
    return fold(f"{turned[0]} {turned[1]}" if turned else bare)


def split_path(path: str) -> list[str]:
    """The levels of "Parent:Child", tidied and without marks of deletion. May hold empty levels."""
    return [without_deleted_mark(tidy(level))[0] for level in path.split(":")]


def path_key(path: str) -> str:
    """A whole path made comparable; levels are joined with ``:`` without spaces around."""
    return ":".join(fold(level) for level in split_path(path))
