"""What may be set from the environment, checked and named before anything starts."""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
LEAST_SECRET = 32
HOST_NAME = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)
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
        if urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc:
            raise ValueError("must be a web address such as https://tantu.example.org")
        return value.rstrip("/")

    @field_validator("elasticsearch_url")
    @classmethod
    def is_a_web_address_or_empty(cls, value: str) -> str:
        return value and cls.is_a_web_address(value)

    @field_validator("database_url")
    @classmethod
    def is_a_known_database(cls, value: str) -> str:
        if value and not value.startswith(("postgres://", "postgresql://", "sqlite:///")):
            raise ValueError("must begin with postgresql:// or sqlite:///")
        return value

    @field_validator("redis_url")
    @classmethod
    def is_a_redis_address(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @field_validator("email_url")
    @classmethod
    def is_a_mail_server(cls, value: str) -> str:
        address = urlsplit(value)
        if value != "console:" and (address.scheme not in ("smtp", "smtps") or not address.hostname):
            raise ValueError("must be console: or a server such as smtp://user:password@mail.example.org:587")
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
