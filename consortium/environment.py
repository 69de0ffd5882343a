"""What may be set from the environment, checked and named before anything starts."""

import re
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
LEAST_SECRET = 32
HOST_NAME = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)
REDIS_NUMBER = re.compile(r"/?\d*")
CommaList = Annotated[list[str], NoDecode]


class Environment(BaseSettings):
    """One attribute for each variable; its name in capitals is the variable's name."""

    model_config = SettingsConfigDict(case_sensitive=False, extra="ignore", validate_default=True)

    debug: bool = False
    secret_key: str = ""
    allowed_hosts: CommaList = []
    base_url: str = "http://127.0.0.1:8000"
    database_url: str = ""
    redis_url: str = ""
    elasticsearch_url: str = ""
    elasticsearch_index_prefix: str = Field(default="tantu", pattern=r"^[a-z][a-z0-9-]{0,60}$")
    email_url: str = "console:"
    var_dir: Path = ROOT / "var"
    consortium_profile: Path = ROOT / "consortium" / "vocabulary" / "profiles" / "medical.toml"
    feed_allow_private: CommaList = []
    feed_secret_keys: CommaList = []

    @field_validator("allowed_hosts", "feed_allow_private", "feed_secret_keys", mode="before")
    @classmethod
    def split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("secret_key")
    @classmethod
    def is_long(cls, value: str) -> str:
        if len(value) < LEAST_SECRET:
            raise ValueError(f"must be a secret of at least {LEAST_SECRET} characters, the same at every start")
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def are_host_names(cls, value: list[str]) -> list[str]:
        for host in value:
            if not HOST_NAME.fullmatch(host):
                raise ValueError(f"must list host names such as tantu.example.org, without port; {host!r} is none")
        return value

    @field_validator("base_url")
    @classmethod
    def is_a_web_address(cls, value: str) -> str:
        if not _is_address(value, ("http", "https")):
            raise ValueError("must be a web address such as https://tantu.example.org or http://127.0.0.1:8000")
        return value.rstrip("/")

    @field_validator("elasticsearch_url")
    @classmethod
    def is_a_web_address_or_empty(cls, value: str) -> str:
        return value and cls.is_a_web_address(value)

    @field_validator("database_url")
    @classmethod
    def is_a_known_database(cls, value: str) -> str:
        known = _is_address(value, ("postgres", "postgresql"), needs_host=False) or value.startswith("sqlite:///")
        if value and not (known and urlsplit(value).path.strip("/")):
            raise ValueError(
                "must begin with postgresql:// or sqlite:/// and name a database, such as"
                " postgresql://user:password@host:5432/name or sqlite:////srv/tantu.sqlite3;"
                " other signs than letters and digits in a password are written as %40 and the like"
            )
        return value

    @field_validator("redis_url")
    @classmethod
    def is_a_redis_address(cls, value: str) -> str:
        known = _is_address(value, ("redis", "rediss"))
        if value and not (known and REDIS_NUMBER.fullmatch(urlsplit(value).path)):
            raise ValueError("must begin with redis:// or rediss://, such as redis://host:6379/0")
        return value

    @field_validator("email_url")
    @classmethod
    def is_a_mail_server(cls, value: str) -> str:
        if value != "console:" and not _is_address(value, ("smtp", "smtps")):
            raise ValueError("must be console: or a server such as smtp://user:password@mail.example.org:587")
        return value

    @field_validator("var_dir")
    @classmethod
    def is_a_folder_to_write_in(cls, value: Path) -> Path:
        try:
            value.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=value).close()
        except OSError as error:
            raise ValueError(f"must be a folder that can be written to; {value}: {error.strerror}") from None
        return value

    @field_validator("consortium_profile")
    @classmethod
    def is_a_file(cls, value: Path) -> Path:
        if not value.is_file():
            raise ValueError(f"must be a TOML file; {value} is none")
        return value

    @field_validator("feed_secret_keys")
    @classmethod
    def are_long(cls, value: list[str]) -> list[str]:
        if any(len(key) < LEAST_SECRET for key in value):
            raise ValueError(
                f"must list secrets of at least {LEAST_SECRET} characters, separated by commas, newest first"
            )
        return value

    @field_validator("feed_allow_private")
    @classmethod
    def are_hosts_with_ports(cls, value: list[str]) -> list[str]:
        for entry in value:
            host, _, port = entry.rpartition(":")
            if not host or not port.isdecimal() or not 0 < int(port) < 65536:
                raise ValueError(f"must list host:port, separated by commas; {entry!r} is not one")
        return value


def read_environment() -> Environment:
    """Read and check the environment.

    Raises ImproperlyConfigured that names every wrong variable and what it should be.
    """
    try:
        return Environment()
    except ValidationError as error:
        lines = [
            f"{str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ')}" for fault in error.errors()
        ]
        raise ImproperlyConfigured("Wrong settings in the environment.\n" + "\n".join(lines)) from None


def _is_address(value: str, schemes: tuple[str, ...], needs_host: bool = True) -> bool:
    """Whether it begins with one of these, names a host, and a port that there can be or none."""
    try:
        address = urlsplit(value)
        can_be = address.port != 0
    except ValueError:  # brackets that do not close, a port that is no number below 65,536
        return False
    return can_be and address.scheme in schemes and bool(address.hostname or not needs_host)
