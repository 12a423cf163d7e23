"""The firm's side: its team, its clients, the apps installed for them, who pays, who may enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from pointage.foundation.tenancy.models import PublicIdField

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import ManyRelatedManager


class Firm(models.Model):
    """An accounting practice."""

    public_id = PublicIdField()
    name = models.CharField(max_length=160)
    language = models.CharField(max_length=8, default="en")
    region = models.CharField(max_length=6, default="CA-QC")
    time_zone = models.CharField(max_length=64, default="America/Toronto")
    phone = models.CharField(max_length=32, blank=True)
    website = models.CharField(max_length=200, blank=True)
    #: Joined the free PRO programme.
    pro_joined_at = models.DateTimeField(null=True)
    pro_joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    #: The firm's own time account, for its staff.
    own_company = models.OneToOneField(
        "companies.Company", models.PROTECT, null=True, related_name="+"
    )
    own_books = models.OneToOneField("books.Books", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def is_pro(self) -> bool:
        return self.pro_joined_at is not None


class BillingDetails(models.Model):
    """Where bills go. A firm without these cannot be the payer; a client's are asked of it too."""

    firm = models.OneToOneField(Firm, models.CASCADE, related_name="billing", null=True)
    client = models.OneToOneField("Client", models.CASCADE, related_name="billing", null=True)
    legal_name = models.CharField(max_length=160)
    email = models.EmailField(max_length=254)
    address = models.CharField(max_length=200)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=6)
    postal_code = models.CharField(max_length=12)
    country = models.CharField(max_length=2)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(firm__isnull=False, client__isnull=True)
                | models.Q(firm__isnull=True, client__isnull=False),
                name="billing_details_one_owner",
            )
        ]

    def __str__(self) -> str:
        return self.legal_name


class FirmMember(models.Model):
    """A user in a firm's team, with a role and the clients he or she may act for."""

    class Role(models.TextChoices):
        PRIMARY_ADMIN = "primary_admin"  # one a firm; everything
        ADMINISTRATOR = "administrator"  # everything but handing the firm over
        ACCOUNTANT = "accountant"  # installs, sets up and enters clients they may act for
        PAYROLL = "payroll"  # enters clients they may act for, payroll only
        VIEWER = "viewer"  # sees clients they may act for, changes nothing

    public_id = PublicIdField()
    firm = models.ForeignKey(Firm, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="firm_members", null=True
    )
    email = models.EmailField(max_length=254)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, default="en")
    role = models.CharField(max_length=14, choices=Role)
    #: Extra permission codes beyond the role's (practice.permissions).
    extra_permissions = models.JSONField(default=list)
    has_all_clients = models.BooleanField(default=False)
    clients: models.ManyToManyField[Client, models.Model] = models.ManyToManyField(
        "Client", related_name="members", blank=True
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("firm", Lower("email"), name="firm_member_email_once"),
            models.UniqueConstraint(
                fields=["firm", "user"],
                condition=models.Q(user__isnull=False),
                name="firm_member_user_once",
            ),
            models.UniqueConstraint(
                fields=["firm"],
                condition=models.Q(role="primary_admin", is_active=True),
                name="firm_one_primary_admin",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.email


class Client(models.Model):
    """A business the firm serves. `company` is set once time tracking is installed or linked."""

    class Kind(models.TextChoices):
        BUSINESS = "business"
        INDIVIDUAL = "individual"

    class Status(models.TextChoices):
        ACTIVE = "active"
        INACTIVE = "inactive"
        REMOVED = "removed"  # no longer the firm's; kept for history

    if TYPE_CHECKING:
        members: ManyRelatedManager[FirmMember, models.Model]

    public_id = PublicIdField()
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="clients")
    name = models.CharField(max_length=160)
    #: Name without accents, lower case: what search looks at.
    search_name = models.CharField(max_length=400, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.BUSINESS)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    contact_name = models.CharField(max_length=160, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    region = models.CharField(max_length=6, default="CA-QC")
    time_zone = models.CharField(max_length=64, default="America/Toronto")
    language = models.CharField(max_length=8, default="en")
    books = models.OneToOneField("books.Books", models.PROTECT, null=True, related_name="client")
    company = models.ForeignKey(
        "companies.Company", models.PROTECT, null=True, related_name="clients"
    )
    #: The person of the firm who looks after this client; told of acceptances besides the inviter.
    lead = models.ForeignKey(FirmMember, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "company"],
                condition=models.Q(company__isnull=False) & ~models.Q(status="removed"),
                name="client_company_once_per_firm",
            )
        ]
        indexes = [models.Index(fields=["firm", "status", "name"], name="client_list")]

    def __str__(self) -> str:
        return self.name


