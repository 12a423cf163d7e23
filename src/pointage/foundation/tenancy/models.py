"""Base classes for rows that belong to a company or to books. No table of its own."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, Self

from django.db import models

from pointage.foundation.tenancy.scope import ids_in_scope

#: 32 of them, so that five bits choose one.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_public_id() -> str:
    """12 random characters for addresses: not guessable, no look-alike letters."""
    return "".join([_ALPHABET[byte & 31] for byte in secrets.token_bytes(12)])


class PublicIdField(models.CharField):
    """The id shown in addresses; row numbers never leave the server's pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=12, unique=True, editable=False)
        kwargs.setdefault("default", new_public_id)
        super().__init__(*args, **kwargs)


class ScopedManager(models.Manager):
    """Sees only rows of the ids in scope; raises `ScopeRequired` outside a scope."""

    def get_queryset(self) -> models.QuerySet[Any]:
        field: str = self.model.tenant_field  # type: ignore[attr-defined]
        ids = ids_in_scope(field)
        queryset = super().get_queryset()
        if len(ids) == 1:
            return queryset.filter(**{field: ids[0]})
        return queryset.filter(**{f"{field}__in": ids})


class TenantModel(models.Model):
    """A row of one tenant. `tenant_field` names the column that says which."""

    tenant_field: ClassVar[str]
    objects = ScopedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        ids = ids_in_scope(self.tenant_field)
        if getattr(self, self.tenant_field) not in ids:
            raise PermissionError(f"{self._meta.label} belongs to a tenant that is not in scope.")
        super().save(*args, **kwargs)

    @classmethod
    def tenant_models(cls) -> list[type[Self]]:
        """Every concrete tenant model, for the isolation tests and row-level security."""
        from django.apps import apps

        return [m for m in apps.get_models() if issubclass(m, cls)]


class CompanyModel(TenantModel):
    """A row of one company."""

    tenant_field = "company_id"
    company = models.ForeignKey("companies.Company", models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class BooksModel(TenantModel):
    """A row of one set of books (which may exist before the company does)."""

    tenant_field = "books_id"
    books = models.ForeignKey("books.Books", models.CASCADE, related_name="+")

    class Meta:
        abstract = True
