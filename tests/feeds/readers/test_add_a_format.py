"""The page that teaches a stranger to add a format can be followed as it stands."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs/add-a-format.md"
READERS, SAMPLES = "courses/feeds/readers/__init__.py", "tests/feeds/readers/samples.py"
OFFERED = """
import django; django.setup()
from courses.feeds.formats import format_of, formats
[form] = [form for form in formats() if form.name == "jsonlines"]
assert form == format_of("jsonlines")
print(form.title, form.what, " ".join(form.ways), sep="|")
"""
COPIED = ("consortium", "courses", "search", "tests", "pyproject.toml", "manage.py")


def test_the_format_that_the_page_adds_keeps_the_contract_is_offered_in_the_cms_and_its_file_is_clean(
    tmp_path: Path,
) -> None:
    file, line, function, sample = re.findall(
        r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    for name in COPIED:
        copied = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copied(ROOT / name, tmp_path / name)
    (tmp_path / "courses/feeds/readers/jsonlines.py").write_text(file, encoding="utf-8")
    edit(
        tmp_path / READERS,
        ('    "jsonl",\n', '    "jsonl",\n' + line),
    )
    edit(tmp_path / SAMPLES, ("SAMPLES = {\n", function + "\n\nSAMPLES = {\n" + sample))
    tried = run(
        tmp_path,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/feeds/readers/test_contract.py",
        "-k",
        "jsonlines",
    )
    assert tried.returncode == 0, tried.stdout
    assert re.search(r"\b[23]\d passed", tried.stdout), tried.stdout
    offered = run(tmp_path, "-c", OFFERED)
    assert offered.returncode == 0, offered.stderr
    assert offered.stdout.split("|") == [
        "jsonlines",
        "Reads one JSON object a line, by a feed profile.",
        "address upload\n",
    ]
    clean = run(tmp_path, "-m", "ruff", "check", "--no-cache", "courses/feeds/readers")
    assert clean.returncode == 0, clean.stdout


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """As the page says it: each text that stands there once becomes the other."""
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert text.count(before) == 1, f"{path.name} no longer holds {before!r}; mend the page and this test"
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False)
