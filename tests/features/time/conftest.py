"""The tests' clock stands still on a Tuesday evening, so that hours can be written down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.features.time.helpers import NOW


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
