"""Fixtures of files of people: who acts, and a file uploaded, read or applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pointage.features.practice import access
from pointage.features.team.files.plan import Plan
from pointage.features.team.files.services import (
    people_file_apply,
    people_file_plan,
    people_file_upload,
)
from pointage.features.team.models import PeopleFile
from pointage.foundation.identity.actors import Actor
from tests.world import World

Read = Callable[..., Plan]
Apply = Callable[..., PeopleFile]


@pytest.fixture
def alice(world: World) -> Actor:
    return access.company_seat_for(world.alice, world.boulangerie.public_id).actor


@pytest.fixture
def upload(world: World, alice: Actor) -> Callable[..., PeopleFile]:
    def uploaded(text: str | bytes, actor: Actor = alice, **options: Any) -> PeopleFile:
        content = text if isinstance(text, bytes) else text.encode()
        return people_file_upload(
            actor=actor,
            company=world.boulangerie,
            file_name="people.csv",
            content=content,
            **options,
        )

    return uploaded


@pytest.fixture
def read(alice: Actor, upload: Callable[..., PeopleFile]) -> Read:
    def planned(text: str | bytes, actor: Actor = alice, **options: Any) -> Plan:
        return people_file_plan(actor=actor, file=upload(text, actor, **options))

    return planned


@pytest.fixture
def apply(alice: Actor, upload: Callable[..., PeopleFile]) -> Apply:
    def applied(text: str | bytes, actor: Actor = alice, **options: Any) -> PeopleFile:
        return people_file_apply(actor=actor, file=upload(text, actor, **options))

    return applied
