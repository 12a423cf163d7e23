"""Reasons and notices as sentences, in both languages. What they say is decided in `explain`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pointage.rules.labour.confidence import Confidence
from pointage.rules.labour.law import Base, Counter
from pointage.rules.labour.library import jurisdiction
from pointage.rules.labour.naming import citation, label
from pointage.rules.labour.results import Bucket, Notice
from pointage.rules.labour.words import duration, number, ordinal, say

if TYPE_CHECKING:
    from pointage.rules.labour.explain import Reason
    from pointage.rules.labour.looks import Look


def sentences(reason: Reason, language: str) -> list[str]:
    """Why a piece is priced as it is, a sentence for each part of the reason."""
    if reason.bucket is Bucket.LEAVE:
        return [say(language, "leave")]
    if reason.bucket is Bucket.UNPAID:
        return [say(language, "unpaid")]
    said = []
    winner = reason.winner
    times = number(language, reason.multiplier)
    if reason.by_clock:
        said.append(say(language, "time_of_day", multiplier=times))
        said.append(say(language, "employer_source"))
    elif winner is None:
        said.append(say(language, "ordinary"))
    else:
        said += [_won(reason, winner, language), _source(winner, language)]
        if reason.stacked:
            said.append(say(language, "stacked"))
        if reason.base is Base.MINIMUM:
            said.append(say(language, "minimum_base"))
    if reason.clock_added:
        said.append(say(language, "time_of_day_added"))
    if reason.leave_counted:
        said.append(say(language, "leave_first", amount=duration(language, reason.leave_counted)))
    said += [_lost(look, language) for look in reason.lost]
    return said


def _won(reason: Reason, winner: Look, language: str) -> str:
    """What the rule that won counts, and how far it had counted when the piece began."""
    rule = winner.active.rule
    counter = winner.counter.value
    if rule.running:
        counter = f"{counter}_on"
    elif rule.off_schedule:
        counter = "day_off"
    return say(
        language,
        counter if winner.limit else f"{counter}_whole",
        multiplier=number(language, reason.multiplier),
        after=duration(language, winner.limit),
        before=duration(language, winner.before),
        nth=ordinal(language, rule.nth),
        weekday=label(language, "weekday", str(reason.weekday)),
    )


def _lost(look: Look, language: str) -> str:
    """Why a rule that looked does not price the piece."""
    by_count = look.limit and look.counter is not Counter.REST
    return say(
        language,
        look.verdict.value if by_count else f"{look.verdict.value}_whole",
        rule=_rule(look, language),
        after=duration(language, look.limit),
        count=duration(language, look.after),
    )


def _rule(look: Look, language: str) -> str:
    """What the rule is called: by its own name in law, by what it counts when an employer's."""
    family, code = (
        ("counter_rule", look.counter.value) if look.active.employer else ("rule", look.rule_id)
    )
    return f"{label(language, family, code)} × {number(language, look.multiplier)}"


def _source(look: Look, language: str) -> str:
    if look.confidence is None:
        return say(language, "employer_source")
    return cited(look.citation, look.confidence, language)


def cited(source: str, confidence: Confidence, language: str) -> str:
    """The sentence that gives a source, and says when it is to be confirmed."""
    named = citation(language, source)
    if confidence.needs_confirmation:
        return say(language, "confirm", source=named, confidence=say(language, confidence.value))
    return say(language, "source", source=named)


def notice_text(notice: Notice, language: str = "en") -> str:
    """A notice as a sentence, in English or French."""
    data = dict(notice.data)
    parts = {key: _named(language, key, value, data) for key, value in data.items()}
    return say(language, f"notice_{notice.code}", **parts)


def _named(language: str, key: str, value: str, data: Mapping[str, str]) -> str:
    """What a code of a notice is called."""
    if key == "jurisdiction":
        return jurisdiction(value).name.said(language)
    if key == "regime":
        return jurisdiction(data["jurisdiction"]).regimes[value].said(language)
    if key == "week_start":
        return label(language, "weekday", value)
    return label(language, key, value) if key in ("agreement", "fact", "flag") else value
