"""Invitations: their links, their states, what accepting does, and who is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from pointage.foundation.errors import RuleBroken
from pointage.foundation.history.models import HistoryEvent
from pointage.foundation.identity import errors, invitations
from pointage.foundation.identity.actors import Actor
from pointage.foundation.identity.invitations import InvitationStatus, NewPerson, purposes
from pointage.foundation.identity.models import Invitation, User
from pointage.foundation.identity.tasks import tell_of_expiring
from pointage.foundation.notices.models import Notice, OutgoingMail
from pointage.foundation.notices.tasks import mail_send
from pointage.foundation.outbox.models import OutboxMessage
from pointage.foundation.outbox.registry import GiveUp
from tests.mailbox import Mailbox
from tests.world import PASSWORD, World

PURPOSE = "test_purpose"
SOPHIE = NewPerson(
    given_name="Sophie",
    family_name="Lavoie",
    language="fr-ca",
    time_zone="America/Toronto",
    password=PASSWORD,
)


@pytest.fixture
def also_told() -> list[int]:
    """Ids the purpose wants told besides the inviter."""
    return []


@pytest.fixture(autouse=True)
def answers(also_told: list[int], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Registers a purpose that writes down what it is asked to do."""
    seen: list[str] = []

    class Remember(invitations.Purpose):
        def accept(self, invitation: Invitation, user: User, actor: Actor) -> str:
            seen.append(f"accept {invitation.subject} {user.email} {actor.name}")
            return f"/landed/{invitation.subject}/"

        def declined(self, invitation: Invitation) -> None:
            seen.append(f"declined {invitation.subject}")

        def also_told(self, invitation: Invitation) -> list[int]:
            return also_told

    monkeypatch.setitem(purposes._REGISTRY, PURPOSE, Remember())
    yield seen


@pytest.fixture
def marie(world: World) -> Actor:
    return Actor(user_id=world.marie.pk, name="Marie Tremblay", language="fr-ca")


Send = Callable[..., Invitation]


@pytest.fixture
def send(marie: Actor) -> Send:
    def invite(
        subject: str = "s1", email: str = "Sophie@new.example", name: str = "Sophie Lavoie"
    ) -> Invitation:
        return invitations.invitation_send(
            actor=marie,
            purpose=PURPOSE,
            language="fr-ca",
            context={"company": "Boulangerie du Coin", "role": "administrator"},
            subject=subject,
            email=email,
            name=name,
        )

    return invite


def token(invitation: Invitation) -> str:
    return invitations.invitation_token(invitation)


def status(subject: str = "s1") -> InvitationStatus:
    return invitations.latest_invitations(PURPOSE, [subject])[subject].status


def work() -> None:
    """Does the mails that wait, as the worker would."""
    for message in OutboxMessage.objects.filter(topic="mail.send", state="waiting"):
        try:
            mail_send(message)
        except GiveUp:
            message.state = OutboxMessage.State.FAILED
            message.save()


# -- links -----------------------------------------------------------------------------------


def test_the_mail_carries_a_link_that_finds_the_invitation(send: Send, mailbox: Mailbox) -> None:
    invitation = send()
    work()
    (mail,) = mailbox.messages
    link = invitations.invitation_link(invitation)
    body = mail.get_body(("plain",))
    assert body is not None
    assert link in body.get_content()
    assert mail["To"] == "Sophie Lavoie <sophie@new.example>"
    assert invitations.invitation_by_token(link.split("/")[-2]) == invitation


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.partition(".")[0],
        lambda token: token.partition(".")[0] + ".",
        lambda token: "000000000000." + token.partition(".")[2],
        lambda token: "",
        lambda token: "é" * 200,
        lambda token: token + "\x00",
        lambda token: "\x00" + token,
    ],
)
def test_a_forged_or_damaged_link_finds_nothing(send: Send, spoil: Callable[[str], str]) -> None:
    assert invitations.invitation_by_token(spoil(token(send()))) is None


