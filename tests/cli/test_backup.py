"""Backup and restore, as an operator does them: whole, checked, refused when in doubt."""

from __future__ import annotations

import io
import json
import shutil
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.installation import FULL, IS_POSTGRESQL, Installation


@pytest.fixture(scope="session")
def made(template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("backup") / "backup.tar.gz"
    done = template.run("backup", str(target))
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def backup(made: Path, tmp_path: Path) -> Path:
    """A backup of the world, in a folder of the test's own."""
    return Path(shutil.copy2(made, tmp_path))


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        files = {entry.name: archive.extractfile(entry) for entry in archive}
        return {name: file.read() for name, file in files.items() if file is not None}


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The backup with something changed by hand; the manifest stays as it was unless changed."""
    files = members(path)
    change(files)
    target = path.with_name("changed.tar.gz")
    with tarfile.open(target, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target


def with_manifest(**changes: object) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        files["manifest.json"] = json.dumps(json.loads(files["manifest.json"]) | changes).encode()

    return change


def test_a_backup_restores_into_an_empty_installation(backup: Path, empty: Installation) -> None:
    done = empty.run("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert "5 sealed events of history verified" in done.stdout
    assert empty.counts() == FULL
    assert (empty.folder / "attachments" / "ab" / "note.txt").read_text() == "a note"
    assert empty.run("verify-history", "--heads", str(backup)).returncode == 0


def test_a_restored_installation_goes_on(backup: Path, empty: Installation) -> None:
    """Guards stand, and new rows get new numbers."""
    empty.run("restore", str(backup))
    assert empty.python(
        "import django; django.setup()\n"
        "from pointage.features.companies.models import Company\n"
        "from pointage.foundation.tenancy.guarding import guards_missing\n"
        "Company.objects.create(name='New', region='CA-QC', time_zone='America/Toronto')\n"
        "print(len(guards_missing()), Company.objects.count())"
    ) == ("0 4")


def test_only_the_owner_may_read_a_backup(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_keys_stay_out_unless_asked_for(
    template: Installation, backup: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "whole.tar.gz"
    template.run("backup", str(whole), "--with-keys")
    secret = (template.folder / "encryption.keys").read_bytes().strip()
    assert not any(secret in content for content in members(backup).values())
    assert secret in members(whole)["keys/encryption.keys"]


def test_keys_come_back_with_the_backup_that_holds_them(
    template: Installation, empty: Installation, tmp_path: Path
) -> None:
    target = tmp_path / "whole.tar.gz"
    template.run("backup", str(target), "--with-keys")
    done = empty.run("restore", str(target))
    assert "not here" not in done.stderr
    for name in ("secret.key", "encryption.keys"):
        assert (empty.folder / name).read_text() == (template.folder / name).read_text()


def test_other_keys_are_warned_about(backup: Path, empty: Installation) -> None:
    assert "encrypted with keys that are not here" in empty.run("restore", str(backup)).stderr


def test_a_folder_gets_a_file_named_by_the_moment(template: Installation, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    assert template.run("backup", str(tmp_path / "backups")).returncode == 0
    assert [path.name[:9] for path in (tmp_path / "backups").iterdir()] == ["pointage-"]


def test_an_installation_with_data_is_not_overwritten(
    backup: Path, installation: Installation
) -> None:
    done = installation.run("restore", str(backup))
    assert done.returncode == 1
    assert "--replace" in done.stderr
    assert installation.counts() == FULL


def test_replace_puts_the_backup_in_the_place_of_what_is_there(
    backup: Path, installation: Installation
) -> None:
    installation.python(
        "import django; django.setup()\n"
        "from pointage.foundation.identity.models import User\n"
        "User.objects.create_user('late@example.test', 'a long password')"
    )
    done = installation.run("restore", str(backup), "--replace")
    assert done.returncode == 0, done.stderr
    assert installation.counts() == FULL
    kept = [path.name for path in installation.folder.iterdir() if ".before-restore-" in path.name]
    assert len(kept) == (1 if IS_POSTGRESQL else 2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda files: files.update({"attachments/ab/note.txt": b"forged"}), "note.txt"),
        (lambda files: files.pop("attachments/ab/note.txt"), "note.txt"),
        (lambda files: files.update({"../../evil": b"x"}), "evil"),
        (lambda files: files.pop("manifest.json"), "not a backup"),
        (with_manifest(heads={"1": [999999, "0" * 64]}), "History of company 1 is broken"),
        (with_manifest(migrations={"companies": ["0999_future"]}), "newer than this one"),
        (with_manifest(engine="oracle"), "oracle"),
        (with_manifest(format=99), "not a backup"),
    ],
    ids=["altered", "missing", "escaping", "bare", "cut", "newer", "engine", "format"],
)
def test_a_doubtful_backup_is_refused(
    backup: Path, empty: Installation, change: Callable[[dict[str, bytes]], None], words: str
) -> None:
    done = empty.run("restore", str(rewritten(backup, change)))
    assert done.returncode == 1
    assert words in done.stderr
    assert not (empty.folder / "attachments").exists()
    assert empty.counts() == []


def test_a_count_that_does_not_agree_is_refused(backup: Path, installation: Installation) -> None:
    def one_more_user(files: dict[str, bytes]) -> None:
        manifest = json.loads(files["manifest.json"])
        manifest["tables"]["identity_user"]["rows"] += 1
        files["manifest.json"] = json.dumps(manifest).encode()

    done = installation.run("restore", str(rewritten(backup, one_more_user)), "--replace")
    assert done.returncode == 1
    assert "identity_user should have 8 rows and has 7" in done.stderr
    assert installation.counts() == FULL


def test_half_a_file_is_refused(backup: Path, empty: Installation) -> None:
    half = backup.with_name("half.tar.gz")
    half.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    done = empty.run("restore", str(half))
    assert done.returncode == 1
    assert "damaged" in done.stderr


def test_a_backup_into_a_missing_folder_is_refused(template: Installation, tmp_path: Path) -> None:
    done = template.run("backup", str(tmp_path / "nowhere" / "x.tar.gz"))
    assert done.returncode == 1
    assert "does not exist" in done.stderr
