"""Settings for the gallery of components alone: no database, no sign-in. Not the project's."""

from __future__ import annotations

from pathlib import Path

import pointage.web

WEB = Path(pointage.web.__file__).parent

SECRET_KEY = "gallery-only"
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "tests.web.components_urls"
INSTALLED_APPS = [
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "pointage.web.components",
]
MIDDLEWARE = [
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "csp.middleware.CSPMiddleware",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
FORM_RENDERER = "pointage.web.components.forms.ComponentsRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "pointage.web.components.context.design",
            ],
        },
    },
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    },
}
STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
LANGUAGE_CODE = "en"
LANGUAGES = [("fr-ca", "French (Canada)"), ("en", "English")]
USE_TZ = True
TIME_ZONE = "UTC"