def test_the_database_alone_is_not_enough_to_make_a_link(send: Send, settings) -> None:  # type: ignore[no-untyped-def]
    invitation = send()
    genuine = token(invitation)
    settings.SECRET_KEY = "another installation's key"
    assert token(invitation) != genuine
    assert invitations.invitation_by_token(genuine) is None


def test_sending_again_kills_the_older_link(send: Send, marie: Actor) -> None:
    invitation = send()
    old = token(invitation)
    newer = invitations.invitation_resend(actor=marie, invitation=invitation)
    assert invitations.invitation_by_token(old) is None
    assert invitations.invitation_by_token(token(newer)) == invitation


def test_a_new_invitation_of_the_same_subject_revokes_the_open_one(send: Send) -> None:
    first = send()
    second = send(email="sophie@other.example")
    first.refresh_from_db()
    assert first.state == Invitation.State.REVOKED
    assert status() is InvitationStatus.QUEUED
    assert invitations.latest_invitations(PURPOSE, ["s1"])["s1"].public_id == second.public_id


# -- states ----------------------------------------------------------------------------------


def test_a_subject_without_invitation_is_not_invited(world: World) -> None:
    assert status("nobody") is InvitationStatus.NOT_INVITED


def test_it_is_queued_until_the_mail_has_left_then_sent(send: Send, mailbox: Mailbox) -> None:
    send()
    assert status() is InvitationStatus.QUEUED
    work()
    assert status() is InvitationStatus.SENT


def test_a_refused_address_is_bounced_and_the_inviter_is_told(
    send: Send, mailbox: Mailbox, world: World
) -> None:
    mailbox.refuse.add("sophie@new.example")
    send()
    work()
    assert status() is InvitationStatus.BOUNCED
    view = invitations.latest_invitations(PURPOSE, ["s1"])["s1"]
    assert "550" in view.mail_error
    assert Notice.objects.get().code == "invitation.bounced"
    assert Notice.objects.get().user == world.marie
    assert OutgoingMail.objects.filter(template="invitation_bounced").count() == 1


def test_without_a_mail_server_the_link_is_there_to_copy(send: Send, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAIL_IS_CONFIGURED = False
    invitation = send()
    work()
    view = invitations.latest_invitations(PURPOSE, ["s1"])["s1"]
    assert view.status is InvitationStatus.QUEUED
    assert view.has_no_mail_server
    assert view.link == invitations.invitation_link(invitation)


def test_opening_is_noted_once(send: Send) -> None:
    invitation = send()
    invitations.invitation_open(token=token(invitation))
    invitations.invitation_open(token=token(invitation))
    assert status() is InvitationStatus.OPENED
    assert HistoryEvent.objects.filter(code="invitation.opened").count() == 1


def test_it_expires_after_fourteen_days(send: Send, world: World) -> None:
    invitation = send()
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1), tick=False):
        assert status() is InvitationStatus.EXPIRED
        with pytest.raises(errors.InvitationNotOpen) as refused:
            invitations.invitation_join(token=token(invitation), person=SOPHIE)
    assert refused.value.data["status"] == "expired"
    assert not User.objects.filter(email="sophie@new.example").exists()


def test_an_expired_invitation_can_be_sent_again(send: Send, marie: Actor) -> None:
    invitation = send()
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
        newer = invitations.invitation_resend(actor=marie, invitation=invitation)
        assert status() is InvitationStatus.QUEUED
        assert invitations.invitation_join(token=token(newer), person=SOPHIE).place == "/landed/s1/"


def test_a_revoked_invitation_cannot_be_accepted(
    send: Send, marie: Actor, answers: list[str]
) -> None:
    invitation = send()
    invitations.invitation_revoke(actor=marie, invitation=invitation)
    with pytest.raises(errors.InvitationNotOpen) as refused:
        invitations.invitation_join(token=token(invitation), person=SOPHIE)
    assert refused.value.data["status"] == "revoked"
    assert answers == []
    assert status() is InvitationStatus.REVOKED


def test_an_answered_invitation_cannot_be_revoked_or_sent_again(send: Send, marie: Actor) -> None:
    invitation = send()
    invitations.invitation_decline(token=token(invitation))
    for act in (invitations.invitation_revoke, invitations.invitation_resend):
        with pytest.raises(errors.InvitationNotOpen):
            act(actor=marie, invitation=invitation)
    assert status() is InvitationStatus.DECLINED


