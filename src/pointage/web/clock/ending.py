"""What a switch says of the work that it ends, beside what it begins: answers given while the clock
ran. Shape and rows only; what must be answered is for the services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec

from pointage.features.practice.access import CompanySeat
from pointage.features.timeentries.chosen import chosen_rows
from pointage.features.timeentries.values import EntryFields, PunchValues
from pointage.foundation.tenancy.scope import tenant_scope
from pointage.web.clock.payload import EndingIn, PunchIn

_KINDS: Final = ("service_item", "cost_class", "location")


def with_endings(
    seat: CompanySeat, sent: Sequence[PunchIn], values: Sequence[PunchValues]
) -> Iterator[PunchValues]:
    """The values with what each punch says of the entry it ends. An item that is gone since says
    nothing. No query when no punch says anything."""
    ended = [each.ending for each in sent if each.ending is not None]
    wanted = {(kind, getattr(each, kind)) for each in ended for kind in _KINDS}
    rows: dict[tuple[str, str], Any] = {}
    if any(public_id for _kind, public_id in wanted):
        with tenant_scope(companies=[seat.company.pk]):
            rows = dict(chosen_rows(seat.company.pk, wanted).rows)
    for each, value in zip(sent, values, strict=True):
        if each.ending is None:
            yield value
            continue
        told = {"ending": _as_sent(each.ending)}
        yield replace(value, ending=_fields(each.ending, rows), data={**value.data, **told})


def _fields(ending: EndingIn, rows: dict[tuple[str, str], Any]) -> EntryFields:
    chosen: dict[str, Any] = {kind: rows.get((kind, getattr(ending, kind))) for kind in _KINDS}
    return EntryFields(
        **chosen,
        is_billable=ending.billable,
        custom_values={name: value for name, value in ending.custom_values.items() if value != ""},
    )


def _as_sent(ending: EndingIn) -> dict[str, Any]:
    sent: dict[str, Any] = msgspec.to_builtins(ending)
    return {name: value for name, value in sent.items() if value not in ("", None, {})}
