"""What the pages of the project point at is there: files, headings, rooms of the tree, commands."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def _text(page: Path) -> str:
    """The page without its blocks of code, which may show anything."""
    return re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_leads_somewhere(page):
    for link in re.findall(r"\]\(([^)]+)\)", _text(page)):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def test_the_indices_name_every_page():
    index = (ROOT / "docs/README.md").read_text()
    assert all(f"({page.name})" in index for page in ROOT.glob("docs/*.md") if page.name != "README.md")
    decisions = (ROOT / "docs/decisions/README.md").read_text()
    assert all(f"({page.name})" in decisions for page in ROOT.glob("docs/decisions/0*.md"))


def test_the_rooms_of_the_readme_are_there():
    readme = (ROOT / "README.md").read_text()
    [tree] = re.findall(r"^```\n(consortium/.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    package = Path()
    for indent, name in re.findall(r"^( *)([\w./]+)  ", tree, re.MULTILINE):
        package = package if indent else Path(name)
        assert (ROOT / (package / name if indent else name)).exists(), name
    for path in re.findall(r"^\| \d \| `([\w/.]+)`", readme, re.MULTILINE):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_command_that_a_page_names_is_there(page):
    named = set(re.findall(r"manage\.py ([a-z_]+)", page.read_text()))
    assert named <= set(get_commands())


@pytest.mark.parametrize("page", ["README.md", "SECURITY.md", "CONTRIBUTING.md"])
def test_every_test_that_is_named_as_proof_is_there(page):
    for path in re.findall(r"\btests/[\w/]+(?:\.\w+)?", (ROOT / page).read_text()):
        assert (ROOT / path).exists(), path