# -- answers ---------------------------------------------------------------------------------


def test_a_new_person_gets_an_account_and_lands_where_the_purpose_says(
    send: Send, answers: list[str]
) -> None:
    accepted = invitations.invitation_join(token=token(send()), person=SOPHIE)
    assert accepted.place == "/landed/s1/"
    assert accepted.user.email == "sophie@new.example"
    assert accepted.user.check_password(PASSWORD)
    assert answers == ["accept s1 sophie@new.example Sophie Lavoie"]
    assert status() is InvitationStatus.ACCEPTED


def test_the_inviter_and_the_clients_lead_are_told_once_by_mail_and_notice(
    send: Send, world: World, also_told: list[int], mailbox: Mailbox
) -> None:
    also_told.extend([world.luc.pk, world.marie.pk])
    invitations.invitation_join(token=token(send()), person=SOPHIE)
    work()
    notices = Notice.objects.filter(code="invitation.accepted")
    assert {notice.user_id for notice in notices} == {world.marie.pk, world.luc.pk}
    told = [str(mail["To"]) for mail in mailbox.messages[1:]]
    assert sorted(told) == [
        "Luc Gagnon <luc@tremblay.example>",
        "Marie Tremblay <marie@tremblay.example>",
    ]


def test_somebody_with_an_account_accepts_with_it(send: Send, world: World) -> None:
    invitation = send(email=world.stranger.email)
    accepted = invitations.invitation_accept(token=token(invitation), user=world.stranger)
    assert accepted.place == "/landed/s1/"
    invitation.refresh_from_db()
    assert invitation.accepted_by == world.stranger


def test_another_person_cannot_accept_it(send: Send, world: World, answers: list[str]) -> None:
    invitation = send()
    with pytest.raises(errors.InvitationForSomebodyElse):
        invitations.invitation_accept(token=token(invitation), user=world.stranger)
    assert answers == []
    assert status().is_open


def test_an_existing_account_is_never_taken_over_by_joining(send: Send, world: World) -> None:
    invitation = send(email=world.stranger.email.upper())
    with pytest.raises(errors.AccountExists):
        invitations.invitation_join(token=token(invitation), person=SOPHIE)
    world.stranger.refresh_from_db()
    assert world.stranger.given_name == "Sam"
    assert status().is_open


def test_a_used_link_changes_nothing_more(send: Send, answers: list[str]) -> None:
    invitation = send()
    accepted = invitations.invitation_join(token=token(invitation), person=SOPHIE)
    with pytest.raises(errors.InvitationNotOpen) as refused:
        invitations.invitation_accept(token=token(invitation), user=accepted.user)
    assert refused.value.data["status"] == "accepted"
    assert len(answers) == 1


