"""Reads a jurisdiction's TOML file strictly: whatever is not understood is refused, by line.

Not for deciding what the law says on a date (`law`) or for applying it (`plan`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn, TypeVar, cast

from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.law import (
    KIND_WORDS,
    Base,
    Counter,
    DatedValue,
    Pack,
    Parameter,
    ParameterValue,
    Rule,
    Unit,
    When,
)
from pointage.rules.labour.parameters import KNOWN_PARAMETERS, TABLE_KEYS
from pointage.rules.labour.toml_lines import Path, line_map, line_of
from pointage.rules.languages import Bilingual
from pointage.rules.refusals import Refusal

_TOP = {"id", "name", "zone", "since", "extends", "own", "address", "note", "not_covered"}
_TOP_OPTIONAL = {"extends", "not_covered", "drops", "parameters", "rules"}
_VALUE = {"from", "value", "source", "read_on", "confidence"}
_SECONDS = {Unit.HOURS: 3600, Unit.MINUTES: 60}
_PLAIN: dict[Unit, type] = {Unit.NUMBER: int, Unit.FLAG: bool, Unit.WORD: str}
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_RULE_FIELDS = {each.name for each in fields(Rule)} - {"jurisdiction"}
_WHEN_FIELDS = {each.name for each in fields(When)}
_SETS = {"replaces", "weekdays", "industry", "occupation", "not_occupation", "flag", "not_flag"}


W = TypeVar("W", bound=StrEnum)


class PackInvalid(Refusal):
    """A jurisdiction file that cannot be trusted: `file`, `line`, and the `problem` in English."""

    def __init__(self, file: str, line: int, sentence: str, /, **parts: object) -> None:
        super().__init__(sentence, about="{file}:{line}", file=file, line=line, **parts)
        self.file = file
        self.line = line
        self.problem = str(self).removeprefix(f"{file}:{line}: ")


class PackReader:
    """One file being read, so that every refusal can name its line."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self._lines = line_map(text)
        try:
            self._data = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            found = [word for word in str(error).split() if word.rstrip(",").isdigit()]
            line = int(found[0].rstrip(",")) if found else 1
            raise PackInvalid(file, line, "this line is not TOML: {error}", error=error) from error

    @property
    def extends(self) -> str | None:
        found = self._data.get("extends")
        return found if isinstance(found, str) else None

    def pack(self, parent: Pack | None) -> Pack:
        """The pack with its parent's parameters and rules folded in. Raises PackInvalid."""
        data = self._data
        self._keys(data, (), _TOP | _TOP_OPTIONAL, _TOP - _TOP_OPTIONAL)
        code = self._text(data["id"], ("id",))
        since = self._date(data["since"], ("since",))
        parameters = dict(parent.parameters) if parent else {}
        own_parameters = self._parameters(code, since)
        parameters.update(own_parameters)
        rules = self._rules(code, parameters, parent)
        self._all_read(own_parameters, rules)
        return Pack(
            id=code,
            name=self._bilingual(data["name"], ("name",)),
            zone=self._text(data["zone"], ("zone",)),
            since=since,
            extends=parent.id if parent else None,
            own=data["own"] is True,
            address=self._text(data["address"], ("address",)),
            note=self._bilingual(data["note"], ("note",)),
            parameters=parameters,
            rules=rules,
            regimes={**(parent.regimes if parent else {}), **self._regimes()},
        )

    def _regimes(self) -> dict[str, Bilingual]:
        at: Path = ("not_covered",)
        table = self._table(self._data.get("not_covered", {}), at)
        return {flag: self._bilingual(words, at) for flag, words in table.items()}

    def _parameters(self, code: str, since: date) -> dict[str, Parameter]:
        table = self._table(self._data.get("parameters", {}), ("parameters",))
        found = {}
        for name, entry in table.items():
            path: Path = ("parameters", name)
            body = self._table(entry, path)
            self._keys(body, path, {"unit", "values"}, {"unit", "values"})
            unit = self._word(body["unit"], (*path, "unit"), Unit)
            found[name] = Parameter(name, unit, code, self._values(body["values"], path, unit))
            first = found[name].values[0].since
            if first < since:
                self._refuse(
                    (*path, "values", 0),
                    "starts {first}, before the file's {since}",
                    first=first,
                    since=since,
                )
        return found

    def _values(self, entries: object, path: Path, unit: Unit) -> tuple[DatedValue, ...]:
        if not isinstance(entries, list) or not entries:
            self._refuse((*path, "values"), "needs at least one dated value")
        values: list[DatedValue] = []
        for index, entry in enumerate(cast("list[object]", entries)):
            at: Path = (*path, "values", index)
            body = self._table(entry, at)
            self._keys(body, at, _VALUE | {"to"}, _VALUE)
            value = DatedValue(
                since=self._date(body["from"], at),
                until=self._date(body["to"], at) if "to" in body else None,
                value=self._value(body["value"], at, path[-1], unit),
                source=self._text(body["source"], at),
                read_on=self._date(body["read_on"], at),
                confidence=self._word(body["confidence"], at, Confidence),
            )
            self._follows(values[-1] if values else None, value, at)
            values.append(value)
        return tuple(values)

    def _follows(self, before: DatedValue | None, value: DatedValue, at: Path) -> None:
        if value.until is not None and value.until < value.since:
            self._refuse(
                at, "ends {end}, before it starts {start}", end=value.until, start=value.since
            )
        if before is None:
            return
        if value.since <= before.since or (before.until and value.since <= before.until):
            self._refuse(at, "overlaps the value from {start}", start=before.since)
        if before.until and value.since > before.until + timedelta(days=1):
            self._refuse(
                at, "leaves a gap after {end}; say value = 'none' for it", end=before.until
            )

    def _value(self, raw: object, at: Path, name: str | int, unit: Unit) -> ParameterValue:
        value: ParameterValue = None
        if raw == "none":
            return value
        if unit in _SECONDS:
            value = _whole_seconds(raw, _SECONDS[unit])
        elif unit is Unit.MULTIPLIER and _is_number(raw) and Decimal(str(raw)) >= 0:
            value = Decimal(str(raw))
        elif unit is Unit.KINDS and isinstance(raw, list) and set(raw) <= KIND_WORDS:
            value = tuple(raw)
        elif unit is Unit.MONTH_DAYS and isinstance(raw, list):
            value = tuple(raw) if all(_MONTH_DAY.fullmatch(str(each)) for each in raw) else None
        elif unit is Unit.TABLE and isinstance(raw, dict):
            self._keys(raw, at, TABLE_KEYS.get(str(name), set()), set())
            value = raw
        elif unit in _PLAIN and type(raw) is _PLAIN[unit]:
            value = cast("int | bool | str", raw)
        if value is None:
            self._refuse(at, "{value} is not a value in {unit}", value=repr(raw), unit=unit.value)
        return value

    def _rules(
        self, code: str, parameters: Mapping[str, Parameter], parent: Pack | None
    ) -> tuple[Rule, ...]:
        entries = self._data.get("rules", [])
        rules = {rule.id: rule for rule in parent.rules} if parent else {}
        for index, dropped in enumerate(self._data.get("drops", [])):
            if rules.pop(dropped, None) is None:
                self._refuse(
                    ("drops", index), "drops {rule}, which it does not inherit", rule=repr(dropped)
                )
        own: set[str] = set()
        for index, entry in enumerate(entries):
            rule = self._rule(code, self._table(entry, ("rules", index)), ("rules", index))
            if rule.id in own:
                self._refuse(
                    ("rules", index, "id"), "a second rule is called {rule}", rule=repr(rule.id)
                )
            own.add(rule.id)
            rules[rule.id] = rule
            for name in rule.parameter_names():
                if name not in parameters:
                    self._refuse(
                        ("rules", index), "reads {name}, which is not a parameter", name=repr(name)
                    )
        for index, entry in enumerate(entries):
            for replaced in entry.get("replaces", ()):
                if replaced not in rules:
                    self._refuse(
                        ("rules", index, "replaces"),
                        "replaces {rule}, which is no rule",
                        rule=repr(replaced),
                    )
        return tuple(rules.values())

    def _rule(self, code: str, body: Mapping[str, object], at: Path) -> Rule:
        self._keys(body, at, _RULE_FIELDS, {"id", "counter", "multiplier"})
        values: dict[str, object] = {key: self._frozen(key, body[key]) for key in body}
        values["counter"] = self._word(body["counter"], (*at, "counter"), Counter)
        if values["counter"] is Counter.CLOCK:
            self._refuse((*at, "counter"), "times of the day are for an employer's rules only")
        if "base" in body:
            values["base"] = self._word(body["base"], (*at, "base"), Base)
        if "when" in body:
            when = self._table(body["when"], (*at, "when"))
            self._keys(when, (*at, "when"), _WHEN_FIELDS, set())
            values["when"] = When(**{k: self._frozen(k, v) for k, v in when.items()})  # type: ignore[arg-type]
        return Rule(jurisdiction=code, **values)  # type: ignore[arg-type]

    @staticmethod
    def _frozen(key: str, value: object) -> object:
        return frozenset(value) if key in _SETS and isinstance(value, list) else value

    def _all_read(self, own: Mapping[str, Parameter], rules: tuple[Rule, ...]) -> None:
        read = {name for rule in rules for name in rule.parameter_names()} | KNOWN_PARAMETERS
        for name in own:
            if name not in read:
                self._refuse(
                    ("parameters", name), "nothing reads the parameter {name}", name=repr(name)
                )

    def _keys(
        self, body: Mapping[str, object], at: Path, allowed: set[str], required: set[str]
    ) -> None:
        for key in body:
            if key not in allowed:
                known = ", ".join(sorted(allowed))
                self._refuse(
                    (*at, key), "unknown key {key}; known here: {known}", key=repr(key), known=known
                )
        for key in sorted(required):
            if key not in body:
                self._refuse(at, "the key {key} is missing", key=repr(key))

    def _table(self, value: object, at: Path) -> Mapping[str, object]:
        if not isinstance(value, dict):
            self._refuse(at, "should be a table")
        return cast("dict[str, object]", value)

    def _text(self, value: object, at: Path) -> str:
        if not isinstance(value, str):
            self._refuse(at, "{value} should be text", value=repr(value))
        return value

    def _bilingual(self, value: object, at: Path) -> Bilingual:
        """Words a reader sees: English and French, neither of them empty."""
        both = self._table(value, at)
        self._keys(both, at, {"en", "fr"}, {"en", "fr"})
        english, french = (self._text(both[key], at).strip() for key in ("en", "fr"))
        if not english or not french:
            self._refuse(at, "needs words in English and in French")
        return Bilingual(english, french)

    def _date(self, value: object, at: Path) -> date:
        if type(value) is not date:
            self._refuse(
                at, "{value} should be a date, written 2026-01-31 without quotes", value=repr(value)
            )
        return value

    def _word(self, value: object, at: Path, words: type[W]) -> W:
        try:
            return words(str(value))
        except ValueError:
            known = ", ".join(each.value for each in words)
            self._refuse(at, "{value} is not one of: {known}", value=repr(value), known=known)

    def _refuse(self, at: Path, sentence: str, /, **parts: object) -> NoReturn:
        raise PackInvalid(self.file, line_of(self._lines, at), sentence, **parts)


def _is_number(raw: object) -> bool:
    return isinstance(raw, int | Decimal) and not isinstance(raw, bool)


def _whole_seconds(raw: object, unit_seconds: int) -> int | None:
    """The amount in seconds, when it is a number of whole seconds that is not negative."""
    if not _is_number(raw):
        return None
    seconds = Decimal(str(raw)) * unit_seconds
    return int(seconds) if seconds >= 0 and seconds == int(seconds) else None
