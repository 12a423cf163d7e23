"""The file itself: a .tar.gz that appears whole or not at all, and is read with suspicion."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pointage.cli.backups.manifest import BackupRefused, Manifest, file_digest
from pointage.cli.words import _

_MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024


def archive_write(target: Path, folder: Path, manifest: Manifest) -> None:
    """Packs every file under `folder`. Only the owner may read the result; until it is complete
    and on the disk, nothing stands under the name of `target`."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path: path.relative_to(folder).as_posix() for path in paths}
    manifest = replace(manifest, files={names[path]: file_digest(path) for path in paths})
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
                text = manifest.to_json()
                entry = tarfile.TarInfo(_MANIFEST)
                entry.size, entry.mode = len(text), 0o600
                archive.addfile(entry, io.BytesIO(text))
                for path in paths:
                    archive.add(path, names[path], recursive=False)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def manifest_read(source: Path) -> Manifest:
    """Raises `BackupRefused` when the file is not a backup of ours or is damaged at its start."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            entry = archive.next()
            if entry is None or entry.name != _MANIFEST:
                raise ValueError("no manifest")
            file = archive.extractfile(entry)
            assert file is not None
            return Manifest.from_json(file.read())
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError, TypeError) as error:
        raise BackupRefused(
            _("{file} is not a backup of Pointage, or is damaged: {error}").format(
                file=source, error=error
            )
        ) from error


def archive_extract(source: Path, folder: Path, manifest: Manifest) -> None:
    """Unpacks the files the manifest names, checking each. Raises `BackupRefused` at the first
    that is missing, altered or unknown."""
    waiting = dict(manifest.files)
    try:
        with tarfile.open(source, "r:gz") as archive:
            for entry in archive:
                if entry.name == _MANIFEST:
                    continue
                expected = waiting.pop(entry.name, None)
                file = archive.extractfile(entry)
                if expected is None or file is None or not _is_plain(entry.name):
                    raise BackupRefused(_altered(entry.name))
                if _unpack(file, folder / entry.name) != expected:
                    raise BackupRefused(_altered(entry.name))
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupRefused(
            _("{file} is not a backup of Pointage, or is damaged: {error}").format(
                file=source, error=error
            )
        ) from error
    if waiting:
        raise BackupRefused(_altered(min(waiting)))


def _unpack(file: io.BufferedIOBase | object, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as out:
        while chunk := file.read(_CHUNK):  # type: ignore[union-attr]
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _altered(name: str) -> str:
    return _("The backup is damaged: “{name}” is missing, altered or unknown.").format(name=name)