def test_what_the_purpose_refuses_leaves_everything_as_it_was(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusal(RuleBroken):
        message = "no"

    def refuse(*args: object) -> str:
        raise Refusal

    monkeypatch.setattr(purposes._REGISTRY[PURPOSE], "accept", refuse)
    invitation = send()
    with pytest.raises(Refusal):
        invitations.invitation_join(token=token(invitation), person=SOPHIE)
    assert status().is_open
    assert not User.objects.filter(email="sophie@new.example").exists()
    assert not Notice.objects.exists()


def test_declining_tells_the_purpose_and_the_inviter(
    send: Send, world: World, answers: list[str]
) -> None:
    invitations.invitation_decline(token=token(send()))
    assert answers == ["declined s1"]
    assert Notice.objects.get().code == "invitation.declined"
    assert OutgoingMail.objects.filter(template="invitation_declined").count() == 1


def test_history_tells_the_whole_story(send: Send, marie: Actor) -> None:
    invitation = invitations.invitation_resend(actor=marie, invitation=send())
    invitations.invitation_open(token=token(invitation))
    invitations.invitation_join(token=token(invitation), person=SOPHIE)
    codes = HistoryEvent.objects.filter(object_type="invitation").order_by("id")
    assert [event.code for event in codes] == [
        "invitation.sent",
        "invitation.resent",
        "invitation.opened",
        "invitation.accepted",
    ]
    assert codes[0].actor_name == "Marie Tremblay"


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_accept_at_once_make_one_acceptance(send: Send, answers: list[str]) -> None:
    secret = token(send())
    start = threading.Barrier(4)
    outcomes: list[str] = []

    def tab() -> None:
        start.wait()
        try:
            invitations.invitation_join(token=secret, person=SOPHIE)
            outcomes.append("accepted")
        except errors.InvitationNotOpen as refused:
            outcomes.append(refused.data["status"])
        finally:
            connection.close()

    tabs = [threading.Thread(target=tab) for _ in range(4)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert outcomes == ["accepted"] * 4
    assert len(answers) == 1
    assert User.objects.filter(email="sophie@new.example").count() == 1
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sending_twice_at_once_leaves_one_open_invitation(send: Send) -> None:
    start = threading.Barrier(3)
    unexpected: list[Exception] = []

    def tab() -> None:
        start.wait()
        try:
            send()
        except errors.InvitationJustSent:
            pass
        except Exception as error:
            unexpected.append(error)
        finally:
            connection.close()

    tabs = [threading.Thread(target=tab) for _ in range(3)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert unexpected == []
    assert Invitation.objects.filter(state=Invitation.State.SENT).count() == 1
    assert status() is InvitationStatus.QUEUED


# -- limits and reminders --------------------------------------------------------------------


@pytest.mark.parametrize("email", ["", "   ", "nobody", "a@", "a b@c.example", "x" * 250 + "@a.ca"])
def test_an_unusable_address_is_refused_and_nothing_is_sent(send: Send, email: str) -> None:
    with pytest.raises(errors.EmailUnusable):
        send(email=email)
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_an_hour_has_a_limit_of_invitations(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations.services, "INVITATIONS_PER_HOUR", 2)
    send(subject="a")
    send(subject="b")
    with pytest.raises(errors.TooManyInvitations) as refused:
        send(subject="c")
    assert "2" in refused.value.text
    assert status("c") is InvitationStatus.NOT_INVITED


def test_one_invitation_is_not_sent_over_and_over(send: Send, marie: Actor) -> None:
    invitation = send()
    for _ in range(invitations.RESENDS_PER_HOUR):
        invitation = invitations.invitation_resend(actor=marie, invitation=invitation)
    good = token(invitation)
    with pytest.raises(errors.TooManyResends):
        invitations.invitation_resend(actor=marie, invitation=invitation)
    assert invitations.invitation_by_token(good) == invitation


def test_the_inviter_is_reminded_once_three_days_before_the_end(send: Send) -> None:
    send()
    tell_of_expiring()
    assert not Notice.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=11, minutes=1), tick=False):
        tell_of_expiring()
        tell_of_expiring()
    assert Notice.objects.get().code == "invitation.expiring"


def test_a_purpose_nobody_registered_is_a_programming_mistake(marie: Actor) -> None:
    with pytest.raises(LookupError):
        invitations.invitation_send(
            actor=marie,
            purpose="unknown",
            subject="s",
            email="a@b.example",
            name="",
            language="en",
            context={},
        )


@pytest.mark.parametrize(
    ("language", "words"), [("fr-ca", "vous invite à rejoindre"), ("en", "invites you to")]
)
def test_the_mail_speaks_the_invited_persons_language(
    marie: Actor, language: str, words: str
) -> None:
    invitations.invitation_send(
        actor=marie,
        purpose=PURPOSE,
        subject="s1",
        email="sophie@new.example",
        name="Sophie <b>Lavoie</b>",
        language=language,
        context={"company": "Boulangerie & Fils"},
    )
    mail = OutgoingMail.objects.get()
    assert mail.subject == f"Marie Tremblay {words} Boulangerie & Fils" + (
        " on Pointage" if language == "en" else " sur Pointage"
    )
    assert "Boulangerie & Fils" in mail.text
    assert "<b>Lavoie" not in mail.html
