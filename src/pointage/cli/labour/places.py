"""`pointage labour places`, `table` and `rules`: the law of a place, read from its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from pointage.cli.labour.speaking import (
    Grid,
    Language,
    On,
    Paper,
    place_named,
    times_said,
    today_or,
)
from pointage.cli.words import _
from pointage.rules.labour import Pack, jurisdiction, jurisdiction_codes
from pointage.rules.labour.law import DatedValue, Rule, Unit, When
from pointage.rules.labour.naming import citation, label
from pointage.rules.labour.overview import overview_markdown
from pointage.rules.labour.words import duration, number, say

_TIMED = (Unit.HOURS, Unit.MINUTES)


def places(language: Language = None) -> None:
    shown = Grid(_("Code"), _("Place"), _("Known from"), _("Own law"))
    for code in jurisdiction_codes():
        pack = jurisdiction(code)
        own = _("yes") if pack.own else _("no")
        shown.add_row(code, pack.name.said(language or ""), pack.since.isoformat(), own)
    Paper().print(shown)


def table(on: On = None, language: Language = None) -> None:
    typer.echo(overview_markdown(today_or(on), language or "en"), nl=False)


def rules(
    place: Annotated[str, typer.Argument(help=_("Such as CA-QC or US-CA."))],
    on: On = None,
    language: Language = None,
) -> None:
    spoken, when = language or "", today_or(on)
    pack = place_named(place, spoken, when)
    out = Paper()
    title = _("{place} ({code}) on {date}.").format(
        place=pack.name.said(spoken), code=pack.id, date=when.isoformat()
    )
    out.print(f"{title} {pack.note.said(spoken)}")
    out.print(_rule_table(pack, when, spoken))
    out.print(_figure_table(pack, when, spoken))
    if pack.regimes:
        named = [f"{words.said(spoken)} ({flag})" for flag, words in sorted(pack.regimes.items())]
        out.print(_("Not computed: {regimes}.").format(regimes=", ".join(named)))
    words = _words(pack)
    if words:
        out.print(_("Words for `pointage labour explain`:"))
        for option, found in words.items():
            family = option.removeprefix("--")
            named = [f"{word} ({_word(pack, family, word, spoken)})" for word in sorted(found)]
            out.print(f"  {option}: {', '.join(named)}")
    out.print(_("Where to read the law: {address}").format(address=pack.address))


def _rule_table(pack: Pack, on: date, language: str) -> Grid:
    shown = Grid(
        _("Rule"), _("Counts"), _("After"), _("Times"), _("For"), _("Source"), _("Read as")
    )
    for rule in pack.rules:
        values = {name: pack.value(name, on) for name in rule.parameter_names()}
        if any(value is None for value in values.values()):
            continue
        multiplier = values[rule.multiplier]
        after = values[rule.after] if rule.after else None
        cited = after or multiplier
        assert multiplier is not None and cited is not None
        shown.add_row(
            label(language, "rule", rule.id),
            label(language, "counter", rule.counter.value),
            "" if after is None else _timed(after, language),
            _times(rule, multiplier, language),
            conditions(rule.when, language),
            citation(language, cited.source),
            say(language, cited.confidence.value),
        )
    return shown


def _times(rule: Rule, multiplier: DatedValue, language: str) -> str:
    times = times_said(language, Decimal(str(multiplier.value)))
    return f"{times}, {label(language, 'base', rule.base.value)}"


def _figure_table(pack: Pack, on: date, language: str) -> Grid:
    shown = Grid(_("Figure"), _("Value"), _("Since"), _("From"), _("Source"), _("Read as"))
    named = {name: label(language, "parameter", name) for name in pack.parameters}
    for name, parameter in sorted(pack.parameters.items(), key=lambda each: named[each[0]]):
        value = parameter.at(on)
        if value is None:
            continue
        shown.add_row(
            named[name],
            _timed(value, language)
            if parameter.unit in _TIMED
            else _value(name, value.value, language),
            value.since.isoformat(),
            parameter.jurisdiction,
            citation(language, value.source),
            say(language, value.confidence.value),
        )
    return shown


def _timed(value: DatedValue, language: str) -> str:
    assert isinstance(value.value, int)
    return duration(language, value.value)


def _value(name: str, value: object, language: str) -> str:
    """A figure that is not a length of time, as a reader says it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return number(language, value)
    if isinstance(value, int):
        return label(language, "weekday", str(value)) if name == "week_start" else str(value)
    if isinstance(value, str):
        family = "base" if name in ("regular_rate", "rate") else "value"
        return label(language, family, value)
    if isinstance(value, Mapping):
        family = {"by_industry": "industry", "by_flag": "flag"}.get(name, "part")
        return _parts(family, value, language)
    if isinstance(value, Iterable):
        return ", ".join(label(language, "kind", str(each)) for each in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _parts(family: str, table: Mapping[str, object], language: str) -> str:
    colon = "\N{NO-BREAK SPACE}: " if language == "fr" else ": "
    said = []
    for key, value in table.items():
        name = label(language, family, key)
        said.append(name if value is True else f"{name}{colon}{_value(key, value, language)}")
    return ", ".join(said)


def conditions(when: When, language: str) -> str:
    """Whom a rule is for, in words."""
    said = []
    for family, accepted, refused in (
        ("industry", when.industry, frozenset[str]()),
        ("occupation", when.occupation, when.not_occupation),
        ("flag", when.flag, when.not_flag),
    ):
        said += [label(language, family, word) for word in sorted(accepted)]
        said += [
            _("not: {word}").format(word=label(language, family, word)) for word in sorted(refused)
        ]
    if when.agreement:
        word = label(language, "agreement", when.agreement)
        said.append(_("agreement: {word}").format(word=word))
    if when.employer_size_at_least:
        said.append(_("{count} or more employees").format(count=when.employer_size_at_least))
    if when.hired_before:
        said.append(_("hired before {date}").format(date=when.hired_before.isoformat()))
    if when.hired_from:
        said.append(_("hired from {date}").format(date=when.hired_from.isoformat()))
    if when.rate_below_minimum_times is not None:
        times = number(language, when.rate_below_minimum_times)
        said.append(_("rate under {times} × minimum wage").format(times=times))
    if when.flsa_covered is not None:
        applies = _("federal Act applies") if when.flsa_covered else _("federal Act does not apply")
        said.append(applies)
    return ", ".join(said)


def _word(pack: Pack, family: str, word: str, language: str) -> str:
    regime = pack.regimes.get(word)
    return label(language, family, word) if regime is None else regime.said(language)


def _words(pack: Pack) -> dict[str, frozenset[str]]:
    return {option: found for option, found in words_known(pack).items() if found}


def words_known(pack: Pack) -> dict[str, frozenset[str]]:
    """Words about the worker that change something in that place, by the option that takes them."""
    whens = [rule.when for rule in pack.rules]
    industries = {word for when in whens for word in when.industry}
    flags = {word for when in whens for word in when.flag | when.not_flag} | pack.not_covered
    for parameter in pack.parameters.values():
        for dated in parameter.values:
            if isinstance(dated.value, Mapping):
                by_industry = dated.value.get("by_industry")
                industries |= set(by_industry) if isinstance(by_industry, Mapping) else set()
                by_flag = dated.value.get("by_flag")
                flags |= set(by_flag) if isinstance(by_flag, Mapping) else set()
    return {
        "--industry": frozenset(industries),
        "--occupation": frozenset(
            word for when in whens for word in when.occupation | when.not_occupation
        ),
        "--flag": frozenset(flags),
        "--agreement": frozenset(when.agreement for when in whens if when.agreement),
    }
