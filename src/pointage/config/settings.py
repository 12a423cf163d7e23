"""Django's settings, built from the operator's `Environment`; that alone reads the environment."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from pointage.config import environment
from pointage.config.logging import logging_config

ENV = environment.read()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = list(ENV.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [ENV.base_url]

BASE_URL = ENV.base_url
DATA_DIR = ENV.data_dir
ENCRYPTION_KEYS = list(ENV.encryption_keys)
TRUSTED_PROXIES = list(ENV.trusted_proxies)

INSTALLED_APPS = [
    "pointage.foundation.tenancy",
    "pointage.foundation.identity",
    "pointage.foundation.history",
    "pointage.foundation.outbox",
    "pointage.foundation.notices",
    "pointage.features.companies",
    "pointage.features.team",
    "pointage.features.jobs",
    "pointage.features.timeentries",
    "pointage.features.books",
    "pointage.features.practice",
    "pointage.web.components",
    "pointage.web.paysettings",
    "pointage.web.books",
    "pointage.web.account",
    "pointage.web.notices",
    "pointage.web.console",
    "pointage.web.console.firm",
    "pointage.web.access",
    "pointage.web.company",
    "pointage.web.clock",
    "pointage.web.entries",
    "pointage.web.oversight",
    "pointage.web.jobs",
    "pointage.web.timesettings",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "pointage.web.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pointage.web.middleware.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pointage.web.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "pointage.config.urls"
WSGI_APPLICATION = "pointage.config.wsgi.application"
FORM_RENDERER = "pointage.web.components.forms.ComponentsRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "pointage.web.components.context.design",
                "pointage.web.context.shell",
            ],
        },
    }
]

DATABASES = {"default": ENV.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# -- people ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "pointage.foundation.identity.passwords.ContextWordsValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "given_name", "family_name")},
    },
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/account/login/"

ACCOUNT_ADAPTER = "pointage.web.account.adapter.AccountAdapter"
MFA_ADAPTER = "pointage.web.account.adapter.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Wrong passwords are counted by axes, which survives a restart and locks sooner than this.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,10/900s/key"}
ACCOUNT_FORMS = {
    "login": "pointage.web.account.forms.LoginForm",
    "reset_password": "pointage.web.account.forms.ResetPasswordForm",
    "reset_password_from_key": "pointage.web.account.forms.NewPasswordForm",
    "change_password": "pointage.web.account.forms.ChangePasswordForm",
    "set_password": "pointage.web.account.forms.SetPasswordForm",
    "reauthenticate": "pointage.web.account.forms.ReauthenticateForm",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # invitations prove the address
MFA_TOTP_ISSUER = "Pointage"
MFA_FORMS = {
    "authenticate": "pointage.web.account.forms.SecondFactorForm",
    "reauthenticate": "pointage.web.account.forms.SecondFactorAgainForm",
    "activate_totp": "pointage.web.account.forms.ActivateTOTPForm",
    "add_webauthn": "pointage.web.account.forms.AddPasskeyForm",
    "authenticate_webauthn": "pointage.web.account.forms.SecondFactorPasskeyForm",
    "reauthenticate_webauthn": "pointage.web.account.forms.PasskeyAgainForm",
    "login_webauthn": "pointage.web.account.forms.PasskeyLoginForm",
    "edit_webauthn": "pointage.web.account.forms.RenamePasskeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.is_https
USERSESSIONS_TRACK_ACTIVITY = False

AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "pointage.web.account.lockout.locked_out"
AXES_USERNAME_CALLABLE = "pointage.web.account.lockout.username"
AXES_CLIENT_IP_CALLABLE = "pointage.web.middleware.client_address"
AXES_VERBOSE = False

# -- language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("fr-ca", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale", PACKAGE / "cli" / "locale"]
LANGUAGE_COOKIE_NAME = "pointage_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- files and pages -------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATIC_ROOT = ENV.data_dir / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "pointage.web.static_files.HashedFiles"
    },
}
MEDIA_ROOT = ENV.data_dir / "attachments"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000

# -- what browsers are told ------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "pointage.foundation.identity.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "pointage.web.errors.csrf_failure"
if ENV.is_https:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# -- mail ------------------------------------------------------------------------------------
MAIL_IS_CONFIGURED = ENV.mail is not None
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
globals().update(ENV.mail or {})
DEFAULT_FROM_EMAIL = ENV.mail_from

LOGGING_CONFIG = None
LOGGING = logging_config(ENV.log_format, debug=DEBUG)
