"""The apps a firm can install for its clients, what they cost, and the search that finds them.

Kept in code: an app is here because the operator installed a version of Pointage that has it.
Not here: who has installed what (queries), nor what a bill comes to (services.billing).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import DamerauLevenshtein

from pointage.ledgers.names import fold

TIME_APP: Final = "pointage-time"

#: What a company pays each month, whatever the number of people: the base fee that comparable
#: products ask (20 USD, public price lists of 2021 to 2026) without their fee per person. No
#: Canadian list price is published; 25 CAD is our own round figure.
TIME_PRICES: Final[Mapping[str, Decimal]] = MappingProxyType(
    {"CAD": Decimal("25.00"), "USD": Decimal("20.00")}
)
#: Wholesale: what the trade grants an accounting firm for as long as the firm pays the bill.
WHOLESALE_PERCENT: Final = 30
#: Direct: what the trade grants a client that pays the bill itself, at first.
DIRECT_PERCENT: Final = 50
DIRECT_MONTHS: Final = 3
#: What the firm earns of the bills of clients that pay themselves, and for how long.
REFERRAL_PERCENT: Final = 30
REFERRAL_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class App:
    """An app of the catalogue. Words are lazy translations; `synonyms` are for searching only,
    in both languages at once, since people search in the language they think in."""

    key: str
    icon: str
    name: str | Promise
    tagline: str | Promise
    description: str | Promise
    does: tuple[str | Promise, ...]
    reads: tuple[str | Promise, ...]
    prices: Mapping[str, Decimal]
    names_searched: tuple[str, ...]
    synonyms: tuple[str, ...]
    descriptions_searched: tuple[str, ...]


_TIME: Final = App(
    key=TIME_APP,
    icon="clock-hour-4",
    name=_("Pointage Time Tracking"),
    tagline=_("Hours worked, from the first clock-in to the payroll."),
    description=_(
        "Your client's people clock in or fill in their timesheets on the web or on a phone. "
        "You see the hours by customer, project and service item, approve them and pass them "
        "on to the payroll, without typing anything twice."
    ),
    does=(
        _("A time clock and timesheets for employees and contractors, in French and English."),
        _("Hours by customer, sub-customer, project, service item, class and location."),
        _("Pay periods and overtime that follow the place where the client works."),
        _("Your firm works in the client's account under its own name, seen in the history."),
    ),
    reads=(
        _("Employees and contractors: name, e-mail, phone, employee number."),
        _("Customers, sub-customers and projects: name and place in the tree."),
        _("Service items, classes and locations: name and code."),
        _("Never wages, bank details, tax numbers or dates of birth."),
    ),
    prices=TIME_PRICES,
    names_searched=("Pointage Time Tracking", "Pointage Suivi des heures travaillées"),
    synonyms=(
        "time clock", "timesheet", "time sheet", "timecard", "hours", "clock in", "punch",
        "attendance", "payroll", "overtime", "schedule", "tracking", "tracker",
        "suivi du temps", "suivi des heures", "heures", "temps", "feuille de temps",
        "pointeuse", "horloge pointeuse", "poinçon", "fiche de présence", "paie", "horaire",
        "heures supplémentaires", "saisie de temps", "pointer",
    ),
    descriptions_searched=(
        "employees contractors customers projects service items approve payroll phone web",
        "employés sous-traitants clients projets articles approuver téléphone",
    ),
)  # fmt: skip

APPS: Final[Mapping[str, App]] = MappingProxyType({_TIME.key: _TIME})

_WORDS: Final = re.compile(r"[^\W_]+")
#: Words so common that they must not find anything by themselves.
_EMPTY_WORDS: Final = frozenset(
    re.findall(r"\w+", "a an and de des du en et for la le les l d of or ou pour the un une")
)


def app_search(term: str) -> tuple[App, ...]:
    """The apps a search finds, best first; all of them for an empty search.

    Accents and case do not count; every word typed must be found in a name, a synonym or a
    description of either language, by its beginning or with a small slip of the fingers.
    """
    words = [word for word in _words(term[:200]) if word not in _EMPTY_WORDS]
    if not words:
        return () if term.strip() else tuple(APPS.values())
    found = [(score, app) for app in APPS.values() if (score := _score(app, words)) is not None]
    return tuple(app for _weight, app in sorted(found, key=lambda pair: -pair[0]))


def _score(app: App, words: list[str]) -> int | None:
    """How well an app answers all the words; None when one of them is not there."""
    total = 0
    shelves = (
        (5, app.names_searched),
        (3, app.synonyms),
        (1, app.descriptions_searched),
    )
    for word in words:
        best = max(
            (weight for weight, texts in shelves if _is_on_shelf(word, texts)),
            default=0,
        )
        if best == 0:
            return None
        total += best
    return total


def _is_on_shelf(word: str, texts: tuple[str, ...]) -> bool:
    return any(_is_alike(word, candidate) for text in texts for candidate in _words(text))


def _is_alike(typed: str, word: str) -> bool:
    """A beginning of the word, or the word with one slip (two from eight letters on)."""
    if word.startswith(typed):
        return True
    if len(typed) < 4:
        return False
    slips = 2 if len(typed) >= 8 else 1
    return DamerauLevenshtein.distance(typed, word, score_cutoff=slips) <= slips


def _words(text: str) -> list[str]:
    return _WORDS.findall(fold(text))


def app_by_key(key: str) -> App | None:
    return APPS.get(key)
