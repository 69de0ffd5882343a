"""Every setting of the installation, from the environment, safe for production by default."""

from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from celery.schedules import crontab

from consortium.environment import ROOT, read_environment

env = read_environment()

DEBUG = env.debug
SECRET_KEY = env.secret_key
ALLOWED_HOSTS = env.allowed_hosts or [urlsplit(env.base_url).hostname or "127.0.0.1"]
BASE_URL = env.base_url
VAR_DIR = env.var_dir
CONSORTIUM_PROFILE = env.consortium_profile

INSTALLED_APPS = [
    "consortium.vocabulary",
    "consortium.pages",
    "consortium.organisations",
    "consortium.people",
    "consortium.research",
    "consortium.networks",
    "courses.catalogue",
    "courses.feeds",
    "courses.curricula",
    "courses.exports",
    "search",
    "wagtail.contrib.redirects",
    "wagtail.sites",
    "consortium.people.desk_app.DeskOfAccounts",  # wagtail.users with our forms
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "ninja",  # the scripts of /api/v1/docs, from here and not from elsewhere
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "consortium.pages.zone.ConsortiumZone",
    "consortium.organisations.gate.CornerGate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "consortium.urls"
WSGI_APPLICATION = "consortium.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consortium.pages.context.site",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        env.database_url or f"sqlite:///{VAR_DIR / 'tantu.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets pages be read while a sync writes; IMMEDIATE makes writers queue instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 60,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 5
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "wagtailadmin_login"
WAGTAILADMIN_USER_LOGIN_FORM = "consortium.people.sign_in.SignInForm"
SIGN_IN_TRIES = 10  # wrong passwords for one address, until it has to wait
SIGN_IN_WAIT_MINUTES = 15

# Mail: EMAIL_URL is console: (printed) or smtp[s]://user:password@host:port
_mail = urlsplit(env.email_url)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail.scheme.startswith('smtp') else 'console'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp" and bool(EMAIL_HOST_USER)  # no password travels in the clear
EMAIL_TIMEOUT = 10
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # those who approve are told: people/approval_mail.py
DEFAULT_FROM_EMAIL = parse_qs(_mail.query).get("from", [f"no-reply@{urlsplit(BASE_URL).hostname}"])[0]

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"  # storage and logs; the consortium's own zone comes from its profile
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [ROOT / "consortium" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    # What colleges gave and feeds answered. It has no address: a view hands it out to the college's own people.
    "feeds": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR_DIR / "feeds"), "base_url": None},
    },
}

# Security: all of it on unless the site itself is served without TLS (demo and tests on loopback).
SECURE = urlsplit(BASE_URL).scheme == "https"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked by a load balancer on the inner side
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600
X_FRAME_OPTIONS = "SAMEORIGIN"  # the CMS previews pages in a frame of its own origin
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # asks for DENY, for which see the line above
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
        "manifest-src": ["'self'"],
    },
}

WAGTAIL_SITE_NAME = "Tantu"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "organisations.Image"
WAGTAILDOCS_DOCUMENT_MODEL = "organisations.Document"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "pptx", "odp", "xlsx", "ods", "csv", "txt", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_PASSWORD_RESET_ENABLED = True
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True

# How often an address had files checked; nothing else is remembered, and nothing that must last.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "checks": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(VAR_DIR / "checks"),
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

# Celery: the database is the truth and the queue's memory; the broker carries hints (docs/decisions).
CELERY_BROKER_URL = env.redis_url or "filesystem://localhost"  # kombu warns of a missing name
CELERY_VISIBILITY_TIMEOUT = 7200
if env.redis_url:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_keepalive": True,
        "health_check_interval": 25,
        "global_keyprefix": "tantu:",
    }
