"""Codes, amounts and instants of the firm's side as words in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel.numbers import format_currency, format_percent
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pointage.features.practice.models import Client, FirmMember, Installation, Subscription
from pointage.features.practice.queries import Health
from pointage.features.practice.services.billing import Offer
from pointage.foundation.notices.models import OutgoingMail
from pointage.ledgers.protocol import Unreadable
from pointage.web.components.values import Badge
from pointage.web.formats import day_text, locale_name, moment_text
from pointage.web.seats import FirmSeat

_HEALTH: Final[dict[Health, tuple[str | Promise, str, str]]] = {
    Health.HEALTHY: (gettext_lazy("Connected"), "success", "plug-connected"),
    Health.IMPORTING: (gettext_lazy("Importing"), "info", "loader"),
    Health.NOT_LINKED: (gettext_lazy("Books not connected"), "neutral", "plug-off"),
    Health.IN_DOUBT: (gettext_lazy("Needs your decision"), "warning", "question-mark"),
    Health.IMPORT_FAILED: (gettext_lazy("Import stopped"), "danger", "alert-circle"),
    Health.NEEDS_RECONNECT: (gettext_lazy("Reconnect the books"), "danger", "plug-off"),
    Health.NO_ACCESS: (gettext_lazy("No access"), "danger", "lock"),
}
_STATUS: Final = {
    Client.Status.ACTIVE: (pgettext_lazy("client", "Active"), "success"),
    Client.Status.INACTIVE: (pgettext_lazy("client", "Inactive"), "neutral"),
    Client.Status.REMOVED: (pgettext_lazy("client", "Removed"), "neutral"),
}
KINDS: Final = {
    Client.Kind.BUSINESS: gettext_lazy("Business"),
    Client.Kind.INDIVIDUAL: gettext_lazy("Individual"),
}
ROLES: Final = {
    FirmMember.Role.PRIMARY_ADMIN: gettext_lazy("Primary administrator"),
    FirmMember.Role.ADMINISTRATOR: gettext_lazy("Administrator"),
    FirmMember.Role.ACCOUNTANT: gettext_lazy("Accountant"),
    FirmMember.Role.PAYROLL: gettext_lazy("Payroll"),
    FirmMember.Role.VIEWER: gettext_lazy("Viewer"),
}
_PAYERS: Final = {
    Subscription.Payer.FIRM: gettext_lazy("Billed to the firm"),
    Subscription.Payer.CLIENT: gettext_lazy("Billed to the client"),
    Subscription.Payer.NONE: gettext_lazy("Free, a benefit of PRO"),
}
STEPS: Final[dict[str, str | Promise]] = {
    Installation.Step.BILLING: gettext_lazy("Billing type"),
    Installation.Step.PRO: gettext_lazy("PRO account"),
    Installation.Step.ACCOUNT: gettext_lazy("Client account"),
    Installation.Step.MATCH: gettext_lazy("Matching"),
    Installation.Step.PAYROLL: gettext_lazy("Payroll settings"),
    Installation.Step.TRACK: gettext_lazy("What to track"),
    Installation.Step.CONNECTED: pgettext_lazy("step of the wizard", "Connected"),
}
UNREADABLE: Final[dict[Unreadable, str | Promise]] = {
    Unreadable.SWITCHED_OFF: gettext_lazy("This is switched off in the books."),
    Unreadable.NOT_IN_PLAN: gettext_lazy("The plan of these books does not have this."),
    Unreadable.NOT_SUPPORTED: gettext_lazy("These books do not have this."),
    Unreadable.NO_PERMISSION: gettext_lazy("The books do not let us read this."),
}
_MAILS: Final = {
    OutgoingMail.State.QUEUED: (gettext_lazy("Queued"), "info", "hourglass"),
    OutgoingMail.State.SENT: (pgettext_lazy("mail", "Sent"), "success", "mail-check"),
    OutgoingMail.State.BOUNCED: (gettext_lazy("Bounced"), "danger", "mail-x"),
    OutgoingMail.State.NO_SERVER: (gettext_lazy("No mail server"), "warning", "mail-off"),
}


def health_badge(health: Health) -> Badge:
    label, tone, icon = _HEALTH[health]
    return Badge(str(label), tone, icon)


def status_badge(status: str) -> Badge:
    label, tone = _STATUS[Client.Status(status)]
    return Badge(str(label), tone)


def mail_badge(state: str) -> Badge:
    label, tone, icon = _MAILS[OutgoingMail.State(state)]
    return Badge(str(label), tone, icon)


def mail_state_name(state: str) -> str:
    return str(_MAILS[OutgoingMail.State(state)][0])


def payer_text(subscription: Subscription | None) -> str:
    """Who pays for an app; a dash when nothing was agreed with this firm."""
    return str(_PAYERS[Subscription.Payer(subscription.payer)]) if subscription else "—"


def role_name(role: str) -> str:
    return str(ROLES[FirmMember.Role(role)])


def money_text(amount: Decimal, currency: str) -> str:
    """« 25,00 $ », « $25.00 »."""
    return format_currency(amount, currency, locale=locale_name())


def percent_text(percent: int) -> str:
    """« 30 % », « 30% »."""
    return format_percent(Decimal(percent) / 100, locale=locale_name())


def offer_text(offer: Offer) -> str:
    """What the discount is and how long it lasts, in a sentence."""
    values = {
        "percent": percent_text(offer.discount_percent),
        "price": money_text(offer.list_price, offer.currency),
    }
    if offer.discount_until is None:
        return (
            _(
                "Wholesale discount: %(percent)s off the %(price)s list price, "
                "for as long as the firm pays."
            )
            % values
        )
    return _("Direct discount: %(percent)s off until %(date)s, then the %(price)s list price.") % (
        values | {"date": day_text(offer.discount_until)}
    )


def when_text(at: datetime | None, seat_zone: ZoneInfo) -> str:
    """An instant in the reader's zone; a dash for never."""
    return moment_text(at, seat_zone) if at else "—"


def date_text(on: date | None) -> str:
    return day_text(on) if on else "—"


def zone_of(seat: FirmSeat) -> ZoneInfo:
    """The time zone of the person who reads."""
    user = seat.member.user
    return ZoneInfo(user.time_zone if user else seat.firm.time_zone)
