"""Rules of correction requests and exceptions, with the words for breaking each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.features.timeentries.errors import TimeRule


class CorrectionsOff(TimeRule):
    message = _("The company does not take correction requests. Speak to your manager.")


class CorrectionPending(TimeRule):
    message = _("A request for this entry is waiting already. Withdraw it to ask for other times.")


class CorrectionReasonRequired(TimeRule):
    message = _("Say why, in at most {limit} characters.")


class CorrectionAnswerRequired(TimeRule):
    message = _("Tell the person why, in at most {limit} characters.")


class CorrectionDecided(TimeRule):
    message = _("This request has already been answered. Reload the page.")


class CorrectionUnchanged(TimeRule):
    message = _("The request asks for what is there already. Change a time, the job or the note.")


class ExceptionClosed(TimeRule):
    message = _("Somebody has already dealt with this. Reload the page.")


class RemarkTooLong(TimeRule):
    message = _("Use at most {limit} characters.")
