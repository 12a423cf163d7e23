"""Querysets compiled once and run many times.

Building and compiling a queryset costs Django more than the database needs to answer it: for what
every page and every punch asks first, that is most of the time spent. Not for anything else: an
ordinary queryset is easier to read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, models

from pointage.foundation.tenancy.scope import Scope, scope_pretended

M = TypeVar("M", bound=models.Model)

#: Stand-ins for the parameters while compiling; no real row has such an id.
_FIRST_STAND_IN = 8_999_999_999_999_999_000


@dataclass(frozen=True, slots=True)
class _Compiled:
    """What stays of a compilation: the text, where parameters go, how rows become objects."""

    sql: str
    params: tuple[Any, ...]
    #: Position in `params` -> name of the argument.
    places: tuple[tuple[int, str], ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]
    model: type[models.Model]
    fields: tuple[str, ...]
    annotations: tuple[tuple[str, int], ...]
    start: int


class PreparedQuery(Generic[M]):
    """`PreparedQuery(build, "name", …)`: `build` gets a stand-in for each name and returns the
    queryset of whole rows of one model, with annotations if need be, without `select_related`.

    Arguments are row ids or other whole numbers or texts; the company in scope is one of them when
    the model is a tenant's. Thread-safe: compiling twice at once gives the same twice.
    """

    def __init__(self, build: Callable[..., models.QuerySet[M]], *names: str) -> None:
        self._build = build
        self._names = names
        self._by_vendor: dict[str, _Compiled] = {}

    def run(self, *, company_id: int | None = None, **values: Any) -> list[M]:
        """The rows. `company_id` fills the scope's place in the query of a tenant model."""
        made = self._by_vendor.get(connection.vendor) or self._compile()
        params = list(made.params)
        for position, name in made.places:
            params[position] = company_id if name == "company_id" else values[name]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, params)
            rows = cursor.fetchall()
        return [self._object(made, row) for row in rows]

    def first(self, *, company_id: int | None = None, **values: Any) -> M | None:
        found = self.run(company_id=company_id, **values)
        return found[0] if found else None

    def _object(self, made: _Compiled, row: Sequence[Any]) -> M:
        cells = list(row)
        for position, converters, expression in made.converters:
            value = cells[position]
            for convert in converters:
                value = convert(value, expression, connection)
            cells[position] = value
        end = made.start + len(made.fields)
        found = made.model.from_db(connection.alias, made.fields, cells[made.start : end])
        for name, position in made.annotations:
            setattr(found, name, cells[position])
        return found  # type: ignore[return-value]

    def _compile(self) -> _Compiled:
        stand_ins = {name: _FIRST_STAND_IN + n for n, name in enumerate(self._names)}
        in_scope = _FIRST_STAND_IN + len(self._names)
        with scope_pretended(Scope((in_scope,), ())):
            query = self._build(*stand_ins.values()).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        known: dict[Any, str] = {}
        for name, value in {**stand_ins, "company_id": in_scope}.items():
            known |= {value: name, str(value): name}  # a text column makes text of it
        converters = compiler.get_converters([column[0] for column in compiler.select])
        info = compiler.klass_info
        assert info is not None
        columns = info["select_fields"]
        made = _Compiled(
            sql=sql,
            params=tuple(params),
            places=tuple(
                (n, known[p])
                for n, p in enumerate(params)
                if isinstance(p, int | str) and p in known
            ),
            converters=tuple((n, tuple(c), e) for n, (c, e) in converters.items()),
            model=info["model"],
            fields=tuple(compiler.select[n][0].target.attname for n in columns),
            annotations=tuple(compiler.annotation_col_map.items()),
            start=columns[0],
        )
        self._by_vendor[connection.vendor] = made
        return made
