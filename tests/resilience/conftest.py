"""Installations for the tests that kill: the same as those of the command line."""

from __future__ import annotations

from tests.cli.conftest import empty, installation, template

__all__ = ["empty", "installation", "template"]
