"""Installations for tests of the command line."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli import installation as installations
from tests.cli.installation import Installation


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A migrated installation with the world in it; copied, never changed."""
    made = installations.make(tmp_path_factory.mktemp("template") / "data")
    done = made.run("migrate")
    assert done.returncode == 0, done.stderr
    made.python(installations.FILL)
    attachments = made.folder / "attachments" / "ab"
    attachments.mkdir(parents=True)
    (attachments / "note.txt").write_text("a note")
    yield made
    installations.drop(made)


@pytest.fixture
def installation(template: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation of one's own, with the world in it."""
    shutil.copytree(template.folder, tmp_path / "data")
    made = installations.make(tmp_path / "data", template)
    yield made
    installations.drop(made)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Installation]:
    """An installation nothing was ever done with."""
    made = installations.make(tmp_path / "empty")
    yield made
    installations.drop(made)
