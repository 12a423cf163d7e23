"""Every history code with its sentence. Codes are permanent: past tense, dotted, never reused.

The sentence says what was done to `{object}`; who did it, for which firm and when stand beside it
on the page. docs/history-codes.md lists the same codes, and a test keeps code, words and document
in step.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "access.ended": _("Ended the access of {object}"),
    "access.granted": _("Gave access to {object}"),
    "access.refused": _("Refused {object} access"),
    "access.requested": _("Asked {object} for access"),
    "access.withdrawn": _("Took back the request for access sent to {object}"),
    "accountant.entered": _("Entered the company for {object}"),
    "accountant_access.changed": _("Changed what {object} may do here"),
    "accountant_access.granted": _("Gave the firm {object} access"),
    "accountant_access.offered": _("Offered access to {object}"),
    "accountant_access.revoked": _("Took the access of {object} away"),
    "books.created": _("Opened the books {object}"),
    "books_connection.link_undone": _("Undid the link to the books"),
    "books_connection.linked": _("Connected the books"),
    "books_connection.unlinked": _("Disconnected the books"),
    "books_file.applied": _("Applied the file {object}"),
    "books_file.columns_chosen": _("Chose the columns of the file {object}"),
    "books_file.dropped": _("Dropped the file {object}"),
    "books_file.uploaded": _("Uploaded the file {object}"),
    "break_rule.added": _("Added the break {object}"),
    "break_rule.archived": _("Archived the break {object}"),
    "break_rule.changed": _("Changed the break {object}"),
    "break_rule.restored": _("Restored the break {object}"),
    "break_rule.switched_off": _("Switched the break {object} off"),
    "break_rule.switched_on": _("Switched the break {object} on"),
    "break_rules.changed": _("Changed the breaks"),
    "client.added": _("Added the client {object}"),
    "client.changed": _("Changed the client {object}"),
    "client.folded": _("Folded {object} into the client it belongs to"),
    "client.removed": _("Removed the client {object}"),
    "client_template.added": _("Saved the client template {object}"),
    "client_template.changed": _("Changed the client template {object}"),
    "client_template.deleted": _("Deleted the client template {object}"),
    "company.created": _("Created the company {object}"),
    "company.updated": _("Changed the company {object}"),
    "company_file.opened": _("Opened the company file {object}"),
    "company_file_record.added": _("Added {object} to the company file"),
    "company_file_record.deactivated": _("Deactivated {object} in the company file"),
    "company_file_record.restored": _("Restored {object} in the company file"),
    "company_file_record.updated": _("Changed {object} in the company file"),
    "firm.billing_details_changed": _("Changed the billing details"),
    "firm.changed": _("Changed the firm {object}"),
    "firm.created": _("Created the firm {object}"),
    "firm.pro_joined": _("Joined Pointage PRO"),
    "firm.transferred": _("Handed the firm {object} to another administrator"),
    "firm_member.added": _("Added {object} to the firm"),
    "firm_member.changed": _("Changed the rights of {object} in the firm"),
    "firm_member.deactivated": _("Deactivated {object} in the firm"),
    "firm_member.joined": _("Joined the firm as {object}"),
    "firm_member.profile_completed": _("Completed the profile of {object}"),
    "firm_member.reactivated": _("Reactivated {object} in the firm"),
    "import.failed": _("The import of the lists failed"),
    "import.finished": _("The import of the lists was finished"),
    "import.page_applied": _("A page of the lists was imported"),
    "import.queued": _("Asked for an import of the lists"),
    "import.retried": _("Tried the import of the lists again"),
    "import.started": _("The import of the lists started"),
    "import_issue.settled": _("Settled the doubt about {object}"),
    "installation.dropped": _("Dropped the installation for {object}"),
    "installation.finished": _("Installed time tracking for {object}"),
    "installation.started": _("Started the installation for {object}"),
    "installation.undone": _("Undid the installation for {object}"),
    "invitation.accepted": _("Accepted the invitation sent to {object}"),
    "invitation.declined": _("Declined the invitation sent to {object}"),
    "invitation.opened": _("Opened the invitation sent to {object}"),
    "invitation.resent": _("Sent the invitation again to {object}"),
    "invitation.revoked": _("Revoked the invitation sent to {object}"),
    "invitation.sent": _("Sent an invitation to {object}"),
    "pay_settings.changed": _("Changed the payroll settings"),
    "person.changed": _("Changed the profile of {object}"),
    "person.joined": _("Joined Pointage"),
    "person.password_changed": _("Changed a password"),
    "person.password_reset": _("Reset a password"),
    "person.recovery_codes_made": _("Made new recovery codes"),
    "person.second_factor_added": _("Added a second factor"),
    "person.second_factor_removed": _("Removed a second factor"),
    "primary_admin.changed": _("Made {object} the primary administrator"),
    "team_member.added": _("Added {object} to the team"),
    "team_member.archived": _("Archived {object}"),
    "team_member.joined": _("Joined the team as {object}"),
    "team_member.restored": _("Restored {object}"),
    "team_member.updated": _("Changed the details of {object}"),
    "team_member.user_type_changed": _("Changed the user type of {object}"),
    "time_settings.changed": _("Changed how time is tracked"),
    "tracking_settings.changed": _("Changed what is tracked"),
}


def sentence(code: str, label: str) -> str:
    """What happened, in the active language. A code from a newer release shows as it is."""
    words = WORDS.get(code)
    return str(words).format(object=label) if words is not None else code