class ClientTemplate(models.Model):
    """Settings saved once and used for many clients, on screen and in `practice apply`."""

    public_id = PublicIdField()
    firm = models.ForeignKey(Firm, models.CASCADE, related_name="templates")
    name = models.CharField(max_length=120)
    #: Shape: practice.templates_of_clients.TemplateSettings (pay, overtime, tracking, breaks).
    settings = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("firm", Lower("name"), name="client_template_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Installation(models.Model):
    """An app being installed, or installed, for one client (or for the firm itself: no client).

    While `state` is DRAFT everything chosen lives in `choices` and nothing else exists: no company,
    no subscription, no mail. `version` guards against two people finishing the same wizard.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        INSTALLED = "installed"
        DROPPED = "dropped"
        UNINSTALLED = "uninstalled"

    class Step(models.TextChoices):
        BILLING = "billing"
        PRO = "pro"
        ACCOUNT = "account"
        MATCH = "match"
        PAYROLL = "payroll"
        TRACK = "track"
        CONNECTED = "connected"

    public_id = PublicIdField()
    firm = models.ForeignKey(Firm, models.CASCADE, related_name="installations")
    client = models.ForeignKey(Client, models.CASCADE, null=True, related_name="installations")
    app = models.CharField(max_length=40)
    state = models.CharField(max_length=11, choices=State, default=State.DRAFT)
    step = models.CharField(max_length=10, choices=Step, default=Step.BILLING)
    choices = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    company = models.ForeignKey(
        "companies.Company", models.PROTECT, null=True, related_name="installations"
    )
    import_run_id = models.BigIntegerField(null=True)
    started_by = models.ForeignKey(FirmMember, models.PROTECT, related_name="+")
    installed_by = models.ForeignKey(FirmMember, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    installed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "app"],
                condition=models.Q(state__in=["draft", "installed"], client__isnull=False),
                name="installation_once_per_client",
            ),
            models.UniqueConstraint(
                fields=["firm", "app"],
                condition=models.Q(state__in=["draft", "installed"], client__isnull=True),
                name="installation_once_for_firm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.app} {self.state}"


class Subscription(models.Model):
    """Who pays for a company's app. Made when an installation is finished, never before."""

    class Payer(models.TextChoices):
        FIRM = "firm"  # wholesale discount
        CLIENT = "client"  # direct discount
        NONE = "none"  # the firm's own account is free

    class State(models.TextChoices):
        ACTIVE = "active"
        ENDED = "ended"

    company = models.ForeignKey("companies.Company", models.PROTECT, related_name="subscriptions")
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="subscriptions")
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="subscriptions")
    app = models.CharField(max_length=40)
    payer = models.CharField(max_length=6, choices=Payer)
    price = models.DecimalField(max_digits=10, decimal_places=2)  # per month, before discount
    discount_percent = models.PositiveSmallIntegerField(default=0)
    discount_until = models.DateField(null=True)
    currency = models.CharField(max_length=3, default="CAD")
    state = models.CharField(max_length=6, choices=State, default=State.ACTIVE)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "app"],
                condition=models.Q(state="active"),
                name="subscription_one_active",
            )
        ]

    def __str__(self) -> str:
        return f"{self.app} {self.payer}"


class AccountantGrant(models.Model):
    """A firm's right to enter a company: given, seen and revoked by the client at any time."""

    class Scope(models.TextChoices):
        FULL = "full"
        PAYROLL_ONLY = "payroll_only"
        READ_ONLY = "read_only"
        SETUP_ONLY = "setup_only"

    class State(models.TextChoices):
        PENDING = "pending"  # asked by the firm or offered by the client, not yet accepted
        ACTIVE = "active"
        DECLINED = "declined"
        REVOKED = "revoked"

    public_id = PublicIdField()
    #: Empty while a firm's request by e-mail has not been answered with a company.
    company = models.ForeignKey(
        "companies.Company", models.PROTECT, null=True, related_name="accountant_grants"
    )
    #: Empty while a client's invitation to an accountant has not been answered with a firm.
    firm = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="grants")
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="grants")
    email = models.EmailField(max_length=254, blank=True)
    scope = models.CharField(max_length=12, choices=Scope, default=Scope.FULL)
    can_edit_schedule = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    asked_by_name = models.CharField(max_length=200, blank=True)
    granted_by_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    granted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "firm"],
                condition=models.Q(state="active"),
                name="grant_one_active",
            )
        ]

    def __str__(self) -> str:
        return f"{self.firm_id}:{self.company_id} {self.scope}"
