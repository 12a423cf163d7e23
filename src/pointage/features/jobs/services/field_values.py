"""Checks the values of custom fields given with time, and fills in what needs no asking. Writes
nothing: the entry's own service stores what comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pointage.features.jobs import errors
from pointage.features.jobs.models import CustomField, Job
from pointage.features.jobs.patterns import PatternRefused, compile_pattern
from pointage.features.jobs.queries.fields import FieldRow, asked, fields_for
from pointage.features.team.models import TeamMember

TEXT_LIMIT: Final = 255
"""Characters of a text value."""
WHOLE_DIGITS: Final = 15
DECIMALS: Final = 6
_DECIMAL: Final = re.compile(rf"[-+]?\d{{1,{WHOLE_DIGITS}}}(?:[.,]\d{{1,{DECIMALS}}})?")
_SPACES: Final = dict.fromkeys(map(ord, "\u00a0\u202f\u2009 "))

Values = dict[str, str | int]


def check_custom_values(
    member: TeamMember,
    job: Job | None,
    values: Mapping[str, Any],
    *,
    closing: bool,
    kept: Mapping[str, Any] | None = None,
    same_job: bool = True,
) -> Values:
    """What to store, by the field's public id: an item's public id, text, a whole number, or a
    decimal as text ("12.5").

    Required fields are enforced when `closing` (clock-out, or time typed in). A list that offers
    one item fills itself, unless an optional field was left empty on purpose ("" given). Values of
    fields that are not asked for this job are dropped. `kept` are the values the entry has now: an
    unchanged one stays, even if its item or field was archived since; unless the entry had another
    job (not `same_job`), to which the item may be limited.

    At most five queries, one more when answers to archived fields are kept; one when the company
    has no fields. Raises, with `field` set to
    `custom_<public id>`: `FieldRequired`, `ItemNotOffered`, `ValueTooLong`, `NotAWholeNumber`,
    `NotADecimal`, `PatternNotMatched`.
    """
    kept = kept or {}
    rows = fields_for(member, job, with_waiting=True)
    given = {row.public_id: _given(row, values, kept) for row in rows}
    rows = asked(rows, {value for value in given.values() if isinstance(value, str)}, fills=False)
    found: Values = {}
    for row in rows:
        if not row.is_asked:
            continue
        value = given[row.public_id]
        if value == "":
            if closing and row.must_be_answered:
                raise errors.FieldRequired(field=f"custom_{row.public_id}", field_name=row.name)
            continue
        same = row.public_id in kept and kept[row.public_id] == value
        same = same and (same_job or row.kind != CustomField.Kind.LIST)
        found[row.public_id] = value if same else _checked(row, value)
    return found | _of_archived_fields(kept, values, {row.public_id for row in rows})


def _given(row: FieldRow, values: Mapping[str, Any], kept: Mapping[str, Any]) -> str | int:
    """The value as given, tidied; the only item where nothing was said."""
    value = values.get(row.public_id)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | None):
        value = str(value)
    if isinstance(value, Decimal):
        value = format(value, "f")
    if isinstance(value, str):
        value = value.replace("\x00", "").strip()
    if row.only_item and (value is None or (value == "" and row.is_required)):
        return row.only_item.public_id
    return "" if value is None else value


def _checked(row: FieldRow, value: str | int) -> str | int:
    name = f"custom_{row.public_id}"
    if row.kind == CustomField.Kind.LIST:
        if not any(item.public_id == value for item in row.items):
            raise errors.ItemNotOffered(field=name, field_name=row.name)
        return value
    if row.kind == CustomField.Kind.WHOLE:
        return _whole(row, value)
    if row.kind == CustomField.Kind.DECIMAL:
        return _decimal(row, value)
    text = str(value)
    if len(text) > TEXT_LIMIT:
        raise errors.ValueTooLong(field=name, field_name=row.name, limit=TEXT_LIMIT)
    if row.pattern and not _matches(row.pattern, text):
        raise errors.PatternNotMatched(field=name, field_name=row.name, pattern=row.pattern)
    return text


def _whole(row: FieldRow, value: str | int) -> int:
    text = str(value).translate(_SPACES)
    if not re.fullmatch(rf"[-+]?\d{{1,{WHOLE_DIGITS}}}", text):
        raise errors.NotAWholeNumber(field=f"custom_{row.public_id}", field_name=row.name)
    return int(text)


def _decimal(row: FieldRow, value: str | int) -> str:
    text = str(value).translate(_SPACES)
    try:
        if not _DECIMAL.fullmatch(text):
            raise InvalidOperation
        return format(Decimal(text.replace(",", ".")), "f")
    except InvalidOperation as error:
        raise errors.NotADecimal(
            field=f"custom_{row.public_id}", field_name=row.name, limit=DECIMALS
        ) from error


def _matches(pattern: str, text: str) -> bool:
    """A pattern that came from elsewhere and cannot be used holds nobody up."""
    try:
        return compile_pattern(pattern).matches(text)
    except PatternRefused:
        return True


def _of_archived_fields(
    kept: Mapping[str, Any], values: Mapping[str, Any], active: set[str]
) -> Values:
    """Answers to fields that are asked no more stay on the entry they were given for, unless the
    caller leaves them out on purpose by giving others."""
    gone = {
        name: value
        for name, value in kept.items()
        if name not in active and values.get(name, value) == value
    }
    if not gone:
        return {}
    alive = set(
        CustomField.objects.filter(public_id__in=gone, is_active=True).values_list(
            "public_id", flat=True
        )
    )
    return {name: value for name, value in gone.items() if name not in alive}
