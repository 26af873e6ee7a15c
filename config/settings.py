"""All settings, from the environment. Without any variable this is the demo on the own machine."""

import os
import tomllib
from pathlib import Path

from django.utils.csp import CSP

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
PRODUCTION = environment.switched_on("INRANGE_PRODUCTION")
RECORDS_DIR = environment.prepare_folder(
    Path(os.environ.get("INRANGE_DATA") or BASE_DIR / "data").absolute()
)

SECRET_KEY = environment.secret_key(RECORDS_DIR, production=PRODUCTION)
SECRET_KEY_FALLBACKS = environment.earlier_secrets()
"""Secrets that are accepted still and used no more, for as long as it takes to change one."""
DEBUG = environment.switched_on("INRANGE_DEBUG")
ALLOWED_HOSTS = environment.listed("INRANGE_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.listed("INRANGE_ORIGINS")
SITE_ADDRESS = os.environ.get("INRANGE_SITE_ADDRESS", "http://localhost:8000")
"""Where messages send their readers to sign in."""

OWN_APPS = ["accounts", "patients", "protocols", "labs", "monitoring", "exchange"]
INSTALLED_APPS = [
    "config",
    *OWN_APPS,
    "accounts.admin_app.ClinicAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
]
MIDDLEWARE = [
    "config.observing.counting.CountRequests",  # first: whatever else answers is counted too
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # below the headers that its files carry as well
    "django.middleware.gzip.GZipMiddleware",  # adds noise, so that a secret's length tells nothing
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.access.ClinicMiddleware",
    "accounts.auditing.seen.AuditMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "accounts.collisions.CollisionMiddleware",  # innermost: asks the page alone again
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.clinic_context",
                "exchange.queue.context.imports_context",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

FILE_UPLOAD_HANDLERS = ["labs.uploads.BoundedUpload"]  # in memory, and no more than one report

# Facts
DATABASES = {"default": environment.database(RECORDS_DIR, production=PRODUCTION)}
BACKUP_DIR = environment.named_folder("INRANGE_BACKUP_DIR")
"""Where backups go: declared by the clinic, and required for real patients."""
METRICS_TOKEN = os.environ.get("INRANGE_METRICS_TOKEN", "")
"""With it a monitor on another machine may ask /ready and /metrics; without it only this one."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"  # Each clinic has its own zone; the calendar day is always asked of the clinic.
USE_TZ = True

# Who may come in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: who has to wait is not looked at
    "accounts.backend.ClinicBackend",
]
MFA_ADAPTER = "accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # steps of half a minute: clocks differ, and each code works once
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
AXES_HANDLER = "accounts.lockout.Lockout"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.refuse"
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.place_of"
AXES_USERNAME_FORM_FIELD = "username"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "accounts.passwords.LongestPassword"},
    {"NAME": "accounts.passwords.CommonPassword"},
]
SESSION_ENGINE = "accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# A spreadsheet with patients is held in memory while it is read, never in a temporary file.
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True

# What a browser may do with the pages
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = ["^health$", "^ready$", "^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if environment.switched_on("INRANGE_BEHIND_PROXY") else None
)
X_FRAME_OPTIONS = "DENY"

# Style sheets, scripts and pictures
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = environment.named_folder("INRANGE_STATIC") or environment.prepare_folder(
    RECORDS_DIR / "static"
)
# Gathered beforehand they are sent compressed, and kept by browsers until they change.
GATHERED = PRODUCTION or environment.switched_on("INRANGE_GATHERED")
WHITENOISE_USE_FINDERS = not GATHERED
STATICFILES_STORAGE_BACKEND = (
    "config.joined_files.GatheredFiles"
    if GATHERED
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": STATICFILES_STORAGE_BACKEND},
}

# Where the heads of the audit's chain are kept: outside the database, best on another machine.
AUDIT_ANCHOR = Path(os.environ.get("INRANGE_AUDIT_ANCHOR") or RECORDS_DIR / "audit-anchor.jsonl")

RETENTION_YEARS = environment.whole_number("INRANGE_RETENTION_YEARS", 10)
"""How long a man's records are kept after the last entry, before they may be erased."""

# Messages
MAILERS = environment.mailers(RECORDS_DIR, production=PRODUCTION)
DEFAULT_FROM_EMAIL = os.environ.get("INRANGE_MAIL_FROM", "Inrange <inrange@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Background work: the database knows what is due, the schedule only wakes it.
_broker = environment.broker(RECORDS_DIR, production=PRODUCTION)
CELERY_BROKER_URL = _broker["url"]
CELERY_BROKER_TRANSPORT_OPTIONS = _broker["options"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(RECORDS_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "find what has become due": {"task": "monitoring.scan_due", "schedule": 15 * 60},
    "send what is waiting": {"task": "monitoring.send_due", "schedule": 60},
    "seal the audit": {"task": "accounts.seal_audit", "schedule": 60},
    # Hourly, because each clinic's night falls at another hour.
    "judge men whose day has come": {"task": "monitoring.judge_changed", "schedule": 60 * 60},
    "look for lost reminders": {"task": "monitoring.reconcile", "schedule": 24 * 60 * 60},
}

# Log lines carry opaque ids only, and of an error never its words. No mail to administrators: its
# body would hold the request.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.logs.WithoutValues",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "config.logs.AsJson"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if PRODUCTION else "line",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "inrange.requests": {"level": "INFO" if PRODUCTION else "WARNING"},
    },
}
