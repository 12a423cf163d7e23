"""Rules of a company's own settings, with the words for breaking each. Holds no logic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pointage.foundation.errors import RuleBroken


class CompanyNameRequired(RuleBroken):
    message = _("Give the company a name of 1 to {limit} characters.")


class CompanyTextTooLong(RuleBroken):
    message = _("Use at most {limit} characters.")


class RegionUnknown(RuleBroken):
    message = _("Choose a province, territory, state or country from the list.")


class TimeZoneUnknown(RuleBroken):
    message = _("Choose a time zone from the list, such as America/Toronto.")


class LanguageUnknown(RuleBroken):
    message = _("Choose French or English.")


class PayPeriodUnknown(RuleBroken):
    message = _("Choose one of the pay periods offered.")


class PeriodEndRequired(RuleBroken):
    message = _("Give one date on which a pay period ends, past or future.")


class PeriodEndFarAway(RuleBroken):
    message = _("Give a date between the years {first} and {last}.")


class EndDaysRequired(RuleBroken):
    message = _("Choose the day of the month on which each pay period ends.")


class EndDayOutOfRange(RuleBroken):
    message = _("Choose a day from 1 to 31; 31 means the last day of the month.")


class EndDaysNotAscending(RuleBroken):
    message = _("The second period must end later in the month than the first.")


class EndDaysMeetInFebruary(RuleBroken):
    message = _(
        "The first period must end on the 27th or earlier, or both would end on the last day of "
        "February."
    )


class WeekStartUnknown(RuleBroken):
    message = _("Choose the day on which the workweek starts.")


class PayScheduleFieldNotUsed(RuleBroken):
    message = _("This pay period does not use that value. Leave it empty.")


class OvertimeBasisUnknown(RuleBroken):
    message = _("Choose how overtime is worked out.")


class OvertimeRegionUnknown(RuleBroken):
    message = _(
        "No overtime rule is known for that place. Choose another place, or enter your own limits."
    )


class OvertimeLimitRequired(RuleBroken):
    message = _("Enter at least one limit, or choose not to work out overtime.")


class OvertimeLimitOutOfRange(RuleBroken):
    message = _("Enter a number of hours above 0 and up to {hours}, in whole minutes.")


class DoubleTimeTooEarly(RuleBroken):
    message = _("Double time must start later in the day than overtime.")


class OvertimeLimitNotUsed(RuleBroken):
    message = _("Limits are entered only with your own overtime rule. Leave them empty.")


class PastPayPeriod(RuleBroken):
    message = _(
        "Pay periods that are over never change. The earliest date you can choose is {earliest}."
    )


class NotAPeriodStart(RuleBroken):
    message = _(
        "A change starts on the first day of a pay period. The nearest are {before} and {after}."
    )


class TooFarAhead(RuleBroken):
    message = _("Choose a date within two years from now.")


class NobodyTracked(RuleBroken):
    message = _("Track employees, contractors or both.")


class SubCustomersNeedCustomers(RuleBroken):
    message = _("Sub-customers can be tracked only together with customers.")


class ProjectsNeedCustomers(RuleBroken):
    message = _("Projects can be tracked only together with customers.")


class BreakNameRequired(RuleBroken):
    message = _("Give the break a name of 1 to {limit} characters.")


class BreakNameTaken(RuleBroken):
    message = _("Two breaks are called {name}. Give each its own name.")


class BreakLengthOutOfRange(RuleBroken):
    message = _("A break lasts from 1 to {limit} minutes.")


class BreakStartRequired(RuleBroken):
    message = _("Say after how much work the automatic break is added, up to 24 hours.")


class BreakNeedsAWay(RuleBroken):
    message = _("Let people take the break themselves, let it be added automatically, or both.")


class BreakStartsOnce(RuleBroken):
    message = _("Give either a time of day or hours of work, not both.")


class BreakTimeUnknown(RuleBroken):
    message = _("Enter a time of day, such as 12:00.")


class BreakDaysRequired(RuleBroken):
    message = _("Tick at least one day on which the automatic break is added.")


class BreakEndsByItself(RuleBroken):
    message = _("Only a break that people take themselves can be kept from ending early.")


class SettingInvalid(RuleBroken):
    message = _("Choose one of the values offered.")


class NoToolShown(RuleBroken):
    message = _("Leave people at least one tool to record their time with.")


class NotesAreOff(RuleBroken):
    message = _("Switch notes on first: without them, this has nothing to act on.")


class TimeLimitOutOfRange(RuleBroken):
    message = _("Enter a number of hours from {first} to {last}, in whole minutes.")


class RoundingStepUnknown(RuleBroken):
    message = _("Punches are rounded to 1, 3, 5, 6, 10, 15 or 30 minutes.")


class RoundingNotAllowed(RuleBroken):
    message = _(
        "The law of the company's place does not allow punches to be rounded: hours are paid as "
        "they were worked. Leave rounding off."
    )


class OwnLabelRequired(RuleBroken):
    message = _("Enter your own word, for one and for many, in at least one language.")


class OwnLabelTooLong(RuleBroken):
    message = _("Use at most {limit} characters.")
