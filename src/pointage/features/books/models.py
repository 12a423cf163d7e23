"""A client's books, their link to a company, and the runs that bring their lists in."""

from __future__ import annotations

from django.db import models

from pointage.foundation.tenancy.models import BooksModel, CompanyModel, PublicIdField


class Books(models.Model):
    """One set of books: the built-in company file, or a company in an accounting system."""

    public_id = PublicIdField()
    ledger = models.CharField(max_length=30, default="company_file")  # key of pointage.ledgers
    name = models.CharField(max_length=160)
    region = models.CharField(max_length=6, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    external_company_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "books"
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "external_company_id"],
                condition=~models.Q(external_company_id=""),
                name="books_external_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CompanyFileRecord(BooksModel):
    """A row of the built-in company file. Field meanings: `pointage.ledgers.protocol.Record`;
    lengths: as long as a file may give them (`ledgers.company_file.drafts.LIMITS`)."""

    kind = models.CharField(max_length=14)
    role = models.CharField(max_length=12, blank=True)
    external_id = models.CharField(max_length=100)
    #: The revision of the whole file at which this row was last written.
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=255)
    full_name = models.CharField(max_length=600)
    parent_external_id = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    number = models.CharField(max_length=50, blank=True)
    payroll_id = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=100, blank=True)
    is_billable = models.BooleanField(null=True)
    hired_on = models.DateField(null=True)
    description = models.CharField(max_length=4000, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["books", "kind", "external_id"], name="company_file_external_once"
            )
        ]
        indexes = [
            models.Index(fields=["books", "kind", "is_active"], name="company_file_kind"),
            models.Index(fields=["books", "kind", "full_name"], name="company_file_name"),
            models.Index(fields=["books", "version"], name="company_file_changes"),
        ]

    def __str__(self) -> str:
        return self.full_name


class FileUpload(BooksModel):
    """An uploaded list: its bytes, the chosen mapping and what the dry run found."""

    class State(models.TextChoices):
        READ = "read"  # mapping and dry run can be looked at
        APPLYING = "applying"
        APPLIED = "applied"
        DROPPED = "dropped"

    public_id = PublicIdField()
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    kind = models.CharField(max_length=20, blank=True)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.READ)
    counts = models.JSONField(default=dict)
    uploaded_by_id = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name


class RememberedMapping(BooksModel):
    """The column mapping last used for files with the same headers."""

    signature = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    mapping = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["books", "signature"], name="mapping_per_signature")
        ]

    def __str__(self) -> str:
        return self.kind


class BooksConnection(CompanyModel):
    """The link of a company to its books. One active link a company, one company a set of books."""

    class State(models.TextChoices):
        ACTIVE = "active"
        NEEDS_RECONNECT = "needs_reconnect"
        UNLINKED = "unlinked"

    books = models.ForeignKey(Books, models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=State, default=State.ACTIVE)
    connected_by_id = models.BigIntegerField(null=True)
    connected_at = models.DateTimeField(auto_now_add=True)
    last_ok_at = models.DateTimeField(null=True)
    cursor = models.CharField(max_length=100, blank=True)
    #: Until when a link to an existing company can be undone; empty for a new company.
    undo_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=~models.Q(state="unlinked"),
                name="books_connection_company_once",
            ),
            models.UniqueConstraint(
                fields=["books"],
                condition=~models.Q(state="unlinked"),
                name="books_connection_books_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id}:{self.books_id}"


class Mapping(CompanyModel):
    """One record of the books ↔ one object of ours. `local_model` is team_member, job,
    service_item, cost_class or location."""

    connection = models.ForeignKey(BooksConnection, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14)
    external_id = models.CharField(max_length=100)
    local_model = models.CharField(max_length=14)
    local_id = models.BigIntegerField()
    matched_by = models.CharField(max_length=20)
    #: The record's version when last brought in; a final "!" says that it was inactive then.
    seen_version = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "external_id"], name="mapping_external_once"
            ),
            models.UniqueConstraint(
                fields=["connection", "kind", "local_model", "local_id"], name="mapping_local_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.external_id}"


class ImportRun(CompanyModel):
    """One bringing-in of the books' lists. The worker advances it kind by kind, page by page, each
    page with its cursor in one transaction, so a killed worker goes on where it stopped."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    public_id = PublicIdField()
    connection = models.ForeignKey(BooksConnection, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    kinds = models.JSONField(default=list)  # in the order they are brought in
    #: The accepted plan of a link to an existing company: {"kind:external_id": {...}}.
    decisions = models.JSONField(default=dict)
    position = models.JSONField(default=dict)  # {"kind": …, "page": …}
    total = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    in_doubt = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # per kind
    started_by_id = models.BigIntegerField(null=True)
    started_by_name = models.CharField(max_length=200, blank=True)
    acting_firm_id = models.BigIntegerField(null=True)
    acting_firm_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection"],
                condition=models.Q(state__in=["queued", "running"]),
                name="import_run_one_open",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class ImportIssue(CompanyModel):
    """A record that was skipped, is in doubt or failed; with the reason, and whether mended."""

    class Severity(models.TextChoices):
        SKIPPED = "skipped"
        IN_DOUBT = "in_doubt"
        ERROR = "error"

    public_id = PublicIdField()
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="issues")
    severity = models.CharField(max_length=8, choices=Severity)
    kind = models.CharField(max_length=14)
    external_id = models.CharField(max_length=100)
    name = models.CharField(max_length=500)
    reason = models.CharField(max_length=40)  # a code of books.reasons
    data = models.JSONField(default=dict)
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "kind", "external_id"], name="import_issue_once")
        ]
        indexes = [
            models.Index(fields=["company", "kind", "external_id"], name="import_issue_record")
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.name}"


class ImportChange(CompanyModel):
    """What one run did to one object of ours, kept while the link can be undone.

    `before` holds the fields the run overwrote, as JSON values; empty for a created object.
    """

    class Action(models.TextChoices):
        CREATED = "created"
        LINKED = "linked"
        UPDATED = "updated"
        ARCHIVED = "archived"

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="+")
    action = models.CharField(max_length=8, choices=Action)
    local_model = models.CharField(max_length=14)
    local_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["run", "local_model"], name="import_change_run")]

    def __str__(self) -> str:
        return f"{self.action} {self.local_model}:{self.local_id}"
