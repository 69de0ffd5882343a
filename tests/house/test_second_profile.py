"""A consortium that has nothing to do with medicine runs on the same code, by its profile alone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.installation import web_server
from tests.workers import ROOT, database_url

CONSERVATOIRE = ROOT / "tests" / "samples" / "profiles" / "conservatoire.toml"
MEDICAL = ("mbbs", "medical", "gujarat", "india", "clinical", "surgery")
CATALOGUE = """id,title,subject,level
1,BAROQUE VIOLIN AND MIDI,Fiolin,Year 1
2,Hardanger fiddle,Hardingfele,Masterclass
3,Opera scenes,Singing,MA
4,Drum kit,Percussion,Masterclass
"""
PROFILE = """
id = ["id"]
[fields.title]
from = "title"
[fields.disciplines]
from = "subject"
[fields.level]
from = "level"
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "CONSORTIUM_PROFILE": str(CONSERVATOIRE),
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(tmp_path),
        "DEBUG": "1",
        "ELASTICSEARCH_URL": "",
        "REDIS_URL": "",
    }


def command(environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments, "--json"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


@pytest.mark.django_db(transaction=True)
def test_a_consortium_of_conservatoires_is_admitted_read_searched_and_shown(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "catalogue.csv").write_text(CATALOGUE)
    (tmp_path / "profile.toml").write_text(PROFILE)

    command(environment, "admit_college", "bergen", "--name", "Bergen Academy", "--city", "Bergen", "--code=erasmus=N1")
    files = ["--file", str(tmp_path / "catalogue.csv"), "--profile", str(tmp_path / "profile.toml")]
    command(environment, "connect_feed", "bergen", "--name", "register", "--format", "csv", *files)
    run = command(environment, "sync", "bergen")
    found = command(environment, "search", "violin")

    assert (run["status"], run["created"], run["refused"]) == ("done", 4, 0)
    assert [result["title"] for result in found["results"]] == ["Baroque Violin and MIDI"]
    facets = {name: {value["label"] for value in values} for name, values in found["facets"].items()}
    assert facets["discipline"] >= {"Strings", "Violin"}
    assert "First year" in facets["level"]

    with web_server(tmp_path, **environment) as server:
        home = server.get("/")
        searched = server.get("/search/", params={"discipline": "strings"})
        corner = server.get("/colleges/bergen/")
        course = server.get(found["results"][0]["url"])

    pages = (home, searched, corner, course)
    assert [page.status_code for page in pages] == [200] * 4
    assert "Nordic Conservatoires" in home.text
    assert "By instrument" in home.text
    assert "Hardanger fiddle" in searched.text
    assert "Opera scenes" not in searched.text
    assert "Bergen Academy" in corner.text
    assert "Baroque Violin and MIDI" in course.text
    assert [word for page in pages for word in MEDICAL if word in page.text.lower()] == []
