"""The page behind the bell."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client as Browser

from pointage.foundation.identity.models import User
from pointage.foundation.notices.models import Notice
from pointage.foundation.notices.services import notice_add
from tests.world import World


def told(user: User, key: str = "n1", url: str = "/me/notices/") -> Notice:
    return notice_add(user_id=user.pk, code="test.code", key=key, data={}, url=url)


def test_the_bell_counts_what_is_unread(world: World, signed_in: Callable[[User], Browser]) -> None:
    told(world.marie)
    page = signed_in(world.marie).get("/me/notices/").content.decode()
    assert 'class="bell-count"' in page
    assert "Notifications (1)" in " ".join(page.split())


def test_opening_a_notice_marks_it_read_and_goes_there(
    world: World, signed_in: Callable[[User], Browser]
) -> None:
    notice = told(world.marie, url="/me/notices/?page=1")
    answer = signed_in(world.marie).get(f"/me/notices/{notice.pk}/")
    assert answer.headers["Location"] == "/me/notices/?page=1"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_notice_never_leads_to_another_site(
    world: World, signed_in: Callable[[User], Browser]
) -> None:
    notice = told(world.marie, url="//evil.example/")
    answer = signed_in(world.marie).get(f"/me/notices/{notice.pk}/")
    assert answer.headers["Location"] == "/me/notices/"


def test_somebody_elses_notice_does_not_exist(
    world: World, signed_in: Callable[[User], Browser]
) -> None:
    notice = told(world.marie)
    assert signed_in(world.peter).get(f"/me/notices/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_marked_read_at_once(world: World, signed_in: Callable[[User], Browser]) -> None:
    told(world.marie), told(world.marie, "n2"), told(world.peter, "n3")
    signed_in(world.marie).post("/me/notices/read/")
    assert list(Notice.objects.filter(read_at=None).values_list("user", flat=True)) == [
        world.peter.pk
    ]
