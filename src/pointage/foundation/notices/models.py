"""What people are told: mails on their way out, and notices inside the app."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from pointage.foundation.tenancy.models import PublicIdField


class OutgoingMail(models.Model):
    """A mail, whole, as it will leave. Shown on the outgoing-mail page in every state."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        BOUNCED = "bounced"  # the server refused the address for good
        NO_SERVER = "no_server"  # no mail server is set up: copy the link instead

    public_id = PublicIdField()
    key = models.CharField(max_length=120, unique=True)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    to_email = models.EmailField(max_length=254)
    to_name = models.CharField(max_length=160, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    #: The one link the mail is about, for "copy link"; empty when there is none.
    link = models.CharField(max_length=400, blank=True)
    firm_id = models.BigIntegerField(null=True, db_index=True)
    company_id = models.BigIntegerField(null=True, db_index=True)
    invitation = models.ForeignKey(
        "identity.Invitation", models.SET_NULL, null=True, related_name="mails"
    )
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.template} {self.state}"


class Notice(models.Model):
    """Something a signed-in person should know. `code` + `data` become words when shown."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    code = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)
    data = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    firm_id = models.BigIntegerField(null=True)
    company_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["user", "-id"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return self.code
