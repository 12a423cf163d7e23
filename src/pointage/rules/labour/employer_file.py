"""An employer's own rules from a TOML file: what is not understood is refused by its line.

Not for the law's files (`loader`), nor for what the rules may ask (`employer`).
"""

from __future__ import annotations

import tomllib
from datetime import time
from decimal import Decimal
from typing import NoReturn

from pointage.rules.labour.employer import EmployerRule, EmployerRules, Trigger
from pointage.rules.labour.facts import PolicyInvalid
from pointage.rules.labour.toml_lines import Path, line_map, line_of
from pointage.rules.languages import Bilingual
from pointage.rules.refusals import Refusal

_RULE = {
    "id", "trigger", "multiplier", "after_hours", "stacks", "nth", "across_weeks", "weekdays",
    "from_time", "to_time",
}  # fmt: skip
_NEEDED = ("id", "trigger", "multiplier")
_HOUR = 3600


class EmployerFileInvalid(Refusal):
    """An employer's file that cannot be followed. `file` and `line` say where."""

    def __init__(self, file: str, line: int, sentence: str, /, **parts: object) -> None:
        super().__init__(sentence, about="{file}:{line}", file=file, line=line, **parts)
        self.file = file
        self.line = line


def read_employer_rules(text: str, file: str = "rules.toml") -> EmployerRules:
    """The bundle that a TOML text states; `file` names it in refusals.

    Keys: `name`, and `[[rules]]` with the fields of EmployerRule, except that `after_hours` is in
    hours (8, 7.5) and clock times are written "22:00". Raises EmployerFileInvalid.
    """
    return _Reader(file, text).bundle()


class _Reader:
    """One file being read, so that every refusal can name its line."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._lines = line_map(text)
        try:
            self._data = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            found = [word.rstrip(",") for word in str(error).split()]
            line = next((int(word) for word in found if word.isdigit()), 1)
            raise EmployerFileInvalid(file, line, "this line is not TOML") from error

    def bundle(self) -> EmployerRules:
        self._known(self._data, {"name", "rules"}, ())
        name = self._data.get("name")
        entries = self._data.get("rules")
        if not isinstance(name, str) or not name:
            self._refuse(("name",), "the bundle needs a name")
        if not isinstance(entries, list) or not entries:
            self._refuse(("rules",), "the bundle needs at least one rule, written [[rules]]")
        rules = tuple(self._rule(entry, ("rules", place)) for place, entry in enumerate(entries))
        try:
            return EmployerRules(name, rules)
        except PolicyInvalid as error:
            self._refuse(("rules",), "{problem}", problem=_both(error))

    def _rule(self, body: object, at: Path) -> EmployerRule:
        if not isinstance(body, dict):
            self._refuse(at, "a rule is a table, written [[rules]]")
        self._known(body, _RULE, at)
        for key in _NEEDED:
            if key not in body:
                self._refuse(at, "the key {key} is missing", key=key)
        try:
            return EmployerRule(
                id=self._text(body, "id", at),
                trigger=self._trigger(body, at),
                multiplier=self._number(body, "multiplier", at),
                after_seconds=self._seconds(body, at),
                stacks=self._flag(body, "stacks", at),
                nth=self._whole(body, "nth", at),
                across_weeks=self._flag(body, "across_weeks", at),
                weekdays=self._weekdays(body, at),
                from_time=self._clock(body, "from_time", at),
                to_time=self._clock(body, "to_time", at),
            )
        except PolicyInvalid as error:
            field = error.field.removeprefix("employer.").replace("_seconds", "_hours")
            self._refuse((*at, field), "{problem}", problem=_both(error))

    def _known(self, body: dict[str, object], allowed: set[str], at: Path) -> None:
        for key in body:
            if key not in allowed:
                known = ", ".join(sorted(allowed))
                self._refuse((*at, key), "unknown key {key}; known here: {known}",
                             key=key, known=known)  # fmt: skip

    def _text(self, body: dict[str, object], key: str, at: Path) -> str:
        value = body[key]
        return value if isinstance(value, str) else self._wrong(key, value, at)

    def _trigger(self, body: dict[str, object], at: Path) -> Trigger:
        try:
            return Trigger(str(body["trigger"]))
        except ValueError:
            known = ", ".join(Trigger)
            self._refuse((*at, "trigger"), "{value} is not one of: {known}",
                         value=repr(body["trigger"]), known=known)  # fmt: skip

    def _number(self, body: dict[str, object], key: str, at: Path) -> Decimal:
        value = body[key]
        good = isinstance(value, int | Decimal) and not isinstance(value, bool)
        return Decimal(str(value)) if good else self._wrong(key, value, at)

    def _seconds(self, body: dict[str, object], at: Path) -> int:
        if "after_hours" not in body:
            return 0
        seconds = self._number(body, "after_hours", at) * _HOUR
        if seconds != seconds.to_integral_value():
            self._wrong("after_hours", body["after_hours"], at)
        return int(seconds)

    def _whole(self, body: dict[str, object], key: str, at: Path) -> int:
        value = body.get(key, 7)
        return value if type(value) is int else self._wrong(key, value, at)

    def _flag(self, body: dict[str, object], key: str, at: Path) -> bool:
        value = body.get(key, False)
        return value if isinstance(value, bool) else self._wrong(key, value, at)

    def _weekdays(self, body: dict[str, object], at: Path) -> frozenset[int]:
        value = body.get("weekdays", [])
        good = isinstance(value, list) and all(day in range(7) for day in value)
        return (
            frozenset(value)
            if good and isinstance(value, list)
            else self._wrong("weekdays", value, at)
        )

    def _clock(self, body: dict[str, object], key: str, at: Path) -> time | None:
        value = body.get(key)
        if value is None or type(value) is time:
            return value
        try:
            return time.fromisoformat(str(value))
        except ValueError:
            self._wrong(key, value, at)

    def _wrong(self, key: str, value: object, at: Path) -> NoReturn:
        self._refuse((*at, key), "{value} is not a value of {key}", value=repr(value), key=key)

    def _refuse(self, at: Path, sentence: str, **parts: object) -> NoReturn:
        raise EmployerFileInvalid(self._file, line_of(self._lines, at), sentence, **parts)


def _both(error: Refusal) -> Bilingual:
    return Bilingual(error.text("en"), error.text("fr"))
