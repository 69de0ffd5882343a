"""The environment: a wrong variable is refused by name with what it should be, and nothing said means production."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from consortium.environment import Environment, read_environment
from tests.workers import ROOT

NAMES = [name.upper() for name in Environment.model_fields]


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECRET_KEY", "k" * 40)


@pytest.mark.parametrize(
    ("name", "value", "should_be"),
    [
        ("SECRET_KEY", "", "at least 32 characters"),
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("DEBUG", "perhaps", "boolean"),
        ("ALLOWED_HOSTS", "https://tantu.example.org", "host names such as tantu.example.org"),
        ("ALLOWED_HOSTS", "tantu.example.org:443", "without port"),
        ("ALLOWED_HOSTS", "tantu.example.org,*", "'*' is none"),
        ("BASE_URL", "tantu.example.org", "https://tantu.example.org"),
        ("BASE_URL", "ftp://tantu.example.org", "https://tantu.example.org"),
        ("BASE_URL", "https://tantu.example.org:http", "https://tantu.example.org"),
        ("BASE_URL", "https://:443", "https://tantu.example.org"),
        ("DATABASE_URL", "mysql://localhost/tantu", "postgresql:// or sqlite:///"),
        ("DATABASE_URL", "localhost/tantu", "postgresql:// or sqlite:///"),
        ("DATABASE_URL", "sqlite://:memory:", "postgresql:// or sqlite:///"),
        ("DATABASE_URL", "postgresql://tantu:secret@localhost:port/tantu", "postgresql://user:password@host:5432/name"),
        ("DATABASE_URL", "postgresql://tantu:se/cret@localhost/tantu", "are written as %40"),
        ("DATABASE_URL", "postgresql://localhost:70000/tantu", "postgresql://user:password@host:5432/name"),
        ("DATABASE_URL", "postgresql://localhost", "name a database"),
        ("DATABASE_URL", "sqlite:///", "name a database"),
        ("REDIS_URL", "http://localhost", "redis://"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("REDIS_URL", "redis://localhost:port", "redis://host:6379/0"),
        ("REDIS_URL", "redis://localhost/tantu", "redis://host:6379/0"),
        ("REDIS_URL", "unix:///run/redis.sock", "redis://"),
        ("ELASTICSEARCH_URL", "localhost:9200", "web address"),
        ("ELASTICSEARCH_URL", "http://localhost:99999", "web address"),
        ("ELASTICSEARCH_URL", "http://[::1:9200", "web address"),
        ("ELASTICSEARCH_INDEX_PREFIX", "Tantu*", "pattern"),
        ("EMAIL_URL", "mail.example.org", "smtp://"),
        ("EMAIL_URL", "smtp://", "smtp://"),
        ("EMAIL_URL", "smtp://mail.example.org:abc", "smtp://"),
        ("EMAIL_URL", "smtp://mail.example.org:0", "smtp://"),
        ("VAR_DIR", "/proc/tantu", "must be a folder that can be written to"),
        ("VAR_DIR", "/proc", "must be a folder that can be written to"),
        ("VAR_DIR", __file__, "must be a folder that can be written to"),
        ("CONSORTIUM_PROFILE", "/nowhere.toml", "must be a TOML file"),
        ("FEED_ALLOW_PRIVATE", "10.0.0.7", "host:port"),
        ("FEED_ALLOW_PRIVATE", "10.0.0.7:8000,10.0.0.8:http", "'10.0.0.8:http'"),
        ("FEED_ALLOW_PRIVATE", "10.0.0.7:70000", "host:port"),
        ("FEED_SECRET_KEYS", "short", "at least"),
    ],
)
def test_a_wrong_value_is_refused_by_name_with_what_it_should_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, should_be: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured) as refused:
        read_environment()

    [_, line] = str(refused.value).splitlines()
    assert line.startswith(f"{name}: ")
    assert should_be in line


def test_every_wrong_variable_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "short")
    monkeypatch.setenv("REDIS_URL", "nonsense")

    with pytest.raises(ImproperlyConfigured) as refused:
        read_environment()

    assert {line.partition(":")[0] for line in str(refused.value).splitlines()[1:]} == {"SECRET_KEY", "REDIS_URL"}


def test_a_secret_is_never_repeated_in_what_refuses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hush-hush")
    monkeypatch.setenv("DATABASE_URL", "mysql://tantu:hush-hush@localhost/tantu")

    with pytest.raises(ImproperlyConfigured) as refused:
        read_environment()

    assert "hush-hush" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", "tantu.example.org, .example.net, 127.0.0.1, [::1]"),
        ("DATABASE_URL", "postgresql://tantu:secret@db.example.org:5433/tantu"),
        ("DATABASE_URL", "postgresql://%2Frun%2Fpostgresql/tantu"),
        ("DATABASE_URL", "postgresql:///tantu"),
        ("DATABASE_URL", "sqlite:////srv/tantu/tantu.sqlite3"),
        ("REDIS_URL", "rediss://:secret@redis.example.org:6380/2"),
        ("REDIS_URL", "redis://redis.example.org"),
        ("ELASTICSEARCH_URL", "https://search.example.org:9200"),
        ("EMAIL_URL", "smtps://tantu:secret@mail.example.org:465"),
        ("FEED_ALLOW_PRIVATE", "10.0.0.7:8000, erp.college.internal:443"),
    ],
)
def test_a_right_value_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    assert getattr(read_environment(), name.lower())


def settings_with(folder: Path, **environment: str) -> dict[str, Any]:
    """Some settings of an installation that is started with this environment and no other."""
    names = "DEBUG ALLOWED_HOSTS SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS"
    names += " ELASTICSEARCH_URL CELERY_BROKER_URL EMAIL_BACKEND EMAIL_HOST EMAIL_PORT EMAIL_HOST_USER"
    names += " EMAIL_HOST_PASSWORD EMAIL_USE_SSL EMAIL_USE_TLS"
    code = (
        "import json; from django.conf import settings as s;"
        f"shown = {{n: getattr(s, n) for n in {names.split()!r}}};"
        "shown['ENGINE'] = s.DATABASES['default']['ENGINE'];"
        "shown['STATIC'] = s.STORAGES['staticfiles']['BACKEND'];"
        "print(json.dumps(shown))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "consortium.settings",
            "SECRET_KEY": "k" * 40,
            "VAR_DIR": str(folder),
            **environment,
        },
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    shown: dict[str, Any] = json.loads(said)
    return shown


def test_where_only_its_address_is_said_an_installation_is_in_production(tmp_path: Path) -> None:
    shown = settings_with(tmp_path, BASE_URL="https://tantu.example.org")

    assert shown["DEBUG"] is False
    assert shown["ALLOWED_HOSTS"] == ["tantu.example.org"]
    assert shown["SESSION_COOKIE_SECURE"]
    assert shown["CSRF_COOKIE_SECURE"]
    assert shown["SECURE_SSL_REDIRECT"]
    assert shown["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert shown["STATIC"] == "whitenoise.storage.CompressedManifestStaticFilesStorage"


def test_where_nothing_is_said_an_installation_is_the_embedded_default_on_loopback(tmp_path: Path) -> None:
    shown = settings_with(tmp_path)

    assert (shown["DEBUG"], shown["ALLOWED_HOSTS"]) == (False, ["127.0.0.1"])
    assert shown["ENGINE"] == "django.db.backends.sqlite3"
    assert (shown["CELERY_BROKER_URL"], shown["ELASTICSEARCH_URL"]) == ("filesystem://localhost", "")
    assert shown["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"


def test_mail_goes_to_the_server_that_is_named_and_no_password_travels_in_the_clear(tmp_path: Path) -> None:
    shown = settings_with(tmp_path, EMAIL_URL="smtp://tantu%40x:s%2Fcret@mail.example.org:587")

    assert shown["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (shown["EMAIL_HOST"], shown["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (shown["EMAIL_HOST_USER"], shown["EMAIL_HOST_PASSWORD"]) == ("tantu@x", "s/cret")
    assert (shown["EMAIL_USE_TLS"], shown["EMAIL_USE_SSL"]) == (True, False)
