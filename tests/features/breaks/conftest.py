"""The same still clock as the other tests of time."""

from __future__ import annotations

from tests.features.time.conftest import still_clock

__all__ = ["still_clock"]
