"""What `pointage labour explain` prints: pieces with reasons, days, weeks, pay periods, pay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from pointage.cli.labour.results import Explained
from pointage.cli.labour.speaking import Grid, Paper, hours_said, times_said
from pointage.cli.words import _
from pointage.rules.labour import Totals, finding_text, jurisdiction, notice_text
from pointage.rules.labour.naming import label
from pointage.rules.labour.words import money


def report(explained: Explained, language: str) -> None:
    """Prints it all, in the reader's language."""
    out = Paper()
    policy = explained.policy
    place = jurisdiction(policy.jurisdiction)
    out.print(f"{place.name.said(language)} ({place.id}), {policy.zone}")
    out.print(_pieces(explained, language))
    out.print(_days(explained, language))
    out.print(_weeks(explained, language))
    if explained.periods():
        out.print(_periods(explained, language))
    if explained.overlap_in_old is not None:
        out.print(_change(explained.overlap_in_old))
    if explained.paid:
        out.print(_paid(explained, language))
    for week in explained.paid:
        if week.top_up is not None:
            out.print(week.top_up.text(language))
    for on, name in explained.holidays(language).items():
        out.print(_("{date}: {name}, a public holiday.").format(date=on.isoformat(), name=name))
    for finding in explained.findings():
        out.print(finding_text(finding, language))
    for notice in explained.notices():
        out.print(notice_text(notice, language))


def _pieces(explained: Explained, language: str) -> Grid:
    table = Grid(
        _("Day"), _("From"), _("To"), _("Hours"), _("Kind"), _("Paid as"), _("Times"), _("Why")
    )
    zone = explained.policy.tz
    for piece, reason in explained.pieces():
        table.add_row(
            piece.on.isoformat(),
            _clock(piece.start.astimezone(zone), language),
            _clock(piece.end.astimezone(zone), language),
            hours_said(language, piece.seconds),
            label(language, "kind", piece.kind.value),
            label(language, "bucket", piece.bucket.value),
            times_said(language, piece.multiplier),
            reason.text(language),
        )
    return table


def _clock(at: datetime, language: str) -> str:
    """08:30 in English, 8 h 30 in French; seconds only when there are some."""
    seconds = f":{at.second:02}" if at.second else ""
    if language != "fr":
        return f"{at:%H:%M}{seconds}"
    space = "\N{NO-BREAK SPACE}"
    minutes = f"{space}{at.minute:02}" if at.minute or at.second else ""
    return f"{at.hour}{space}h{minutes}{seconds}"


def _headings() -> tuple[str, ...]:
    return (
        _("Worked"),
        _("Regular"),
        _("Overtime"),
        _("Double"),
        _("Holiday"),
        _("Premium"),
        _("Leave"),
    )


def _amounts(totals: Totals, language: str) -> Iterable[str]:
    amounts = (
        totals.worked,
        totals.regular,
        totals.overtime,
        totals.double_time,
        totals.holiday,
        totals.premium,
        totals.leave,
    )
    return (hours_said(language, each) for each in amounts)


def _days(explained: Explained, language: str) -> Grid:
    table = Grid(_("Day"), *_headings())
    for on, totals in explained.days().items():
        weekday = label(language, "weekday", str(on.isoweekday() % 7))
        table.add_row(f"{on.isoformat()}, {weekday}", *_amounts(totals, language))
    table.add_section()
    table.add_row(_("Total"), *_amounts(explained.totals(), language))
    return table


def _span(starts: date, ends: date) -> str:
    return _("{start} to {end}").format(start=starts.isoformat(), end=ends.isoformat())


def _weeks(explained: Explained, language: str) -> Grid:
    table = Grid(_("Week"), _("Counted"), _("Limit"), *_headings())
    for made in explained.made:
        for week in made.weeks:
            table.add_row(
                _span(week.starts, week.ends),
                hours_said(language, week.counted),
                "" if week.limit is None else hours_said(language, week.limit),
                *_amounts(week.totals, language),
            )
    return table


def _periods(explained: Explained, language: str) -> Grid:
    """What is in each period, and the weeks whose overtime is paid with another."""
    table = Grid(_("Pay period"), *_headings(), _("Weeks carried"))
    for period in explained.periods():
        carried = [
            _("from before: {week}").format(week=on.isoformat()) for on in period.carried_in
        ] + [_("to the next: {week}").format(week=on.isoformat()) for on in period.carried_out]
        span = _span(period.period.start, period.period.end)
        table.add_row(span, *_amounts(period.totals, language), ", ".join(carried))
        if period.carried_in or period.carried_out:
            table.add_row(_("  due with it"), *_amounts(period.due, language), "")
    return table


def _change(overlap_in_old: bool) -> str:
    if overlap_in_old:
        return _("The days of both workweeks are counted in the old one, which pays no less.")
    return _("The days of both workweeks are counted in the new one, which pays more.")


def _paid(explained: Explained, language: str) -> Grid:
    """What each week pays at the rate given, by the law that pays more."""
    table = Grid(_("Week"), _("Straight time"), _("Premiums"), _("Total"), _("By the law of"))
    for week in explained.paid:
        table.add_row(
            week.week_start.isoformat(),
            money(language, week.straight_time),
            money(language, week.premium),
            money(language, week.total),
            jurisdiction(week.law).name.said(language),
        )
    return table
