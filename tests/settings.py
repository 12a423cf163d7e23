"""Settings of the test run: the real ones, a throw-away data folder, fast password hashing.

`TEST_DATABASE=postgresql` runs the suite on a real PostgreSQL started by the suite (see
tests/postgres.py); otherwise on SQLite.
"""

from __future__ import annotations

import os
import tempfile

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["POINTAGE_DATA_DIR"] = tempfile.mkdtemp(prefix=f"pointage-test-{_worker}-")
os.environ.setdefault("POINTAGE_BASE_URL", "http://localhost:8000")
if os.environ.get("TEST_DATABASE") == "postgresql":
    from tests.postgres import database_url

    os.environ["POINTAGE_DATABASE_URL"] = database_url()

from pointage.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir()  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
AXES_ENABLED = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {  # noqa: F405
        "NAME": f"{os.environ['POINTAGE_DATA_DIR']}/test.sqlite3"
    }
    # The disk's flush protects nobody in a throw-away database.
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # noqa: F405
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
