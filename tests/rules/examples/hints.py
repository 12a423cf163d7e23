"""Facts that an example states only in words, such as a trade, read from its description.

Only for examples: real callers state facts in Policy and Worker.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pointage.rules.labour import Pack

_SPELLINGS = {
    "farm": "farm_worker",
    "agricultur": "farm_worker",
    "it professional": "it_professional",
    "highway operator": "highway_driver",
    "highway driver": "highway_driver",
    "city operator": "city_driver",
    "city driver": "city_driver",
    "city motor": "city_driver",
    "security guard": "security_guard",
    "security-agency": "security_guard",
    "security agency": "security_guard",
    "watchman": "watchman",
    "james bay": "james_bay",
    "remote": "remote_site",
    "four-day": "four_day_schedule",
    "four day": "four_day_schedule",
    "4 x 10": "four_ten_agreement",
    "4x10": "four_ten_agreement",
    "public works": "public_works",
    "amusement": "seasonal_amusement",
    "residential": "residential_worker",
    "live-in": "residential_worker",
    "substitute day": "substitute_day",
    "peak": "farm_peak_season",
    "non-retail": "",
    "not retail": "",
    "nonretail": "",
    "retail": "retail",
    "oil": "oil_and_gas",
    "fish": "fish_processing",
    "mechanic": "flat_rate_mechanic",
    "manager": "manager",
    "shipbuilding": "shipbuilding",
    "seafood": "seafood_processing",
    "truck": "trucking",
    "cannery": "cannery",
    "canneries": "cannery",
}
_AGREEMENTS = {
    "8/80": "eight_80",
    "8 and 80": "eight_80",
    "7(b)(3)": "seven_b_three",
    "207(b)(3)": "seven_b_three",
    "alternative workweek": "alternative_workweek",
    "flexible plan": "flexible_plan",
    "flexible work hour plan": "flexible_plan",
    "modified schedule": "modified_schedule",
}


def words_of(example: dict[str, Any]) -> str:
    """Everything an example says in words, in lower case."""
    parts = [example["id"], example.get("description", ""), example.get("citation", "")]
    parts += [str(day.get("note", "")) for day in example.get("days", [])]
    return " ".join(parts).lower()


def vocabulary(pack: Pack) -> tuple[set[str], set[str], set[str]]:
    """Industries, occupations and flags that the rules of a place know."""
    rules = pack.rules
    flags = {w for r in rules for w in r.when.flag | r.when.not_flag} | set(pack.not_covered)
    return (
        {word for rule in rules for word in rule.when.industry},
        {word for rule in rules for word in rule.when.occupation | rule.when.not_occupation},
        flags,
    )


def facts_in(example: dict[str, Any], pack: Pack) -> tuple[str | None, str | None, set[str]]:
    """The industry, the occupation and the flags an example's words state."""
    text = words_of(example)
    known = set().union(*vocabulary(pack))
    found = {word for word in known if word.replace("_", " ") in text}
    for spelling, word in _SPELLINGS.items():
        if spelling in text:
            if not word:
                found.discard("retail")
                break
            found.add(word)
    if "watchman" in found:
        found.discard("security_guard")
    industries, occupations, flags = vocabulary(pack)
    return (
        next(iter(sorted(found & industries)), None),
        next(iter(sorted(found & occupations)), None),
        found & flags,
    )


def agreements_in(example: dict[str, Any]) -> set[str]:
    """Agreements an example's words state to be in force."""
    text = words_of(example)
    found = {word for spelling, word in _AGREEMENTS.items() if spelling in text}
    if example["jurisdiction"] == "FR" and re.search(r"(\+ ?|at )10 ?%", text):
        found.add("ten_percent")
    return found


_WORDS = "two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: number for number, word in enumerate(_WORDS.split(), start=2)}
_NUMBER = "|".join([r"\d+", *_NUMBERS])


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


def alike_days_in(example: dict[str, Any]) -> tuple[int, int]:
    """How many alike days were agreed and of how many hours, such as 4 x 10; zeros for none."""
    agreed = agreements_in(example) & {"alternative_workweek", "modified_schedule"}
    if not agreed and "averaging" not in example.get("tags", []):
        return 0, 0
    text = words_of(example)
    found = re.search(rf"\b({_NUMBER})(?: ?[x×/] ?| )({_NUMBER})(?:[- ]h(?:ours?)?\b|\b)", text)
    if found is None:
        return 0, 0
    days, hours = (_number(word) for word in found.groups())
    return (days, hours) if days <= 7 and 8 < hours <= 12 else (0, 0)


def weeks_averaged_in(example: dict[str, Any]) -> int | None:
    """Over how many weeks hours are averaged, as a day's period or the words say."""
    periods = [str(day["period"]) for day in example.get("days", []) if "period" in day]
    found = re.search(r"\d+", " ".join(periods))
    if found is None:
        found = re.search(rf"\b({_NUMBER})[- ]weeks?\b", words_of(example))
    return None if found is None else _number(found.group(found.lastindex or 0))


def averaging_ended_in(example: dict[str, Any]) -> str | None:
    """Who ended an averaging before its end, "worker" or "employer"; None where nobody did."""
    text = words_of(example)
    if re.search(r"\bquits?\b|resign|employee (leaves|ends)", text):
        return "worker"
    return "employer" if re.search(r"laid off|lay-?off|dismiss|terminat", text) else None


def workday_start_in(example: dict[str, Any]) -> str:
    """The clock time at which workdays start, midnight unless the words say otherwise."""
    found = re.search(
        r"workday (?:starts|begins|from|starting|beginning)(?: at)? (noon|midnight|\d\d:\d\d)"
        r"|\b(noon|\d\d:\d\d) workday",
        words_of(example),
    )
    word = next((each for each in found.groups() if each), "") if found else ""
    return {"noon": "12:00", "midnight": "00:00", "": "00:00"}.get(word, word)


def hired_in(example: dict[str, Any]) -> date | None:
    """The year someone was hired, where the words say it."""
    found = re.search(r"hired (?:in|before|since) (\d{4})", words_of(example))
    return None if found is None else date(int(found.group(1)), 1, 1)


def not_flsa_covered(example: dict[str, Any]) -> bool:
    """Whether the federal Act is said not to apply."""
    text = words_of(example)
    return bool(re.search(r"not (flsa|covered by the flsa)|flsa does not|non-flsa|uncovered", text))


def employer_size_in(example: dict[str, Any]) -> int | None:
    """How many employees an example says the employer has."""
    found = re.search(r"(\d+|two|three) employees", words_of(example))
    words = {"two": 2, "three": 3}
    return None if found is None else words.get(found.group(1)) or int(found.group(1))


def swapped_hours_in(example: dict[str, Any]) -> float:
    """Hours that colleagues swapped at their own wish."""
    found = re.search(r"([\d.]+) h from a swap", words_of(example))
    return float(found.group(1)) if found else 0.0


def trade_in(example: dict[str, Any]) -> str | None:
    """The trade on which a guarantee for reporting to work depends."""
    text = words_of(example)
    return next((word for word in ("mercantile", "restaurant") if word in text), None)