else:
    CELERY_BROKER_TRANSPORT = "consortium.folder_broker:Transport"
    BROKER_DIR = VAR_DIR / "broker"
    for folder in ("queue", "processed", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.05,
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_RETRY_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_DEFAULT_QUEUE = "index"
CELERY_TASK_ROUTES = {
    "courses.feeds.tasks.run_feed": {"queue": "sync"},
    "consortium.people.tasks.send_mail": {"queue": "mail"},  # a silent mail server keeps nobody else waiting
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_WORKER_ETA_TASK_LIMIT = 1000
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 60
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BEAT_SCHEDULE = {
    "sync": {"task": "courses.feeds.tasks.dispatch_due", "schedule": timedelta(minutes=1)},
    "old_runs": {"task": "courses.feeds.tasks.let_go_of_old", "schedule": crontab(hour=21, minute=40)},  # UTC
    "search": {"task": "search.tasks.deliver", "schedule": timedelta(minutes=1)},
    "pages": {"task": "consortium.pages.tasks.publish_due", "schedule": timedelta(minutes=1)},
    "mail": {"task": "consortium.people.tasks.send_mail", "schedule": timedelta(minutes=1)},
    "people": {"task": "consortium.people.tasks.settle_ended", "schedule": timedelta(minutes=1)},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# Feeds: how much, how long and where from (docs/limits.md).
FEED_ALLOW_PRIVATE = env.feed_allow_private
FEED_SECRET_KEYS = env.feed_secret_keys
FEED_SPOOL_DIR = VAR_DIR / "spool"
FEED_MAX_WIRE_BYTES = 100_000_000
FEED_MAX_UNPACKED_BYTES = 500_000_000
FEED_MAX_RATIO = 100
FEED_MAX_UPLOAD_BYTES = 50_000_000
FEED_MAX_RUN_BYTES = 2_000_000_000
FEED_CONNECT_SECONDS = 5
FEED_IDLE_SECONDS = 30
FEED_ANSWER_SECONDS = 300
FEED_READ_SECONDS = 3000
FEED_LEAST_BYTES_PER_SECOND = 1000
FEED_RATE_WINDOW_SECONDS = 60
FEED_TRIES = 4
FEED_PAUSE_SECONDS = 2
FEED_READER_MEMORY_BYTES = 512_000_000
FEED_LEASE_SECONDS = 120
FEED_APPLY_LEASE_SECONDS = 1320
FEED_MAX_ATTEMPTS = 4
FEED_REQUEUE_SECONDS = 60  # a queued run that nobody took is told again; the broker may have forgotten it
FEED_APPLY_SECONDS = 1200
FEED_RETRY_SECONDS = 900  # after a failed run, twice as long after each further one
FEED_HELD_DAYS = 14
FEED_TRY_SECONDS = 30  # while a person waits in the CMS
FEED_CHECK_SECONDS = 20  # while a stranger waits at /check/
FEED_CHECK_MAX_BYTES = 5_000_000
FEED_CHECKS_AT_ONCE = 2
FEED_CHECKS_AN_HOUR = 30  # from one address
FEED_REMIND_DAYS = 7
FEED_CONFIRM_ASK_DAYS = 14  # before the day by which an upload is to be confirmed
FEED_CONFIRM_LINK_DAYS = 60
FEED_KEEP_FILES_DAYS = 90
FEED_KEEP_RUNS_DAYS = 400
FEED_KEEP_IDLE_RUNS_DAYS = 90
PUSH_MAX_BYTES = 5_000_000
PUSH_PER_MINUTE = 60  # messages with one key
PUSH_KEY_DAYS = 180
PUSH_WARN_DAYS = 14  # before a key expires
PUSH_TRANSFER_HOURS = 24

# Search
ELASTICSEARCH_URL = env.elasticsearch_url
ELASTICSEARCH_INDEX_PREFIX = env.elasticsearch_index_prefix  # two installations on one cluster have two
ELASTICSEARCH_TIMEOUT_SECONDS = 0.6  # then the database answers: within a second together
ELASTICSEARCH_RETRY_AFTER_SECONDS = 2  # after a first failure; twice as long after each further one
ELASTICSEARCH_LONGEST_PAUSE_SECONDS = 15

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Told for every page and every question; an operator who admits a college would not see what was printed for her.
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "elastic_transport", "wagtail")},
}
