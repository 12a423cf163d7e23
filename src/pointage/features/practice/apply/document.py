"""The file that describes many clients: its shape, and errors that name the place.

YAML or JSON. Unknown keys are refused, so a typing mistake is never silently ignored. The shape is
documented in docs/practice-file.md. Nothing here looks at the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import yaml

SIZE_LIMIT: Final = 20 * 1024 * 1024
CLIENT_LIMIT: Final = 5000

PayPeriodName = Literal["weekly", "every_two_weeks", "every_four_weeks", "twice_a_month", "monthly"]
Track = Literal[
    "employees",
    "contractors",
    "customers",
    "sub_customers",
    "projects",
    "service_items",
    "cost_classes",
    "locations",
    "billable",
]


class DocumentRefused(Exception):
    """The file cannot be used; each problem names where it is and what is expected."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Pay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`week_start`: 0 Sunday to 6 Saturday. End days: 1 to 31, where 31 is the last day."""

    period: PayPeriodName
    period_end_on: date | None = None
    first_end_day: int | None = None
    second_end_day: int | None = None
    week_start: int = 0


class OwnOvertime(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Own limits, in hours with at most two decimals ("40", "37.5"). Null: no such limit."""

    weekly_after_hours: str | int | None = None
    daily_after_hours: str | int | None = None
    daily_double_after_hours: str | int | None = None
    seventh_day: bool = False


class BreakRuleEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    minutes: int
    paid: bool = False
    automatic: bool = False
    after_hours: str | int | None = None


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    given_name: str
    family_name: str = ""
    email: str = ""
    number: str = ""
    kind: Literal["employee", "contractor"] = "employee"


class BooksEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`files` are paths beside the document. Names in `customers` nest with colons."""

    files: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    customers: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    service_items: tuple[str, ...] = ()
    cost_classes: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()


class Administrator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who becomes administrator; found among the team by e-mail, added when missing."""

    email: str
    given_name: str = ""
    family_name: str = ""
    invite: bool = True


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a client may take from `defaults`. None: not said here."""

    template: str | None = None
    billing: Literal["firm", "client"] | None = None
    pay: Pay | None = None
    overtime: Literal["place", "none"] | OwnOvertime | None = None
    track: tuple[Track, ...] | None = None
    breaks: tuple[BreakRuleEntry, ...] | None = None
    time_zone: str | None = None
    language: Literal["fr-ca", "en"] | None = None
    region: str | None = None


class ClientEntry(Settings, frozen=True, forbid_unknown_fields=True):
    """One client, known by its name (accents and capitals do not matter)."""

    name: str = ""
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    books: BooksEntry = BooksEntry()
    administrator: Administrator | None = None
    install: bool = True


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    clients: tuple[ClientEntry, ...]
    defaults: Settings = Settings()


@dataclass(frozen=True, slots=True)
class Wish:
    """One client as wanted, defaults worked in, and the folder its files are in."""

    entry: ClientEntry
    folder: Path


def document_read(path: Path) -> list[Wish]:
    """Reads and checks the file. Raises `DocumentRefused`."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise DocumentRefused([f"{path.name}: larger than {SIZE_LIMIT // 2**20} MiB."])
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentRefused([f"{path}: cannot be read as UTF-8 text ({error})."]) from error
    return wishes_of(document_parse(text, path.name), path.parent)


def document_parse(text: str, name: str = "clients.yaml") -> Document:
    """Raises `DocumentRefused`."""
    try:
        _refuse_aliases(text, name)
        raw = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader, see below
    except yaml.YAMLError as error:
        raise DocumentRefused([f"{name}, {_problem(error, text)}."]) from error
    except RecursionError as error:
        raise DocumentRefused([f"{name}: nested too deeply."]) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("clients"), list):
        raise DocumentRefused([f"{name}: must be a mapping with a list named `clients`."])
    if len(raw["clients"]) > CLIENT_LIMIT:
        raise DocumentRefused([f"{name}: at most {CLIENT_LIMIT} clients a file."])
    return _convert(raw, name)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe; dates and fractions stay text: a date that does not exist is reported with its place,
    and hours never become floats."""


_AS_TEXT = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:float"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag not in _AS_TEXT]
    for first, rules in _Loader.yaml_implicit_resolvers.items()
}


def _problem(error: yaml.YAMLError, text: str) -> str:
    """Where and what, in one line."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return f"line {line}: a character that is not allowed"
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "?"
    return f"{where}: {getattr(error, 'problem', None) or error}"


def _refuse_aliases(text: str, name: str) -> None:
    """A few lines of aliases can unfold into gigabytes; nobody needs them here."""
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else "?"
            raise DocumentRefused([f"{name}, line {line}: aliases (*name) are not allowed."])


def _convert(raw: dict[str, Any], name: str) -> Document:
    """Checks every client even when one is wrong, so that all problems are told at once."""
    problems: list[str] = []
    entries = []
    for number, value in enumerate(raw["clients"], start=1):
        label = value.get("name") if isinstance(value, dict) else None
        try:
            entry = msgspec.convert(value, ClientEntry)
        except msgspec.ValidationError as error:
            problems.append(f"client {number} ({label or '?'}): {error}.")
            continue
        if not entry.name.strip():
            problems.append(f"client {number}: `name` is needed.")
        entries.append(entry)
    problems += _twice(entries)
    try:
        rest = msgspec.convert({**raw, "clients": []}, Document)
    except msgspec.ValidationError as error:
        problems.append(f"{name}: {error}.")
    if problems:
        raise DocumentRefused(problems)
    return Document(clients=tuple(entries), defaults=rest.defaults)


def _twice(entries: list[ClientEntry]) -> list[str]:
    seen: set[str] = set()
    problems = []
    for entry in entries:
        key = entry.name.strip().casefold()
        if key and key in seen:
            problems.append(f"client {entry.name!r} stands twice in the file.")
        seen.add(key)
    return problems


def wishes_of(document: Document, folder: Path) -> list[Wish]:
    """Every client with the defaults worked in."""
    defaults = document.defaults
    wishes = []
    for entry in document.clients:
        taken = {
            name: getattr(defaults, name)
            for name in Settings.__struct_fields__
            if getattr(entry, name) is None and getattr(defaults, name) is not None
        }
        if entry.template is not None and entry.pay is None:
            taken.pop("pay", None)  # the client's own template says it better than the defaults
        wishes.append(Wish(msgspec.structs.replace(entry, **taken), folder))
    return wishes
