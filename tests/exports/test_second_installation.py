"""A second installation, on SQLite and with processes of its own, syncs from the first and ends with equal courses."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.utils import timezone

from consortium.organisations.models import Organisation
from tests.catalogue.stating import source, stated, write
from tests.exports.asking import let_others_end
from tests.exports.whole import WHOLE
from tests.installation import web_server
from tests.workers import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

OF_THE_INSTALLATION = {
    "id", "college", "source", "record_id", "page", "part_of", "stated_at", "changed_at", "confirmed_at", "stale",
    "numbers_hold",
}  # fmt: skip


def test_it_ends_with_equal_courses(postgresql: str, tmp_path: Path) -> None:
    register = source(Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1))
    register.accepted_at = timezone.now()  # free places that no longer hold are not told to others
    register.save()
    write(
        register,
        stated("A-1", **WHOLE),
        stated("A-2", title={"und": "A b & c"}),
        stated("A-3", code="X", award="md", level="postgraduate"),
        stated("A-4", offerings=[{"id": "hours", "starts_on": "2027-01-04", "starts_at": "09:30:00"}]),
    )
    other = source(Organisation.objects.create(slug="other", name="Other", label="Other", dye=2))
    write(other, stated("O-1"))
    (tmp_path / "first").mkdir()
    with web_server(tmp_path / "first") as first:
        second = Second(tmp_path / "second", str(first.base_url).removeprefix("http://").rstrip("/"))
        second.run("migrate", "-v", "0")
        second.run("admit_college", "tapi", "--name", "Tapi College", "--city", "Surat")
        second.run(
            "connect_feed", "tapi", "--name", "first", "--format", "ooapi-v5",
            "--url", f"{first.base_url}/ooapi/colleges/tapi/v5".replace("//ooapi", "/ooapi"),
        )  # fmt: skip
        said = second.run("sync", "tapi", "first")
        theirs = {one["id"]: one for one in told(first) if one["college"] == "tapi"}
    with web_server(tmp_path / "second", **second.environment) as copied:
        ours = {one["record_id"]: one for one in told(copied)}
    assert ours.keys() == theirs.keys(), said
    for key, one in theirs.items():
        assert kept(ours[key]) == kept(one)
    [part] = [one for one in theirs.values() if one["part_of"]]
    assert theirs[ours[part["id"]]["part_of"]]["record_id"] == part["part_of"]
    zones = {one["time_zone"] for course in theirs.values() for one in course["offerings"] if one["starts_at"]}
    assert zones == {"Asia/Kolkata"}  # also where the first holds no zone but its consortium's


def told(client: httpx.Client) -> list[dict[str, Any]]:
    let_others_end()
    return [one for one in client.get("/api/v1/courses").json()["courses"] if not one["withdrawn"]]


def kept(course: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in course.items() if name not in OF_THE_INSTALLATION}


class Second:
    """An installation on SQLite and without services, driven by its commands."""

    def __init__(self, folder: Path, allowed: str) -> None:
        folder.mkdir()
        self.environment = {
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'second.sqlite3'}",
            "REDIS_URL": "",
            "ELASTICSEARCH_URL": "",
            "FEED_ALLOW_PRIVATE": allowed,
        }

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr
