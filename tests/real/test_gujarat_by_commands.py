"""The same colleges as an operator brings them in: by commands, one after another."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from tests.real.gujarat import FILE, PROFILE, Programmes

pytestmark = pytest.mark.django_db
COLLEGES = {
    "pdu": {"number": "6665", "name": "PANDIT DEENDAYAL UPADHYAY MEDICAL COLLEGE", "city": "RAJKOT"},
    "gmers-gotri": {"number": "6686", "name": "GMERS MEDICAL COLLEGE", "city": "GOTRI"},
    "gmers-himatnagar": {
        "number": "7946",
        "name": "GMERS MEDICAL COLLEGE AND HOSPITAL",
        "city": "GMERS MEDICAL COLLEGE AND HOSPITAL CAMPUS",
    },
}


@pytest.fixture
def programmes(shared_feeds: Path, settings: Settings) -> Programmes:
    settings.ELASTICSEARCH_URL = ""
    return Programmes(shared_feeds / FILE)


@pytest.mark.parametrize("slug", COLLEGES)
def test_a_college_is_admitted_connected_read_and_looked_up_by_commands(programmes: Programmes, slug: str) -> None:
    number, name, city = COLLEGES[slug].values()
    keys = {key: rows for key, rows in programmes.keys.items() if key[0] == number}
    read = sum(map(len, keys.values()))
    disputed = [key for key in programmes.disputed if key[0] == number]

    admitted = told("admit_college", slug, "--name", name, "--city", city, "--code", f"list={number}")
    assert (admitted["college"], admitted["created"], admitted["codes"]) == (slug, True, [f"list={number}"])

    file = ("--format", "csv", "--file", str(programmes.path), "--profile", str(PROFILE))
    connect = ("connect_feed", slug, "--name", "programmes", *file, "--where", f"college_id={number}")
    assert told(*connect) == {"college": slug, "feed": "programmes", "format": "csv", "changed": True}
    assert told(*connect)["changed"] is False

    dry = told("sync", slug, "--dry-run")
    assert (dry["dry_run"], dry["created"], Course.objects.count()) == (True, len(keys), 0)
    run = told("sync", slug)
    counts = {"read": read, "created": len(keys), "repeated": read - len(keys), "refused": 0}
    assert {name: run[name] for name in counts} == counts
    assert (run["status"], run["college"], run["feed"]) == ("done", slug, "programmes")
    assert Course.objects.public().count() == len(keys)

    again = told("sync", slug, "programmes")
    assert (again["status"], again["read"]) == ("unchanged", 0)
    assert [one["run"] for one in told("runs", slug)] == [again["run"], run["run"], dry["run"]]

    looked_up = told("run", str(run["run"]), "--problems")
    problems = [problem for problem in looked_up["problems"] if problem["severity"] == "field"]
    assert [problem["record"] for problem in problems] == ["|".join(key) for key in disputed]
    assert all(problem["field"] == "intake" and problem["remedy"] for problem in problems)


def test_admitting_and_connecting_again_changes_nothing_that_is_stored(programmes: Programmes) -> None:
    admit = ("admit_college", "gmers-sola", "--name", "GMERS MEDICAL COLLEGE", "--city", "SOLA")
    assert told(*admit)["label"] == "GMERS Medical College"
    before = list(Organisation.objects.values())
    assert told(*admit)["created"] is False
    assert list(Organisation.objects.values()) == before


def told(*command: str) -> Any:
    """What the command prints as JSON, which must be all that it prints."""
    output = StringIO()
    call_command(*command, "--json", stdout=output)
    return json.loads(output.getvalue())
