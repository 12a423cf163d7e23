"""What `pointage labour explain --json` prints; its shape is described in docs/labour.md."""

from __future__ import annotations

import json

from pointage.cli.labour.results import Explained
from pointage.rules.labour import (
    Classification,
    Finding,
    Look,
    Period,
    Piece,
    Reason,
    Totals,
    finding_text,
    jurisdiction,
    notice_text,
)
from pointage.rules.pay import WeekPay

Node = dict[str, object]


def document(explained: Explained, language: str) -> str:
    """The whole result as JSON: durations in seconds, amounts and multipliers as text."""
    policy = explained.policy
    pack = jurisdiction(policy.jurisdiction)
    whole: Node = {
        "jurisdiction": pack.id,
        "place": pack.name.said(language),
        "zone": policy.zone,
        "language": language,
        "pieces": [_piece(piece, reason, explained, language)
                   for piece, reason in explained.pieces()],
        "days": [{"on": on.isoformat(), **_totals(totals)}
                 for on, totals in explained.days().items()],
        "weeks": [week for made in explained.made for week in _weeks(made)],
        "pay_periods": [_period(period) for period in explained.periods()],
        "totals": _totals(explained.totals()),
        "holidays": [{"on": on.isoformat(), "name": name}
                     for on, name in explained.holidays(language).items()],
        "pay": [_paid(week, language) for week in explained.paid],
        "findings": [_finding(finding, language) for finding in explained.findings()],
        "notices": [
            {"code": notice.code, "data": dict(notice.data), "text": notice_text(notice, language)}
            for notice in explained.notices()
        ],
        "overlap_in_old_workweek": explained.overlap_in_old,
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _piece(piece: Piece, reason: Reason, explained: Explained, language: str) -> Node:
    at = explained.policy.tz
    return {
        "start": piece.start.astimezone(at).isoformat(),
        "end": piece.end.astimezone(at).isoformat(),
        "seconds": piece.seconds,
        "kind": piece.kind.value,
        "paid_as": piece.bucket.value,
        "multiplier": f"{piece.multiplier.normalize():f}",
        "base": piece.base.value,
        "rule": piece.rule_id,
        "day": piece.day.isoformat(),
        "week_start": piece.week_start.isoformat(),
        "segment": piece.segment_id,
        "job": piece.job,
        "reason": reason.text(language),
        "rules": [_look(look) for look in reason.looks],
    }


def _look(look: Look) -> Node:
    return {
        "rule": look.rule_id,
        "jurisdiction": look.jurisdiction,
        "verdict": look.verdict.value,
        "counter": look.counter.value,
        "before_seconds": look.before,
        "after_seconds": look.after,
        "limit_seconds": look.limit,
        "multiplier": f"{look.multiplier.normalize():f}",
        "parameter": look.parameter,
        "citation": look.citation,
        "confidence": None if look.confidence is None else look.confidence.value,
    }


def _totals(totals: Totals) -> Node:
    return {
        "worked_seconds": totals.worked,
        "by_bucket": {bucket.value: seconds for bucket, seconds in totals.by_bucket.items()},
        "by_multiplier": {
            f"{multiplier.normalize():f}": seconds
            for multiplier, seconds in totals.by_multiplier.items()
        },
        "by_rule": dict(totals.by_rule),
    }


def _weeks(made: Classification) -> list[Node]:
    federal = made.flsa_required_overtime
    return [
        {
            "starts": week.starts.isoformat(),
            "ends": week.ends.isoformat(),
            "counted_seconds": week.counted,
            "limit_seconds": week.limit,
            "flsa_required_overtime_seconds": federal.get(week.starts),
            **_totals(week.totals),
        }
        for week in made.weeks
    ]


def _period(period: Period) -> Node:
    return {
        "starts": period.period.start.isoformat(),
        "ends": period.period.end.isoformat(),
        "in_it": _totals(period.totals),
        "due_with_it": _totals(period.due),
        "weeks_carried_in": [on.isoformat() for on in period.carried_in],
        "weeks_carried_out": [on.isoformat() for on in period.carried_out],
    }


def _paid(week: WeekPay, language: str) -> Node:
    return {
        "week_start": week.week_start.isoformat(),
        "law": week.law,
        "method": week.method.value,
        "regular_rate": None if week.regular_rate is None else str(week.regular_rate),
        "straight_time": str(week.straight_time),
        "premium": str(week.premium),
        "total": str(week.total),
        "top_up": None if week.top_up is None else week.top_up.text(language),
        "lines": [
            {
                "code": line.code.value,
                "amount": str(line.amount),
                "seconds": line.seconds,
                "rate": None if line.rate is None else str(line.rate),
                "job": line.job,
            }
            for line in week.lines
        ],
    }


def _finding(finding: Finding, language: str) -> Node:
    return {
        "check": finding.check.value,
        "on": finding.on.isoformat(),
        "found": finding.found,
        "required": finding.required,
        "citation": finding.citation,
        "confidence": finding.confidence.value,
        "text": finding_text(finding, language),
    }
