"""The sample practice from the command line, and the sign-ins to try it with."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from pointage.cli.base import fail, out, start_django
from pointage.cli.words import _, operators_language


def load() -> None:
    """Loads the sample practice; only into an installation where nobody has an account."""
    start_django()
    from pointage.features.practice.services.founding import AlreadyFounded, sample_load

    try:
        sample_load(language=_language())
    except AlreadyFounded:
        fail(_("Somebody has an account here already; the sample is for an empty installation."))
    show_sign_ins()


def load_if_empty() -> None:
    """Loads the sample unless somebody has an account; shows the sample's sign-ins if it is there.
    Needs Django started."""
    from pointage.features.practice.services.founding import is_founded, sample_load

    if not is_founded():
        out.print(_("Loading the sample practice…"))
        sample_load(language=_language())
    show_sign_ins()


def show_sign_ins() -> None:
    """Prints who of the sample practice may sign in, if it is there."""
    from pointage.features.practice.models import FirmMember
    from pointage.features.practice.sample.data import SAMPLE_PASSWORD, TEAM
    from pointage.features.practice.sample.working import sample_people

    members = FirmMember.objects.filter(
        user__email__in=[person.email for person in TEAM], is_active=True
    ).select_related("firm")
    if not members:
        return
    table = Table(title=escape(members[0].firm.name), title_justify="left")
    for heading in (_("Sign-in"), _("Password"), _("Role")):
        table.add_column(heading)
    for member in members:
        table.add_row(member.email, SAMPLE_PASSWORD, str(FirmMember.Role(member.role).value))
    for person in sample_people():
        table.add_row(person.email, SAMPLE_PASSWORD, person.role)
    out.print(table)


def _language() -> str:
    return "fr-ca" if operators_language() == "fr" else "en"
