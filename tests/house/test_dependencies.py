"""Every dependency says why it is there, is used, and is pinned by hashes and not by an address."""

import re
import tomllib

import pytest

from tests.workers import ROOT

TEXT = (ROOT / "pyproject.toml").read_text()
STATED = tomllib.loads(TEXT)
NAME = re.compile(r"[A-Za-z0-9-]+")
WANTED = [NAME.match(line)[0] for line in (*STATED["project"]["dependencies"], *STATED["dependency-groups"]["dev"])]
PINS = ("requirements.txt", "requirements-site.txt")
# Where a dependency is not imported under its own name, the word by which code, settings or checks use it.
USED_AS = {
    "charset-normalizer": "charset_normalizer",
    "python-calamine": "python_calamine",
    "tomli-w": "tomli_w",
    "argon2-cffi": "Argon2PasswordHasher",
    "axe-playwright-python": "axe_playwright_python",
    "dj-database-url": "dj_database_url",
    "django-csp": "csp.middleware",
    "django-ninja": "from ninja",
    "django-stubs": "mypy_django_plugin",
    "elasticsearch-dsl": "elasticsearch.dsl",
    "import-linter": "lint-imports",
    "pillow": "WAGTAILIMAGES_EXTENSIONS",
    "pydantic-settings": "pydantic_settings",
    "pytest-django": "pytest_django",
    "pytest-xdist": "pytest -n",
    "pyyaml": "import yaml",
}


def everything() -> str:
    """All code, settings and scripts that can use a dependency; not the lists that state them."""
    folders = ("consortium", "courses", "search", "tests", "benchmarks")
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".py", "")]
    texts = [path.read_text() for path in files if path.is_file() and path.name != "test_dependencies.py"]
    return "\n".join([*texts, TEXT.partition("[build-system]")[2]])


@pytest.mark.parametrize("name", WANTED)
def test_a_dependency_says_why_it_is_there(name: str) -> None:
    [line] = [line for line in TEXT.splitlines() if re.match(rf'    "{re.escape(name)}[\[>]', line)]
    assert re.search(r'",\s+# \w', line), line


def test_every_dependency_is_used() -> None:
    text = everything()
    assert [name for name in WANTED if USED_AS.get(name, name) not in text] == []


@pytest.mark.parametrize("file", PINS)
def test_pins_hold_hashes_and_no_address(file: str) -> None:
    text = (ROOT / file).read_text()
    pinned = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert pinned
    assert all("--hash=sha256:" in pin for pin in pinned)
    assert not re.search(r"https?://|--index-url|--find-links| @ ", text)


def test_what_is_wanted_is_pinned() -> None:
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    assert [name for name in WANTED if name.lower() not in pinned] == []
