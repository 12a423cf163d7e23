"""Who signs in, and the invitations that make a stranger one of us. Not: what they may do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from pointage.foundation.tenancy.models import PublicIdField
from pointage.foundation.tenancy.prepared import PreparedQuery


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=(username or "").strip())

    def get(self, *args: Any, **kwargs: Any) -> User:
        """As Django's. By key alone, as every request fetches its user, it is a prepared query."""
        if args or set(kwargs) != {"pk"} or self._db is not None:
            return super().get(*args, **kwargs)
        found = _BY_KEY.first(key=kwargs["pk"])
        if found is None:
            raise self.model.DoesNotExist(kwargs["pk"])
        return found


_BY_KEY: PreparedQuery[User] = PreparedQuery(lambda key: User.objects.filter(pk=key), "key")


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a sign-in. Signs in once; may belong to several firms and companies."""

    class Theme(models.TextChoices):
        AUTO = "auto"
        LIGHT = "light"
        DARK = "dark"

    public_id = PublicIdField()
    email = models.EmailField(max_length=254, unique=True)
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, default="en")  # "fr-ca" or "en"
    time_zone = models.CharField(max_length=64, default="America/Toronto")
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    is_active = models.BooleanField(default=True)
    #: May manage the installation itself (outgoing mail of every firm, first-run). Not a firm role.
    is_operator = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    #: Where the person was last: "/practice/<firm>/" or "/c/<company>/"; the sign-in leads there.
    last_place = models.CharField(max_length=80, blank=True)
    #: How the person likes a page to open: the page's name -> what it keeps (range, columns …).
    page_choices = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case"),
            models.CheckConstraint(
                condition=models.Q(language__in=["fr-ca", "en"]), name="user_language_known"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.email

    @property
    def is_staff(self) -> bool:
        return self.is_operator


class Invitation(models.Model):
    """One request to a person to become something: administrator, firm user, client, …

    The link holds the public id and a signature over (id, nonce); resending changes the nonce, so
    older links die. `purpose` says which feature acts when it is accepted; `subject` is that
    feature's own reference. `state` keeps what the person did; whether the mail left is the mail's
    own state (`OutgoingMail`), and `expired` is worked out from `expires_at`.
    """

    class State(models.TextChoices):
        SENT = "sent"  # made, and its mail handed to the outbox
        OPENED = "opened"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        REVOKED = "revoked"

    public_id = PublicIdField()
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=160, blank=True)
    language = models.CharField(max_length=8, default="en")
    nonce = models.CharField(max_length=32)
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    inviter = models.ForeignKey(User, models.PROTECT, related_name="+")
    firm_id = models.BigIntegerField(null=True, db_index=True)
    company_id = models.BigIntegerField(null=True, db_index=True)
    #: Words for the page and the mail, fixed at sending: inviter, firm, company, role code.
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "subject"],
                condition=models.Q(state__in=["sent", "opened"]),
                name="invitation_one_open_per_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"
