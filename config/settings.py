"""Settings of one Peduli installation, all read from the environment.

A running installation needs none of them: without ``DATABASE_URL`` the embedded PostgreSQL under ``DATA_DIR`` is
used, and the secrets that are missing are made on the first start.
"""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from config.database import database_settings
from config.secrets import local_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env("DATA_DIR", default="") or BASE_DIR / "data").expanduser().resolve()
EXAMPLE = env.bool("EXAMPLE", default=False)
# Its access log may be of former months; an office's is written as it happens (config/grants.py).
TELLS_OF_THE_PAST = EXAMPLE
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or local_secret(DATA_DIR / "secret_key")
# The master key must not stand beside what it protects, so its default is outside DATA_DIR.
PEDULI_KEY_FILE = Path(env("PEDULI_KEY_FILE", default="") or "~/.config/peduli/master.key").expanduser()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config",  # first: its commands stand in for Django's
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
    "centres",
    "families",
    "aid",
    "distributions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Outside of everything that can answer by itself, so that a refusal carries the headers, too.
    "centres.middleware.privacy_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "centres.middleware.compressed_pages",
    "centres.in_json.failures_in_json",
    "centres.middleware.utf8_only",
    "centres.file_sweep.refused_files_go",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "centres.middleware.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "centres.accounts.known_browser.known_browsers",
    "centres.middleware.SignInRequired",
    "allauth.account.middleware.AccountMiddleware",
    "centres.middleware.session_limits",
    "centres.current_centre.current_centre",
    "centres.same_moment.AtTheSameMoment",
    "centres.middleware.refused_methods",
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
                "centres.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "centres.forms.PeduliFormRenderer"

# Owner and application reach the same database under different logins.
DATABASES = {
    "default": database_settings(
        env("DATABASE_URL", default=""), env("DATABASE_OWNER_URL", default=""), example=EXAMPLE
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The cache keeps used two-step codes and the pace of sign-ins. A small one would throw them away under an attack.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "throttle",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# The triggers of the history are the library's and are compared at the end of each migrate. In migrations they would be
# 120 operations, each of which renders all models anew: half a minute for every test database.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True

AUTH_USER_MODEL = "centres.User"
AUTHENTICATION_BACKENDS = ["centres.accounts.sign_in.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "centres.accounts.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "centres.accounts.sign_in_forms.SignInForm",
    "change_password": "centres.accounts.sign_in_forms.ChangePasswordForm",
    "reauthenticate": "centres.accounts.sign_in_forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# Wrong tries are counted by centres.accounts.attempts, for allauth knows no browser that signed in before. What is left
# for it is the pace of all tries from one place, at which the adapter asks by another name for the same reason.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": None, "sign_in": "60/m/ip"}
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "centres.accounts.sign_in.MFAAdapter"
MFA_FORMS = {
    "authenticate": "centres.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "centres.accounts.sign_in_forms.ReauthenticateCodeForm",
    "activate_totp": "centres.accounts.sign_in_forms.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Peduli"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s either way: the clock of a phone without a signal drifts (RFC 6238, 5.2)

SESSION_COOKIE_AGE = 30 * 60  # idle; the 12 hours at most are kept by centres.middleware.session_limits
SESSION_IDLE_SECONDS = 30 * 60
SESSION_MAX_SECONDS = 12 * 60 * 60
SESSION_COOKIE_NAME = "peduli_session"
CSRF_COOKIE_NAME = "peduli_csrf"
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
# How many proxies of our own stand in front: the address of the client is what the outermost of them saw.
try:
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if HTTPS else 0)
except ValueError:
    raise SystemExit("TRUSTED_PROXIES must be a whole number, such as 1.") from None
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [DATA_DIR / "locale"]  # compiled from locale/ by config.translations
LANGUAGE_COOKIE_NAME = "peduli_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "config.static_files.StaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
CSRF_FAILURE_VIEW = "centres.in_json.csrf_failed"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["centres.uploads.LimitedUploads"]
MAX_REQUEST_BYTES = 100 * 1024 * 1024  # with its files: 60 photos that the browser made small, and room

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
