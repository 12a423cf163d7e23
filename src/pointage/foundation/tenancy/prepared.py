"""Querysets, inserts and updates compiled once and run many times.

Building and compiling a queryset costs Django more than the database needs to answer it: for what
every page and every punch asks first, that is most of the time spent. Not for anything else: an
ordinary queryset is easier to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery

from pointage.foundation.tenancy.models import TenantModel
from pointage.foundation.tenancy.scope import (
    Scope,
    ids_in_scope,
    scope_pretended,
    scope_statement,
    tenant_scope,
)
from pointage.foundation.tenancy.statements import Statement, Values

M = TypeVar("M", bound=models.Model)

#: Stand-ins for the parameters while compiling; no real row has such an id.
_FIRST_STAND_IN = 8_999_999_999_999_999_000


def row_kept(model: type[M], values: Iterable[tuple[str, Any]]) -> M:
    """A row that the database holds, from its values by attribute name: as `Model.from_db`, without
    the signals and the checks of `__init__`, which cost more than reading it."""
    found = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    found.__dict__["_state"] = state
    found.__dict__.update(values)
    return found


@dataclass(frozen=True, slots=True)
class _Compiled:
    """What stays of a compilation: the text, where parameters go, how rows become objects."""

    statement: Statement
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
    the model is a tenant's. Objects are made without the signals of `__init__`. Thread-safe:
    compiling twice at once gives the same twice.
    """

    def __init__(self, build: Callable[..., models.QuerySet[M]], *names: str) -> None:
        self._build = build
        self._names = names
        self._by_vendor: dict[str, _Compiled] = {}

    def run(self, *, company_id: int | None = None, **values: Any) -> list[M]:
        """The rows. `company_id` fills the scope's place in the query of a tenant model."""
        return self._run(connections[DEFAULT_DB_ALIAS], company_id, values)

    def first(self, *, company_id: int | None = None, **values: Any) -> M | None:
        found = self._run(connections[DEFAULT_DB_ALIAS], company_id, values)
        return found[0] if found else None

    def first_in(self, company_id: int, **values: Any) -> M | None:
        """As `first` inside `tenant_scope(companies=[company_id])`, for a query of its own: on
        PostgreSQL it is one message instead of four."""
        db = connections[DEFAULT_DB_ALIAS]
        before = None
        if db.vendor == "postgresql":
            if db.in_atomic_block:
                with tenant_scope(companies=[company_id]):
                    return self.first(company_id=company_id, **values)
            before = scope_statement(Scope((company_id,)))
        found = self._run(db, company_id, values, before)
        return found[0] if found else None

    def _run(
        self,
        db: BaseDatabaseWrapper,
        company_id: int | None,
        values: dict[str, Any],
        before: tuple[Statement, Values] | None = None,
    ) -> list[M]:
        made = self._by_vendor.get(db.vendor) or self._compile()
        params = list(made.params)
        for position, name in made.places:
            params[position] = company_id if name == "company_id" else values[name]
        return [self._object(made, row, db) for row in made.statement.rows(db, params, before)]

    def _object(self, made: _Compiled, row: Sequence[Any], db: BaseDatabaseWrapper) -> M:
        cells = list(row)
        for position, converters, expression in made.converters:
            value = cells[position]
            for convert in converters:
                value = convert(value, expression, db)
            cells[position] = value
        found = row_kept(made.model, zip(made.fields, cells[made.start :], strict=False))
        for name, position in made.annotations:
            setattr(found, name, cells[position])
        return found  # type: ignore[return-value]

    def _compile(self) -> _Compiled:
        db = connections[DEFAULT_DB_ALIAS]
        stand_ins = {name: _FIRST_STAND_IN + n for n, name in enumerate(self._names)}
        in_scope = _FIRST_STAND_IN + len(self._names)
        with scope_pretended(Scope((in_scope,), ())):
            query = self._build(*stand_ins.values()).query
        compiler = query.get_compiler(connection=db)
        sql, params = compiler.as_sql()
        known: dict[Any, str] = {}
        for name, value in {**stand_ins, "company_id": in_scope}.items():
            known |= {value: name, str(value): name}  # a text column makes text of it
        converters = compiler.get_converters([column[0] for column in compiler.select])
        info = compiler.klass_info
        assert info is not None
        columns = info["select_fields"]
        made = _Compiled(
            statement=Statement(sql),
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
        self._by_vendor[db.vendor] = made
        return made


class PreparedInsert(Generic[M]):
    """`PreparedInsert(Model).save(row)`: what `row.save(force_insert=True)` does to the database,
    without its signals. A row with an expression among its values is saved the ordinary way."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._fields = [f for f in model._meta.concrete_fields if not f.primary_key]
        self._cells = [_Cell(field) for field in self._fields]
        self._by_vendor: dict[str, Statement] = {}

    def save(self, row: M) -> M:
        """Inserts the row and fills in its id. Raises `PermissionError` for a row of a tenant that
        is not in scope, `IntegrityError` as the database says."""
        _check_tenant(row)
        values = [cell.value(row, adding=True) for cell in self._cells]
        if any(hasattr(value, "resolve_expression") for value in values):
            row.save(force_insert=True)
            return row
        db = connections[DEFAULT_DB_ALIAS]
        statement = self._by_vendor.get(db.vendor) or self._compile(row, db)
        params = [cell.adapted(value, db) for cell, value in zip(self._cells, values, strict=True)]
        [(row.pk,)] = statement.rows(db, params)
        row._state.adding, row._state.db = False, db.alias
        return row

    def _compile(self, row: M, db: BaseDatabaseWrapper) -> Statement:
        query = InsertQuery(self._model)
        query.insert_values(self._fields, [row])
        compiler = query.get_compiler(connection=db)
        compiler.returning_fields = [self._model._meta.pk]
        [(sql, _params)] = compiler.as_sql()
        statement = self._by_vendor[db.vendor] = Statement(str(sql))
        return statement


class PreparedUpdate(Generic[M]):
    """`PreparedUpdate(Model).save(row, columns)`: what `row.save(update_fields=columns)` does to
    the database, without its signals. One statement is kept for each set of columns."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        fields = [f for f in model._meta.concrete_fields if not f.primary_key]
        self._cells = {field.attname: _Cell(field) for field in fields}
        self._texts: dict[tuple[str, tuple[str, ...]], Statement] = {}

    def save(self, row: M, columns: Iterable[str]) -> None:
        """Writes the columns (attribute names: `job_id`). Raises `PermissionError` for a row of a
        tenant that is not in scope, `DatabaseError` for one that is gone, `IntegrityError`."""
        _check_tenant(row)
        names = tuple(columns)
        values = [self._cells[name].value(row, adding=False) for name in names]
        if any(hasattr(value, "resolve_expression") for value in values):
            row.save(update_fields=names)
            return
        db = connections[DEFAULT_DB_ALIAS]
        statement = self._texts.get((db.vendor, names)) or self._compile(names, db)
        pairs = zip(names, values, strict=True)
        params = [self._cells[name].adapted(value, db) for name, value in pairs]
        if not statement.run(db, [*params, row.pk]):
            raise DatabaseError(f"{row._meta.label} {row.pk} is not there to be saved.")

    def _compile(self, names: tuple[str, ...], db: BaseDatabaseWrapper) -> Statement:
        quote, meta = db.ops.quote_name, self._model._meta
        sets = ", ".join(f"{quote(self._cells[name].column)} = %s" for name in names)
        key = quote(_Cell(meta.pk).column)
        sql = f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {key} = %s"  # noqa: S608
        statement = self._texts[db.vendor, names] = Statement(sql)
        return statement


#: Types that drivers take as they are, from fields that give nothing else to the database.
_PLAIN: Final = frozenset({str, int, bool, type(None)})
_PLAIN_FIELDS: Final = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
)


class _Cell:
    """One column's way from an object to the database."""

    __slots__ = ("_field", "_is_plain", "_name", "_prepares", "column")

    def __init__(self, field: Any) -> None:
        self._field = field
        self._name = field.attname
        self.column: str = field.column
        self._prepares = type(field).pre_save is not models.Field.pre_save
        self._is_plain = isinstance(field, _PLAIN_FIELDS)

    def value(self, row: models.Model, *, adding: bool) -> Any:
        if self._prepares:
            return self._field.pre_save(row, adding)
        return getattr(row, self._name)

    def adapted(self, value: Any, db: BaseDatabaseWrapper) -> Any:
        if self._is_plain and type(value) in _PLAIN:
            return value
        return self._field.get_db_prep_save(value, db)


def _check_tenant(row: models.Model) -> None:
    if isinstance(row, TenantModel):
        field = row.tenant_field
        if getattr(row, field) not in ids_in_scope(field):
            raise PermissionError(f"{row._meta.label} is of a tenant that is not in scope.")
