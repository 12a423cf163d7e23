"""What a person chose in the install wizard, while nothing else exists: the shape of
`Installation.choices`, and the order of the steps. Not: acting on the choices (services)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec

from pointage.features.companies.values import PaySettingsValues
from pointage.features.practice.models import Installation, Subscription

SCHEMA: Final = 1
Step = Installation.Step

CREATE: Final = "create"
LINK: Final = "link"


class ChoicesUnreadable(ValueError):
    """The stored choices were written by a version of Pointage that this one does not know."""


class BillingChoice(msgspec.Struct, frozen=True):
    """Who gets the bill: a `Subscription.Payer`."""

    payer: str


class ProChoice(msgspec.Struct, frozen=True):
    """Who signed in to the PRO account, and when (aware, UTC)."""

    user_id: int
    name: str
    at: datetime


class AccountChoice(msgspec.Struct, frozen=True):
    """A new account, or which of the companies that the firm may set up (`company`, public id)."""

    mode: str
    company: str = ""


class MatchChoice(msgspec.Struct, frozen=True):
    """The accepted plan of a link: `decisions` in the shape of `ImportRun.decisions`."""

    decisions: dict[str, dict[str, Any]]
    fingerprint: str = ""


class PayChoice(msgspec.Struct, frozen=True):
    """The client's time zone, and `PaySettingsValues.to_json()`."""

    time_zone: str
    values: dict[str, Any]

    def settings(self) -> PaySettingsValues:
        """Raises `RuleBroken` when what was kept no longer stands."""
        return PaySettingsValues.from_json(self.values)


class Choices(msgspec.Struct, frozen=True):
    """Everything chosen so far. A part is None until its step is done."""

    schema: int = SCHEMA
    billing: BillingChoice | None = None
    pro: ProChoice | None = None
    account: AccountChoice | None = None
    match: MatchChoice | None = None
    payroll: PayChoice | None = None
    #: `TrackingValues.to_json()`.
    tracking: dict[str, bool] | None = None
    #: The client template that steps 10 and 11 started from (public id), and its breaks
    #: (`BreakRuleValues.to_json()`).
    template: str = ""
    breaks: tuple[dict[str, Any], ...] = ()
    changed_by_id: int | None = None
    changed_by_name: str = ""


def choices_read(installation: Installation) -> Choices:
    """The typed choices of a draft. Raises `ChoicesUnreadable`."""
    raw = installation.choices or {}
    if raw.get("schema", SCHEMA) != SCHEMA:
        raise ChoicesUnreadable(f"schema {raw.get('schema')!r} of installation {installation.pk}")
    try:
        return msgspec.convert(raw, Choices)
    except msgspec.ValidationError as error:
        raise ChoicesUnreadable(str(error)) from error


def choices_written(choices: Choices) -> dict[str, Any]:
    """The JSON value to store."""
    value: dict[str, Any] = msgspec.to_builtins(choices)
    return value


def steps_of(choices: Choices) -> tuple[Installation.Step, ...]:
    """The steps of this wizard in order; matching is a step only when linking."""
    linking = choices.account is not None and choices.account.mode == LINK
    return (
        Step.BILLING,
        Step.PRO,
        Step.ACCOUNT,
        *((Step.MATCH,) if linking else ()),
        Step.PAYROLL,
        Step.TRACK,
    )


def first_unfinished(choices: Choices) -> Installation.Step:
    """Where the wizard goes on; CONNECTED when every choice is made."""
    done = {
        Step.BILLING: choices.billing,
        Step.PRO: choices.pro,
        Step.ACCOUNT: choices.account,
        Step.MATCH: choices.match,
        Step.PAYROLL: choices.payroll,
        Step.TRACK: choices.tracking,
    }
    return next((step for step in steps_of(choices) if done[step] is None), Step.CONNECTED)


def payer_of(choices: Choices) -> Subscription.Payer:
    """Raises `ValueError` while billing is not chosen."""
    if choices.billing is None:
        raise ValueError("billing is not chosen yet")
    return Subscription.Payer(choices.billing.payer)
