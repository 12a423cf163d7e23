"""Whatever is uploaded, the answer is a plan or a typed refusal, never another error."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledgers.world import FILES, empty_store

from pointage.ledgers.company_file.detecting import FileRefused
from pointage.ledgers.company_file.mapping import MappingRefused, guess_mapping
from pointage.ledgers.company_file.planning import plan_import
from pointage.ledgers.company_file.reading import open_table

STEADY = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def swallow(data: bytes) -> None:
    try:
        table = open_table(data, "upload")
        plan = plan_import(table, guess_mapping(table).mapping, empty_store())
    except (FileRefused, MappingRefused):
        return
    assert len(plan.fates) == sum(1 for _ in table.rows())


@STEADY
@given(data=st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    swallow(data)


@STEADY
@given(text=st.text(max_size=200), encoding=st.sampled_from(["utf-8", "utf-16", "utf-32-be"]))
def test_any_text_under_a_good_header(text: str, encoding: str) -> None:
    swallow(f"Kind,Name,Parent,Email,Hire date,Active\nclient,{text}\n{text},a".encode(
        encoding, "replace"
    ))  # fmt: skip


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
@pytest.mark.parametrize("seed", range(12))
def test_files_with_a_few_bytes_changed(name: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray((FILES / name).read_bytes())
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)

    swallow(bytes(data))


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_files_cut_short(name: str) -> None:
    data = (FILES / name).read_bytes()
    for end in range(0, len(data), max(1, len(data) // 25)):
        swallow(data[:end])
