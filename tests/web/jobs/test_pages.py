"""The pages of the room answer, in both languages, with a fixed number of queries."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from pointage.features.jobs.models import Job, JobFile, ServiceItem
from tests.features.jobs.making import assign, field, item, job, limit
from tests.world import World

pytestmark = pytest.mark.usefixtures("scope")


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_every_page_answers(alice: Browser, room: str, low: Job, top: Job, world: World) -> None:
    task = field(world.boulangerie, "Tâche")
    one = item(task, "Pétrir")
    limit(one, job=top)
    listed = ServiceItem.objects.create(company=world.boulangerie, name="Conseil")
    file = JobFile.objects.create(
        company=world.boulangerie, file_name="l.csv", content=b"Full name\nNew\n"
    )
    for where in (
        "", "?q=cuis", "?state=archived", f"?in={top.public_id}", "add/",
        f"add/?in={top.public_id}", "files/", f"files/{file.public_id}/",
        f"files/{file.public_id}/report/", "files/export/",
        "fields/", "fields/?state=archived", "fields/add/", f"fields/{task.public_id}/",
        f"fields/{task.public_id}/items/add/", f"fields/{task.public_id}/items/{one.public_id}/",
        f"fields/{task.public_id}/items/import/", f"fields/{task.public_id}/items/export/",
        "lists/service-items/", "lists/classes/", "lists/locations/", "lists/service-items/add/",
        f"lists/service-items/{listed.public_id}/", f"tree/{low.public_id}/",
        f"tree/{top.public_id}/below/", f"tree/{low.public_id}/people/",
        f"tree/{low.public_id}/move/", f"tree/{top.public_id}/duplicate/",
        f"tree/{top.public_id}/archive/", f"tree/{top.public_id}/restore/",
        "search/?q=h", "search/?all=1",
    ):  # fmt: skip
        answer = alice.get(room + where)
        assert answer.status_code == 200, where


def test_a_list_of_many_costs_few_queries(alice: Browser, room: str, world: World) -> None:
    for number in range(45):
        each = job(world.boulangerie, f"Mandat {number:03}", is_for_everyone=number % 2 == 0)
        assign(each, world.wendy_member)
        job(world.boulangerie, "Below", each)
    alice.get(room)
    for where in ("", "?q=mandat"):
        with CaptureQueriesContext(connection) as queries:
            assert "Mandat 044" in text(alice.get(room + where))
        asked = [q["sql"] for q in queries if not re.search("set_config|SAVEPOINT", q["sql"])]
        assert len(asked) <= 15, asked
