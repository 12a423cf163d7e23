"""Pay with guarantees and extras that are no hours: call-in pay, split shifts, missed breaks.

They never enter a regular rate or an overtime count; what is owed is decided by `labour`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pointage.rules.labour import Classification, Classifier, Extra, Owed
from pointage.rules.labour.naming import labels
from pointage.rules.labour.windows import first_ordinal, week_index
from pointage.rules.languages import Bilingual
from pointage.rules.pay.lines import Line, LineCode, WeekPay
from pointage.rules.pay.money import to_cents
from pointage.rules.pay.terms import Terms, TermsInvalid
from pointage.rules.pay.week_pay import pay_by_week, week_by_law


def pay_with_extras(
    made: Classification, terms: Terms, owed: Iterable[Owed]
) -> tuple[WeekPay, ...]:
    """Pay of every week, as `pay_by_week`, with a line for each extra in its own workweek.

    A week in which someone was only called in and did not work is paid too.
    Raises TermsInvalid, MethodNotAllowed.
    """
    paid = {week.week_start: week for week in pay_by_week(made, terms)}
    lines: dict[date, list[Line]] = defaultdict(list)
    for each in owed:
        starts = _week_of(made, each.on)
        if starts not in paid:
            paid[starts] = week_by_law(made, terms, starts, [])
        line = _line(each, terms, paid[starts].regular_rate)
        if line.amount:
            lines[starts].append(line)
    return tuple(
        replace(week, lines=(*week.lines, *lines[starts])) for starts, week in sorted(paid.items())
    )


def _week_of(made: Classification, on: date) -> date:
    first = made.week_start if made.results else Classifier(made.policy).week_start_on(on)
    return date.fromordinal(first_ordinal(week_index(on.toordinal(), first), first))


def _line(owed: Owed, terms: Terms, regular_rate: Decimal | None) -> Line:
    extra = owed.extra
    hourly = terms.job_rates.get(owed.job, terms.hourly)
    if hourly is None:
        hourly = regular_rate
    if hourly is None:
        raise TermsInvalid(
            "hourly", "the {extra} of {on} needs an hourly rate", extra=_named(extra), on=owed.on
        )
    minimum = terms.minimum_wage
    needs_minimum = extra.rate == "minimum" or extra.less_excess or extra.wage_under is not None
    if minimum is None and needs_minimum:
        raise TermsInvalid(
            "minimum_wage",
            "the {extra} of {on} depends on it; say it",
            extra=_named(extra),
            on=owed.on,
        )
    amount = to_cents(extra.amount(hourly, minimum or Decimal(0), owed.worked_seconds))
    return Line(LineCode.EXTRA, amount, extra.seconds, None, owed.job)


def _named(extra: Extra) -> Bilingual:
    """What the extra is called in a refusal."""
    return labels()["extra"].get(extra.code, Bilingual(extra.code, extra.code))
