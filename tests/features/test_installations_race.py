"""Two people at the same draft at the same instant, each in a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from pointage.features.companies.models import Company
from pointage.features.practice.models import Installation, Subscription
from pointage.features.practice.services.finishing import installation_finish
from pointage.features.practice.services.installations import installation_start
from pointage.foundation.errors import RuleBroken
from tests import world as world_module
from tests.features.installing import firm_ready, ready_to_finish, seat_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Runs the acts together; a broken rule is the act's result, anything else is raised."""
    results: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = acts[number]()
        except RuleBroken as error:
            results[number] = error.code
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def test_of_two_people_finishing_at_once_one_wins() -> None:
    world = world_module.build()
    firm_ready(world.tremblay)
    world.luc_seat.clients.add(world.new_client)
    marie, luc = seat_of(world.marie, world.tremblay), seat_of(world.luc, world.tremblay)
    row = ready_to_finish(marie, world.new_client)
    companies = Company.objects.count()
    results = at_once(
        lambda: (
            installation_finish(
                actor=marie.actor, seat=marie, installation=row, version=row.version
            ).state
        ),
        lambda: (
            installation_finish(
                actor=luc.actor, seat=luc, installation=row, version=row.version
            ).state
        ),
    )
    # Who comes first is chance; the one from whom the draft was changed last is refused either
    # because it is finished or because it is no longer the one on the page.
    assert "installed" in results
    assert set(results) <= {"installed", "installation_finished", "draft_changed"}
    assert results.count("installed") == 1
    assert Company.objects.count() == companies + 1
    assert Subscription.objects.count() == 1


def test_two_people_starting_at_once_share_one_draft() -> None:
    world = world_module.build()
    firm_ready(world.tremblay)
    world.luc_seat.clients.add(world.new_client)
    seats = [seat_of(world.marie, world.tremblay), seat_of(world.luc, world.tremblay)]
    at_once(
        *(
            lambda seat=seat: installation_start(
                actor=seat.actor, seat=seat, client=world.new_client
            )
            for seat in seats
        )
    )
    assert Installation.objects.count() == 1
