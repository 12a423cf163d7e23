"""The jurisdictions shipped with the package: which there are, and each one's law, read once.

Not for writing or checking other files: use `loader` for those.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from pointage.rules.labour.law import Pack, UnknownJurisdiction
from pointage.rules.labour.loader import PackInvalid, PackReader

_FOLDER = files("pointage.rules.labour") / "jurisdictions"


@lru_cache(maxsize=1)
def jurisdiction_codes() -> tuple[str, ...]:
    """Every place whose law is known, as ISO 3166 codes in alphabetical order."""
    names = (each.name for each in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def jurisdiction(code: str) -> Pack:
    """The law of that place. Raises UnknownJurisdiction, PackInvalid."""
    if code not in jurisdiction_codes():
        raise UnknownJurisdiction(code)
    name = f"{code}.toml"
    reader = PackReader(name, (_FOLDER / name).read_text(encoding="utf-8"))
    parent = jurisdiction(reader.extends) if reader.extends else None
    pack = reader.pack(parent)
    if pack.id != code:
        raise PackInvalid(name, 1, "says it is {code}", code=repr(pack.id))
    return pack
