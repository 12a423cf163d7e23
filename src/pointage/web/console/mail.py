"""The firm's outgoing mail: what waits, left, bounced or has no server; text, link and retry."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from pointage.features.practice.access import FirmSeat
from pointage.foundation.errors import RuleBroken
from pointage.foundation.notices.models import OutgoingMail
from pointage.foundation.notices.queries import mails_of_firm
from pointage.foundation.notices.services import mail_retry
from pointage.web.components import values
from pointage.web.components.paging import pagination_for
from pointage.web.console import words
from pointage.web.console.shell import address, firm_render
from pointage.web.seats import firm_page

PAGE = 50


@firm_page("firm:manage")
def mail_list(request: HttpRequest, seat: FirmSeat) -> HttpResponse:
    """Mails of the firm, newest first, by state."""
    state = request.GET.get("state", "")
    if state not in OutgoingMail.State.values:
        state = ""
    mails = mails_of_firm(seat.firm.pk, state=state).defer("text", "html")
    page = Paginator(mails, PAGE).get_page(request.GET.get("page"))
    zone, here = words.zone_of(seat), address(seat, "mail")
    tabs = [values.Tab(pgettext("mails", "All"), here, active=not state)]
    tabs += [
        values.Tab(words.mail_state_name(each), f"{here}?state={each}", active=state == each)
        for each in OutgoingMail.State.values
    ]
    rows = [
        values.Row(
            cells=[
                values.Text(
                    mail.subject,
                    mail.to_name,
                    address(seat, "mail_view", mail=mail.public_id),
                ),
                mail.to_email,
                words.mail_badge(mail.state),
                words.when_text(mail.sent_at or mail.created_at, zone),
            ]
        )
        for mail in page
    ]
    table = values.Table(
        caption=_("Outgoing mail"),
        columns=[
            values.Column(_("Subject"), main=True),
            values.Column(_("To")),
            values.Column(_("State")),
            values.Column(_("When")),
        ],
        rows=rows,
        empty=values.Empty(
            _("No mail"), _("Invitations and notices that leave by mail show here."), "mail"
        ),
        pagination=pagination_for(page, request.GET),
        id="mails",
    )
    return firm_render(request, seat, "console/mails.html", "mail", {"table": table, "tabs": tabs})


def _mail(seat: FirmSeat, public_id: str) -> OutgoingMail:
    mail = mails_of_firm(seat.firm.pk).filter(public_id=public_id).first()
    if mail is None:
        raise Http404(public_id)
    return mail


@firm_page("firm:manage")
def mail_view(request: HttpRequest, seat: FirmSeat, mail: str) -> HttpResponse:
    """One mail as it leaves: its text, the link to copy, and what the server said."""
    row = _mail(seat, mail)
    zone = words.zone_of(seat)
    facts = [
        values.Definition(_("To"), row.to_email, row.to_name),
        values.Definition(_("State"), words.mail_badge(row.state)),
        values.Definition(_("Written"), words.when_text(row.created_at, zone)),
        values.Definition(_("Left"), words.when_text(row.sent_at, zone)),
        values.Definition(_("Attempts"), str(row.attempts)),
    ]
    if row.last_error:
        facts.append(values.Definition(_("What the server said"), row.last_error))
    context = {
        "subject": row.subject,
        "crumbs": [values.Crumb(_("Outgoing mail"), address(seat, "mail"))],
        "facts": facts,
        "text": row.text,
        "link": row.link,
        "no_server": row.state == OutgoingMail.State.NO_SERVER,
        "retry_url": address(seat, "mail_retry", mail=row.public_id)
        if row.state in (OutgoingMail.State.BOUNCED, OutgoingMail.State.NO_SERVER)
        else "",
    }
    return firm_render(request, seat, "console/mail.html", "mail", context)


@firm_page("firm:manage")
@require_POST
def mail_retry_now(request: HttpRequest, seat: FirmSeat, mail: str) -> HttpResponse:
    row = _mail(seat, mail)
    try:
        mail_retry(mail=row)
        messages.success(request, _("The mail is queued again."))
    except RuleBroken as error:
        messages.warning(request, error.text)
    return redirect(address(seat, "mail_view", mail=row.public_id))
