"""Every history code with its sentence. Codes are permanent: past tense, dotted, never reused.

The sentence says what was done to `{object}`; who did it, for which firm and when stand beside it
on the page. docs/history-codes.md lists the same codes, and a test keeps code, words and document
in step.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "accountant.entered": _("Entered the company for {object}"),
    "accountant_access.changed": _("Changed the accountant access of {object}"),
    "accountant_access.granted": _("Took on the company for {object}"),
    "accountant_access.offered": _("Offered accountant access to {object}"),
    "accountant_access.revoked": _("Ended the accountant access of {object}"),
    "break_rules.changed": _("Changed the breaks"),
    "client.added": _("Added the client {object}"),
    "client.changed": _("Changed the client {object}"),
    "client_template.changed": _("Changed the client template {object}"),
    "client_template.created": _("Saved the client template {object}"),
    "client_template.deleted": _("Deleted the client template {object}"),
    "company.created": _("Created the company {object}"),
    "company.updated": _("Changed the company {object}"),
    "company_file.opened": _("Opened the company file {object}"),
    "firm.billing_details_changed": _("Changed the billing details"),
    "firm.changed": _("Changed the firm {object}"),
    "firm.pro_joined": _("Joined Pointage PRO"),
    "firm_member.profile_completed": _("Completed the profile of {object}"),
    "installation.dropped": _("Dropped the installation for {object}"),
    "installation.finished": _("Installed time tracking for {object}"),
    "installation.started": _("Started the installation for {object}"),
    "invitation.accepted": _("Accepted the invitation sent to {object}"),
    "invitation.declined": _("Declined the invitation sent to {object}"),
    "invitation.opened": _("Opened the invitation sent to {object}"),
    "invitation.resent": _("Sent the invitation again to {object}"),
    "invitation.revoked": _("Revoked the invitation sent to {object}"),
    "invitation.sent": _("Sent an invitation to {object}"),
    "pay_settings.changed": _("Changed the payroll settings"),
    "person.joined": _("Joined Pointage"),
    "primary_admin.changed": _("Made {object} the primary administrator"),
    "team_member.added": _("Added {object} to the team"),
    "team_member.archived": _("Archived {object}"),
    "team_member.joined": _("Joined the team as {object}"),
    "team_member.restored": _("Restored {object}"),
    "team_member.updated": _("Changed the details of {object}"),
    "team_member.user_type_changed": _("Changed the user type of {object}"),
    "tracking_settings.changed": _("Changed what is tracked"),
}


def sentence(code: str, label: str) -> str:
    """What happened, in the active language. A code from a newer release shows as it is."""
    words = WORDS.get(code)
    return str(words).format(object=label) if words is not None else code
