"""Rules about breaks, with the words for breaking each. Holds no logic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.foundation.errors import RuleBroken


class BreakRuleNameTaken(RuleBroken):
    message = _("Another break is called {name}. Give each its own name.")


class BreakForNobody(RuleBroken):
    message = _("Choose at least one person or group, or offer the break to everybody.")


class BreakRuleArchived(RuleBroken):
    message = _("{name} is archived. Restore it before changing it.")


class BreakRuleNotArchived(RuleBroken):
    message = _("{name} is not archived.")


class BreakNotInsertable(RuleBroken):
    message = _("A break can be inserted only into finished work that was clocked in and out.")


class BreakNotForPerson(RuleBroken):
    message = _("This break is not one that this person may take. Choose another.")


class BreakOutsideWork(RuleBroken):
    message = _("The break must lie inside the work, from {first} to {last}.")


class BreakTooLong(RuleBroken):
    message = _("The break would leave no work. Choose a break shorter than {minutes} minutes.")
