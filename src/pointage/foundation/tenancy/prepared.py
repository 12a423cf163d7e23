"""Querysets and inserts compiled once and run many times.

Building and compiling a queryset costs Django more than the database needs to answer it: for what
every page and every punch asks first, that is most of the time spent. Not for anything else: an
ordinary queryset is easier to read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.sql import InsertQuery

from pointage.foundation.tenancy.models import TenantModel
from pointage.foundation.tenancy.scope import Scope, ids_in_scope, scope_pretended

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


class PreparedInsert(Generic[M]):
    """`PreparedInsert(Model).save(row)`: what `row.save(force_insert=True)` does to the database,
    without its signals. A row with an expression among its values is saved the ordinary way."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._fields = [f for f in model._meta.concrete_fields if not f.primary_key]
        self._by_vendor: dict[str, str] = {}

    def save(self, row: M) -> M:
        """Inserts the row and fills in its id. Raises `PermissionError` for a row of a tenant that
        is not in scope, `IntegrityError` as the database says."""
        if isinstance(row, TenantModel):
            field = row.tenant_field
            if getattr(row, field) not in ids_in_scope(field):
                raise PermissionError(f"{row._meta.label} is of a tenant that is not in scope.")
        values = [field.pre_save(row, True) for field in self._fields]
        if any(hasattr(value, "resolve_expression") for value in values):
            row.save(force_insert=True)
            return row
        text = self._by_vendor.get(connection.vendor) or self._compile(row)
        pairs = zip(self._fields, values, strict=True)
        params = [field.get_db_prep_save(value, connection) for field, value in pairs]
        with connection.cursor() as cursor:
            cursor.execute(text, params)
            row.pk = cursor.fetchone()[0]
        row._state.adding, row._state.db = False, connection.alias
        return row

    def _compile(self, row: M) -> str:
        query = InsertQuery(self._model)
        query.insert_values(self._fields, [row])
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [self._model._meta.pk]
        [(text, _params)] = compiler.as_sql()
        self._by_vendor[connection.vendor] = text
        return str(text)
