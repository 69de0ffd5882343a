"""The example of docs/connect-a-catalogue.md does what the page says, and its tables name what a profile knows."""

import re
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from django.core.management import call_command

from courses.catalogue.models import Course
from courses.feeds import names
from courses.feeds.management.commands import connect_feed
from courses.feeds.profile import FieldRule, FileRules, OfferingsRules, RowRules
from courses.feeds.readers import READERS
from tests.corners import college

PAGE = (Path(__file__).resolve().parents[2] / "docs/connect-a-catalogue.md").read_text()


def _block(language: str) -> str:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]


def _said(*command: str) -> list[str]:
    """What a command prints, without the number of the run, which differs from test to test."""
    output = StringIO()
    call_command(*command, stdout=output)
    return re.sub(r"^run \d+", "run", output.getvalue(), flags=re.MULTILINE).splitlines()


@pytest.mark.django_db
def test_the_example_does_what_the_page_says(tmp_path):
    college("surat-coast")
    (tmp_path / "register.csv").write_text(_block("csv"))
    (tmp_path / "register.toml").write_text(_block("toml"))
    call_command(
        *["connect_feed", "surat-coast", "--name", "register", "--format", "csv", "--every", "24h"],
        *["--file", str(tmp_path / "register.csv"), "--profile", str(tmp_path / "register.toml")],
        stdout=StringIO(),
    )
    said = _said("sync", "surat-coast", "register", "--dry-run") + _said("sync", "surat-coast", "register")
    run = Course.objects.earliest("pk").source.feed.runs.earliest("-pk")
    said += _said("run", str(run.pk), "--problems", "--changes")
    told = re.sub(r"^run \d+", "run", PAGE, flags=re.MULTILINE).splitlines()
    assert set(said) <= set(told)
    assert "/courses/surat-coast/" + Course.objects.get(record_id="ANA-204").slug + "/" in PAGE
    assert Course.objects.get(record_id="RAD-118").disciplines == ["radiodiagnosis"]
    assert Course.objects.get(record_id="PSM-311").disciplines == ["community-medicine"]


def _first_cells(heading: str) -> set[str]:
    """The words in code marks of the first cells of the tables under a heading."""
    [section] = re.findall(rf"^### `{re.escape(heading)}`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    cells = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize(("heading", "rules"), [("[file]", FileRules), ("[rows]", RowRules)])
def test_every_key_of_a_table_is_explained(heading, rules):
    assert _first_cells(heading) == {field.encode_name for field in msgspec.structs.fields(rules)}


def test_every_key_of_a_field_and_every_field_is_explained():
    explained = {word.partition(".")[0] for word in _first_cells("[fields.NAME]")}
    keys = {field.encode_name for field in msgspec.structs.fields(FieldRule)}
    fields = {"title", "description", "extra", *names.TEXTS, *names.LISTS}
    assert explained == keys | fields


def test_every_field_of_an_offering_is_named():
    [section] = re.findall(r"^### `\[offering\.NAME\]`\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL)
    assert {*names.OFFERING_TEXTS, *names.OFFERING_LISTS} <= set(re.findall(r"`(\w+)`", section))
    assert {field.encode_name for field in msgspec.structs.fields(OfferingsRules)} == {"items"}


def test_every_format_and_option_is_named():
    formats = PAGE.partition("## Formats")[2].partition("## ")[0]
    assert set(re.findall(r"^\| `(\w[\w-]*)` \|", formats, re.MULTILINE)) == set(READERS)
    parser = connect_feed.Command().create_parser("manage.py", "connect_feed")
    ours = {"name", "format", "url", "file", "profile", "where", "every", "json"}
    assert {action.dest for action in parser._actions} >= ours
    assert all(f"--{option}" in PAGE for option in ours)
