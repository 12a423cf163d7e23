"""The one shape in which Pointage sees any accounting system: records, pages, changes, errors.

Reading only. Nothing here knows a particular system, stores anything or makes words for the screen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol


class Kind(StrEnum):
    """What a record is. External ids are unique within one kind, not across kinds."""

    EMPLOYEE = "employee"
    CONTRACTOR = "contractor"
    CUSTOMER = "customer"
    SERVICE_ITEM = "service_item"
    COST_CLASS = "cost_class"
    LOCATION = "location"


PEOPLE = frozenset({Kind.EMPLOYEE, Kind.CONTRACTOR})
"""Kinds that are human beings (or one-person firms): matched by e-mail and number, never nested."""


class Role(StrEnum):
    """What a record of kind CUSTOMER is in its tree."""

    CUSTOMER = "customer"
    SUB_CUSTOMER = "sub_customer"
    PROJECT = "project"


class Unreadable(StrEnum):
    """Why a ledger cannot offer a kind. The screen greys the choice and gives the reason."""

    SWITCHED_OFF = "switched_off"
    NOT_IN_PLAN = "not_in_plan"
    NOT_SUPPORTED = "not_supported"
    NO_PERMISSION = "no_permission"


@dataclass(frozen=True, slots=True)
class Record:
    """One person, customer, item, class or location, as the ledger holds it.

    Carries no wage, tax number or birth date: adapters drop them while parsing.

    * ``version``: the ledger's own version mark, compared only for equality.
    * ``full_name``: for nested kinds the whole path with ``:`` between levels
      (``Acme:Audit:2026``); for people the same as ``name``.
    * ``role``: set for customers only.
    * ``number``: employee number (or vendor account number); ``payroll_id``: key in the payroll.
    * ``code``: SKU or short code of an item, class or location.
    * ``billable``: None when the ledger does not say.
    * ``updated_at``: aware, UTC.
    """

    kind: Kind
    external_id: str
    name: str
    full_name: str
    version: str = ""
    parent_external_id: str | None = None
    active: bool = True
    role: Role | None = None
    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None
    phone: str | None = None
    number: str | None = None
    payroll_id: str | None = None
    code: str | None = None
    billable: bool | None = None
    description: str | None = None
    hired_on: date | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordKey:
    """Names a record without its contents."""

    kind: Kind
    external_id: str


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of a list. ``next_page`` is an opaque token, None on the last page."""

    records: tuple[Record, ...]
    next_page: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What changed since a cursor.

    ``complete`` is False when more changes wait behind ``next_cursor``: ask again at once.
    """

    upserts: tuple[Record, ...]
    removed: tuple[RecordKey, ...]
    next_cursor: str
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Counts:
    """Active records. Customers of the top level, sub-customers and projects are apart."""

    employees: int = 0
    contractors: int = 0
    customers: int = 0
    sub_customers: int = 0
    projects: int = 0
    service_items: int = 0
    cost_classes: int = 0
    locations: int = 0

    def of(self, kind: Kind) -> int:
        """Every active record of a kind; for customers, of all three roles."""
        return {
            Kind.EMPLOYEE: self.employees,
            Kind.CONTRACTOR: self.contractors,
            Kind.CUSTOMER: self.customers + self.sub_customers + self.projects,
            Kind.SERVICE_ITEM: self.service_items,
            Kind.COST_CLASS: self.cost_classes,
            Kind.LOCATION: self.locations,
        }[kind]

    @property
    def people(self) -> int:
        return self.employees + self.contractors


@dataclass(frozen=True, slots=True)
class LedgerCompany:
    """The business whose books these are. Empty strings where the ledger does not say.

    ``country`` is ISO 3166-1 alpha-2, ``region`` ISO 3166-2 (``CA-QC``), ``time_zone`` an IANA
    name.
    """

    external_id: str
    name: str
    legal_name: str = ""
    country: str = ""
    region: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a ledger can do for us, as of now; may change when its owner changes a setting.

    * ``unreadable``: the kinds missing from ``readable``, each with its reason.
    * ``owns_names``: True when names and contact details must be changed in the ledger, because
      the next import would overwrite a change made here.
    * ``people_can_be_added``: True when the wizard may offer to add people there and then.
    """

    readable: frozenset[Kind]
    unreadable: Mapping[Kind, Unreadable] = field(default_factory=lambda: MappingProxyType({}))
    owns_names: bool = True
    people_can_be_added: bool = False

    def why_not(self, kind: Kind) -> Unreadable | None:
        """None when the kind can be read."""
        if kind in self.readable:
            return None
        return self.unreadable.get(kind, Unreadable.NOT_SUPPORTED)


class Ledger(Protocol):
    """An accounting system, read only. Every method may raise a ``LedgerError``."""

    @property
    def key(self) -> str:
        """Permanent name of the adapter, for example ``company_file``."""
        ...

    def capabilities(self) -> Capabilities: ...

    def company(self) -> LedgerCompany: ...

    def counts(self) -> Counts:
        """Cheap: one count per kind, no listing."""
        ...

    def list(self, kind: Kind, *, page: str | None = None, include_inactive: bool = False) -> Page:
        """One page in a stable order. A child may come before its parent.

        ``page`` is None for the first page, else the ``next_page`` of the page before.
        """
        ...

    def get(self, kind: Kind, external_id: str) -> Record | None:
        """The record, active or not; None when the ledger does not know it (any more)."""
        ...

    def cursor(self) -> str:
        """A mark of now. Take it before a full listing, then ask ``changes`` from it."""
        ...

    def changes(self, kinds: Collection[Kind], cursor: str) -> ChangeSet:
        """Changes after ``cursor``, of the kinds asked for.

        Raises StaleCursor when the ledger no longer remembers that far: list everything again.
        """
        ...


class LedgerError(Exception):
    """Anything a ledger may answer instead of data. Carries facts; the edge makes the words."""


class NeedsReconnect(LedgerError):
    """Our access ended (expired, revoked, rights removed): a person must link again."""

    def __init__(self, cause: str = "") -> None:
        super().__init__(cause)
        self.cause = cause


class Throttled(LedgerError):
    """Too many requests; try again after ``after_seconds``."""

    def __init__(self, after_seconds: int) -> None:
        super().__init__(after_seconds)
        self.after_seconds = after_seconds


class Unavailable(LedgerError):
    """No usable answer (down, timed out, cut short). Trying later may help."""

    def __init__(self, cause: str = "") -> None:
        super().__init__(cause)
        self.cause = cause


class Refused(LedgerError):
    """The ledger understood and said no. Trying again will not help.

    ``code`` and ``text`` are the ledger's own.
    """

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text


class KindNotReadable(LedgerError):
    """A kind was asked for that ``capabilities()`` does not offer."""

    def __init__(self, kind: Kind, why: Unreadable) -> None:
        super().__init__(kind, why)
        self.kind = kind
        self.why = why


class StaleCursor(LedgerError):
    """The cursor is too old or was never ours: list everything again."""

    def __init__(self, cursor: str) -> None:
        super().__init__(cursor)
        self.cursor = cursor


class BadPage(LedgerError):
    """The page token is not one this ledger gave."""

    def __init__(self, page: str) -> None:
        super().__init__(page)
        self.page = page
